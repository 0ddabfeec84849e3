"""Messages that put a session into somebody's calendar, move it there, and take it away."""

from datetime import timedelta

from icalendar import Calendar
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.journal import record
from app.core.tasks import drain
from app.notifications.sending import forget_visitors
from app.scheduling import services as scheduling
from app.scheduling.events import SessionCancelled
from app.scheduling.models import TrainingSession
from app.visits import services as visits
from app.visits.rules import KEPT
from tests.conftest import MONDAY
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.factories.smtp import Post
from tests.notifications.news import THURSDAY, a_session, clear, moved, told


def event_of(calendar: str) -> tuple[str, str, int, str]:
    """(method, uid, sequence, status)"""
    read = Calendar.from_ical(calendar)
    (event,) = read.walk("VEVENT")
    return str(read["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


def test_an_invitation_is_moved_and_taken_away_under_the_same_name(session: Session, house: House) -> None:
    nadia = enrolled(session, house)
    clear(session)
    meeting = a_session(session, house)
    scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    (booked,) = told(session)
    clear(session)
    moved(session, house, meeting, timedelta(days=1), Role.TRAINER)
    (changed,) = told(session)
    clear(session)
    meeting.cancelled_at, meeting.cancel_reason, meeting.revision = clock.now(), "Neige", 2
    record(session, house.actor(Role.TRAINER), SessionCancelled(meeting.id))
    (off,) = told(session)
    first, second, third = (event_of(mail.calendar) for mail in (booked, changed, off))
    assert {first[1], second[1], third[1]} == {first[1]}
    assert [one[0] for one in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert first[2] < second[2] < third[2]
    assert third[3] == "CANCELLED"
    assert "learner@demo.example" in booked.calendar.replace("\r\n ", "")


def test_the_calendar_part_travels_with_its_method(session: Session, house: House, post: Post) -> None:
    nadia = enrolled(session, house)
    clear(session)
    post.letters.clear()
    scheduling.book(session, house.actor(Role.ADVISER), a_session(session, house).id, nadia.id)
    told(session)
    drain()
    (part,) = [part for part in post.letters[0].walk() if part.get_content_type() == "text/calendar"]
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert "METHOD:REQUEST" in part.get_content()


def a_meeting(session: Session, house: House, capacity: int = 2) -> str:
    meeting = visits.plan_meeting(
        session, house.actor(Role.ADVISER), "Réunion d'information", THURSDAY, THURSDAY + timedelta(hours=1), capacity,
        site_id=house.demo.site_id,
    )  # fmt: skip
    return str(meeting.id)


def register(session: Session, meeting_id: str, name: str) -> visits.Registered:
    wish = visits.Wish(name=name, email=f"{name.lower()}@courriel.example", consent=True)
    return visits.register(session, meeting_id, wish, "192.0.2.1")


def test_somebody_without_an_account_is_told_with_their_private_address(session: Session, house: House) -> None:
    meeting_id = a_meeting(session, house, capacity=1)
    first = register(session, meeting_id, "Ada")
    register(session, meeting_id, "Zoe")
    found = {mail.name: mail for mail in told(session)}
    assert found["Ada"].subject == "Inscription enregistrée : Réunion d'information, jeudi 26 novembre"
    assert f"/rencontres/inscription/{first.token}" in found["Ada"].text
    assert event_of(found["Ada"].calendar)[0] == "REQUEST"
    assert found["Zoe"].subject.startswith("Liste d'attente")
    assert found["Zoe"].calendar == ""
    clear(session)
    visits.cancel(session, first.token)
    subjects = {mail.name: mail.subject for mail in told(session)}
    assert subjects["Ada"].startswith("Inscription retirée")
    assert subjects["Zoe"].startswith("Une place s'est libérée")


def test_visitors_know_that_their_session_is_off(session: Session, house: House) -> None:
    meeting_id = a_meeting(session, house)
    register(session, meeting_id, "Ada")
    clear(session)
    meeting = session.get_one(TrainingSession, meeting_id)
    meeting.cancelled_at, meeting.cancel_reason, meeting.revision = clock.now(), "Neige", 1
    record(session, house.actor(Role.ADVISER), SessionCancelled(meeting.id))
    found = {mail.name: mail for mail in told(session)}
    assert found["Ada"].subject == "Réunion annulée : Réunion d'information, jeudi 26 novembre"
    assert "Neige" in found["Ada"].text
    assert event_of(found["Ada"].calendar)[0] == "CANCEL"


def test_what_was_written_to_visitors_goes_with_their_registration(
    database: RolledBack, session: Session, house: House
) -> None:
    register(session, a_meeting(session, house), "Ada")
    assert told(session)
    clock.freeze(MONDAY + KEPT + timedelta(days=1))
    forget_visitors(session)
    assert told(session) == []
