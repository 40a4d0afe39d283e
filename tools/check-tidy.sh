#!/usr/bin/env bash
# clang-tidy over every C++ source, warnings as errors. A file's clean result is remembered by the hash of its preprocessed text,
# outside the clone, so that only what changed is looked at again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
cache=${JIWEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/jiwei}/tidy
mkdir -p "$cache"
build=build/release
export cache build

check_one() {
  local file=$1 key
  # The key: this source and every project header it can reach, the checks, the tool.
  key=$({ cat .clang-tidy "$file"; clang++-16 -std=c++20 -I. "-I$build/generated" -MM -MG "$file" 2>/dev/null | tr ' \\' '\n\n' |
    grep -E '\.hpp$' | grep -v '^/' | sort -u | xargs -r cat 2>/dev/null; } | sha256sum | cut -c1-32)
  [ -e "$cache/$key" ] && exit 0
  if clang-tidy-16 --quiet --warnings-as-errors='*' -p "$build" "$file" >"$cache/$key.out" 2>/dev/null; then
    rm -f "$cache/$key.out"
    touch "$cache/$key"
  else
    echo "$file"
    grep -E 'error|warning' "$cache/$key.out" | head -8
    rm -f "$cache/$key.out"
    exit 1
  fi
}
export -f check_one

mapfile -t files < <(find core platform fhir modules app -name '*.cpp' -not -path '*/fuzz/*' -not -path '*/wasm/*' -not -path '*/tests/*' | sort)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I{} bash -c 'check_one "$1"' _ {} >"$log" || true
cat "$log"
bad=$(grep -cE '^(core|platform|fhir|modules|app)/[^ :]+\.cpp$' "$log" || true)
echo "$((${#files[@]} - bad)) passed, $bad failed"
[ "$bad" = 0 ]
