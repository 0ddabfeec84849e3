"""Ask the advisory services about every package of the locked lists: `python -m tools.audit`.

Exit status 0: nothing known beside the recorded exceptions, or a service that could not be asked (said plainly: « NOT RUN »).
1: a known hole that nobody has written down, or an exception whose date is past. With --strict, « NOT RUN » is a 1 too.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
EXCEPTIONS = CHECKOUT / "requirements" / "audit-exceptions.yaml"
PATIENCE = 120


@dataclass(frozen=True)
class Exception_:
    id: str
    package: str
    reason: str
    review_by: date
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    package: str
    names: frozenset[str]


class NotRun(Exception):
    """Why a service could not be asked."""


def exceptions(path: Path = EXCEPTIONS) -> list[Exception_]:
    """What is written down; ValueError for a line that does not say everything."""
    found = []
    for line in yaml.safe_load(path.read_text()) or []:
        if not isinstance(line, dict) or set(line) - {"id", "package", "reason", "review_by", "aliases"}:
            raise ValueError(f"{path.name}: {line}")
        one = Exception_(**{**line, "aliases": tuple(line.get("aliases", ()))})
        if not (one.id and one.package and len(one.reason.split()) > 5 and isinstance(one.review_by, date)):
            raise ValueError(f"{path.name}: {one.id} says neither why nor until when")
        found.append(one)
    return found


def overdue(known: Iterable[Exception_], today: date) -> list[str]:
    return [one.id for one in known if one.review_by < today]


def unrecorded(found: Iterable[Found], known: Iterable[Exception_]) -> list[str]:
    """The holes that no exception of the same package names."""
    kept = {(one.package, name) for one in known for name in (one.id, *one.aliases)}
    return sorted(
        f"{hole.package}: {', '.join(sorted(hole.names))}"
        for hole in found
        if not any((hole.package, name) in kept for name in hole.names)
    )


def of_python(said: dict[str, Any]) -> list[Found]:
    """What pip-audit said as JSON; NotRun when the service did not know even half of the packages."""
    packages = said.get("dependencies", [])
    skipped = [one for one in packages if "skip_reason" in one]
    if not packages or len(skipped) * 2 > len(packages):
        raise NotRun(f"the advisory service knew {len(packages) - len(skipped)} packages of {len(packages)}")
    return [
        Found(one["name"], frozenset({hole["id"], *hole.get("aliases", [])}))
        for one in packages
        for hole in one.get("vulns", [])
    ]


def of_node(said: dict[str, Any]) -> list[Found]:
    """What `npm audit --json` said."""
    if "vulnerabilities" not in said:
        raise NotRun(str(said.get("message") or said.get("error") or "no answer")[:120])
    found = []
    for name, one in said["vulnerabilities"].items():
        direct = [via for via in one.get("via", []) if isinstance(via, dict)]
        found += [Found(name, frozenset({str(via.get("url", via.get("source"))).rpartition("/")[2]})) for via in direct]
    return found


def _ask(*command: str) -> dict[str, Any]:
    try:
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
        found: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise NotRun(type(error).__name__) from error
    return found


def _python() -> list[Found]:
    return of_python(
        _ask(
            sys.executable, "-m", "pip_audit", "-r", "requirements/dev.txt", "--no-deps", "--disable-pip",
            "--progress-spinner", "off", "-f", "json",
        )
    )  # fmt: skip


def _node() -> list[Found]:
    npm = shutil.which("npm")
    if npm is None:
        raise NotRun("npm is not installed")
    return of_node(_ask(npm, "audit", "--json"))


def main() -> int:
    known = exceptions()
    status = 0
    if late := overdue(known, date.today()):  # noqa: DTZ011 - the calendar of the wall, not the house's clock
        print(f"Exceptions to read again, their date is past: {', '.join(late)}")
        status = 1
    for name, ask in (("Python", _python), ("Node", _node)):
        try:
            found = ask()
        except NotRun as reason:
            print(f"NOT RUN: the audit of {name} packages ({reason})")
            status = max(status, int("--strict" in sys.argv))
            continue
        if holes := unrecorded(found, known):
            print(f"Known holes in {name} packages:", *holes, sep="\n  ")
            status = 1
        else:
            print(f"{name} packages: nothing known beside {len(found)} recorded")
    return status


if __name__ == "__main__":
    sys.exit(main())
