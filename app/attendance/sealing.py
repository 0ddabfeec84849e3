"""Closing a half-day so that nobody changes it in silence, and showing whether anybody did.

A seal is a SHA-256 of what a half-day held, or of a correction, and of the seal before it. The rows stay readable
as they are; recomputing the seals from them shows any that was changed behind the house's back.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.attendance import queries, rules
from app.attendance.events import AttendanceCorrected
from app.attendance.models import AttendanceSheet, Seal
from app.core.access import Actor
from app.core.clock import now
from app.core.ids import new_id
from app.core.journal import record
from app.scheduling.queries import Meeting
from app.scheduling.rules import HalfDay

LOCKED, CORRECTED = "locked", "corrected"


def number_for(session: Session, meeting: Meeting) -> str:
    """The number of a session's sheet, given when something is sealed first. Chance alone: it cannot be guessed."""
    known = queries.number_of(session, meeting.id)
    if known:
        return known
    number = "".join(secrets.choice(rules.NUMBER_LETTERS) for _each in range(rules.NUMBER_LENGTH))
    session.add(AttendanceSheet(session_id=meeting.id, organisation_id=meeting.organisation_id, number=number))
    session.flush()
    return number


def seal_lock(session: Session, actor: Actor, meeting: Meeting, part: HalfDay, signature_id: str) -> Seal:
    number = number_for(session, meeting)
    session.flush()
    ids = [meeting.id]
    rank, previous = _next(session, meeting.id)
    head = queries.sheets(session, ids)[0]
    content = _locked_content(
        head, number, part.day, part.half, rank, previous, queries.said(session, ids),
        queries.signatures(session, ids), (), signature_id,
    )  # fmt: skip
    seal = _seal(actor, meeting, part, rank, LOCKED, rules.fingerprint(content))
    seal.signature_id = signature_id
    session.add(seal)
    session.flush()
    return seal


def seal_correction(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    part: HalfDay,
    enrolment_id: str,
    was: dict[str, Any] | None,
    becomes: dict[str, Any],
    reason: str,
) -> Seal:
    number_for(session, meeting)
    rank, previous = _next(session, meeting.id)
    seal = _seal(actor, meeting, part, rank, CORRECTED, "")
    seal.enrolment_id, seal.was, seal.becomes, seal.reason = enrolment_id, was, becomes, reason
    seal.sha256 = rules.fingerprint(_corrected_content(seal, previous))
    session.add(seal)
    session.flush()
    record(session, actor, AttendanceCorrected(meeting.id, enrolment_id, seal.id))
    return seal


def _seal(actor: Actor, meeting: Meeting, part: HalfDay, rank: int, kind: str, digest: str) -> Seal:
    return Seal(
        id=new_id(), organisation_id=meeting.organisation_id, session_id=meeting.id, rank=rank, kind=kind, day=part.day,
        half_day=part.half.value, by_id=actor.account_id, at=now(), sha256=digest,
    )  # fmt: skip


def _next(session: Session, session_id: str) -> tuple[int, str]:
    last = queries.last_seal(session, session_id)
    return (last.rank + 1, last.hash) if last else (1, "")


