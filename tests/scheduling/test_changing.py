"""Moving, changing and cancelling; hybrid sessions; what stands for a session that somebody misses."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock, journal
from app.core.access import Actor
from app.core.clock import local, paris
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.learning import queries as learning
from app.learning import services as learn
from app.ledger.models import LedgerEntry
from app.scheduling import queries, services
from app.scheduling.events import SeatBooked, SessionCancelled, SessionMoved
from app.scheduling.models import Booking, TrainingSession
from app.scheduling.rules import State
from app.scheduling.services import Change, Wish
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of, small_course
from tests.factories.sessions import LATER, THURSDAY, minutes, people, planned

FRIDAY = THURSDAY + timedelta(days=1)


@pytest.fixture
def told() -> Iterator[list[object]]:
    """The events that were recorded."""
    found: list[object] = []

    def hear(session: Session, actor: Actor, event: object) -> None:
        found.append(event)

    for kind in (SessionMoved, SessionCancelled, SeatBooked):
        journal._listeners[kind].append(hear)
    yield found
    for kind in (SessionMoved, SessionCancelled, SeatBooked):
        journal._listeners[kind].remove(hear)


def a_series(session: Session, house: House, count: int = 4) -> list[TrainingSession]:
    days = [THURSDAY + timedelta(weeks=n) for n in range(count)]
    wish = Wish(course=house.course_slug, title="Atelier", place="on_site", capacity=2)
    return services.plan_series(session, house.actor("trainer"), wish, days, time(9), time(12))


# --- Moving ---------------------------------------------------------------------------------------------------


def test_a_session_moves_with_everybody_in_it(session: Session, house: House, told: list[object]) -> None:
    meeting, adviser = planned(session, house), house.actor("adviser")
    for enrolment_id in people(session, house, 3):
        services.book(session, adviser, meeting.id, enrolment_id)
    told.clear()
    was = (meeting.starts_at, meeting.ends_at)
    change = Change(starts_at=paris(FRIDAY, 14), ends_at=paris(FRIDAY, 17))
    shown = services.preview_change(session, adviser, meeting.id, change)
    assert (shown.moves, shown.booked, shown.waiting, shown.clashes) == (True, 2, 1, [])
    assert meeting.starts_at == was[0]
    services.change_session(session, adviser, meeting.id, change, revision=0)
    assert (meeting.starts_at, meeting.ends_at) == (paris(FRIDAY, 14), paris(FRIDAY, 17))
    assert (meeting.revision, meeting.changed_at) == (1, clock.now())
    assert told == [SessionMoved(meeting.id, *was)]
    assert queries.seats_taken(session, meeting.id) == 2
    with pytest.raises(Conflict, match="entre-temps"):
        services.change_session(session, adviser, meeting.id, change, revision=0)


def test_what_tells_nobody_anything_is_no_move(session: Session, house: House, told: list[object]) -> None:
    meeting, adviser = planned(session, house), house.actor("adviser")
    services.change_session(session, adviser, meeting.id, Change(title="Autre titre", running_order="- tour de table"))
    assert (meeting.title, meeting.running_order, meeting.revision, told) == ("Autre titre", "- tour de table", 0, [])


def test_a_move_onto_another_session_is_refused_and_changes_nothing(session: Session, house: House) -> None:
    meeting = planned(session, house)
    planned(session, house, title="Marché", starts_at=paris(FRIDAY, 9), ends_at=paris(FRIDAY, 12))
    change = Change(starts_at=paris(FRIDAY, 11), ends_at=paris(FRIDAY, 13))
    assert [clash.words for clash in services.preview_change(session, house.actor("admin"), meeting.id, change).clashes]
    with pytest.raises(Conflict, match="Marché"):
        services.change_session(session, house.actor("admin"), meeting.id, change)
    assert (meeting.starts_at, meeting.revision) == (paris(THURSDAY, 9), 0)


def test_somebody_whom_a_move_makes_miss_another_seat_is_named(session: Session, house: House) -> None:
    meeting, adviser = planned(session, house), house.actor("adviser")
    other = planned(session, house, by="admin", title="Marché", starts_at=paris(FRIDAY, 9), ends_at=paris(FRIDAY, 12))
    first, second = people(session, house, 2)
    for enrolment_id in (first, second):
        services.book(session, adviser, meeting.id, enrolment_id)
    services.book(session, adviser, other.id, second)
    change = Change(starts_at=paris(FRIDAY, 11), ends_at=paris(FRIDAY, 13))
    shown = services.preview_change(session, adviser, meeting.id, change)
    assert [(one.name, one.title) for one in shown.missed] == [("P1", "Marché")]
    assert not services.preview_change(session, adviser, meeting.id, Change(title="X")).missed


def test_the_following_of_a_series_move_as_many_days_at_the_same_hours(
    session: Session, house: House, told: list[object]
) -> None:
    series = a_series(session, house)
    change = Change(starts_at=paris(date(2026, 12, 4), 14), ends_at=paris(date(2026, 12, 4), 16))
    services.change_session(session, house.actor("admin"), series[1].id, change, following=True)
    assert [local(one.starts_at).strftime("%d %H") for one in series] == ["26 09", "04 14", "11 14", "18 14"]
    assert [one.revision for one in series] == [0, 1, 1, 1]
    assert len(told) == 3


def test_a_series_moves_whole_or_not_at_all(session: Session, house: House) -> None:
    series = a_series(session, house)
    planned(
        session, house, title="Marché", starts_at=paris(date(2026, 12, 18), 15), ends_at=paris(date(2026, 12, 18), 17)
    )
    change = Change(starts_at=paris(FRIDAY, 14), ends_at=paris(FRIDAY, 16))
    with pytest.raises(Conflict, match="Marché"):
        services.change_session(session, house.actor("admin"), series[0].id, change, following=True)
    session.expire_all()
    assert [local(one.starts_at).hour for one in series] == [9, 9, 9, 9]


def test_more_places_go_to_those_who_wait_in_their_order_and_no_seat_is_taken_away(
    session: Session, house: House, told: list[object]
) -> None:
    meeting, adviser = planned(session, house, capacity=1), house.actor("adviser")
    first, second, third = people(session, house, 3)
    for enrolment_id in (first, third, second):
        services.book(session, adviser, meeting.id, enrolment_id)
    told.clear()
    services.change_session(session, adviser, meeting.id, Change(capacity=2))
    assert told == [SeatBooked(meeting.id, third, from_waiting_list=True)]
    with pytest.raises(Invalid, match="2 personnes ont une place"):
        services.change_session(session, adviser, meeting.id, Change(capacity=1))


def test_a_session_that_was_held_neither_moves_nor_is_cancelled(session: Session, house: House) -> None:
    meeting, trainer = planned(session, house), house.actor("trainer")
    enrolment = enrolled(session, house)
    services.book(session, trainer, meeting.id, enrolment.id)
    with clock.at(LATER):
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
        with pytest.raises(Conflict, match="déjà notée"):
            services.change_session(
                session, trainer, meeting.id, Change(starts_at=paris(FRIDAY, 9), ends_at=paris(FRIDAY, 12))
            )
        with pytest.raises(Conflict, match="déjà notée"):
            services.cancel_session(session, trainer, meeting.id, "Erreur")
        services.change_session(session, trainer, meeting.id, Change(title="Premier jour ensemble"))


def test_who_changes_sessions(session: Session, house: House) -> None:
    meeting = planned(session, house)
    for role in ("quality", "learner"):
        with pytest.raises((Forbidden, NotFound)):
            services.change_session(session, house.actor(role), meeting.id, Change(title="X"))
        with pytest.raises((Forbidden, NotFound)):
            services.cancel_session(session, house.actor(role), meeting.id, "X")
    with pytest.raises(NotFound):
        services.cancel_session(session, house.neighbour.actor("admin"), meeting.id, "X")


# --- Cancelling -----------------------------------------------------------------------------------------------


def test_a_cancelled_session_frees_its_seats_and_is_still_known(
    session: Session, house: House, told: list[object]
) -> None:
    meeting, adviser = planned(session, house), house.actor("adviser")
    own = enrolled(session, house)
    learner = learner_of(session, house.demo, own)
    services.book(session, learner, meeting.id, own.id)
    told.clear()
    services.cancel_session(session, adviser, meeting.id, "  Formateur   malade ")
    services.cancel_session(session, adviser, meeting.id, "Encore")
    assert (meeting.cancel_reason, meeting.revision) == ("Formateur malade", 1)
    assert told == [SessionCancelled(meeting.id)]
    seats = select(LedgerEntry.facts).where(LedgerEntry.kind == "session_booked").order_by(LedgerEntry.number)
    assert [facts["state"] for facts in session.scalars(seats)] == ["booked", "freed"]
    assert queries.sessions_of_enrolment(session, own.id) == []
    assert [row.id for row in queries.sessions_of_enrolment(session, own.id, cancelled=True)] == [meeting.id]
    assert queries.session_for(session, learner, meeting.id).cancelled_at
    assert not queries.open_sessions(session, meeting.course_id or "", None, clock.now())
    with pytest.raises(Conflict, match="annulée"):
        services.book(session, adviser, meeting.id, people(session, house, 1)[0])
    with clock.at(LATER):
        with pytest.raises(Conflict, match="annulée"):
            attendance.record_attendance(session, adviser, meeting.id, own.id, "morning", True)
        assert not queries.sessions_to_sign(session, adviser, clock.now(), paris(date(2026, 11, 1)), 10)
    beside = planned(session, house)  # at the same time: nothing stands in the way any more
    services.book(session, learner, beside.id, own.id)


def test_a_cancellation_says_why(session: Session, house: House) -> None:
    meeting = planned(session, house)
    with pytest.raises(Invalid):
        services.cancel_session(session, house.actor("admin"), meeting.id, "   ")
    assert meeting.cancelled_at is None


def test_the_following_of_a_series_are_cancelled_with_it_and_the_others_stand(session: Session, house: House) -> None:
    series = a_series(session, house)
    services.cancel_session(session, house.actor("admin"), series[2].id, "Vacances", following=True)
    assert [one.cancelled_at is None for one in series] == [True, True, False, False]


# --- Two places at once ---------------------------------------------------------------------------------------


def test_nobody_has_two_seats_at_the_same_time(session: Session, house: House) -> None:
    own = enrolled(session, house)
    learner = learner_of(session, house.demo, own)
    first = planned(session, house, title="Marché")
    same = planned(session, house, by="admin", starts_at=paris(THURSDAY, 16), ends_at=paris(THURSDAY, 18))
    after = planned(session, house, by="admin", starts_at=paris(THURSDAY, 17), ends_at=paris(THURSDAY, 18))
    services.book(session, learner, first.id, own.id)
    with pytest.raises(Conflict, match=r"Vous avez déjà une place au même moment : « Marché »"):
        services.book(session, learner, same.id, own.id)
    with pytest.raises(Conflict, match="Learner Demo a déjà une place"):
        services.give_seat(session, house.actor("adviser"), same.id, own.id)
    services.book(session, learner, after.id, own.id)


def test_a_free_seat_passes_over_who_has_another_session_then(session: Session, house: House) -> None:
    adviser = house.actor("adviser")
    meeting = planned(session, house, capacity=1)
    other = planned(session, house, by="admin", title="Marché")
    first, second, third = people(session, house, 3)
    for enrolment_id in (first, second, third):
        services.book(session, adviser, meeting.id, enrolment_id)
    services.book(session, adviser, other.id, second)  # waiting holds no seat
    services.cancel_booking(session, adviser, meeting.id, first)
    assert services.standing(session, meeting.id, third).state is State.BOOKED
    assert services.standing(session, meeting.id, second).position == 1


# --- On site and at a distance --------------------------------------------------------------------------------


def test_in_a_hybrid_session_each_is_where_they_say_until_it_starts(session: Session, house: House) -> None:
    room = services.add_room(session, house.actor("admin"), house.demo.site_id, "Petite salle", 1)
    meeting = planned(session, house, place="hybrid", room_id=room.id, capacity=3)
    own = enrolled(session, house)
    learner, adviser = learner_of(session, house.demo, own), house.actor("adviser")
    assert services.book(session, learner, meeting.id, own.id).place == "on_site"  # at their own site
    second, third = people(session, house, 2)
    assert services.book(session, adviser, meeting.id, second).place == "remote"  # the room is full
    with pytest.raises(Conflict, match="pleine"):
        services.book(session, adviser, meeting.id, third, place="on_site")
    assert services.choose_place(session, learner, meeting.id, own.id, "remote").place == "remote"
    assert services.choose_place(session, adviser, meeting.id, second, "on_site").place == "on_site"
    with pytest.raises(Conflict, match="pleine"):
        services.choose_place(session, learner, meeting.id, own.id, "on_site")
    with clock.at(paris(THURSDAY, 10)), pytest.raises(Conflict, match="commencé"):
        services.choose_place(session, learner, meeting.id, own.id, "on_site")
    with clock.at(LATER):
        attendance.record_attendance(session, adviser, meeting.id, own.id, "morning", True)
        attendance.record_attendance(session, adviser, meeting.id, second, "morning", True)
    places = {
        entry.enrolment_id: entry.place
        for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "attendance_recorded"))
    }
    assert places == {own.id: "remote", second: "on_site"}


def test_held_at_a_distance_after_all_everybody_is_there(session: Session, house: House) -> None:
    meeting, adviser = planned(session, house), house.actor("adviser")
    enrolment_id = people(session, house, 1)[0]
    services.book(session, adviser, meeting.id, enrolment_id)
    services.change_session(session, adviser, meeting.id, Change(place="remote", link="https://visio.example/a"))
    assert (meeting.place, meeting.site_id, meeting.room) == ("remote", None, "")
    assert session.scalars(select(Booking.place)).all() == ["remote"]
    last = session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc()).limit(1)).one()
    assert (last.kind, last.place) == ("session_booked", "remote")


# --- Equivalents ----------------------------------------------------------------------------------------------


def test_what_replaces_a_session_counts_once_and_brings_its_own_minutes_only(session: Session, house: House) -> None:
    course = small_course(session, house.demo)
    seance, page = activity(course, "seance"), activity(course, "accueil")
    own = enrolled(session, house)
    learner = learner_of(session, house.demo, own)
    meeting = planned(session, house, activity_id=seance.id, equivalent_activity_id=page.id)
    services.book(session, learner, meeting.id, own.id)

    def state() -> str | None:
        known = learning.states(session, own.id).get(seance.id)
        return known.state if known else None

    learn.complete_activity(session, learner, own.id, page.id)
    assert state() is None  # she has a seat, and will come
    done = minutes(session, own.id)
    services.cancel_booking(session, learner, meeting.id, own.id)
    assert state() == "done"
    assert minutes(session, own.id) == done == page.minutes


def test_an_absence_is_made_up_for_by_the_equivalent(session: Session, house: House) -> None:
    course = small_course(session, house.demo)
    seance, page = activity(course, "seance"), activity(course, "accueil")
    own = enrolled(session, house)
    learner, trainer = learner_of(session, house.demo, own), house.actor("trainer")
    meeting = planned(session, house, activity_id=seance.id, equivalent_activity_id=page.id)
    services.book(session, learner, meeting.id, own.id)
    with clock.at(LATER):
        attendance.record_attendance(session, trainer, meeting.id, own.id, "morning", False)
        learn.complete_activity(session, learner, own.id, page.id)
        assert learning.states(session, own.id)[seance.id].state == "done"
        attendance.record_attendance(session, trainer, meeting.id, own.id, "afternoon", False)
        assert learning.states(session, own.id)[seance.id].state == "done"
    assert minutes(session, own.id) == page.minutes


def test_the_equivalent_is_another_activity_of_the_course(session: Session, house: House) -> None:
    seance = activity(small_course(session, house.demo), "seance")
    for wrong in (seance.id, "01990000-0000-7000-8000-000000000000"):
        with pytest.raises(Invalid):
            planned(session, house, activity_id=seance.id, equivalent_activity_id=wrong)
