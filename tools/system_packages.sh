#!/bin/sh
# What `make test` needs from the system: Chromium, a PostgreSQL server (15 or newer) and a Redis server.
# Missing ones are installed where apt-get may be used; otherwise we say what cannot be run, and go on.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
find_postgres() { .venv/bin/python -m tools.postgres check >/dev/null 2>&1; }
find_redis() { command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1; }

wanted=
find_chromium || wanted="$wanted chromium"
find_postgres || wanted="$wanted postgresql"
find_redis || wanted="$wanted redis-server"
[ -n "$wanted" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    sudo -n true >/dev/null 2>&1 || as_root=none
fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "==> Installing from the system's packages:$wanted"
    log=$(mktemp)
    patience="-o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # several words are meant
    if $as_root apt-get $patience -qq update >"$log" 2>&1; then
        for package in $wanted; do
            $as_root apt-get $patience -qq install --yes --no-install-recommends "$package" >"$log" 2>&1 ||
                { echo "    $package could not be installed:"; tail -n 3 "$log"; }
        done
    else
        echo "    the list of packages could not be read:"
        tail -n 3 "$log"
    fi
    rm -f "$log"
fi

find_chromium || echo "==> NOT RUN: the browser tests, because Chromium is not installed (Debian: apt install chromium)"
find_postgres || echo "==> NOT RUN: the tests on PostgreSQL, because no server 15 or newer is installed (Debian: apt install postgresql)"
find_redis || echo "==> NOT RUN: news carried by Redis, because no server is installed (Debian: apt install redis-server)"
