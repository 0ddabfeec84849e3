"""Sessions and activities in the words of a calendar: what feeds, files and invitations are made of."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.calendars import queries
from app.calendars.agenda import Due, due_days
from app.core import clock, ical
from app.core.access import Actor, Role
from app.core.i18n import _
from app.core.ical import Happening, Person, WholeDay
from app.core.settings import settings
from app.web import formats

PAST = timedelta(days=180)
AHEAD = timedelta(days=731)
TOLD_CANCELLED = timedelta(days=30)  # so long a feed says that a session is off: clients then take it away

WAITING, RUNS = "waiting", "runs"


def of_person(session: Session, actor: Actor, *, with_activities: bool, since: datetime) -> tuple[bytes, datetime]:
    """Somebody's own feed and the moment it last changed: what they booked, what they hold, and nothing of others.

    It goes by whole days, so that the same day gives the same bytes as long as nothing changes. `since` is the birth of
    the address.
    """
    day = clock.today()
    start, end = clock.paris(day - PAST, 0), clock.paris(day + AHEAD, 0)
    found = {row.id: row for row in queries.own_sessions(session, actor, start, end)} if actor.has(Role.LEARNER) else {}
    if actor.is_staff:
        found |= {row.id: row for row in queries.run_sessions(session, actor, start, end)}
    forgotten = clock.paris(day - TOLD_CANCELLED, 0)
    rows = sorted(
        (row for row in found.values() if row.cancelled_at is None or row.cancelled_at >= forgotten),
        key=lambda row: (row.starts_at, row.id),
    )
    seat, plan = queries.last_changes(session, actor)
    due: list[Due] = []
    if with_activities and actor.has(Role.LEARNER):
        due = due_days(session, actor, day - timedelta(days=7), day + AHEAD)
    organiser = Person(actor.organisation_name, queries.organisation_email(session, actor.organisation_id))
    things: list[Happening | WholeDay] = [happening(row) for row in rows]
    things += [_whole_day(step, plan or since) for step in due]
    body = ical.calendar(
        things, name=_("Agenda %(name)s") % {"name": actor.organisation_name}, organiser=organiser, subscribed=True
    )
    moments = [clock.paris(day, 0), since, *(said_at(row) for row in rows), *(each for each in (seat, plan) if each)]
    return body, max(moments)


def happening(row: Any, *, url: str = "") -> Happening:
    """A session as one event. `row.state` says whose eyes read it: somebody with a seat, who waits, or who holds it."""
    return Happening(
        uid=ical.uid_of(row.id),
        title=title(row),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        said_at=said_at(row),
        created_at=row.created_at,
        revision=row.revision,
        status=status(row),
        place=place(row),
        says=says(row),
        url=url or _address(row),
    )


def status(row: Any) -> str:
    if row.cancelled_at:
        return ical.CANCELLED
    return ical.TENTATIVE if row.state == WAITING else ical.CONFIRMED


def title(row: Any) -> str:
    if row.cancelled_at:
        return _("Annulée : %(title)s") % {"title": row.title}
    if row.state == WAITING:
        return _("Liste d'attente : %(title)s") % {"title": row.title}
    return str(row.title)


def said_at(row: Any) -> datetime:
    """The last moment at which something of the event became what it is."""
    moments: list[datetime | None] = [row.created_at, row.changed_at, row.cancelled_at, row.booked_at]
    return max(moment for moment in moments if moment)


def place(row: Any) -> str:
    """Where to go, in one line."""
    if row.place == "remote":
        return _("À distance")
    where = ", ".join(part for part in (row.room, row.site_name, row.site_address) if part)
    if row.place == "hybrid":
        return _("%(place)s, ou à distance") % {"place": where or _("Sur place")}
    return where or _("Lieu à préciser")


def says(row: Any) -> str:
    """A few plain sentences: what a person on the way must know."""
    lines = []
    if row.cancelled_at:
        lines.append(_("Cette séance est annulée."))
        if row.cancel_reason:
            lines.append(row.cancel_reason)
        return "\n".join(lines)
    if row.state == WAITING:
        lines.append(_("Vous êtes sur la liste d'attente. Si une place se libère, elle est à vous."))
    if row.trainer_name and row.state != RUNS:
        lines.append(_("Avec %(name)s.") % {"name": row.trainer_name})
    if row.place != "on_site" and row.state != WAITING:
        if link := _house(f"/seances/{row.id}/salle") if row.classroom else row.link:
            lines.append(_("Pour rejoindre : %(link)s") % {"link": link})
    lines.append(_("Voir dans Bidaide : %(address)s") % {"address": _address(row)})
    return "\n".join(lines)


def _address(row: Any) -> str:
    if row.state == RUNS:
        return _house(f"/seances/{row.id}")
    day = clock.local(row.starts_at).date().isoformat()
    return _house(f"/agenda?vue=jour&jour={day}#s-{row.id}")


def _house(path: str) -> str:
    return settings().base_url.rstrip("/") + path


def _whole_day(step: Due, changed: datetime) -> WholeDay:
    return WholeDay(
        uid=f"{step.enrolment_id}-{step.activity_id}@{ical.host()}",
        title=_("À finir : %(title)s") % {"title": step.title},
        day=step.due_on,
        said_at=changed,
        says=_("Compter %(time)s.") % {"time": formats.about(step.minutes)},
        url=_house(f"/activites/{step.activity_id}"),
    )


def one_session(row: Any, organiser: Person) -> bytes:
    """One session as a file, to add to a calendar once."""
    return ical.calendar([happening(row)], organiser=organiser)
