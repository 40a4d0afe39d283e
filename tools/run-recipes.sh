#!/usr/bin/env bash
# Follows every recipe in docs/how-to: runs its ```sh blocks in order in a fresh folder, with `jiwei` on the path. A recipe whose text is out of
# date fails. A server that a recipe starts in the background is stopped at its end.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root=$PWD passed=0 failed=0
for recipe in docs/how-to/*.md; do
  grep -q '^```sh$' "$recipe" || continue
  folder=$(mktemp -d)
  awk '/^```sh$/ {on=1; next} /^```$/ {on=0} on' "$recipe" >"$folder/recipe.sh"
  if (cd "$folder" && PATH="$root/build/release:$PATH" JIWEI_ROOT="$root" timeout 300 setsid bash -euo pipefail -c 'trap "kill 0 2>/dev/null" EXIT; source ./recipe.sh; trap - EXIT; kill $(jobs -p) 2>/dev/null || true' >"$folder/log" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$recipe failed:"
    tail -20 "$folder/log"
  fi
  rm -rf "$folder"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
