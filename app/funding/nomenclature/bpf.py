"""The yearly report (*bilan pédagogique et financier*) by version of its form: content/funding/bpf.yaml."""

import itertools
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.core.periods import Period
from app.funding.nomenclature import reading

PATH = reading.FOLDER / "bpf.yaml"
NATURES = {"training", "accompaniment"}
_FORM = {
    "key", "name", "notice", "applies_from", "applies_until", "checked_on", "counts", "due", "origins",
    "received_from_bodies", "turnover", "charges", "statuses", "objectives", "specialities",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a frame: what rows keep, how the form numbers it, what it says; `parts` are lines within it."""

    key: str
    number: str
    name: str
    parts: tuple["Line", ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    name: str
    notice: str
    applies_from: date
    applies_until: date | None
    checked_on: date
    counts: frozenset[str]  # natures of the hours that are learner hours
    due: str
    origins: tuple[Line, ...]
    received_from_bodies: str
    turnover: Line
    charges: tuple[Line, ...]
    statuses: tuple[Line, ...]
    objectives: tuple[Line, ...]
    specialities: int

    @property
    def typed(self) -> tuple[Line, ...]:
        """The amounts that only the accounts know."""
        return (*self.origins, self.turnover, *self.charges)

    @property
    def levels(self) -> dict[str, tuple[Line, ...]]:
        """Objective → its levels, for those that have some."""
        return {line.key: line.parts for line in self.objectives if line.parts}


@cache
def forms(path: Path = PATH) -> tuple[Form, ...]:
    """Every version, oldest first. Raises ValueError when the file says what nobody understands."""
    found = sorted((_form(path, raw) for raw in reading.read(path)["forms"]), key=lambda form: form.applies_from)
    reading.once(path, [form.key for form in found])
    for before, after in itertools.pairwise(found):
        if before.applies_until is None or before.applies_until >= after.applies_from:
            raise ValueError(f"{path}: {before.key} and {after.key} apply at the same time")
    return tuple(found)


def form_for(year: Period) -> Form:
    """The form that a year is declared on: the one in force on its last day; the first one before it."""
    known = forms()
    return next((form for form in reversed(known) if form.applies_from <= year.end), known[0])


def changes_within(year: Period) -> bool:
    """Whether the form changed between the first and the last day of a year."""
    return form_for(Period(year.start, year.start)) is not form_for(year)


def _form(path: Path, raw: dict[str, Any]) -> Form:
    reading.only(path, raw, _FORM)
    lines = {
        name: tuple(_line(path, one) for one in raw[name]) for name in ("origins", "charges", "statuses", "objectives")
    }
    turnover = _line(path, raw["turnover"])
    form = Form(
        key=raw["key"], name=raw["name"], notice=raw["notice"], applies_from=reading.day(path, raw["applies_from"]),
        applies_until=None if raw["applies_until"] is None else reading.day(path, raw["applies_until"]),
        checked_on=reading.day(path, raw["checked_on"]), counts=frozenset(raw["counts"]), due=raw["due"],
        received_from_bodies=raw["received_from_bodies"], turnover=turnover, specialities=int(raw["specialities"]),
        **lines,
    )  # fmt: skip
    reading.once(path, [line.key for line in form.typed])
    reading.once(path, [line.key for line in form.statuses])
    reading.once(path, [one.key for line in form.objectives for one in (line, *line.parts)])
    if not form.counts or form.counts - NATURES or form.received_from_bodies not in {line.key for line in form.origins}:
        raise ValueError(f"{path}: {form.key}: hours or a line that do not exist")
    return form


def _line(path: Path, raw: dict[str, Any]) -> Line:
    reading.only(path, raw, {"key", "name"}, {"number", "letter", "levels", "within"})
    parts = tuple(_line(path, one) for one in raw.get("levels", ()))
    return Line(raw["key"], str(raw.get("number", raw.get("letter", ""))), raw["name"], parts, raw.get("within", ""))
