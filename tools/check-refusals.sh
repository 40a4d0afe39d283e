#!/usr/bin/env bash
# What must not compile does not, and its right twin does (tests/compile_fail).
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
ctest --test-dir build/release -R '^(compiles|does_not_compile)\.' -j "$(nproc)" --output-on-failure | tee /dev/stderr |
  awk '/tests passed, .* tests failed out of/ {failed = $4; total = $NF} END {if (total == 0) {failed = 1; total = 1} print total - failed " passed, " failed " failed"; exit failed != 0}'
