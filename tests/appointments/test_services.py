"""Booking, moving, cancelling, settling, noting: through the acts themselves."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appointments import queries, rules
from app.appointments.models import Appointment, AppointmentMove, AppointmentSlot
from app.appointments.services import booking, changing, settling
from app.appointments.services.booking import Proposal, SlotTaken
from app.appointments.slots import queries as slot_queries
from app.appointments.slots import services as slots
from app.attendance.services import record_attendance
from app.core import clock
from app.core.access import Actor
from app.core.clock import local, now, paris
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.tasks.models import Task
from app.identity import services as identity
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import queries as sessions
from app.scheduling import services as scheduling
from app.scheduling.models import Attendance, Booking, TrainingSession
from tests.factories.appointments import THURSDAY, TUESDAY, opened, proposed, taken
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of

AFTER = paris(THURSDAY, 18)


@pytest.fixture
def learner(session: Session, house: House) -> Actor:
    return learner_of(session, house.demo, enrolled(session, house))


def path_of(session: Session, learner: Actor) -> str:
    return booking.own_path(session, learner).id


def minutes(session: Session, learner: Actor, nature: str = "accompaniment") -> int:
    total = select(func.sum(LedgerEntry.minutes)).where(
        LedgerEntry.person_id == learner.account_id, LedgerEntry.nature == nature
    )
    return session.scalar(total) or 0


def waiting(session: Session) -> dict[str, datetime]:
    return {
        task.key or "": task.due_at
        for task in session.scalars(select(Task).where(Task.name == "notifications.remind_appointment"))
    }


# --- Slots ----------------------------------------------------------------------------------------------------


def test_slots_skip_the_sessions_of_their_adviser_and_opening_them_again_opens_nothing(
    session: Session, house: House
) -> None:
    adviser = house.actor("adviser")
    scheduling.plan_session(
        session, adviser, house.course_slug, "Atelier", paris(THURSDAY, 9), paris(THURSDAY, 9, 45), "on_site", 8
    )
    found = opened(session, house)
    assert [f"{local(one.starts_at):%H:%M}" for one in found] == ["10:00", "10:30"]
    assert len(opened(session, house)) == 2


def test_a_slot_needs_a_place_a_means_and_a_stretch_that_holds_one(session: Session, house: House) -> None:
    for field, changes in {
        "means": {"means": ()},
        "site": {"site_id": None},
        "end": {"end": time(9, 20)},
        "length": {"length": 25},
        "until": {"until": TUESDAY},
        "day": {"day": date(2026, 11, 20)},
        "times": {"times": 60},
        "link": {"link": "javascript:alert(1)"},
        "classroom": {"classroom": "bbb"},  # not set up here
    }.items():
        with pytest.raises(Invalid) as refused:
            opened(session, house, **changes)
        assert [one.field for one in refused.value.fields] == [field]


def test_slots_are_for_those_who_accompany(session: Session, house: House) -> None:
    for role in ("learner", "trainer", "quality", "expert"):
        with pytest.raises(Forbidden):
            opened(session, house, adviser=house.actor(role))
    with pytest.raises(Invalid):  # an adviser of another organisation is nobody here
        slots.open_slots(
            session, house.actor("adviser"), house.neighbour.actor("adviser").account_id,
            slots.Wish(THURSDAY, time(9), time(10), 30, means=("phone",)),
        )  # fmt: skip


def test_blocking_a_time_shows_what_it_does_then_closes_and_cancels_what_was_ticked(
    session: Session, house: House, learner: Actor
) -> None:
    adviser = house.actor("adviser")
    found = opened(session, house)
    gone, kept = taken(session, learner, found[0]), taken(session, learner, found[1])
    start, end = paris(THURSDAY, 0), paris(THURSDAY + timedelta(days=1), 0)
    seen = slots.look_at_block(session, adviser, adviser.account_id, start, end)
    assert (seen.free, [one.id for one in seen.booked]) == (2, [gone.id, kept.id])
    slots.block(session, adviser, adviser.account_id, start, end, [gone.id], "Congé")
    assert gone.cancelled_at is not None
    assert kept.cancelled_at is None
    assert not slot_queries.free_slots(session, house.demo.id, now(), end)
    changing.cancel(session, learner, kept.id)  # its slot does not come back while the adviser is away
    assert not slot_queries.free_slots(session, house.demo.id, now(), end)
    with pytest.raises(SlotTaken):
        taken(session, learner, found[1])
    again = slots.look_at(
        session, adviser, adviser.account_id, slots.Wish(THURSDAY, time(15), time(16), 30, means=("phone",))
    )
    assert [why for _window, why in again.skipped] == ["away", "away"]


def test_a_slot_that_is_taken_is_not_withdrawn(session: Session, house: House, learner: Actor) -> None:
    first, second, *_more = opened(session, house)
    taken(session, learner, first)
    with pytest.raises(Conflict):
        slots.close_slot(session, house.actor("adviser"), first.id)
    slots.close_slot(session, house.actor("adviser"), second.id)
    assert second.closed_at is not None
    with pytest.raises(SlotTaken):
        taken(session, learner, second)


# --- Taking ---------------------------------------------------------------------------------------------------


def test_what_is_taken_is_a_session_with_one_seat(session: Session, house: House, learner: Actor) -> None:
    slot = opened(session, house)[0]
    made = taken(session, learner, slot, means="phone", phone="06 39 98 00 00")
    meeting = session.get_one(TrainingSession, made.session_id)
    assert (meeting.people, meeting.capacity, meeting.place, meeting.room) == (
        "individual",
        1,
        "remote",
        "Par téléphone",
    )
    assert (meeting.trainer_id, meeting.starts_at, meeting.ends_at) == (slot.adviser_id, slot.starts_at, slot.ends_at)
    assert learner.name not in meeting.title
    assert [one.enrolment_id for one in session.scalars(select(Booking))] == [made.enrolment_id]
    assert taken(session, learner, slot).id == made.id  # the same tap again
    assert session.scalar(select(func.count()).select_from(Appointment)) == 1


def test_a_video_has_its_link_and_a_place_its_site(session: Session, house: House, learner: Actor) -> None:
    first, second, *_more = opened(session, house)
    video = session.get_one(TrainingSession, taken(session, learner, first, means="video").session_id)
    assert (video.place, video.classroom, video.link) == ("remote", "link", "https://visio.example/ines")
    place = session.get_one(TrainingSession, taken(session, learner, second).session_id)
    assert (place.place, place.site_id, place.link) == ("on_site", house.demo.site_id, "")


def test_words_a_means_and_a_number_are_asked_for(session: Session, house: House, learner: Actor) -> None:
    slot = opened(session, house, means=("phone", "video"))[0]
    for field, changes in {
        "about": {"means": "phone", "about": "  "},
        "means": {"means": "place"},
        "phone": {"means": "phone", "phone": "demain"},
    }.items():
        with pytest.raises(Invalid) as refused:
            taken(session, learner, slot, **changes)
        assert [one.field for one in refused.value.fields] == [field]
    assert not session.scalars(select(Appointment)).all()


def test_nobody_is_in_two_places(session: Session, house: House, learner: Actor) -> None:
    """The adviser has another session, the learner another seat: neither can be had, and neither is offered."""
    slot = opened(session, house)[0]
    atelier = scheduling.plan_session(
        session, house.actor("trainer"), house.course_slug, "Atelier", paris(THURSDAY, 8), paris(THURSDAY, 9, 10),
        "on_site", 8,
    )  # fmt: skip
    enrolment = booking.own_path(session, learner)
    scheduling.book(session, learner, atelier.id, enrolment.id)
    offered, _others = booking.offered_to(session, enrolment, now())
    assert slot.id not in {one.id for one in offered}
    with pytest.raises(SlotTaken):
        taken(session, learner, slot)
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    proposed(session, house, path_of(session, other), starts_at=paris(THURSDAY, 9, 40), minutes=20)
    with pytest.raises(SlotTaken):
        taken(session, learner, session.scalars(select(AppointmentSlot).order_by(AppointmentSlot.starts_at)).all()[1])


def test_three_ahead_are_enough(session: Session, house: House, learner: Actor) -> None:
    found = opened(session, house)
    for slot in found[:3]:
        taken(session, learner, slot)
    with pytest.raises(Conflict):
        taken(session, learner, found[3])


def test_the_slots_of_others_are_shown_when_ones_own_adviser_offers_nothing_soon(
    session: Session, house: House, learner: Actor
) -> None:
    other = identity.welcome(session, house.demo.id, "autre@demo.example", "Autre Conseil", "adviser")
    colleague = Actor(other.id, house.demo.id, "demo", "Demo", other.name, other.email, house.actor("adviser").roles)
    theirs = opened(session, house, adviser=colleague)
    path = booking.own_path(session, learner)
    offered, others = booking.offered_to(session, path, now())
    assert (len(offered), others) == (len(theirs), True)
    mine = opened(session, house)
    offered, others = booking.offered_to(session, path, now())
    assert ({one.id for one in offered}, others) == ({one.id for one in mine}, False)


def test_somebody_elses_appointment_is_in_nobodys_agenda(session: Session, house: House, learner: Actor) -> None:
    made = taken(session, learner, opened(session, house)[0])
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    for actor, sees in ((learner, True), (other, False), (house.actor("trainer"), True)):
        found = sessions.sessions_between(session, actor, now(), AFTER)
        assert (made.session_id in {row.id for row in found}) is sees
    with pytest.raises(NotFound):
        scheduling.book(session, other, made.session_id, path_of(session, other))


def test_a_slot_of_another_organisation_is_not_there(session: Session, house: House, learner: Actor) -> None:
    slot = opened(session, house)[0]
    enrolled(session, house, place=house.neighbour)
    with pytest.raises(NotFound):
        taken(session, house.neighbour.actor("learner"), slot)
    made = taken(session, learner, slot)
    for stranger in (house.neighbour.actor("adviser"), house.neighbour.actor("learner"), house.actor("trainer")):
        with pytest.raises(NotFound):
            queries.appointment_for(session, stranger, made.id)


# --- Moving and cancelling ------------------------------------------------------------------------------------


def test_a_move_keeps_the_appointment_its_notes_and_its_history(session: Session, house: House, learner: Actor) -> None:
    first, second, *_more = opened(session, house)
    made = taken(session, learner, first)
    settling.add_note(session, house.actor("adviser"), made.id, "team", "Préparer le tableau")
    changing.move_to_slot(session, learner, made.id, second.id)
    meeting = session.get_one(TrainingSession, made.session_id)
    assert (meeting.starts_at, meeting.revision) == (second.starts_at, 1)
    assert [note.body for note in queries.notes_of(session, made.id)] == ["Préparer le tableau"]
    moves = session.scalars(select(AppointmentMove)).all()
    assert [(one.was_starts_at, one.starts_at) for one in moves] == [(first.starts_at, second.starts_at)]
    free = {one.id for one in slot_queries.free_slots(session, house.demo.id, now(), AFTER)}
    assert first.id in free
    assert second.id not in free
    changing.move_to_slot(session, learner, made.id, second.id)  # again: nothing more
    assert session.scalar(select(func.count()).select_from(AppointmentMove)) == 1


def test_an_adviser_moves_to_any_free_time_and_a_learner_to_slots_alone(
    session: Session, house: House, learner: Actor
) -> None:
    made = taken(session, learner, opened(session, house)[0])
    with pytest.raises(Forbidden):
        changing.move_to_time(session, learner, made.id, paris(THURSDAY, 16))
    changing.move_to_time(session, house.actor("adviser"), made.id, paris(THURSDAY, 16))
    assert made.slot_id is None
    assert session.get_one(TrainingSession, made.session_id).starts_at == paris(THURSDAY, 16)
    with pytest.raises(SlotTaken):
        changing.move_to_time(session, house.actor("adviser"), made.id, paris(date(2026, 12, 25), 10))


def test_a_cancelled_slot_is_free_again_and_the_session_is_off(session: Session, house: House, learner: Actor) -> None:
    slot = opened(session, house)[0]
    made = taken(session, learner, slot)
    changing.cancel(session, learner, made.id, "Empêchement")
    assert (made.cancelled_by, made.cancel_reason) == (learner.account_id, "Empêchement")
    assert session.get_one(TrainingSession, made.session_id).cancelled_at is not None
    assert not changing.cancel(session, learner, made.id)
    again = taken(session, learner, slot)
    assert again.id != made.id
    assert again.follows_id is None


def test_nothing_is_cancelled_or_moved_by_the_learner_once_it_has_begun(
    session: Session, house: House, learner: Actor
) -> None:
    first, second, *_more = opened(session, house)
    made = taken(session, learner, first)
    with clock.at(paris(THURSDAY, 9, 5)):
        with pytest.raises(Conflict):
            changing.cancel(session, learner, made.id)
        with pytest.raises(Conflict):
            changing.move_to_slot(session, learner, made.id, second.id)


def test_a_seat_given_back_from_the_agenda_cancels_the_appointment(
    session: Session, house: House, learner: Actor
) -> None:
    made = taken(session, learner, opened(session, house)[0])
    scheduling.cancel_booking(session, learner, made.session_id, made.enrolment_id)
    assert made.cancelled_by == learner.account_id
    assert session.get_one(TrainingSession, made.session_id).cancelled_at is not None


# --- Proposals and series -------------------------------------------------------------------------------------


def test_a_series_skips_what_is_in_the_way_and_says_so(session: Session, house: House, learner: Actor) -> None:
    path = path_of(session, learner)
    friday = date(2026, 12, 4)
    identity.add_closed_day(session, house.demo.id, date(2026, 12, 18))
    asked = Proposal(paris(friday, 14), 45, "place", "Suivi", site_id=house.demo.site_id, every="week", times=5)
    dates = booking.dates_of(session, house.actor("adviser"), path, asked)
    assert [bool(one.why_not) for one in dates] == [False, False, True, True, True]  # closed, then two holidays
    made = booking.propose(session, house.actor("adviser"), path, asked)
    assert len(made) == 2
    assert len({one.series_id for one in made}) == 1


def test_this_and_the_following_are_moved_together_and_who_must_stay_is_in_nobodys_way(
    session: Session, house: House, learner: Actor
) -> None:
    path, adviser = path_of(session, learner), house.actor("adviser")
    thursdays = [THURSDAY + timedelta(days=7 * n) for n in range(3)]
    made = proposed(session, house, path, every="week", times=3)
    found = changing.move_to_time(session, adviser, made[0].id, paris(thursdays[1], 14), following=True)
    assert [bool(one.why_not) for one in found] == [False, False, False]  # each takes the time of the next
    # back by one week, while somebody else has taken the second date meanwhile
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    proposed(session, house, path_of(session, other), starts_at=paris(thursdays[0], 14, 10), minutes=10)
    found = changing.shifts(session, adviser, made[0].id, paris(thursdays[0], 14), following=True)
    assert [bool(one.why_not) for one in found] == [True, True, True]  # the first stays, so the others cannot follow
    with pytest.raises(SlotTaken):
        changing.move_to_time(session, adviser, made[0].id, paris(thursdays[0], 14), following=True)


def test_one_of_a_series_is_cancelled_or_this_and_the_following(session: Session, house: House, learner: Actor) -> None:
    made = proposed(session, house, path_of(session, learner), every="fortnight", times=4, minutes=60)
    adviser = house.actor("adviser")
    changing.cancel(session, adviser, made[0].id)
    assert [one.cancelled_at is not None for one in made] == [True, False, False, False]
    changing.cancel(session, adviser, made[2].id, following=True)
    assert [one.cancelled_at is not None for one in made] == [True, False, True, True]


def test_a_proposal_that_cannot_be_is_refused(session: Session, house: House, learner: Actor) -> None:
    path = path_of(session, learner)
    for field, changes in {
        "minutes": {"minutes": 600},
        "times": {"every": "week", "times": 99},
        "adviser": {"adviser_id": learner.account_id},
        "activity": {"activity_id": "nowhere"},
        "about": {"about": ""},
        "day": {"starts_at": paris(date(2031, 1, 1), 9)},
    }.items():
        with pytest.raises(Invalid) as refused:
            proposed(session, house, path, **changes)
        assert [one.field for one in refused.value.fields] == [field]
    with pytest.raises(SlotTaken):
        proposed(session, house, path, starts_at=paris(date(2026, 11, 23), 8))
    with pytest.raises(Forbidden):
        booking.propose(session, learner, path, Proposal(AFTER, 30, "phone", "Moi"))


# --- Outcomes -------------------------------------------------------------------------------------------------


def test_held_counts_its_real_minutes_once_as_accompaniment(session: Session, house: House, learner: Actor) -> None:
    made = taken(session, learner, opened(session, house)[0])
    adviser = house.actor("adviser")
    with pytest.raises(Conflict):
        settling.settle(session, adviser, made.id, "held")
    with clock.at(AFTER):
        settling.settle(session, adviser, made.id, "held")
        assert minutes(session, learner) == 30
        settling.settle(session, adviser, made.id, "held")
        assert minutes(session, learner) == 30
        settling.settle(session, adviser, made.id, "held", 45)
        assert minutes(session, learner) == 45
        settling.settle(session, adviser, made.id, "absent", absence="unknown")
        assert (minutes(session, learner), made.held_minutes, made.absence) == (0, None, "unknown")
        settling.settle(session, adviser, made.id, "held", 20)
    assert minutes(session, learner) == 20
    assert minutes(session, learner, "training") == 0
    assert verify(session, house.demo.id).bad_number is None


def test_minutes_over_noon_are_in_both_half_days(session: Session, house: House, learner: Actor) -> None:
    made = proposed(session, house, path_of(session, learner), starts_at=paris(THURSDAY, 12, 45))[0]
    with clock.at(AFTER):
        settling.settle(session, house.actor("adviser"), made.id, "held", 50)
    found = {one.half_day: one.minutes for one in session.scalars(select(Attendance))}
    assert found == {"morning": 15, "afternoon": 35}
    assert minutes(session, learner) == 50


def test_an_absence_says_why_and_the_next_one_follows_it(session: Session, house: House, learner: Actor) -> None:
    slot = opened(session, house)[0]
    made = taken(session, learner, slot)
    with clock.at(AFTER):
        adviser = house.actor("adviser")
        with pytest.raises(Invalid):
            settling.settle(session, adviser, made.id, "absent")
        settling.settle(session, adviser, made.id, "absent", absence="transport")
        settling.add_note(session, adviser, made.id, "shared", "Nous reprenons lundi.")
        again = proposed(session, house, made.enrolment_id, starts_at=paris(date(2026, 11, 30), 9))[0]
        third = proposed(session, house, made.enrolment_id, starts_at=paris(date(2026, 12, 1), 9))[0]
    assert (again.follows_id, third.follows_id) == (made.id, None)
    assert [note.body for note in queries.notes_of(session, made.id)] == ["Nous reprenons lundi."]


def test_a_signed_sheet_says_how_it_went(session: Session, house: House, learner: Actor) -> None:
    made = taken(session, learner, opened(session, house)[0])
    with clock.at(AFTER):
        record_attendance(session, house.actor("adviser"), made.session_id, made.enrolment_id, "morning", True)
    assert (made.outcome, made.held_minutes) == ("held", 30)


def test_notes_are_signed_and_the_same_words_twice_are_one_note(session: Session, house: House, learner: Actor) -> None:
    made = taken(session, learner, opened(session, house)[0])
    adviser = house.actor("adviser")
    assert settling.add_note(session, adviser, made.id, "next", "Envoyer le devis") is not None
    assert settling.add_note(session, adviser, made.id, "next", "Envoyer le devis") is None
    with pytest.raises(Forbidden):
        settling.add_note(session, learner, made.id, "shared", "Moi aussi")
    for kind, body in (("secret", "x"), ("team", " "), ("team", "x" * 5001)):
        with pytest.raises(Invalid):
            settling.add_note(session, adviser, made.id, kind, body)


# --- Reminders ------------------------------------------------------------------------------------------------


def test_reminders_follow_the_appointment(session: Session, house: House, learner: Actor) -> None:
    first, second, *_more = opened(session, house)
    made = taken(session, learner, first)
    keys = [rules.reminder_key(made.id, 0, when) for when in ("day", "hours")]
    assert waiting(session) == {
        keys[0]: paris(THURSDAY - timedelta(days=1), 9),
        keys[1]: paris(THURSDAY, 7),
    }
    changing.move_to_slot(session, learner, made.id, second.id)
    assert set(waiting(session)) == {rules.reminder_key(made.id, 1, when) for when in ("day", "hours")}
    assert [one.id for one in queries.to_remind(session, now(), AFTER)] == [made.id]
    changing.cancel(session, learner, made.id)
    assert not waiting(session)
    assert not queries.to_remind(session, now(), AFTER)


def test_an_appointment_of_this_morning_has_no_reminder_of_yesterday(
    session: Session, house: House, learner: Actor
) -> None:
    made = proposed(session, house, path_of(session, learner), starts_at=paris(date(2026, 11, 23), 15))[0]
    assert set(waiting(session)) == {rules.reminder_key(made.id, 0, "hours")}