# --- Reading them again -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A seal, and whether what is kept today still gives it.

    `emptied`: somebody whom it holds was erased since; what they had signed is gone, and so it can be reckoned no more.
    """

    rank: int
    kind: str
    day: date
    half_day: str
    at: datetime
    hash: str
    holds: bool
    present: int = 0
    absent: int = 0
    emptied: bool = False


def verify(head: Any, seals: Sequence[Any], said: Sequence[Any], signatures: Sequence[Any]) -> list[Shown]:
    """Every seal of one sheet, recomputed from the rows of today."""
    found: list[Shown] = []
    previous, expected = "", 1
    for seal in seals:
        if seal.kind == LOCKED:
            later = [each for each in seals if each.kind == CORRECTED and each.rank > seal.rank]
            content = _locked_content(
                head, head.number, seal.day, seal.half_day, seal.rank, previous, said, signatures, later,
                seal.signature_id,
            )  # fmt: skip
            people = content["people"]
        else:
            content, people = _corrected_content(seal, previous), []
        holds = seal.rank == expected and rules.fingerprint(content) == seal.hash
        holds = holds and (seal.kind == LOCKED or _is_so_today(seal, seals, said))
        emptied = not holds and seal.rank == expected and _is_emptied(seal, content, seals)
        present = sum(person["present"] for person in people)
        found.append(
            Shown(
                seal.rank, seal.kind, seal.day, seal.half_day, seal.at, seal.hash, holds, present, len(people) - present,
                emptied,
            )
        )  # fmt: skip
        previous, expected = seal.hash, expected + 1
    return found


def _is_emptied(seal: Any, content: dict[str, Any], seals: Sequence[Any]) -> bool:
    """Whether an erasure took a part of what a seal was reckoned from: a signature, a reason, what was corrected."""
    if seal.kind == CORRECTED:
        return seal.becomes is None or rules.EMPTIED_SEAL in seal.reason
    signed = [person["signature"] for person in content["people"]] + [content["countersigned"]]
    return (
        any(each is not None and each["written"] == rules.EMPTIED_SEAL for each in signed)
        or any(rules.EMPTIED_SEAL in person["reason"] for person in content["people"])
        or any(
            each.kind == CORRECTED and each.becomes is None and each.rank > seal.rank
            for each in seals
            if (each.day, each.half_day) == (seal.day, seal.half_day)
        )
    )


def _locked_content(
    head: Any,
    number: str,
    day: date,
    half_day: str,
    rank: int,
    previous: str,
    said: Iterable[Any],
    signatures: Iterable[Any],
    later: Sequence[Any],
    signature_id: str | None,
) -> dict[str, Any]:
    """What the half-day held at the lock: today's rows, without what was corrected `later`."""
    signed = {
        row.enrolment_id: row for row in signatures if row.enrolment_id and (row.day, row.half_day) == (day, half_day)
    }
    closing = next((row for row in signatures if row.id == signature_id), None)
    first: dict[str, Any] = {}
    for seal in later:
        if (seal.day, seal.half_day) == (day, half_day):
            first.setdefault(seal.enrolment_id, seal)
    people = []
    for row in said:
        if (row.day, row.half_day) != (day, half_day):
            continue
        corrected = first.get(row.enrolment_id)
        state = state_of(row) if corrected is None or corrected.becomes is None else corrected.was
        if state is not None:
            people.append({"enrolment": row.enrolment_id, **state, "signature": _signed(signed.get(row.enrolment_id))})
    return {
        "number": number,
        "rank": rank,
        "previous": previous,
        "session": head.id,
        "starts_at": _iso(head.starts_at),
        "ends_at": _iso(head.ends_at),
        "day": day.isoformat(),
        "half_day": str(half_day),
        "people": sorted(people, key=lambda person: person["enrolment"]),
        "countersigned": _signed(closing),
    }


def _corrected_content(seal: Any, previous: str) -> dict[str, Any]:
    return {
        "rank": seal.rank,
        "previous": previous,
        "session": seal.session_id,
        "day": seal.day.isoformat(),
        "half_day": str(seal.half_day),
        "enrolment": seal.enrolment_id,
        "was": seal.was,
        "becomes": seal.becomes,
        "reason": seal.reason,
        "by": seal.by_id,
        "at": _iso(seal.at),
    }


def _signed(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "id": row.id,
        "by": row.account_id,
        "method": row.method,
        "at": _iso(row.at),
        "drawing": row.drawing,
        "written": row.written,
        "file": row.file_sha256,
    }


def state_of(row: Any) -> dict[str, Any]:
    """What a seal keeps of a presence."""
    return {
        "present": row.present,
        "minutes": row.minutes,
        "reason": row.reason,
        "reason_code": row.reason_code,
        "document_seen": row.document_seen,
    }


def _iso(moment: datetime) -> str:
    """In UTC, whatever zone a database answers in."""
    return moment.astimezone(UTC).isoformat()


def _is_so_today(seal: Any, seals: Sequence[Any], said: Sequence[Any]) -> bool:
    """The last correction of a presence says what the presence is."""
    key = (seal.enrolment_id, seal.day, seal.half_day)
    last = [each for each in seals if each.kind == CORRECTED and (each.enrolment_id, each.day, each.half_day) == key][
        -1
    ]
    if last.rank != seal.rank:
        return True
    row = next((each for each in said if (each.enrolment_id, each.day, each.half_day) == key), None)
    if row is None or seal.becomes is None:
        return False
    half = [each for each in seals if each.kind == LOCKED and (each.day, each.half_day) == key[1:]]
    if any(each.rank > seal.rank for each in half):
        return True  # what came later is in the lock
    names = ("present", "minutes", "reason", "reason_code", "document_seen") if half else ("present", "minutes")
    return all(getattr(row, name) == seal.becomes[name] for name in names)
