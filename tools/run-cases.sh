#!/usr/bin/env bash
# Runs every rule case of the packs: natively through the command line, or in WebAssembly under Node: tools/run-cases.sh native|wasm
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
build=build/release
case ${1:?native or wasm} in
  native)
    mapfile -t files < <(find packs -path packs/templates -prune -o -path '*/cases/*' -type f ! -name 'README*' -print | sort)
    code=0
    $build/jiwei cases "${files[@]}" || code=$?
    for pack in packs/templates/*/; do $build/jiwei pack check "$pack" || code=$?; done
    exit $code ;;
  wasm) exec node core/wasm/tests/cases_test.mjs build/wasm/core.wasm $build/native_calls packs ;;
esac
