#!/usr/bin/env bash
# Builds server and page when a source is newer than the last good build: tools/build.sh run|test
# 'run' builds without the tests. A call with nothing to do takes a few milliseconds.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

task=${1:-run}
stamp="build/release/.built-$task"
sources=(CMakeLists.txt CMakePresets.json cmake core platform fhir modules app tools packs web)
[ "$task" = run ] || sources+=(tests bench)
if [ -e "$stamp" ] && [ -x build/release/jiwei ] && [ -e web/dist/index.html ] &&
  [ -z "$(find "${sources[@]}" \( -name node_modules -o -name dist \) -prune -o -newer "$stamp" -type f -print -quit)" ]; then
  exit 0
fi

tools/setup.sh "$task"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/jiwei
mkdir -p build/release "$cache"
export CCACHE_DIR="$cache/ccache" CCACHE_MAXSIZE=3G
log=build/build-$task.log
tests=OFF
[ "$task" = run ] || tests=ON
now=$(mktemp)
trap 'rm -f "$now"' EXIT

echo "Building the server …" >&2
{ cmake --preset release -DJIWEI_TESTS=$tests && cmake --build --preset release && cmake --build --preset release --target core_wasm; } >"$log" 2>&1 ||
  { grep -E -A8 'error|FAILED' "$log" | head -60 >&2; echo "The build failed; the whole log is $log" >&2; exit 1; }

echo "Building the page …" >&2
tools/build-web.sh >>"$log" 2>&1 || { tail -40 "$log" >&2; echo "The build of the page failed; the whole log is $log" >&2; exit 1; }
cp build/wasm/core.wasm web/dist/core.wasm # the rule core that the page runs
touch -r "$now" "$stamp"
