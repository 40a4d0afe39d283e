#!/usr/bin/env bash
# clang-tidy over every C++ source of the server, warnings as errors. It looks at the groups that the release build compiles (docs/adr/0055),
# so that shared headers are read once. A clean group is remembered by the hash of its sources, every project header they reach, the checks
# and the tool, outside the clone: only what changed is looked at again.
#   tools/check-tidy.sh [--deep]     --deep follows paths through the code too (clang-analyzer), which takes three times as long
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
cache=${JIWEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/jiwei}/tidy
mkdir -p "$cache"
find "$cache" -type f -mtime +30 -delete
build=build/release
tool=$(clang-tidy-16 --version | sed -n 's/.*version //p' | head -1)
checks=
[ "${1:-}" = --deep ] && checks='clang-analyzer-core*,clang-analyzer-cplusplus*'
export cache build tool checks

check_one() {
  local unit=$1 key shown=${1#"$PWD/$build/CMakeFiles/"}
  shown=${shown#"$PWD/"}
  key=$({ cat .clang-tidy; echo "$tool $checks"
    clang++-16 -std=c++20 -I. "-I$build/generated" -MM -MG "$unit" 2>/dev/null | tr ' \\' '\n\n' | grep -E '\.(cpp|hpp|cxx)$' |
    sed "s|^$PWD/||" | grep -v '^/' | sort -u | xargs -r cat 2>/dev/null; } | sha256sum | cut -c1-32)
  if [ -e "$cache/$key" ]; then touch "$cache/$key"; echo "clean $shown"; return; fi
  local out
  if out=$(clang-tidy-16 --quiet --warnings-as-errors='*' --checks="$checks" --extra-arg=-Wno-unknown-warning-option -p "$build" "$unit" 2>/dev/null); then
    touch "$cache/$key"
    echo "clean $shown"
  else
    echo "FAILED $shown"
    grep -E ' (error|warning): ' <<<"$out" | sed "s|^$PWD/||" | sort -u | head -40 || true
  fi
}
export -f check_one

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# What the build compiles: groups, and the few sources outside one. Tests, benches and generated lists of constants are left out.
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" |
  grep -vE '/[a-z]+_tests\.dir/|/tests/|/bench/|/wasm/|/generated/' | sort -u |
  xargs -P "$(nproc)" -I{} bash -c 'check_one "$1"' _ {} | tee "$log" | grep -v --line-buffered '^clean ' || true
good=$(grep -c '^clean ' "$log" || true) bad=$(grep -c '^FAILED ' "$log" || true)
echo "$good passed, $bad failed"
[ "$bad" = 0 ] && [ "$good" != 0 ]
