#!/usr/bin/env bash
# Every C++ source is formatted as .clang-format says. `tools/check-format.sh --fix` formats them.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
mapfile -t files < <(find core platform fhir modules app tests bench tools -name '*.[ch]pp' -not -path '*/corpus/*' | sort)
if [ "${1:-}" = --fix ]; then
  clang-format-16 -i "${files[@]}"
  exit 0
fi
bad=0
for file in "${files[@]}"; do
  clang-format-16 --dry-run -Werror "$file" >/dev/null 2>&1 || { echo "$file is not formatted: tools/check-format.sh --fix"; bad=$((bad + 1)); }
done
echo "$((${#files[@]} - bad)) passed, $bad failed"
[ "$bad" = 0 ]
