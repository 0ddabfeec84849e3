"""Seats, waiting lists and attendance."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock
from app.core.clock import paris
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.enrolments import services as enrolling
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import queries, services
from app.scheduling.models import TrainingSession
from app.scheduling.rules import State
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import LATER, THURSDAY, people, planned

# --- Planning -------------------------------------------------------------------------------------------------


def test_a_session_on_site_takes_the_only_site_of_the_organisation(session: Session, house: House) -> None:
    meeting = planned(session, house)
    assert meeting.site_id == house.demo.site_id
    assert meeting.trainer_id == house.actor("trainer").account_id
    assert planned(session, house, room="Chez l'habitant").site_id is None
    assert planned(session, house, place="remote", link="https://visio.example/a").site_id is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": paris(THURSDAY, 9)}, "ends_at"),
        ({"ends_at": paris(THURSDAY, 8)}, "ends_at"),
        ({"ends_at": paris(THURSDAY, 9) + timedelta(hours=24, minutes=1)}, "ends_at"),
        ({"starts_at": paris(date(2036, 2, 29), 9), "ends_at": paris(date(2036, 2, 29), 10)}, "starts_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 100_000}, "capacity"),
        ({"title": "   "}, "title"),
        ({"place": "moon"}, "place"),
        ({"people": "crowd"}, "people"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"course_slug": "inconnu"}, "course"),
        ({"activity_id": "01990000-0000-7000-8000-000000000000"}, "activity_id"),
        ({"site_id": "01990000-0000-7000-8000-000000000000"}, "site"),
    ],
)
def test_an_unsound_session_is_refused(session: Session, house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        planned(session, house, **changes)
    assert refusal.value.fields[0].field == field
    assert session.scalar(select(func.count()).select_from(TrainingSession)) == 0


def test_the_site_and_the_trainer_of_a_neighbour_are_unknown_here(session: Session, house: House) -> None:
    with pytest.raises(Invalid):
        planned(session, house, site_id=house.neighbour.site_id)
    with pytest.raises(Invalid):
        planned(session, house, trainer_id=house.neighbour.actor("trainer").account_id)


@pytest.mark.parametrize("role", ["learner", "quality", "expert"])
def test_a_session_is_planned_by_those_who_run_it(session: Session, house: House, role: str) -> None:
    with pytest.raises(Forbidden):
        services.plan_session(
            session, house.actor(role), house.course_slug, "X", paris(THURSDAY, 9), paris(THURSDAY, 10), "remote", 1
        )


# --- Seats ----------------------------------------------------------------------------------------------------


def test_the_last_seat_goes_to_the_first_and_the_second_waits(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        meeting_id = planned(session, house, capacity=1).id
        first, second = people(session, house, 2)
    adviser = house.actor("adviser")
    with database.writing() as session:
        assert services.book(session, adviser, meeting_id, first) == services.Booked(State.BOOKED, None)
    with database.writing() as session:
        assert services.book(session, adviser, meeting_id, second) == services.Booked(State.WAITING, 1)
    with database.writing() as session:  # asking again changes nothing
        assert services.book(session, adviser, meeting_id, second) == services.Booked(State.WAITING, 1)
        assert services.book(session, adviser, meeting_id, first) == services.Booked(State.BOOKED, None)
        booked = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "session_booked")
        assert session.scalar(booked) == 2


def test_a_seat_given_back_goes_to_the_first_who_waits(session: Session, house: House) -> None:
    meeting = planned(session, house, capacity=1)
    first, second, third = people(session, house, 3)
    trainer = house.actor("trainer")
    for enrolment_id in (first, second, third):
        services.book(session, trainer, meeting.id, enrolment_id)
    assert services.book(session, trainer, meeting.id, third).position == 2
    services.cancel_booking(session, trainer, meeting.id, first)
    services.cancel_booking(session, trainer, meeting.id, first)
    assert services.book(session, trainer, meeting.id, second).state is State.BOOKED
    assert services.book(session, trainer, meeting.id, third).position == 1
    services.cancel_booking(session, trainer, meeting.id, third)  # leaving the list gives no seat
    assert queries.seats_taken(session, meeting.id) == 1
    assert verify(session, house.demo.id).bad_number is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=20), st.integers(1, 3))
def test_whatever_people_do_no_free_seat_leaves_somebody_waiting(
    database: RolledBack, house: House, acts: list[tuple[bool, int]], capacity: int
) -> None:
    with database.writing() as session, session.begin_nested() as undone:
        meeting = planned(session, house, capacity=capacity)
        everyone = people(session, house, 5)
        for books, who in acts:
            act = services.book if books else services.cancel_booking
            act(session, house.actor("trainer"), meeting.id, everyone[who])
            taken = queries.seats_taken(session, meeting.id)
            assert taken <= capacity
            assert taken == capacity or not queries.waiting_list(session, meeting.id)
        undone.rollback()


def test_a_learner_books_for_themselves_in_their_course_before_it_starts(session: Session, house: House) -> None:
    meeting = planned(session, house)
    own = enrolled(session, house)
    learner = learner_of(session, house.demo, own)
    other = enrolled(session, house, email="autre@demo.example")
    with pytest.raises(NotFound):
        services.book(session, learner, meeting.id, other.id)
    assert services.book(session, learner, meeting.id, own.id).state is State.BOOKED
    services.cancel_booking(session, learner, meeting.id, own.id)
    with clock.at(paris(THURSDAY, 9)), pytest.raises(Conflict, match="passée"):
        services.book(session, learner, meeting.id, own.id)
    with clock.at(paris(THURSDAY, 10)):  # somebody comes late: the trainer adds them
        services.book(session, house.actor("trainer"), meeting.id, own.id)
    with clock.at(paris(THURSDAY, 17)), pytest.raises(Conflict, match="passée"):
        services.book(session, house.actor("trainer"), meeting.id, other.id)


def test_a_closed_path_books_nothing(session: Session, house: House) -> None:
    meeting, enrolment = planned(session, house), enrolled(session, house)
    enrolling.leave(session, house.actor("adviser"), enrolment.id, date(2026, 11, 23), exit_reason="unknown")
    with pytest.raises(Conflict, match="terminé"):
        services.book(session, house.actor("trainer"), meeting.id, enrolment.id)


def test_a_session_and_a_path_of_a_neighbour_do_not_exist(session: Session, house: House) -> None:
    meeting = planned(session, house)
    beside = enrolled(session, house, place=house.neighbour)
    with pytest.raises(NotFound):
        services.book(session, house.actor("admin"), meeting.id, beside.id)
    with pytest.raises(NotFound):
        services.book(session, house.neighbour.actor("admin"), meeting.id, beside.id)
    with pytest.raises(NotFound):
        queries.session_for(session, house.neighbour.actor("admin"), meeting.id)


def test_a_seat_whose_presence_is_noted_is_not_given_back(session: Session, house: House) -> None:
    meeting, enrolment, trainer = planned(session, house), enrolled(session, house), house.actor("trainer")
    with clock.at(LATER):
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
        with pytest.raises(Conflict, match="déjà notée"):
            services.cancel_booking(session, trainer, meeting.id, enrolment.id)


def test_what_a_person_attended_is_read_with_their_sessions(session: Session, house: House) -> None:
    meeting, enrolment, trainer = planned(session, house), enrolled(session, house), house.actor("trainer")
    services.book(session, trainer, meeting.id, enrolment.id)
    planned(session, house, title="Une autre")
    with clock.at(LATER):
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "afternoon", False)
    rows = queries.sessions_of_enrolment(session, enrolment.id)
    assert [(row.title, row.state, row.present_minutes, row.missed_half_days) for row in rows] == [
        ("Premier jour", "booked", 240, 1)
    ]
    assert rows[0].site_name == "Tulle"
    after = datetime.fromisoformat("2026-11-27T00:00:00+01:00")
    assert queries.sessions_of_enrolment(session, enrolment.id, since=after) == []
