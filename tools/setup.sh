#!/bin/sh
# Prepare this checkout: Python packages in .venv, front-end packages in node_modules, assets in build/vendor.
# Each step leaves a stamp made of its inputs; when nothing has changed it is skipped, without network.
#   sh tools/setup.sh          everything, tools of development included
#   DEV=0 sh tools/setup.sh    what it takes to run, no more
set -eu
cd "$(dirname "$0")/.."
dev=${DEV:-1}
root=$(pwd -P)

say() { printf '==> %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }
digest() { cat "$@" | cksum; }
unchanged() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# --- Python -----------------------------------------------------------------------------------------------
python=.venv/bin/python
whole='import os, site, sys; sys.exit(sys.version_info < (3, 11) or not os.path.isdir(site.getsitepackages()[0]))'
if ! "$python" -c "$whole" >/dev/null 2>&1; then
    base=${PYTHON:-python3}
    command -v "$base" >/dev/null 2>&1 || stop "$base was not found: install Python 3.11 or newer (or set PYTHON=/path/to/python)."
    "$base" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$("$base" --version 2>&1) is too old: install Python 3.11 or newer (or set PYTHON=/path/to/python)."
    "$base" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        stop "Python lacks its venv module: install it (on Debian and Ubuntu: apt install python3-venv)."
    say "Creating the virtual environment (.venv) with $("$base" --version 2>&1)"
    rm -rf .venv
    "$base" -m venv .venv || stop "the virtual environment could not be created."
fi
mkdir -p .venv/stamps

uv_digest=$(digest requirements/uv.txt)
if ! unchanged .venv/stamps/uv "$uv_digest"; then
    say "Installing the package installer"
    "$python" -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/uv.txt ||
        stop "the package installer could not be fetched: is this machine connected to the network?"
    printf '%s' "$uv_digest" > .venv/stamps/uv
fi

install_packages() { # name of the requirements file
    UV_NO_PROGRESS=1 "$python" -m uv pip sync --quiet --python "$python" --require-hashes \
        "requirements/$1.txt" requirements/uv.txt ||
        stop "the Python packages could not be installed: is this machine connected to the network?"
    rm -f .venv/stamps/project
}
dev_digest="dev $(digest requirements/dev.txt requirements/uv.txt)"
base_digest="base $(digest requirements/base.txt requirements/uv.txt)"
if ! unchanged .venv/stamps/packages "$dev_digest"; then
    if [ "$dev" != 0 ]; then
        say "Installing the Python packages, tools of development included"
        install_packages dev
        printf '%s' "$dev_digest" > .venv/stamps/packages
    elif ! unchanged .venv/stamps/packages "$base_digest"; then
        say "Installing the Python packages"
        install_packages base
        printf '%s' "$base_digest" > .venv/stamps/packages
    fi
fi

project_digest="$root $(digest pyproject.toml)"
if ! unchanged .venv/stamps/project "$project_digest"; then
    say "Installing the command bidaide"
    "$python" -m uv pip install --quiet --python "$python" --no-deps --no-index --no-build-isolation --editable . ||
        stop "the project itself could not be installed."
    printf '%s' "$project_digest" > .venv/stamps/project
fi

# --- Front-end packages -----------------------------------------------------------------------------------
npm_dev_digest="dev $(digest package.json package-lock.json .npmrc)"
npm_base_digest="base ${npm_dev_digest#dev }"
install_assets() { # options of npm ci
    command -v node >/dev/null 2>&1 || stop "node was not found: install Node.js 20 or newer."
    command -v npm >/dev/null 2>&1 || stop "npm was not found: install it beside Node.js (on Debian and Ubuntu: apt install npm)."
    [ "$(node -p 'parseInt(process.versions.node) >= 20')" = true ] ||
        stop "Node.js $(node --version) is too old: install Node.js 20 or newer."
    npm ci --loglevel=error --no-progress "$@" >/dev/null ||
        stop "the front-end packages could not be installed: is this machine connected to the network?"
}
if ! unchanged node_modules/.stamp "$npm_dev_digest"; then
    if [ "$dev" != 0 ]; then
        say "Installing the front-end packages, checkers included"
        install_assets
        printf '%s' "$npm_dev_digest" > node_modules/.stamp
    elif ! unchanged node_modules/.stamp "$npm_base_digest"; then
        say "Installing the front-end packages"
        install_assets --omit=dev
        printf '%s' "$npm_base_digest" > node_modules/.stamp
    fi
fi

vendor_digest=$(digest package-lock.json app/web/static/icons.txt tools/vendor_assets.py)
if ! unchanged build/vendor/.stamp "$vendor_digest"; then
    say "Copying the front-end assets"
    "$python" tools/vendor_assets.py || stop "the front-end assets could not be copied."
    printf '%s' "$vendor_digest" > build/vendor/.stamp
fi
