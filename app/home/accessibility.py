"""The audit of accessibility, read from content/accessibility: the state of conformity is counted, never written.

The newest audit counts. A criterion that nobody has verified is not held to be met: it weighs like one that fails.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.core.i18n import N_, _
from app.core.settings import CHECKOUT

FOLDER = CHECKOUT / "content" / "accessibility"
NUMBERS = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)  # criteria of each of the 13 themes: 106

STATES = {
    "met": N_("respecté"),
    "failed": N_("non respecté"),
    "none": N_("sans objet"),
    "unseen": N_("pas encore vérifié"),
}
BY = {"machine": N_("par un contrôle automatique"), "hand": N_("à la main"), "": ""}
WORDS = {
    "full": N_("totalement conforme"),
    "part": N_("partiellement conforme"),
    "not": N_("non conforme"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    number: str  # « 3.2 »
    title: str


@dataclass(frozen=True, slots=True)
class Theme:
    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Result:
    state: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """One assessment, on one day. `results` answers for each of the 106 criteria."""

    key: str
    made_on: date
    until: date  # when it is to be made again, at the latest
    reference: str
    by: str
    browsers: tuple[str, ...]
    tools: tuple[str, ...]
    technologies: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]  # (title, path)
    results: Mapping[str, Result]
    failures: tuple[tuple[str, str], ...]  # (criterion, what fails and what to do meanwhile)
    outside: tuple[str, ...]
    plan: tuple[tuple[str, str], ...]  # (when, what)

    def count(self, state: str) -> int:
        return sum(1 for result in self.results.values() if result.state == state)

    @property
    def applicable(self) -> int:
        return len(self.results) - self.count("none")

    @property
    def rate(self) -> Fraction:
        """What is known to be met, among what applies: the unseen counts against."""
        return Fraction(self.count("met"), self.applicable)

    @property
    def percent(self) -> int:
        """Rounded down: 99.9 is not 100."""
        return int(self.rate * 100)

    @property
    def state(self) -> str:
        """As the law says it: all of it, half or more, less."""
        return "full" if self.rate == 1 else "part" if self.rate >= Fraction(1, 2) else "not"


@cache
def themes(folder: Path = FOLDER) -> tuple[Theme, ...]:
    raw = _read(folder / "rgaa-4.1.2.yaml")
    _only(raw, {"reference", "themes"})
    found = []
    for number, theme in enumerate(raw["themes"], start=1):
        _only(theme, {"title", "criteria"})
        criteria = tuple(Criterion(f"{number}.{n}", str(title)) for n, title in enumerate(theme["criteria"], start=1))
        found.append(Theme(str(theme["title"]), criteria))
    if tuple(len(theme.criteria) for theme in found) != NUMBERS:
        raise ValueError("the reference has 106 criteria in 13 themes")
    return tuple(found)


@cache
def latest(folder: Path = FOLDER) -> Audit:
    return max(audits(folder), key=lambda audit: audit.made_on)


def audits(folder: Path = FOLDER) -> Sequence[Audit]:
    return [_audit(folder, path) for path in sorted((folder / "audits").glob("*.yaml"))]


def state_in_words() -> str:
    """For the foot of every page: « partiellement conforme »."""
    return _(WORDS[latest().state])


def _audit(folder: Path, path: Path) -> Audit:
    raw = _read(path)
    _only(
        raw,
        {
            "made_on",
            "until",
            "by",
            "browsers",
            "tools",
            "technologies",
            "pages",
            "results",
            "failures",
            "outside",
            "plan",
        },
    )
    known = {criterion.number for theme in themes(folder) for criterion in theme.criteria}
    results = {str(number): _result(str(number), said) for number, said in raw["results"].items()}
    if set(results) != known:
        raise ValueError(f"{path}: {sorted(set(results) ^ known)}")
    failures = tuple((str(one["criterion"]), str(one["what"])) for one in raw["failures"])
    failed = {number for number, result in results.items() if result.state == "failed"}
    if {number for number, _what in failures} != failed:
        raise ValueError(f"{path}: each criterion that fails says what fails, and no other")
    return Audit(
        path.stem, _day(raw["made_on"]), _day(raw["until"]), "RGAA 4.1.2", str(raw["by"]),
        tuple(map(str, raw["browsers"])), tuple(map(str, raw["tools"])), tuple(map(str, raw["technologies"])),
        tuple((str(title), str(where)) for title, where in raw["pages"]), results, failures,
        tuple(map(str, raw["outside"])), tuple((str(one["when"]), str(one["what"])) for one in raw["plan"]),
    )  # fmt: skip


def _result(number: str, said: Any) -> Result:
    """« met hand: what was seen »"""
    head, _colon, note = str(said).partition(":")
    state, _space, by = head.strip().partition(" ")
    if state not in STATES or by not in BY or ((state == "met") != bool(by) and state != "failed"):
        raise ValueError(f"{number}: {said!r}")
    return Result(state, by, note.strip())


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _only(raw: Mapping[str, Any], wanted: set[str]) -> None:
    if set(raw) != wanted:
        raise ValueError(", ".join(sorted(set(raw) ^ wanted)))


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date")
    return value
