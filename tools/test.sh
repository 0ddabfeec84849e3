#!/bin/sh
# Everything that guards the project, cheapest first; the first failure ends the run.
# The data layer runs on PostgreSQL first, so that the last line is the summary of the complete run on SQLite.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
processes=${TEST_PROCESSES:-3}  # one more than two cores: a browser test waits half of its time
spread="-n $processes --maxschedchunk 8"  # few at a time: a process that has a long test leaves the next to the others
unset BIDAIDE_TEST_POSTGRES_URL
unset PYTHONDONTWRITEBYTECODE  # the tests start a hundred processes: what one has compiled serves the others

say() { printf '==> %s\n' "$*"; }

say "Format"
"$python" -m ruff format --check .
say "Lint"
"$python" -m ruff check .
say "Types"
"$python" -m mypy
say "Floors of the house"
"$python" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

say "Known holes in packages"
"$python" -m tools.audit

if "$python" -m tools.postgres check; then
    say "Tests on PostgreSQL"
    "$python" -m tools.postgres run -- "$python" -m pytest $spread -m "not browser and not once" "$@"
else
    say "NOT RUN: the tests on PostgreSQL (reason above)"
fi
say "Tests on SQLite, browser included"
exec "$python" -m pytest $spread "$@"
