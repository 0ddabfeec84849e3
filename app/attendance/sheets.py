"""Attendance sheets as they are read: on a phone, on paper, by machines. Six statements, however many sheets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.attendance import queries, rules, sealing
from app.attendance.rules import Method
from app.attendance.sealing import CORRECTED, LOCKED, Shown
from app.core.clock import now
from app.core.i18n import N_, _
from app.scheduling import rules as halves
from app.scheduling.rules import Half, HalfDay
from app.web import formats

SIGNED, PRESENT, ABSENT, UNSAID = "signed", "present", "absent", "unsaid"
_HALVES = {Half.MORNING: N_("matin"), Half.AFTERNOON: N_("après-midi")}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a seat, in one half-day."""

    enrolment_id: str
    name: str
    place: str
    has_pin: bool
    state: str
    minutes: int
    method: str = ""  # in words
    method_code: str = ""
    at: datetime | None = None
    drawing: str = ""
    written: str = ""
    file_id: str | None = None
    file_name: str | None = None
    motive: str = ""  # why absent, in words
    reason_code: str = ""
    reason: str = ""
    document_seen: bool = False


@dataclass(frozen=True, slots=True)
class Countersignature:
    name: str
    at: datetime
    method: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Part:
    """A half-day of a sheet."""

    part: HalfDay
    name: str
    label: str
    starts_at: datetime
    ends_at: datetime
    window: rules.Window
    people: list[Person]
    lock: Countersignature | None

    def count(self, *states: str) -> int:
        return sum(person.state in states for person in self.people)

    @property
    def signed(self) -> int:
        return self.count(SIGNED)

    @property
    def present(self) -> int:
        return self.count(SIGNED, PRESENT)

    @property
    def unsaid(self) -> list[Person]:
        return [person for person in self.people if person.state == UNSAID]

    def person(self, enrolment_id: str) -> Person | None:
        return next((person for person in self.people if person.enrolment_id == enrolment_id), None)


@dataclass(frozen=True, slots=True)
class Correction:
    at: datetime
    by: str
    name: str
    label: str
    was: str
    becomes: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    head: Any
    parts: list[Part]
    corrections: list[Correction]
    seals: list[Shown]

    @property
    def number(self) -> str:
        """As it is read aloud; empty while nothing is sealed."""
        return rules.spaced(self.head.number) if self.head.number else ""

    @property
    def hash(self) -> str:
        return self.seals[-1].hash if self.seals else ""

    @property
    def holds(self) -> bool:
        """Nothing was changed since it was sealed, but by the erasure of somebody."""
        return all(seal.holds or seal.emptied for seal in self.seals)

    @property
    def emptied(self) -> bool:
        """Somebody who was there has been erased since: a part of it can be reckoned no more."""
        return any(seal.emptied for seal in self.seals)

    @property
    def is_locked(self) -> bool:
        return all(part.lock for part in self.parts)

    def part(self, name: str = "", moment: datetime | None = None) -> Part:
        """The half-day of that name, else the one under way."""
        for each in self.parts:
            if each.name == name:
                return each
        current = rules.current_part(
            [each.part for each in self.parts], self.head.starts_at, self.head.ends_at, moment or now()
        )
        return next(each for each in self.parts if each.part == current)


def sheet_of(session: Session, session_id: str) -> Sheet:
    """One sheet, of a session that the caller has seen."""
    return sheets_of(session, [session_id])[0]


def sheets_of(session: Session, ids: Sequence[str]) -> list[Sheet]:
    """The sheets of sessions that the caller has seen, by date."""
    if not ids:
        return []
    people, said = _by_session(queries.booked(session, ids)), _by_session(queries.said(session, ids))
    signatures, seals = _by_session(queries.signatures(session, ids)), _by_session(queries.seals(session, ids))
    return [
        _sheet(head, people[head.id], said[head.id], signatures[head.id], seals[head.id])
        for head in queries.sheets(session, ids)
    ]


def _by_session(rows: queries.Rows) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return found


