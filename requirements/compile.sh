#!/bin/sh
# Choose versions again: `sh requirements/compile.sh` keeps the present ones where they still fit,
# `sh requirements/compile.sh --upgrade` takes the newest. Afterwards: make test, read the changes, commit.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile requirements/uv.in -o requirements/uv.txt "$@"
compile requirements/base.in -o requirements/base.txt "$@"
compile requirements/dev.in -c requirements/base.txt -o requirements/dev.txt "$@"
if grep -nE '://|^-' requirements/*.txt; then
    echo "The lines above name a download host or an option: requirements files must not." >&2
    exit 1
fi
