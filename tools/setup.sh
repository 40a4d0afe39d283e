#!/usr/bin/env bash
# Installs the Debian 12 packages that a task needs and are not there yet: tools/setup.sh run|test
# Works as root and as a user with sudo. Remembers what it has seen installed, so that a second call costs nothing.
set -euo pipefail

task=${1:-run}
build_packages=(g++ cmake ninja-build ccache pkg-config libfmt-dev libexpected-dev libspdlog-dev libcli11-dev libtomlplusplus-dev
  libboost1.81-dev libssl-dev libsqlite3-dev libpq-dev libargon2-dev libicu-dev libxlsxwriter-dev libzip-dev libpugixml-dev libpango1.0-dev libcairo2-dev fonts-noto-cjk
  libcurl4-openssl-dev zlib1g-dev libbrotli-dev openssl
  clang-16 lld-16 wasi-libc libc++-16-dev-wasm32 libc++abi-16-dev-wasm32 libclang-rt-16-dev-wasm32)
test_packages=(libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev clang-tidy-16 clang-format-16 libclang-rt-16-dev
  postgresql-15 sqlite3 chromium git procps curl poppler-utils)

wanted=("${build_packages[@]}")
[ "$task" = run ] || wanted+=("${test_packages[@]}")
# Any node 18.19 or newer will do; Debian's own is installed only where none is there.
command -v node >/dev/null || wanted+=(nodejs)
command -v npm >/dev/null || wanted+=(npm)

state=${XDG_CACHE_HOME:-$HOME/.cache}/jiwei
mkdir -p "$state"
stamp="$state/packages-$task-$(printf '%s\n' "${wanted[@]}" | sha256sum | cut -c1-16)"
[ -e "$stamp" ] && exit 0

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "setup: these packages are missing and there is no sudo: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "setup: installing ${#missing[@]} Debian packages (once)" >&2
  log="$state/setup.log"
  { "${as_root[@]}" apt-get update -q &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
    { tail -20 "$log" >&2; echo "setup: the packages could not be installed; the log is $log" >&2; exit 1; }
fi
touch "$stamp"
