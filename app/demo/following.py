"""What goes on around the activities: entering, meeting, writing to each other, pausing, leaving."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict
from app.core.tasks import unless_started
from app.courses.outline import Activity
from app.demo import answers, connections, remarks, rooms
from app.demo.people import Person
from app.demo.stories import ABSENCES, EXITS, Step, Story, group_of
from app.demo.world import Act, World
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.identity.models import Account
from app.messaging import services as messaging
from app.scheduling import queries as meetings
from app.scheduling import rules as scheduling_rules
from app.scheduling import services as scheduling

SEATS = 12


def enrol(world: World, session: Session, step: Step) -> None:
    story, who = step.story, step.detail
    assert story is not None
    assert isinstance(who, Person)
    adviser = world.adviser(story)
    site_id = _site_of(world, story)
    enrolment = enrolling.enrol(
        session, adviser, world.outline.slug, who.email, who.name, story.starts_on, adviser.email,
        who.referrer, ("Région", "France Travail", "Fonds social européen")[story.number % 3], site_id, who.project,
    )  # fmt: skip
    account = session.get_one(Account, enrolment.learner_id)
    if not account.phone:
        account.phone = who.phone
    story.enrolment_id = enrolment.id
    if group := group_of(story.number):
        grouping.set_groups(session, adviser, enrolment.id, [group])
    world.learners[story.number] = world.actor(account, Role.LEARNER)


def begin(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    enrolling.start_if_due(session, me, story.enrolment_id)
    story.open = True
    world.on_their_way[story.number] = story.enrolment_id


def book(world: World, session: Session, step: Step) -> None:
    story, activity = step.story, step.activity
    assert story is not None
    assert activity is not None
    assert isinstance(step.detail, tuple)
    start, occurrence = step.detail
    mine = meetings.sessions_of_enrolment(session, story.enrolment_id)
    seat = next((row for row in mine if row.activity_id == activity.id), None)
    if seat is not None:  # the plan has found one among those announced
        session_id, start = seat.id, seat.starts_at
    else:
        known = world.sessions[f"{occurrence} {_site_of(world, story)}" if activity.place == "on_site" else occurrence]
        session_id = next((one for one in known if meetings.seats_taken(session, one) < SEATS), "")
        if not session_id or activity.people == "individual":
            span = rooms.free_span(world, story, activity, start)
            if span is None:
                return  # nobody is free to hold it that day
            session_id = _open_session(world, session, story, activity, span)
            world.leads[session_id] = span
            known.insert(0, session_id)
        start = world.leads[session_id].start
        try:
            scheduling.book(session, world.adviser(story), session_id, story.enrolment_id)
        except Conflict:  # somewhere else at that time
            return
    world.push(start + timedelta(minutes=activity.minutes), "attend", story, activity, (session_id, start))


def _site_of(world: World, story: Story) -> str:
    return world.places[story.number % len(world.places)][0]


def _open_session(world: World, session: Session, story: Story, activity: Activity, span: rooms.Found) -> str:
    individual, on_site = activity.people == "individual", activity.place == "on_site"
    leader, start = span.leader, span.start
    opened = scheduling.plan_session(
        session, leader, course_slug=world.outline.slug, title=activity.title, starts_at=start,
        ends_at=start + timedelta(minutes=activity.minutes), place=activity.place, people=activity.people,
        capacity=1 if individual else SEATS, activity_id=activity.id, trainer_id=leader.account_id,
        site_id=_site_of(world, story) if on_site else None, room_id=span.room_id,
        classroom="" if on_site else "bbb", link="" if on_site else connections.FALLBACK,
    )  # fmt: skip
    unless_started(session, f"planning.seat:{opened.id}")  # it is opened for who comes next, and nobody else waits
    return opened.id


def attend(world: World, session: Session, step: Step) -> None:
    story, activity = step.story, step.activity
    assert story is not None
    assert activity is not None
    assert isinstance(step.detail, tuple)
    session_id, start = step.detail
    end = start + timedelta(minutes=activity.minutes)
    met = (session_id, story.enrolment_id)
    seat = meetings.seat_of(session, *met)
    if met in world.attended or seat is None or seat.state != "booked":
        return  # given back: the path is paused; or still waiting for a seat that never came
    world.attended.add(met)
    present = story.featured or story.chance.random() < story.character.presence
    reason = "" if present else story.chance.choice(ABSENCES)
    leader = world.leads[session_id].leader
    for _day, half_day, _minutes in scheduling_rules.half_days(start, end):
        attendance.record_attendance(session, leader, session_id, story.enrolment_id, half_day, present, reason)
    if activity.place == "remote":
        if session_id not in world.seen:
            world.seen.add(session_id)
            connections.held(session, leader, session_id, start, end)
        if present:
            connections.connected(session, leader, session_id, story, start, end)
    if present and remarks.said(story, activity):
        world.push(step.at + timedelta(hours=3), "say", story, activity)


def write(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    words = story.chance.choice(answers.MESSAGES_FROM_ADVISER)
    messaging.send(session, world.adviser(story), story.enrolment_id, words)
    if story.chance.random() < 0.7:
        world.push(step.at + timedelta(hours=7), "reply", story)


def reply(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    messaging.open_conversation(session, me, story.enrolment_id)
    world.push(step.at + timedelta(hours=20 + story.number % 60), "read", story)
    messaging.send(session, me, story.enrolment_id, story.chance.choice(answers.MESSAGES_FROM_LEARNER))


def read(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    messaging.open_conversation(session, world.adviser(story), story.enrolment_id)


def pause(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    story.open = False
    enrolling.pause(
        session,
        world.adviser(story),
        story.enrolment_id,
        clock.today(),
        "Contrat saisonnier de trois semaines.",
    )


def resume(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    story.open = True
    enrolling.resume(session, world.adviser(story), story.enrolment_id, clock.today(), "Retour comme prévu.")
    for seat in meetings.sessions_of_enrolment(session, story.enrolment_id, since=clock.now()):
        if seat.activity_id and seat.state == "booked":
            activity = world.outline.activities[seat.activity_id]
            world.push(seat.ends_at, "attend", story, activity, (seat.id, seat.starts_at))


def finish(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    story.open = False
    world.on_their_way.pop(story.number, None)
    exit_reason = EXITS[story.number % len(EXITS)]
    enrolling.finish(session, world.adviser(story), story.enrolment_id, clock.today(), "Bilan fait.", exit_reason)


def leave(world: World, session: Session, step: Step) -> None:
    story, _me = world.me(step)
    story.open = False
    world.on_their_way.pop(story.number, None)
    reason = ("job_search", "moved_or_health", "fixed_term_under_6m", "unknown")[story.number % 4]
    enrolling.leave(session, world.adviser(story), story.enrolment_id, clock.today(), "Arrêt décidé ensemble.", reason)


ACTS: Mapping[str, Act] = {
    "enrol": enrol,
    "begin": begin,
    "book": book,
    "attend": attend,
    "write": write,
    "reply": reply,
    "read": read,
    "pause": pause,
    "resume": resume,
    "finish": finish,
    "leave": leave,
}
