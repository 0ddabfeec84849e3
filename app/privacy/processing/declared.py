"""What the code declares, gathered by purpose: tables and their fields, and what is kept or sent outside the tables."""

from collections import defaultdict
from dataclasses import dataclass

import app.core.logs
import app.core.trail.acts
import app.web.assets  # noqa: F401 - read for what these declare (app.core.keepings)
from app.core.i18n import _
from app.core.keepings import Keeping, keepings
from app.core.privacy import Basis, PersonalData, Purpose, Retention, Sensitivity
from app.privacy import map as house
from app.privacy.subjects import SUBJECTS


@dataclass(frozen=True, slots=True)
class Category:
    """One sort of data under one purpose: the same table has several when its fields do not go together."""

    table: str
    title: str
    fields: tuple[str, ...]  # in words; none: dates and links only
    columns: tuple[str, ...]
    basis: Basis
    retention: Retention
    restricted: bool


@dataclass(frozen=True, slots=True)
class Declared:
    categories: tuple[Category, ...]
    outside: tuple[Keeping, ...]

    @property
    def bases(self) -> list[Basis]:
        found = {one.basis for one in self.categories} | {one.data.basis for one in self.outside if one.data}
        return [basis for basis in Basis if basis in found]

    @property
    def retentions(self) -> list[Retention]:
        found = {one.retention for one in self.categories} | {one.data.retention for one in self.outside if one.data}
        return [retention for retention in Retention if retention in found]


def by_purpose() -> dict[Purpose, Declared]:
    """Every purpose, in the order of `Purpose`: a column that is added to a model is here by itself."""
    found: dict[Purpose, list[Category]] = defaultdict(list)
    for name in sorted({*house.PATHS, *house.BY_PRINT}):
        for said, columns in _of_table(name).items():
            subject = SUBJECTS.get(name)
            labels = subject.fields if subject else {}
            found[said.purpose].append(
                Category(
                    name,
                    _(subject.title) if subject else name,
                    tuple(_(labels.get(column, column)) for column in columns),
                    tuple(columns),
                    said.basis,
                    said.retention,
                    said.sensitivity is Sensitivity.RESTRICTED,
                )
            )
    outside: dict[Purpose, list[Keeping]] = defaultdict(list)
    for one in keepings():
        if one.data:
            outside[one.data.purpose].append(one)
    return {purpose: Declared(tuple(found[purpose]), tuple(outside[purpose])) for purpose in Purpose}


def snapshot() -> dict[str, list[str]]:
    """What a review keeps, to say later what the code has changed: by purpose, one line for each field."""
    lines: dict[str, list[str]] = {}
    for purpose, declared in by_purpose().items():
        fields = [
            f"{one.table}.{column}|{one.basis}|{one.retention}|{'restricted' if one.restricted else 'ordinary'}"
            for one in declared.categories
            for column in one.columns or ("*",)
        ]
        kept = [
            f"{one.where}:{one.name}|{one.data.basis}|{one.data.retention}|ordinary"
            for one in declared.outside
            if one.data
        ]
        lines[purpose.value] = sorted(fields + kept)
    return lines


def _of_table(name: str) -> dict[PersonalData, list[str]]:
    fields: dict[PersonalData, list[str]] = defaultdict(list)
    for column in house.table(name).columns:
        if said := house.declared(column):
            fields[said].append(column.name)
    if not fields and name in house.LINKS:
        fields[house.LINKS[name]] = []
    return fields
