#!/usr/bin/env bash
# Runs the native tests built with sanitizers: tools/run-sanitized.sh sanitize|thread [TARGET…]
#   sanitize   addresses, leaks and undefined behaviour; thread   data races. Without TARGETs the tests of every layer.
# On PostgreSQL too when JIWEI_TEST_POSTGRES names one. The last line is `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
preset=${1:?sanitize or thread}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(core_tests platform_tests fhir_tests module_tests app_tests fuzz_replay)
export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jiwei/ccache}
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tools/leaks-of-libraries.txt:print_suppressions=0
export TSAN_OPTIONS=suppressions=$PWD/tools/races-of-libraries.txt:halt_on_error=0:second_deadlock_stack=1
cmake --preset "$preset" >/dev/null
known=$(ninja -C "build/$preset" -t targets all)
passed=0 failed=0
log=build/$preset.log
for target in "${targets[@]}"; do
  grep -q "^$target: " <<<"$known" || continue # a layer without tests of its own
  cmake --build --preset "$preset" --target "$target" >"$log" 2>&1 || { grep -E -A8 'error|FAILED' "$log" | head -40; echo "0 passed, 1 failed"; exit 1; }
  arguments=()
  [ "$target" = fuzz_replay ] && arguments=(tests/fuzz/corpus)
  code=0
  "build/$preset/$target" "${arguments[@]}" >"$log" 2>&1 || code=$?
  good=$(sed -nE 's/^\[  PASSED  \] ([0-9]+) test.*/\1/p; s/^([0-9]+) passed, [0-9]+ failed$/\1/p' "$log" | tail -1)
  passed=$((passed + ${good:-0}))
  echo "$target: ${good:-0} held, exit code $code"
  if [ "$code" != 0 ]; then
    failed=$((failed + 1))
    grep -E 'ERROR: |WARNING: ThreadSanitizer|SUMMARY: |runtime error:|\[  FAILED  \]' "$log" | sort | uniq -c | sort -rn | head -40
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
