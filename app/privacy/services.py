"""What a person reads first on « Mes données »: a few figures by purpose, until when for them, who read."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.privacy import Basis, Purpose, Retention
from app.identity.services import print_of
from app.privacy import map as house
from app.privacy import purposes, queries
from app.privacy.retention.services import Going, when_does_it_go
from app.privacy.subjects import SUBJECTS
from app.web import formats


@dataclass(frozen=True, slots=True)
class Held:
    """One subject under one purpose: which fields, why it is allowed, how long, how many rows."""

    title: str
    fields: tuple[str, ...]
    basis: str
    retention: str
    n: int


@dataclass(frozen=True, slots=True)
class ForPurpose:
    """Everything kept for one purpose."""

    title: str
    why: str
    subjects: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """One purpose at a glance; `until`: a sentence with a day of this person's when it is known."""

    title: str
    why: str
    n: int
    until: str
    detail: ForPurpose


@dataclass(frozen=True, slots=True)
class Overview:
    total: int
    sums: tuple[Sum, ...]
    going: Going
    days: tuple[tuple[date, str], ...]  # what happens on which day, the nearest first
    now: AnyRow  # who read, what waits, the copy that is there


def overview(session: Session, actor: Actor) -> Overview:
    counts = queries.counts(session, actor.account_id, print_of(actor.email))
    going = when_does_it_go(session, actor.account_id, actor.organisation_id)
    known = _days(going)
    sums = []
    for purpose, detail in held_by_purpose(counts).items():
        n = sum(counts[name] for name in _tables(purpose))
        if n:
            sums.append(Sum(detail.title, detail.why, n, _until(purpose, known), detail))
    sums.sort(key=lambda one: -one.n)
    return Overview(
        sum(one.n for one in sums), tuple(sums), going, _timeline(going),
        queries.at_a_glance(session, actor.organisation_id, actor.account_id, now()),
    )  # fmt: skip


def held_by_purpose(n: dict[str, int]) -> dict[Purpose, ForPurpose]:
    """What is held, from what the models declare of their columns and from how many rows each table holds."""
    found: dict[Purpose, list[Held]] = defaultdict(list)
    for name, subject in SUBJECTS.items():
        fields: dict[tuple[Purpose, Basis, Retention], list[str]] = defaultdict(list)
        for column in house.table(name).columns:
            if said := house.declared(column):
                fields[said.purpose, said.basis, said.retention].append(_(subject.fields.get(column.name, column.name)))
        if not fields and name in house.LINKS:
            link = house.LINKS[name]
            fields[link.purpose, link.basis, link.retention] = []
        for (purpose, basis, retention), labels in fields.items():
            found[purpose].append(
                Held(
                    _(subject.title),
                    tuple(labels),
                    _(purposes.BASES[basis]),
                    _(purposes.RETENTIONS[retention]),
                    n[name],
                )
            )
    return {
        purpose: ForPurpose(_(title), _(why), tuple(found[purpose]))
        for purpose, (title, why) in purposes.PURPOSES.items()
        if found[purpose]
    }


def _tables(purpose: Purpose) -> set[str]:
    """Each table counts once, under its first purpose."""
    return {name for name, first in _first_purposes().items() if first is purpose}


@lru_cache(maxsize=1)
def _first_purposes() -> dict[str, Purpose]:
    found: dict[str, Purpose] = {}
    for name in {*house.PATHS, *house.BY_PRINT}:
        declared = [said for column in house.table(name).columns if (said := house.declared(column))]
        if declared:
            found[name] = declared[0].purpose
        elif name in house.LINKS:
            found[name] = house.LINKS[name].purpose
    return found


def _days(going: Going) -> dict[Retention, date]:
    """The last day of each sort of data, over every path: the latest."""
    found: dict[Retention, date] = {}
    for clock in going.paths:
        for time in clock.times:
            end = time.archive.until if time.archive else time.active_until
            found[time.retention] = max(found.get(time.retention, end), end)
    if going.account_on:
        found[Retention.ACCOUNT] = going.account_on
    return found


def _until(purpose: Purpose, known: dict[Retention, date]) -> str:
    retentions: dict[Retention, int] = defaultdict(int)
    for name, first in _first_purposes().items():
        if first is purpose:
            for column in house.table(name).columns:
                if said := house.declared(column):
                    retentions[said.retention] += 1
    days = [known[retention] for retention in retentions if retention in known]
    if days:
        return _("jusqu'au %(day)s au plus tard") % {"day": formats.full_day(max(days))}
    main = max(retentions, key=lambda one: retentions[one], default=None)
    return _(purposes.RETENTIONS[main]) if main else ""


def _timeline(going: Going) -> tuple[tuple[date, str], ...]:
    days: list[tuple[date, str]] = []
    for clock in going.paths:
        if clock.holds:
            continue
        if clock.leaves_on:
            days.append(
                (
                    clock.leaves_on,
                    _("Vos travaux et vos échanges pour « %(course)s » s'effacent.") % {"course": clock.facts.course},
                )
            )
        if clock.archive:
            who = clock.archive.funder
            words = (
                _("Les preuves que %(funder)s nous oblige à garder s'effacent à leur tour.") % {"funder": who}
                if who
                else _("Les preuves que la loi nous oblige à garder s'effacent à leur tour.")
            )
            days.append((clock.archive.until, words))
    if going.account_on:
        days.append((going.account_on, _("Votre compte est fermé et effacé, si vous ne l'utilisez plus.")))
    return tuple(sorted(set(days)))
