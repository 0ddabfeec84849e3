"""Many people, one slot: acts that are really kept, and really meet on PostgreSQL."""

import threading
from collections import Counter
from datetime import time

from sqlalchemy import func, select

from app.appointments.models import Appointment
from app.appointments.services import booking, changing
from app.appointments.services.booking import SlotTaken
from app.core.clock import now, paris
from app.core.db import Database
from app.scheduling.models import Booking, TrainingSession
from tests.factories.appointments import THURSDAY, opened, proposed, taken
from tests.factories.house import build_house
from tests.factories.paths import enrolled, learner_of


def at_once(count: int, act: object) -> Counter[str]:
    ready = threading.Barrier(count)
    said: Counter[str] = Counter()

    def one(number: int) -> None:
        ready.wait()
        try:
            act(number)  # type: ignore[operator]
            said["had"] += 1
        except SlotTaken:
            said["told"] += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_twenty_learners_and_one_slot_one_has_it_and_the_others_are_offered_the_next(real: Database) -> None:
    people = 20
    with real.writing() as session:
        house = build_house(session)
        slot, following = opened(session, house, start=time(9), end=time(10))
        paths = [enrolled(session, house, email=f"p{n}@demo.example", name=f"P{n}") for n in range(people)]
        learners = [learner_of(session, house.demo, path) for path in paths]

    def take(number: int) -> None:
        with real.writing() as session:
            taken(session, learners[number], slot)

    assert at_once(people, take) == {"had": 1, "told": people - 1}
    with real.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == 1
        assert session.scalar(select(func.count()).select_from(Booking)) == 1
        assert session.scalar(select(func.count()).select_from(TrainingSession)) == 1
        holder = session.scalars(select(Appointment.enrolment_id)).one()
        told = next(n for n, path in enumerate(paths) if path.id != holder)
        offered, _others = booking.offered_to(session, booking.own_path(session, learners[told]), now())
        assert [one.id for one in offered] == [following.id]


def test_moves_slots_and_proposals_meet_at_one_time_and_the_adviser_has_one(real: Database) -> None:
    """Some take the slot, some move to it, the adviser proposes the same hour: one of them has it."""
    people = 9
    with real.writing() as session:
        house = build_house(session)
        aimed = opened(session, house, start=time(9), end=time(9, 30))[0]
        paths = [enrolled(session, house, email=f"p{n}@demo.example", name=f"P{n}") for n in range(people)]
        learners = [learner_of(session, house.demo, path) for path in paths]
        elsewhere = [
            proposed(session, house, paths[n].id, starts_at=paris(THURSDAY, 13 + n), minutes=30)[0].id for n in range(3)
        ]

    def act(number: int) -> None:
        with real.writing() as session:
            if number < 3:
                changing.move_to_slot(session, learners[number], elsewhere[number], aimed.id)
            elif number < 6:
                taken(session, learners[number], aimed)
            else:
                proposed(session, house, paths[number].id, starts_at=paris(THURSDAY, 9, 5), minutes=20)

    assert at_once(people, act) == {"had": 1, "told": people - 1}
    with real.reading() as session:
        early = session.scalars(
            select(TrainingSession.id).where(TrainingSession.starts_at < paris(THURSDAY, 9, 30))
        ).all()
        assert len(early) == 1
