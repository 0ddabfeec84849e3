"""The national quality grid (*référentiel national qualité*), from content/quality/rnq.json, chosen by date.

The file says how: each version of the grid has its first and last day, and each indicator how it stands in the
current version. An indicator that is new in the current version belongs to no earlier one. No number is
written here.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.settings import CHECKOUT

PATH = CHECKOUT / "content" / "quality" / "rnq.json"
PROFILE = "association-business-creation"


@dataclass(frozen=True, slots=True)
class Indicator:
    number: int
    criterion: int
    title: str
    requirement: str
    status: str  # applicable, conditional, not_applicable: for the profile of the organisation
    when: str  # the condition, in words
    expected: tuple[str, ...]  # evidence that an auditor usually looks at
    points: tuple[str, ...]
    change: str  # what the current version changed, in words; "" when nothing
    older_wording: bool  # the requirement shown is the current one, and was worded differently in this version
    scope: str = "common"  # common, or specific to some actions
    applies_to: tuple[str, ...] = ()  # the categories of actions: AF, BC, VAE, CFA
    gravity: str = ""  # minor_or_major, major_only, unknown
    records: tuple[str, ...] = ()  # the kinds of evidence that the file names for it
    new: bool = False  # only the current version has it


@dataclass(frozen=True, slots=True)
class Criterion:
    number: int
    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    id: str
    legal_text: str
    reading_guide: str
    applies_from: date
    applies_until: date | None
    note: str
    criteria: tuple[Criterion, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(i for criterion in self.criteria for i in criterion.indicators)

    def indicator(self, number: int) -> Indicator:
        """Raises NotFound when this version has no such indicator."""
        for found in self.indicators:
            if found.number == number:
                return found
        raise NotFound(_("Cet indicateur n'existe pas dans la grille en vigueur à cette date."))


@dataclass(frozen=True, slots=True)
class Profile:
    """What sort of organisation it is, by the actions it carries out."""

    id: str
    label: str
    categories: tuple[str, ...]


@cache
def profiles() -> dict[str, Profile]:
    data = json.loads(PATH.read_text(encoding="utf-8"))
    return {raw["id"]: Profile(raw["id"], raw["label"], tuple(raw["categories"])) for raw in data["profiles"]}


def grids_during(start: date, end: date) -> tuple[Grid, ...]:
    """The versions in force at some moment of a period, oldest first: more than one when the grid changes in it."""
    return tuple(
        grid
        for grid in grids()
        if grid.applies_from <= end and (grid.applies_until is None or grid.applies_until >= start)
    )


@cache
def grids() -> tuple[Grid, ...]:
    """Every version of the grid, oldest first."""
    data = json.loads(PATH.read_text(encoding="utf-8"))
    versions = sorted(data["referential"]["versions"], key=lambda version: str(version["applies_from"]))
    return tuple(_grid(data, version) for version in versions)


def grid_on(day: date) -> Grid:
    """The grid in force on a day in Paris. Raises Invalid before the first one."""
    for grid in reversed(grids()):
        if grid.applies_from <= day and (grid.applies_until is None or day <= grid.applies_until):
            return grid
    first = grids()[0].applies_from
    raise Invalid(
        _("Aucune grille nationale n'était en vigueur à cette date. Choisissez une fin de période à partir du %(day)s.")
        % {"day": first.isoformat()}
    )


def _grid(data: dict[str, Any], version: dict[str, Any]) -> Grid:
    current = version["id"] == data["referential"]["current_version"]
    profile = next(p for p in data["profiles"] if p["id"] == PROFILE)
    conditions = {c["indicator"]: c["when"] for c in profile["conditional"]}
    applicable = set(profile["applicable"])
    kept: dict[int, list[Indicator]] = {}
    for raw in data["indicators"]:
        if raw["change_status"] == "new" and not current:
            continue
        number = raw["number"]
        status = "applicable" if number in applicable else "conditional" if number in conditions else "not_applicable"
        changed = raw["change_status"] not in ("unchanged", "new")
        kept.setdefault(raw["criterion"], []).append(
            Indicator(
                number=number,
                criterion=raw["criterion"],
                title=raw["short_title"],
                requirement=raw["requirement"],
                status=status,
                when=conditions.get(number) or raw["condition"] or "",
                expected=tuple(raw["expected_evidence"]),
                points=tuple(raw["specific_points"]),
                change=raw["change_2026"] or "",
                older_wording=changed and not current,
                scope=raw["scope"],
                applies_to=tuple(raw["applies_to"]),
                gravity=raw["nonconformity"]["grading"],
                records=tuple(piece["record"] for piece in raw["platform_evidence"]),
                new=raw["change_status"] == "new",
            )
        )
    criteria = tuple(Criterion(c["number"], c["title"], tuple(kept.get(c["number"], ()))) for c in data["criteria"])
    grid = Grid(
        id=version["id"],
        legal_text=version["legal_text"],
        reading_guide=version["reading_guide"],
        applies_from=date.fromisoformat(version["applies_from"]),
        applies_until=date.fromisoformat(version["applies_until"]) if version["applies_until"] else None,
        note=data["status_note"],
        criteria=criteria,
    )
    if len(grid.indicators) != version["indicator_count"]:
        raise ValueError(f"{PATH}: {version['id']} announces {version['indicator_count']} indicators")
    return grid
