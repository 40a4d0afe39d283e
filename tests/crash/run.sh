#!/usr/bin/env bash
# Kills the server with SIGKILL while clients write, again and again, and looks for what was lost: tests/crash/run.sh sqlite|postgres KILLS [SEED]
# Every acknowledged act must be there exactly once, with its audit line, its task, its totals and its message. Ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
engine=${1:?sqlite or postgres} kills=${2:?number of kills} seed=${3:-$RANDOM}

folder=$(mktemp -d)
database="sqlite:$folder/jiwei.db"
cleanup=(rm -rf "$folder")
if [ "$engine" = postgres ]; then
  if [ -z "${JIWEI_TEST_POSTGRES:-}" ]; then
    { read -r postgres_folder && read -r JIWEI_TEST_POSTGRES; } < <(tools/test-postgres.sh start)
  fi
  name="crash_$$_$RANDOM"
  psql -q "$JIWEI_TEST_POSTGRES" -c "CREATE DATABASE $name TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
  database=$(sed -E "s#^(postgres(ql)?://[^/?]*)/[^?]*#\1/$name#" <<<"$JIWEI_TEST_POSTGRES")
fi
finish() {
  [ "$engine" = postgres ] && psql -q "$JIWEI_TEST_POSTGRES" -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" >/dev/null 2>&1
  [ -n "${postgres_folder:-}" ] && tools/test-postgres.sh stop "$postgres_folder"
  "${cleanup[@]}"
}
trap finish EXIT
node tests/crash/crash.mjs --binary build/release/jiwei --data "$folder" --database "$database" --kills "$kills" --seed "$seed"
