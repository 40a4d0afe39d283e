#!/usr/bin/env bash
# A PostgreSQL of its own for tests and benches, in a temporary folder, reached through a socket there.
#   tools/test-postgres.sh start [--durable] [--watch PID]   prints FOLDER, then URL, on two lines; --watch stops it when PID ends
#   tools/test-postgres.sh stop FOLDER
#   tools/test-postgres.sh crash FOLDER    as a power cut would; resume FOLDER starts it again
# Without --durable nothing is synced to disk: for tests only.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "${bin:-}/initdb" ] || { echo "PostgreSQL is not installed (Debian: postgresql-15)" >&2; exit 1; }

# initdb refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

stop() {
  local folder=$1
  [ -f "$folder/data/postmaster.pid" ] && as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}

start() {
  local durable=off watched=""
  while [ $# -gt 0 ]; do
    case $1 in
      --durable) durable=on ;;
      --watch) watched=$2; shift ;;
      *) echo "unknown: $1" >&2; exit 2 ;;
    esac
    shift
  done
  local folder
  folder=$(mktemp -d "${TMPDIR:-/tmp}/jiwei-postgres-XXXXXX")
  chmod 755 "$folder"
  [ "$(id -u)" = 0 ] && chown postgres "$folder"
  as_owner "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
  {
    echo "listen_addresses = ''"
    echo "unix_socket_directories = '$folder'"
    echo "fsync = $durable"
    echo "full_page_writes = $durable"
    echo "synchronous_commit = $durable"
    echo "max_connections = 200"
    echo "shared_buffers = 128MB"
    echo "max_wal_size = 2GB"
    echo "autovacuum_naptime = 20s"
  } >>"$folder/data/postgresql.conf"
  as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 30 start >/dev/null 2>&1 || { cat "$folder/data/server.log" >&2; exit 1; }
  if [ -n "$watched" ]; then
    (tail --pid="$watched" -f /dev/null 2>/dev/null || true; stop "$folder") >/dev/null 2>&1 </dev/null &
    disown
  fi
  echo "$folder"
  echo "postgresql://postgres@/postgres?host=$folder"
}

case ${1:-} in
  start) shift; start "$@" ;;
  stop) stop "$2" ;;
  crash) as_owner "$bin/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null ;;
  resume) as_owner "$bin/pg_ctl" -D "$2/data" -l "$2/data/server.log" -w -t 30 start >/dev/null ;;
  *) sed -n 2,7p "$0"; exit 2 ;;
esac
