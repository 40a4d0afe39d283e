#!/usr/bin/env bash
# Runs every rule case of the packs: natively through the command line, or in WebAssembly under Node or in Debian's Chromium, each answer
# compared byte by byte with the native one: tools/run-cases.sh native|wasm|chromium
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
build=build/release
case ${1:?native, wasm or chromium} in
  native)
    mapfile -t files < <(find packs -path packs/templates -prune -o -path '*/cases/*' -type f ! -name 'README*' -print | sort)
    code=0
    $build/jiwei cases "${files[@]}" || code=$?
    for pack in packs/templates/*/; do $build/jiwei pack check "$pack" || code=$?; done
    exit $code ;;
  wasm) exec node core/wasm/tests/cases_test.mjs build/wasm/cases.wasm $build/native_calls packs node ;;
  chromium) exec node core/wasm/tests/cases_test.mjs build/wasm/cases.wasm $build/native_calls packs chromium ;;
esac
