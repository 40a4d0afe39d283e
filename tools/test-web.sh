#!/usr/bin/env bash
# The page's tests: tools/test-web.sh units | journeys. Journeys start a server on a demo county of their own and drive Debian's Chromium.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case ${1:?units or journeys} in
  units)
    cd web
    exec npm test -- --reporter=default ;;
  journeys)
    folder=$(mktemp -d)
    build/release/jiwei demo --data "$folder/county" --county 350881 --residents 2000 --seed 5
    cp -a "$folder/county" "$folder/spare" # for the journey that stops its server
    # A nurse signs with a password shown in the last minute, so that a journey meets the question for it.
    cp -r packs "$folder/packs"
    sed -i '1a nurse,*,1,the journey of the signature waits a minute' "$folder/packs/roles/signing.csv"
    printf '[packs]\ndir = "%s"\n' "$folder/packs" >"$folder/jiwei.toml"
    : >"$folder/server.log" # it is read before the server has begun to write
    build/release/jiwei serve --config "$folder/jiwei.toml" --data "$folder/county" --listen 127.0.0.1:0 >"$folder/server.log" 2>&1 &
    server=$!
    trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
    for _ in $(seq 100); do
      url=$(sed -n 's/.* is ready: //p' "$folder/server.log")
      [ -n "$url" ] && break
      sleep 0.1
    done
    [ -n "$url" ] || { cat "$folder/server.log"; exit 1; }
    program=$PWD/build/release/jiwei
    cd web
    JIWEI_PROGRAM=$program JIWEI_SPARE_COUNTY=$folder/spare JIWEI_URL=$url JIWEI_ACCOUNTS=$folder/county/demo-accounts.json JIWEI_SHOTS=${JIWEI_SHOTS:-$folder/shots} npm run e2e ;;
esac
