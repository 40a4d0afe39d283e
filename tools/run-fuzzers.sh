#!/usr/bin/env bash
# Runs every fuzzer for some seconds, starting from its kept corpus: tools/run-fuzzers.sh [SECONDS [NAME…]]     (default 180, all)
# What breaks a promise lies in build/fuzz-found/NAME-…; mend the program and put the input into tests/fuzz/corpus/NAME.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export seconds=${1:-180} CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jiwei/ccache}
shift || true
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz >build/fuzz.log 2>&1 || { grep -E -A8 'error|FAILED' build/fuzz.log | head -40; exit 1; }
mkdir -p build/fuzz-found

run_one() {
  local name=$1 seeds=tests/fuzz/corpus/$1 fresh log=build/fuzz-found/$1.log
  fresh=$(mktemp -d)
  if [ -d "$seeds" ] && "build/fuzz/${name}_fuzz" -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=20 -artifact_prefix="build/fuzz-found/$name-" \
    "$fresh" "$seeds" >"$log" 2>&1; then
    echo "held $name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") runs"
  else
    echo "FAILED $name"
    grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" | head -8 || tail -5 "$log"
  fi
  rm -rf "$fresh"
}
export -f run_one

names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(find build/fuzz -maxdepth 1 -name '*_fuzz' -type f -printf '%f\n' | sed 's/_fuzz$//' | sort)
result=$(printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_one "$1"' _ {})
echo "$result"
good=$(grep -c '^held ' <<<"$result" || true) bad=$(grep -c '^FAILED ' <<<"$result" || true)
echo "$good passed, $bad failed"
[ "$bad" = 0 ]
