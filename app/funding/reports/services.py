"""The report of a period for one funder, and its signature."""

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
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.rules import Stop
from app.enrolments.rules import stops as stops_of
from app.funding import policies
from app.funding.models import FunderReport
from app.funding.nomenclature.bpf import NATURES
from app.funding.queries import hours, paths
from app.funding.queries import reports as queries
from app.funding.rules import WHOLE, shared
from app.ledger import services as ledger
from app.ledger.kinds import Kind


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


def sign(session: Session, actor: Actor, funder_id: str, period: Period, capacity: str) -> FunderReport:
    """Sign what the report says now; the same again signs nothing new."""
    require(policies.may_set_funding(actor))
    ledger.take_turn(session, actor.organisation_id)
    found = report(session, actor, funder_id, period)
    if period.end > today():
        raise _wrong("au", _("La période n'est pas terminée. Signez le rapport d'une période passée."))
    if not found.lines:
        raise _wrong("du", _("Personne n'est financé dans cette période : il n'y a rien à signer."))
    capacity = " ".join(capacity.split())
    if not capacity or len(capacity) > 120:
        raise _wrong("capacity", _("Dites en quelle qualité vous signez, en 120 caractères au plus."))
    for row in queries.signed(session, actor.organisation_id, funder_id):
        if (row.starts_on, row.ends_on, row.digest) == (period.start, period.end, found.digest):
            return session.get_one(FunderReport, row.id)
    signed = FunderReport(
        organisation_id=actor.organisation_id, funder_id=funder_id, number=queries.next_number(session, actor.organisation_id),
        starts_on=period.start, ends_on=period.end, lines=len(found.lines), digest=found.digest, signed_by=actor.account_id,
        capacity=capacity,
    )  # fmt: skip
    session.add(signed)
    session.flush()
    ledger.append(
        session, actor, Kind.FUNDER_REPORTED, person_id=None, funder_id=funder_id, proof_kind="funder_report",
        proof_id=signed.id, facts={"number": signed.number, "lines": signed.lines, "digest": signed.digest},
    )  # fmt: skip
    return signed


def signature_of(session: Session, actor: Actor, found: Report, number: int) -> AnyRow:
    """The signature of a report, while what it says has not changed; Conflict once it has: another is to be signed."""
    for row in queries.signed(session, actor.organisation_id, found.funder_id):
        if row.number == number:
            if row.digest != found.digest:
                raise Conflict(
                    _(
                        "Les données ont changé depuis cette signature. Le rapport signé reste noté au registre ; signez celui "
                        "d'aujourd'hui pour l'envoyer."
                    )
                )
            return row
    raise NotFound()


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])
