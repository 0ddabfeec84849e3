"""Who was there, half-day by half-day."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance import services
from app.core import clock
from app.core.clock import paris
from app.core.errors import Conflict, Forbidden, Invalid
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import queries
from app.scheduling import services as seats
from app.scheduling.models import Attendance, Booking
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course
from tests.factories.sessions import LATER, THURSDAY, minutes, people, planned


def test_presence_adds_the_minutes_of_the_half_day_with_their_marks(session: Session, house: House) -> None:
    seance = activity(small_course(session, house.demo), "seance")
    meeting = planned(session, house, activity_id=seance.id)
    enrolment = enrolled(session, house)
    trainer = house.actor("trainer")
    seats.book(session, trainer, meeting.id, enrolment.id)
    with clock.at(LATER):
        services.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded")).one()
    assert (entry.minutes, entry.place, entry.timing, entry.people) == (240, "on_site", "synchronous", "collective")
    assert (entry.nature, entry.guidance, entry.session_id) == ("training", "training", meeting.id)
    assert (entry.activity_id, entry.block_id) == (seance.id, seance.block_id)
    assert entry.occurred_at == paris(THURSDAY, 9)
    assert entry.facts == {"day": "2026-11-26", "half_day": "morning", "present": True, "method": "trainer"}


def test_an_individual_session_is_accompaniment(session: Session, house: House) -> None:
    meeting, enrolment = planned(session, house, people="individual", capacity=1), enrolled(session, house)
    with clock.at(LATER):
        services.record_attendance(session, house.actor("adviser"), meeting.id, enrolment.id, "morning", True)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded")).one()
    assert entry.nature == "accompaniment"


def test_a_correction_is_another_entry_and_the_sum_stays_right(session: Session, house: House) -> None:
    meeting, enrolment, trainer = planned(session, house), enrolled(session, house), house.actor("trainer")

    def say(half: str, present: bool, reason: str = "") -> Attendance:
        return services.record_attendance(session, trainer, meeting.id, enrolment.id, half, present, reason)

    with clock.at(LATER):
        say("morning", True)
        say("morning", True)
        assert minutes(session, enrolment.id) == 240
        say("afternoon", False, "Rendez-vous")
        assert minutes(session, enrolment.id) == 240
        corrected = say("morning", False)
        assert minutes(session, enrolment.id) == 0
        say("afternoon", True)
        say("morning", True)
        assert minutes(session, enrolment.id) == 480
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded").order_by(LedgerEntry.number)
    ).all()
    assert [entry.minutes for entry in entries] == [240, 0, -240, 240, 240]
    assert entries[2].corrects_id == entries[0].id
    assert entries[4].corrects_id == entries[2].id
    assert corrected.entry_id == entries[4].id  # the row says what is known today
    assert session.scalar(select(func.count()).select_from(Attendance)) == 2
    assert verify(session, house.demo.id).bad_number is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["morning", "afternoon"]), st.booleans()), max_size=12))
def test_however_often_it_is_corrected_the_ledger_sums_to_what_is_said_last(
    database: RolledBack, house: House, said: list[tuple[str, bool]]
) -> None:
    with database.writing() as session, session.begin_nested() as undone:
        meeting, enrolment = planned(session, house), enrolled(session, house)
        seats.book(session, house.actor("trainer"), meeting.id, enrolment.id)
        with clock.at(LATER):
            for half, present in said:
                services.record_attendance(session, house.actor("trainer"), meeting.id, enrolment.id, half, present)
        last = dict(said)
        assert minutes(session, enrolment.id) == 240 * sum(last.values())
        undone.rollback()


def test_somebody_who_came_without_a_seat_is_given_one_beyond_the_capacity(session: Session, house: House) -> None:
    meeting = planned(session, house, capacity=1)
    first, second, third = people(session, house, 3)
    trainer = house.actor("trainer")
    seats.book(session, trainer, meeting.id, first)
    seats.book(session, trainer, meeting.id, second)  # waits
    with clock.at(LATER):
        for enrolment_id in (second, third):
            services.record_attendance(session, trainer, meeting.id, enrolment_id, "morning", True)
    states = set(session.scalars(select(Booking.state).where(Booking.session_id == meeting.id)))
    assert states == {"booked"}
    assert queries.seats_taken(session, meeting.id) == 3


def test_nobody_is_absent_from_a_session_where_they_had_no_seat(session: Session, house: House) -> None:
    meeting, enrolment = planned(session, house), enrolled(session, house)
    with clock.at(LATER), pytest.raises(Conflict, match="pas de place"):
        services.record_attendance(session, house.actor("trainer"), meeting.id, enrolment.id, "morning", False)


def test_attendance_waits_for_the_session_and_knows_its_half_days(session: Session, house: House) -> None:
    meeting = planned(session, house, ends_at=paris(THURSDAY, 12))
    enrolment, trainer = enrolled(session, house), house.actor("trainer")
    with pytest.raises(Conflict, match="pas commencé"):
        services.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
    with clock.at(LATER):
        with pytest.raises(Invalid, match="demi-journée"):
            services.record_attendance(session, trainer, meeting.id, enrolment.id, "afternoon", True)
        for role in ("quality", "learner"):
            with pytest.raises(Forbidden):
                services.record_attendance(session, house.actor(role), meeting.id, enrolment.id, "morning", True)
