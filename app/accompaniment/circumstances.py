"""What surrounds a path today, brought to the shape that the rules look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.accompaniment.reasons import MEETING, SESSION, Ways
from app.accompaniment.rules import Facts
from app.accompaniment.standings import Standing
from app.core.clock import local

Met = Mapping[str, tuple[datetime | None, date | None]]  # what → when, as contacts.queries.circumstances gives them
_REST = "rest:"


@dataclass(frozen=True, slots=True)
class PathToday:
    """The columns of a path that the rules look at."""

    status: str
    starts_on: date
    ends_on: date
    unread_since: datetime | None
    signed_in: bool
    next_session: datetime | None


def met_by_path(rows: Iterable[Any]) -> dict[str, dict[str, tuple[datetime | None, date | None]]]:
    """Enrolment id → what → (moment, day)."""
    found: dict[str, dict[str, tuple[datetime | None, date | None]]] = {}
    for row in rows:
        mine = found.setdefault(row.enrolment_id, {})
        mine[row.what] = (row.at, row.on)
        if row.again_on is not None:
            mine["again"] = (row.at, row.again_on)
    return found


def facts_of(standing: Standing, row: Any, met: Met, day: date, ways: Ways) -> Facts:
    """What the rules look at, for one row of `queries.people`."""

    def day_of(what: str) -> date | None:
        moment = met[what][0] if what in met else None
        return local(moment).date() if moment else None

    def lately(what: str, kind: str) -> bool:
        on = day_of(what)
        return on is not None and (day - on).days < ways.wanted[kind].amount

    touched_at, quiet_until = _touched(standing, met, ways)
    return Facts(
        starts_on=row.starts_on,
        last_act=standing.last_day,
        missed=standing.missed,
        waiting_since=local(standing.waiting.since).date() if standing.waiting else None,
        due=standing.due_before(day),
        done=standing.done,
        unread_since=local(row.unread_since).date() if row.unread_since else None,
        status=row.status,
        ends_on=row.ends_on,
        missed_at=standing.missed_at,
        unread_at=row.unread_since,
        reached_on=day_of("reached"),
        signed_in=bool(row.signed_in),
        undelivered_on=day_of("undelivered"),
        next_session=local(row.next_session).date() if row.next_session else None,
        session_lately=lately("session_last", SESSION),
        next_meeting=day_of("meeting_next"),
        meeting_lately=lately("meeting_last", MEETING),
        missed_meeting=day_of("meeting_missed"),
        seat_lost_on=day_of("seat_lost"),
        returns_on=met["returns"][1] if "returns" in met else None,
        news_due_on=met["referred"][1] if "referred" in met else None,
        exit_known=standing.exit_known,
        touched_at=touched_at,
        quiet_until=quiet_until,
        again_on=met["again"][1] if "again" in met else None,
        asleep={what.removeprefix(_REST): on for what, (_at, on) in met.items() if what.startswith(_REST) and on},
    )


def _touched(standing: Standing, met: Met, ways: Ways) -> tuple[datetime | None, date | None]:
    """The last thing that the team did for the person, and until when it leaves their reasons quiet."""
    rest = timedelta(days=ways.rest_days)
    done = [
        (moment, local(moment).date() + rest)
        for moment in (standing.written_at, met["meeting_made"][0] if "meeting_made" in met else None)
        if moment is not None
    ]
    if "touched" in met and met["touched"][0] is not None and met["touched"][1] is not None:
        done.append((met["touched"][0], met["touched"][1]))
    return max(done, default=(None, None))
