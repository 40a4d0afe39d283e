#!/usr/bin/env bash
# Builds web/dist. The result is kept by the hash of everything that goes into it, outside the clone.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../web"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/jiwei
mkdir -p "$cache"
lock_hash=$(sha256sum package-lock.json | cut -c1-16)
input_hash=$(find . ../packs ../core \( -name node_modules -o -name dist \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)

if [ ! -e "node_modules/.jiwei-$lock_hash" ]; then
  npm ci --no-audit --no-fund --prefer-offline --cache "$cache/npm"
  touch "node_modules/.jiwei-$lock_hash"
fi
kept="$cache/web-$input_hash.tar"
if [ -e "$kept" ]; then
  rm -rf dist && tar xf "$kept"
else
  npm run build
  tar cf "$kept.part" dist && mv "$kept.part" "$kept"
  find "$cache" -maxdepth 1 -name 'web-*.tar' -mtime +30 -delete
fi
