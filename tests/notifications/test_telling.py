"""Who is told what, and once: sessions, seats, plans, appointments; and reminders that come by day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.appointments.services import booking, changing
from app.competences.models import Positioning
from app.core import clock
from app.core.access import Role
from app.core.journal import record
from app.core.tasks.worker import call_recurring
from app.enrolments.models import Enrolment
from app.notifications.models import Mail
from app.planning.events import PlanChanged, PlanChangeUndone
from app.planning.models import PlanChange
from app.scheduling import services as scheduling
from app.scheduling.events import SessionCancelled
from tests.conftest import MONDAY
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of, small_course
from tests.notifications.news import THURSDAY, a_session, clear, moved, told


@pytest.fixture
def nadia(session: Session, house: House) -> Enrolment:
    enrolment = enrolled(session, house, starts_on=MONDAY.date())
    edition_id = small_course(session, house.demo).edition_id
    session.add(  # she has taken her bearings already: she is not invited to
        Positioning(
            organisation_id=house.demo.id, enrolment_id=enrolment.id, stage="entry", edition_id=edition_id,
            sent_at=clock.now(),
        )
    )  # fmt: skip
    clear(session)  # what her entry itself has told
    return enrolment


def test_a_seat_is_confirmed_with_when_and_where(session: Session, house: House, nadia: Enrolment) -> None:
    meeting = a_session(session, house)
    scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    (mail,) = told(session)
    assert mail.subject == "Votre place est réservée : Atelier du jeudi, jeudi 26 novembre"
    assert "jeudi 26 novembre, de 9 h à 12 h" in mail.text
    assert "Sur place : Tulle, Salle 2" in mail.text
    assert "1 rue du Pont" in mail.text
    assert mail.enrolment_id == nadia.id
    assert told(session) == [mail]


def test_several_seats_given_at_once_are_one_message(session: Session, house: House, nadia: Enrolment) -> None:
    for days in (0, 7, 14):
        meeting = a_session(session, house, starts_at=THURSDAY + timedelta(days=days))
        scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    (mail,) = told(session)
    assert mail.subject == "Vos places sont réservées dans 3 séances"
    assert "jeudi 10 décembre" in mail.text


def test_a_seat_from_the_waiting_list_says_so(session: Session, house: House, nadia: Enrolment) -> None:
    meeting = a_session(session, house, capacity=1)
    first = enrolled(session, house, email="ada@demo.example", name="Ada")
    adviser = house.actor(Role.ADVISER)
    scheduling.book(session, adviser, meeting.id, first.id)
    scheduling.book(session, adviser, meeting.id, nadia.id)
    clear(session)
    scheduling.cancel_booking(session, learner_of(session, house.demo, first), meeting.id, first.id)
    subjects = {mail.name: mail.subject for mail in told(session)}
    assert subjects["Ada"].startswith("Votre place est rendue")
    assert subjects["Learner Demo"].startswith("Une place s'est libérée")


def test_a_move_is_told_to_everybody_but_who_did_it(session: Session, house: House, nadia: Enrolment) -> None:
    meeting = a_session(session, house, capacity=1)
    waiting = enrolled(session, house, email="ada@demo.example", name="Ada")
    for path in (nadia, waiting):
        scheduling.book(session, house.actor(Role.ADVISER), meeting.id, path.id)
    clear(session)
    moved(session, house, meeting, timedelta(days=1))
    found = {mail.name: mail for mail in told(session)}
    assert set(found) == {"Learner Demo", "Ada", "Trainer Demo"}
    assert "prévue jeudi 26 novembre à 9 h" in found["Learner Demo"].text
    assert "vendredi 27 novembre, de 9 h à 12 h" in found["Learner Demo"].text
    assert "liste d'attente" in found["Ada"].text
    assert "Vous animez cette séance" in found["Trainer Demo"].text
    clear(session)
    moved(session, house, meeting, timedelta(hours=1), Role.TRAINER)
    assert {mail.name for mail in told(session)} == {"Learner Demo", "Ada"}


def test_a_session_moved_twice_before_anybody_is_told_is_told_once(
    session: Session, house: House, nadia: Enrolment
) -> None:
    meeting = a_session(session, house)
    scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    clear(session)
    moved(session, house, meeting, timedelta(days=1), Role.TRAINER)
    moved(session, house, meeting, timedelta(days=1), Role.TRAINER)
    (mail,) = told(session)
    assert "samedi 28 novembre" in mail.text


def test_a_cancellation_says_why(session: Session, house: House, nadia: Enrolment) -> None:
    meeting = a_session(session, house)
    scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    clear(session)
    meeting.cancelled_at, meeting.cancel_reason, meeting.revision = clock.now(), "La salle est inondée", 1
    record(session, house.actor(Role.TRAINER), SessionCancelled(meeting.id))
    (mail,) = told(session)
    assert mail.subject == "Séance annulée : Atelier du jeudi, jeudi 26 novembre"
    assert "Raison : La salle est inondée" in mail.text


def test_what_is_over_is_no_news(session: Session, house: House, nadia: Enrolment) -> None:
    meeting = a_session(session, house, starts_at=MONDAY - timedelta(days=3))
    moved(session, house, meeting, timedelta(hours=1))  # its trainer would be told
    assert told(session) == []


def test_a_history_lived_at_another_moment_tells_nobody(session: Session, house: House, nadia: Enrolment) -> None:
    with clock.at(MONDAY - timedelta(days=2)):
        meeting = a_session(session, house)
        scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
        moved(session, house, meeting, timedelta(days=1))
    assert told(session) == []


def a_change(session: Session, house: House, nadia: Enrolment) -> PlanChange:
    change = PlanChange(
        organisation_id=house.demo.id, enrolment_id=nadia.id, act="extend", reason="Contrat saisonnier", before={}, after={},
        activities=14, sessions=2, actor_id=house.actor(Role.ADVISER).account_id, at=clock.now(),
    )  # fmt: skip
    session.add(change)
    session.flush()
    return change


def test_a_changed_plan_says_what_moved_why_and_the_next_dates(
    session: Session, house: House, nadia: Enrolment
) -> None:
    change = a_change(session, house, nadia)
    record(session, house.actor(Role.ADVISER), PlanChanged(nadia.id, change.id))
    (mail,) = told(session)
    for words in (
        "Adviser Demo a changé",
        "Raison : Contrat saisonnier",
        "14 activités déplacées, 2 séances",
        "Premiers pas",
    ):
        assert words in mail.text
    change.undone_at = clock.now()
    record(session, house.actor(Role.ADVISER), PlanChangeUndone(nadia.id, change.id))
    assert [mail.event for mail in told(session)] == ["plan_changed", "plan_undone"]


def test_a_change_undone_at_once_is_told_as_nothing(session: Session, house: House, nadia: Enrolment) -> None:
    change = a_change(session, house, nadia)
    record(session, house.actor(Role.ADVISER), PlanChanged(nadia.id, change.id))
    change.undone_at = clock.now()
    assert told(session) == []


# --- Reminders -------------------------------------------------------------------------------------------------------


def a_day(database: RolledBack, session: Session, moment: str) -> list[Mail]:
    session.flush()
    clock.freeze(datetime.fromisoformat(moment))
    call_recurring(database)
    return told(session)


def test_a_session_is_recalled_the_day_before_once_and_by_day(
    database: RolledBack, session: Session, house: House, nadia: Enrolment
) -> None:
    meeting = a_session(session, house)
    scheduling.book(session, house.actor(Role.ADVISER), meeting.id, nadia.id)
    clear(session)
    assert a_day(database, session, "2026-11-24T15:00:00+01:00") == []
    assert a_day(database, session, "2026-11-25T08:00:00+01:00") == []
    (mail,) = a_day(database, session, "2026-11-25T12:30:00+01:00")
    assert mail.subject == "Demain à 9 h : Atelier du jeudi"
    for moment in ("2026-11-25T13:30:00+01:00", "2026-11-25T22:00:00+01:00", "2026-11-26T08:00:00+01:00"):
        assert len(a_day(database, session, moment)) == 1


def an_appointment(session: Session, house: House, nadia: Enrolment, starts_at: datetime, **more: object) -> str:
    asked = booking.Proposal(
        starts_at=starts_at, minutes=45, means="phone", about="Mes prix", phone="06 00 00 00 00", **more
    )  # type: ignore[arg-type]
    return booking.propose(session, house.actor(Role.ADVISER), nadia.id, asked)[0].id


def test_an_appointment_is_told_to_the_learner_without_what_it_is_about(
    session: Session, house: House, nadia: Enrolment
) -> None:
    an_appointment(session, house, nadia, THURSDAY)
    (mail,) = told(session)
    assert mail.subject == "Rendez-vous avec Adviser Demo : jeudi 26 novembre à 9 h"
    assert "Par téléphone, 06 00 00 00 00" in mail.text
    assert "Mes prix" not in mail.text + mail.html


def test_an_appointment_that_the_learner_cancels_is_told_to_the_adviser(
    session: Session, house: House, nadia: Enrolment
) -> None:
    found = an_appointment(session, house, nadia, THURSDAY)
    clear(session)
    changing.cancel(session, learner_of(session, house.demo, nadia), found, "Je suis malade")
    names = {mail.name: mail.subject for mail in told(session)}
    assert "Adviser Demo" in names
    assert names["Adviser Demo"] == "Rendez-vous annulé avec Learner Demo : jeudi 26 novembre à 9 h"


def test_an_appointment_is_recalled_the_day_before_and_two_hours_before(
    session: Session, house: House, nadia: Enrolment, database: RolledBack
) -> None:
    an_appointment(session, house, nadia, THURSDAY + timedelta(hours=5))  # at 14
    clear(session)
    a_day(database, session, "2026-11-25T13:00:00+01:00")
    assert told(session) == []
    assert len(a_day(database, session, "2026-11-25T14:00:00+01:00")) == 1
    found = a_day(database, session, "2026-11-26T12:00:00+01:00")
    assert [mail.event for mail in found] == ["appointment_reminder"] * 2
    assert len(a_day(database, session, "2026-11-26T13:00:00+01:00")) == 2


def test_nobody_is_reminded_at_night(session: Session, house: House, nadia: Enrolment, database: RolledBack) -> None:
    an_appointment(session, house, nadia, THURSDAY - timedelta(minutes=60))  # at 8: two hours before is 6
    clear(session)
    found = a_day(database, session, "2026-11-26T06:00:00+01:00")
    last = found[-1]
    assert clock.local(last.due_at).strftime("%H:%M") == "07:00"


def test_an_appointment_that_moved_is_recalled_at_its_new_time_only(
    session: Session, house: House, nadia: Enrolment, database: RolledBack
) -> None:
    found = an_appointment(session, house, nadia, THURSDAY + timedelta(hours=5))
    changing.move_to_time(session, house.actor(Role.ADVISER), found, THURSDAY + timedelta(days=1, hours=5))
    clear(session)
    assert a_day(database, session, "2026-11-25T14:00:00+01:00") == []
    assert [mail.event for mail in a_day(database, session, "2026-11-26T14:00:00+01:00")] == ["appointment_reminder"]