def _sheet(head: Any, people: list[Any], said: list[Any], signatures: list[Any], seals: list[Any]) -> Sheet:
    known = {(row.enrolment_id, row.day, row.half_day): row for row in said}
    signed = {(row.enrolment_id, row.day, row.half_day): row for row in signatures if row.enrolment_id}
    by_id = {row.id: row for row in signatures}
    locks = {(seal.day, seal.half_day): seal for seal in seals if seal.kind == LOCKED}
    touched = halves.half_days(head.starts_at, head.ends_at)
    several = len({part.day for part in touched}) > 1
    parts = []
    for part in touched:
        key = (part.day, part.half.value)
        lock = locks.get(key)
        closing = by_id.get(lock.signature_id) if lock else None
        parts.append(
            Part(
                part,
                rules.name_of(part),
                label_of(part, several=several),
                halves.starts_of(part, head.starts_at),
                rules.ends_of(part, head.ends_at),
                rules.window_of(part, head.starts_at, head.ends_at),
                [_person(row, part, known.get((row.enrolment_id, *key)), signed.get((row.enrolment_id, *key))) for row in people],
                Countersignature(lock.by_name, lock.at, _(rules.METHODS[closing.method]), closing.drawing)
                if lock and closing else None,
            )
        )  # fmt: skip
    corrections = [
        Correction(
            seal.at, seal.by_name, seal.learner_name or "", _half_label(seal, several), state_in_words(seal.was),
            state_in_words(seal.becomes), seal.reason,
        )
        for seal in seals
        if seal.kind == CORRECTED
    ]  # fmt: skip
    return Sheet(head, parts, corrections, sealing.verify(head, seals, said, signatures))


def label_of(part: HalfDay, *, several: bool = False) -> str:
    """« matin », with its day when a session has several."""
    half = _(_HALVES[part.half])
    return f"{formats.short_day(part.day)} {half}" if several else half


def _half_label(seal: Any, several: bool) -> str:
    half = _(_HALVES[Half(seal.half_day)])
    return f"{formats.short_day(seal.day)} {half}" if several else half


def _person(row: Any, part: HalfDay, known: Any, signature: Any) -> Person:
    state = UNSAID
    if known is not None:
        state = ABSENT if not known.present else SIGNED if signature else PRESENT
    shown = signature if state == SIGNED else None
    method = shown.method if shown else Method.TRAINER.value if state in (PRESENT, ABSENT) else ""
    return Person(
        enrolment_id=row.enrolment_id,
        name=row.learner_name,
        place=row.place,
        has_pin=bool(row.has_pin),
        state=state,
        minutes=known.minutes if known is not None and known.present else 0,
        method=_(rules.METHODS[method]) if state in (SIGNED, PRESENT) else "",
        method_code=method,
        at=shown.at if shown else known.recorded_at if known is not None else None,
        drawing=shown.drawing if shown else "",
        written=shown.written if shown else "",
        file_id=shown.file_id if shown else None,
        file_name=shown.file_name if shown else None,
        motive=motive(known.reason_code, known.reason, known.document_seen) if state == ABSENT else "",
        reason_code=known.reason_code if known is not None else "",
        reason=known.reason if known is not None else "",
        document_seen=bool(known is not None and known.document_seen),
    )


def motive(reason_code: str, reason: str, document_seen: bool) -> str:
    """Why somebody was absent: « Transport ou météo (justifiée, document vu) »."""
    words = []
    absence = rules.ABSENCES.get(reason_code)
    if absence:
        marks = [_("justifiée") if absence.justified else _("non justifiée")]
        if document_seen:
            marks.append(_("document vu"))
        words.append(f"{_(absence.label)} ({', '.join(marks)})")
    elif document_seen:
        words.append(_("document vu"))
    if reason:
        words.append(reason)
    return " · ".join(words)


def state_in_words(state: dict[str, Any] | None) -> str:
    if state is None:
        return _("rien de noté")
    if state["present"]:
        return _("présence")
    why = motive(state["reason_code"], state["reason"], state["document_seen"])
    return f"{_('absence')} : {why}" if why else _("absence")
