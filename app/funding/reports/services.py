"""The report of a period for one funder."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import Stop
from app.enrolments.rules import stops as stops_of
from app.funding import policies
from app.funding.nomenclature.bpf import NATURES
from app.funding.queries import hours, paths
from app.funding.queries import reports as queries
from app.funding.rules import WHOLE, shared


@dataclass(frozen=True, slots=True)
class Line:
    """One path of a funder in a period. Minutes are those followed; `retained` is the part that this funder takes."""

    enrolment_id: str
    learner: str
    course: str
    reference: str
    share: int
    entered_on: date
    entered: bool  # in the period
    pauses: tuple[tuple[date, date | None], ...]  # that touch the period; no end: under way
    left_on: date | None  # in the period
    outcome: str
    bought: int | None
    minutes: int
    on_site: int
    live: int
    accompaniment: int
    retained: int

    @property
    def alone(self) -> int:
        """At a distance, in one's own time."""
        return self.minutes - self.on_site - self.live

    @property
    def training(self) -> int:
        return self.minutes - self.accompaniment


@dataclass(frozen=True, slots=True)
class Report:
    funder_id: str
    funder: str
    period: Period
    lines: Sequence[Line]
    half_days: Sequence[AnyRow]

    def total(self, name: str) -> int:
        return sum(int(getattr(line, name)) for line in self.lines)

    @property
    def digest(self) -> str:
        """The fingerprint of what the report says, whoever prints it and when."""
        said = [asdict(line) for line in self.lines] + [[str(value) for value in row] for row in self.half_days]
        text = json.dumps([self.funder_id, said], default=str, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def report(session: Session, actor: Actor, funder_id: str, period: Period) -> Report:
    """The paths that one funder pays for, open on a day of the period. Six statements, whatever their number."""
    require(policies.may_read_funding(actor))
    organisation = actor.organisation_id
    funder = next((row for row in paths.funders(session, organisation) if row.id == funder_id), None)
    if funder is None:
        raise NotFound()
    agreed: dict[str, list[AnyRow]] = defaultdict(list)
    for row in paths.agreements(session, organisation):
        agreed[row.enrolment_id].append(row)
    minutes = {row.enrolment_id: row for row in hours.followed(session, organisation, period, NATURES)}
    changes: dict[str, list[Any]] = defaultdict(list)
    for row in queries.stops(session, organisation):
        changes[row.enrolment_id].append(row)
    lines = []
    for row in paths.present_in(session, organisation, period):
        mine = next((one for one in agreed[row.id] if one.funder_id == funder_id), None)
        if mine is None and (agreed[row.id] or row.funder_id != funder_id):
            continue
        shares = {one.funder_id: one.share for one in agreed[row.id]} or {funder_id: WHOLE}
        lines.append(
            _line(row, mine, shares[funder_id], minutes.get(row.id), shares, funder_id, changes[row.id], period)
        )
    half_days = hours.half_days(session, organisation, period, [line.enrolment_id for line in lines]) if lines else []
    return Report(funder_id, funder.name, period, lines, half_days)


def _line(
    row: Any,
    agreement: Any,
    share: int,
    done: Any,
    shares: dict[str, int],
    funder_id: str,
    changes: list[Any],
    period: Period,
) -> Line:
    minutes = int(done.minutes) if done else 0
    left = row.closed_on if row.closed_on and period.start <= row.closed_on <= period.end else None
    outcome = outcome_of(row.exit_reason) if left else None
    return Line(
        enrolment_id=row.id, learner=row.learner, course=row.course, reference=agreement.reference if agreement else "",
        share=share, entered_on=row.starts_on, entered=period.start <= row.starts_on <= period.end,
        pauses=_pauses(changes, period, row.closed_on), left_on=left, outcome=outcome.label if outcome else "",
        bought=agreement.minutes_bought if agreement else None, minutes=minutes, on_site=int(done.on_site) if done else 0,
        live=int(done.live) if done else 0, accompaniment=int(done.accompaniment) if done else 0,
        retained=shared(minutes, shares)[funder_id] if minutes > 0 else 0,
    )  # fmt: skip


def _pauses(changes: list[Any], period: Period, closed_on: date | None) -> tuple[tuple[date, date | None], ...]:
    found: list[tuple[date, date | None]] = []
    for stop in stops_of(changes, today()):
        if _touches(stop, period) and stop.since != closed_on:
            found.append((stop.since, None if stop.until >= today() else stop.until))
    return tuple(found)


def _touches(stop: Stop, period: Period) -> bool:
    return stop.since <= period.end and stop.until >= period.start
