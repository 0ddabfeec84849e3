"""What plans leave to be done after an act: booking those who wait, following a course, beginning and ending pauses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import local, now, today
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.tasks import Next, Payload, every, later, task
from app.courses import queries as courses
from app.courses.outline import Outline, current_outline, outline
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.enrolments.rules import Status
from app.identity import queries as identity
from app.identity.services import actor_for
from app.planning import policies, queries
from app.planning.changes.rules import Act, Asked, counts, propose
from app.planning.changes.services import LONGEST_REASON, acting, apply
from app.planning.paths import Path, read_paths
from app.planning.rules import draw
from app.planning.services import fill, follow_edition
from app.planning.writing import book
from app.scheduling import services as scheduling

BATCH = 40  # paths of one transaction: others write in between


def in_name_of(session: Session, organisation_id: str, *account_ids: str | None) -> Actor | None:
    """Whoever asked, if they are still there and may; else an administrator of the organisation."""
    administrators = [row.id for row in identity.members_with(session, organisation_id, Role.ADMIN)]
    for account_id in (*account_ids, *administrators):
        actor = actor_for(session, organisation_id, account_id) if account_id else None
        if actor is not None and policies.may_change_plan(actor):
            return actor
    return None


def _part(payload: Payload) -> tuple[list[str], Next | None]:
    """The paths of this turn, and what is left for the next ones."""
    ids, done = payload["ids"], payload.get("done", 0)
    turn, rest = ids[:BATCH], ids[BATCH:]
    done += len(turn)
    return turn, Next({**payload, "ids": rest, "done": done}, done, done + len(rest)) if rest else None


# --- Sessions -------------------------------------------------------------------------------------------------


@task("planning.seat")
def seat_those_who_wait(session: Session, payload: Payload) -> Next | None:
    """A session is announced: those who had none for that step get its seats, in the order of entry."""
    meeting = queries.meeting(session, payload["session_id"])
    if meeting is None or meeting.cancelled_at is not None or meeting.starts_at <= now():
        return None
    actor = in_name_of(session, meeting.organisation_id, payload.get("by"))
    if actor is None:
        return None
    if "ids" not in payload:
        payload = {**payload, "ids": queries.waiting_for(session, meeting.activity_id, now())}
    turn, following = _part(payload)
    course = current_outline(session, meeting.course_id)
    for path in read_paths(session, course, turn):
        _seat(session, actor, path, meeting)
    return following


def _seat(session: Session, actor: Actor, path: Path, meeting: Any) -> None:
    key, day = meeting.activity_id, local(meeting.starts_at).date()
    step = path.steps.get(key)
    waits = [seat for seat in path.seats if seat.activity_id == key]
    if step is None or key in path.done or any(not seat.waiting for seat in waits):
        return
    activity = path.outline.activities[key]
    reached = path.items[activity.sequence_id][0] if waits and activity.sequence_id in path.items else step.starts_on
    offers = {key: [one for one in path.offers.at(path.row.site_id).get(key, ()) if one.id == meeting.id]}
    seats = tuple(seat for seat in path.seats if seat not in waits)
    keep = frozenset(path.steps) - {key}
    since = max(today(), path.row.starts_on)
    plan = draw(path.situation(since, keep=keep, seats=seats, offers=offers, floors={key: max(reached, since)}))
    for seat in plan.taken:
        if seat.waiting and waits:
            continue  # it is full too: the waiting list one is in is the sooner
        book(session, actor, path, [seat])
        queries.date_step(session, path.id, key, day)
        for other in waits:
            scheduling.cancel_booking(session, actor, other.id, path.id)


@task("planning.seat_again")
def seat_again(session: Session, payload: Payload) -> Next | None:
    """A session is cancelled: those who had a seat get the next one, those who waited wait elsewhere."""
    meeting = queries.meeting(session, payload["session_id"])
    if meeting is None or meeting.activity_id is None or meeting.course_id is None:
        return None
    actor = in_name_of(session, meeting.organisation_id, payload.get("by"))
    if actor is None:
        return None
    if "ids" not in payload:
        payload = {**payload, "ids": [row.enrolment_id for row in queries.people_with_seats(session, meeting.id)]}
    turn, following = _part(payload)
    key = meeting.activity_id
    for path in read_paths(session, current_outline(session, meeting.course_id), turn):
        if path.row.status not in (Status.ADMITTED, Status.ACTIVE) or key not in path.steps or key in path.done:
            continue
        if any(seat.activity_id == key for seat in path.seats):
            continue
        keep = frozenset(path.steps) - {key}
        since = max(today(), path.row.starts_on)
        plan = draw(path.situation(since, keep=keep, floors={key: path.steps[key].starts_on}))
        book(session, actor, path, plan.taken)
        queries.date_step(session, path.id, key, plan.steps[key].starts_on)
    return following


# --- A whole course -------------------------------------------------------------------------------------------


def reschedule_course(session: Session, actor: Actor, slug: str, reason: str) -> tuple[str, int]:
    """Draw again the plans of all who are on their way in a course; the id of the work, and how many they are."""
    require(policies.may_change_plan(actor))
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound()
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        message = _("Dites pourquoi, en quelques mots : les personnes le liront dans leur plan.")
        raise Invalid(message, [FieldError("reason", message)])
    ids = queries.on_their_way(session, course.id)
    payload = {"course_id": course.id, "ids": ids, "by": actor.account_id, "reason": reason}
    task_id = later(
        session, "planning.course", payload, organisation_id=actor.organisation_id, asked_by=actor.account_id
    )
    return task_id, len(ids)


@task("planning.course")
def draw_the_course_again(session: Session, payload: Payload) -> Next | None:
    """Each plan that moves is a change of its own, with the reason given, that can be taken back."""
    course = current_outline(session, payload["course_id"])
    actor = in_name_of(session, course.organisation_id, payload.get("by"))
    if actor is None:
        return None
    turn, following = _part(payload)
    day, moment = today(), now()
    for path in read_paths(session, course, turn):
        if path.row.status not in (Status.ADMITTED, Status.ACTIVE):
            continue  # the dates of a pause wait for the return
        proposal = propose(path, Asked(Act.COURSE), day, moment)
        if any(counts(path, proposal)):
            apply(session, actor, session.get_one(Enrolment, path.id), path, proposal, payload["reason"])
    return following


@task("planning.edition")
def follow_the_edition(session: Session, payload: Payload) -> Next | None:
    """Steps of people on their way, after a new edition of their course."""
    course = outline(session, payload["edition_id"])
    actor = in_name_of(session, course.organisation_id, payload.get("by"))
    if actor is None or courses.current_edition_id(session, course.course_id) != course.edition_id:
        return None  # there is a newer one, which does it all
    if "ids" not in payload:
        payload = {**payload, "ids": queries.on_their_way(session, course.course_id)}
    turn, following = _part(payload)
    follow_edition(session, actor, course, turn)
    return following


# --- Paths of an older version --------------------------------------------------------------------------------


@task("planning.fill")
def fill_what_is_missing(session: Session, payload: Payload) -> Next | None:
    """Steps for open paths that have none, some at each turn until none is left."""
    total = payload.get("total") or queries.count_without_steps(session)
    ids = queries.without_steps(session, BATCH * 5, payload.get("after", ""))
    if not ids:
        return None
    for course, mine in _by_course(session, ids):
        fill(session, course, mine)
    done = payload.get("done", 0) + len(ids)
    return Next({"total": total, "done": done, "after": ids[-1]}, done, total)


def _by_course(session: Session, ids: Sequence[str]) -> list[tuple[Outline, list[str]]]:
    found: dict[str, list[str]] = {}
    for row in queries.paths(session, ids):
        found.setdefault(row.course_id, []).append(str(row.id))
    return [(current_outline(session, course_id), mine) for course_id, mine in found.items()]


@every("planning.check", minutes=60)
def look_for_paths_without_steps(session: Session) -> None:
    """An older version of the house has left paths without steps: their work begins by itself, and can stop anywhere."""
    if queries.without_steps(session, 1):
        later(session, "planning.fill", {}, key=f"planning.fill:{now():%Y-%m-%d-%H}")


# --- Pauses said ahead ----------------------------------------------------------------------------------------


@every("planning.pauses", minutes=15)
def begin_and_end_pauses(session: Session) -> None:
    """On the day that was said, somebody's path stops, or goes on."""
    day = today()
    for row in queries.pauses_due(session, day):
        actor = in_name_of(session, row.organisation_id, row.actor_id)
        if actor is None:
            continue
        status = row.status
        if status == Status.ACTIVE and (row.until is None or row.until > day):
            _begin(session, actor, row.enrolment_id, day)
        elif row.until is not None and row.until <= day:
            if status == Status.PAUSED:
                on = max(row.until, enrolments.last_effective_day(session, row.enrolment_id) or row.until)
                enrolling.resume(session, actor, row.enrolment_id, min(on, day), _("Fin de la pause prévue."))
            else:
                queries.close_pauses(session, row.enrolment_id, day, now())


def _begin(session: Session, actor: Actor, enrolment_id: str, day: date) -> None:
    with acting(session, enrolment_id):  # the plan follows it already
        enrolling.pause(session, actor, enrolment_id, day, _("Début de la pause prévue."))
