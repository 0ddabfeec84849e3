"""Who was in the room: what the server shows minute by minute, and the report that it sends after the meeting.

Both are kept as they came, each visit once. They are put together only when minutes are counted, so that a moment told
twice is one moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.classrooms import queries, rules
from app.classrooms.bigbluebutton import Attendee
from app.classrooms.models import ClassroomPresence
from app.classrooms.rules import Visit
from app.core.ids import new_id

POLL, CALLBACK = "poll", "callback"
MOST = 5000  # visits read in one report
_AROUND = timedelta(hours=12)  # a visit further from the session was not to it: a clock is wrong


@dataclass(frozen=True, slots=True)
class Came:
    user_id: str
    name: str
    visit: Visit


def see(
    session: Session,
    session_id: str,
    organisation_id: str,
    attendees: Sequence[Attendee],
    moment: datetime,
    looked_at: datetime | None,
) -> None:
    """These people are there at `moment`; the last look before was at `looked_at`."""
    last = {row.user_id: row for row in queries.visits_to_change(session, session_id, POLL)}
    new: dict[str, str] = {}
    for attendee in attendees:
        user_id = attendee.user_id[:120]
        known = last.get(user_id)
        if known is not None and known.left_at >= moment:
            continue  # already seen by a later look
        if known is not None and rules.goes_on(known.left_at, looked_at, moment):
            known.left_at = moment
        else:
            new.setdefault(user_id, attendee.name)
    _add(session, session_id, organisation_id, POLL, [Came(u, name, Visit(moment, moment)) for u, name in new.items()])


def read_report(
    session: Session, session_id: str, organisation_id: str, report: object, starts_at: datetime, ends_at: datetime
) -> int:
    """The visits of a report; how many were not known yet. Reading the same report again finds none."""
    known = {(row.user_id, row.came_at): row for row in queries.visits_to_change(session, session_id, CALLBACK)}
    new: dict[tuple[str, datetime], Came] = {}
    for came in _told(report):
        if came.visit.left_at < starts_at - _AROUND or came.visit.came_at > ends_at + _AROUND:
            continue
        key = (came.user_id, came.visit.came_at)
        if row := known.get(key):
            row.left_at = max(row.left_at, came.visit.left_at)
        else:
            new.setdefault(key, came)
    _add(session, session_id, organisation_id, CALLBACK, new.values())
    return len(new)


def _add(session: Session, session_id: str, organisation_id: str, source: str, found: Iterable[Came]) -> None:
    found = list(found)
    ids = {came.user_id for came in found}
    learners = queries.learners_among(session, organisation_id, ids)
    members = queries.members_among(session, organisation_id, ids)
    for came in found:
        is_learner, is_member = came.user_id in learners, came.user_id in members
        session.add(
            ClassroomPresence(
                id=new_id(),
                organisation_id=organisation_id,
                session_id=session_id,
                enrolment_id=came.user_id if is_learner else None,
                account_id=came.user_id if is_member else None,
                guest="" if is_learner or is_member else " ".join(came.name.split())[:120],
                user_id=came.user_id,
                source=source,
                came_at=came.visit.came_at,
                left_at=came.visit.left_at,
            )
        )
    session.flush()


def _told(report: object) -> Iterator[Came]:
    """What a report says of comings and goings; whatever is not as published is left out."""
    data = report.get("data") if isinstance(report, dict) else None
    attendees = data.get("attendees") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(attendees, list):
        return
    finish = _moment(data.get("finish"))
    told = 0
    for one in attendees:
        if not isinstance(one, dict):
            continue
        user_id, name = one.get("ext_user_id"), one.get("name")
        joins, leaves = one.get("joins"), one.get("leaves")
        if not isinstance(user_id, str) or not user_id or not isinstance(joins, list):
            continue
        ends: list[Any] = leaves if isinstance(leaves, list) else []
        for at, join in enumerate(joins):
            came_at = _moment(join)
            left_at = (_moment(ends[at]) if at < len(ends) else None) or finish
            if came_at is None or left_at is None or left_at < came_at:
                continue
            told += 1
            if told > MOST:
                return
            yield Came(user_id[:120], name if isinstance(name, str) else "", Visit(came_at, left_at))


def _moment(said: object) -> datetime | None:
    """An instant as reports write it: a date and time with its offset, to the second."""
    if not isinstance(said, str) or len(said) > 40:
        return None
    try:
        found = datetime.fromisoformat(said.replace(" UTC", "+00:00").replace(" +", "+").replace(" -", "-"))
        if found.tzinfo is None:
            return None
        found = found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return found if 2005 <= found.year <= 2200 else None
