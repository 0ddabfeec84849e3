"""Fifty people want the last three seats in the same second: three have one, the others wait in one line."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.access import Actor, Role
from app.core.clock import paris
from app.core.db import Database
from app.core.ids import new_id
from app.enrolments import services as enrolling
from app.ledger.services import verify
from app.scheduling import queries, services
from app.scheduling.models import Booking
from app.scheduling.rules import State
from tests.factories.empty import empty_database
from tests.factories.house import ENTRY, House, build_house


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, House]]:
    """A database of its own, where everything is kept: threads that share a transaction would prove nothing."""
    with empty_database(tmp_path_factory.mktemp("at-once")) as database:
        with database.writing() as session:
            house = build_house(session)
        yield database, house


def _planned(database: Database, house: House, people: int, seats: int) -> tuple[str, list[tuple[Actor, str]]]:
    """A session with `seats` places left of as many plus two, and the people who will want them."""
    with database.writing() as session:
        admin = house.actor("admin")
        starts = paris(ENTRY + timedelta(days=3), 9)
        meeting = services.plan_session(
            session, admin, house.course_slug, "Atelier", starts, starts + timedelta(hours=3), "on_site", seats + 2
        )
        wanted = []
        for n in range(people + 2):
            email = f"{new_id()}@demo.example"
            path = enrolling.enrol(
                session, admin, house.course_slug, learner_email=email, learner_name=f"P{n}", starts_on=ENTRY
            )
            place = house.demo
            who = Actor(path.learner_id, place.id, place.slug, place.slug, f"P{n}", email, frozenset({Role.LEARNER}))
            wanted.append((who, path.id))
        for _who, path_id in wanted[:2]:
            services.book(session, admin, meeting.id, path_id)
        return meeting.id, wanted[2:]


@pytest.mark.parametrize(("people", "seats"), [(50, 3), (17, 1), (12, 12), (9, 20)])
def test_the_last_seats_are_given_once_and_the_others_wait_in_order(
    real: tuple[Database, House], people: int, seats: int
) -> None:
    database, house = real
    session_id, wanted = _planned(database, house, people, seats)
    told: dict[str, services.Booked] = {}
    failed: list[Exception] = []
    together = threading.Barrier(people)

    def want(actor: Actor, path_id: str) -> None:
        try:
            together.wait()
            with database.writing() as session:
                told[path_id] = services.book(session, actor, session_id, path_id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=want, args=each) for each in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    given = min(people, seats)
    assert sum(one.state is State.BOOKED for one in told.values()) == given
    ranks = sorted(one.position for one in told.values() if one.position is not None)
    assert ranks == list(range(1, people - given + 1))
    with database.reading() as session:
        assert queries.seats_taken(session, session_id) == given + 2
        line = [row.enrolment_id for row in queries.waiting_list(session, session_id)]
        assert [told[path_id].position for path_id in line] == ranks
        assert verify(session, house.demo.id).bad_number is None


def test_seats_given_back_at_once_go_to_as_many_people_in_their_order(real: tuple[Database, House]) -> None:
    database, house = real
    session_id, wanted = _planned(database, house, 16, 6)
    for actor, path_id in wanted:
        with database.writing() as session:
            services.book(session, actor, session_id, path_id)
    with database.reading() as session:
        line = [row.enrolment_id for row in queries.waiting_list(session, session_id)]
    assert len(line) == 10
    failed: list[Exception] = []
    together = threading.Barrier(6)

    def give_back(actor: Actor, path_id: str) -> None:
        try:
            together.wait()
            with database.writing() as session:
                services.cancel_booking(session, actor, session_id, path_id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=give_back, args=each) for each in wanted[:6]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with database.reading() as session:
        assert queries.seats_taken(session, session_id) == 8
        assert [row.enrolment_id for row in queries.waiting_list(session, session_id)] == line[6:]


def test_one_person_never_has_two_seats_at_the_same_time_however_fast_they_click(
    real: tuple[Database, House],
) -> None:
    database, house = real
    first, wanted = _planned(database, house, 1, 5)
    others = []
    with database.writing() as session:
        starts = paris(ENTRY + timedelta(days=3), 11)
        for n in range(5):
            others.append(
                services.plan_session(
                    session,
                    house.actor("admin"),
                    house.course_slug,
                    f"S{n}",
                    starts,
                    starts + timedelta(hours=1),
                    "remote",
                    5,
                ).id
            )
    actor, path_id = wanted[0]
    together = threading.Barrier(6)
    refused: list[str] = []

    def want(session_id: str) -> None:
        together.wait()
        try:
            with database.writing() as session:
                services.book(session, actor, session_id, path_id)
        except Exception as error:
            refused.append(type(error).__name__)

    threads = [threading.Thread(target=want, args=(one,)) for one in (first, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["Conflict"] * 5
    with database.reading() as session:
        assert len(session.scalars(select(Booking.id).where(Booking.enrolment_id == path_id)).all()) == 1


def test_the_room_is_given_to_one_of_those_who_plan_in_it_at_once(real: tuple[Database, House]) -> None:
    database, house = real
    with database.writing() as session:
        room = services.add_room(session, house.actor("admin"), house.demo.site_id, "Salle bleue", 12).id
    starts: datetime = paris(ENTRY + timedelta(days=2), 14)
    together = threading.Barrier(6)
    made: list[str] = []
    refused: list[str] = []

    def plan(n: int) -> None:
        together.wait()
        try:
            with database.writing() as session:
                made.append(
                    services.plan_session(
                        session, house.actor("admin"), house.course_slug, f"S{n}", starts, starts + timedelta(hours=1),
                        "on_site", 8, room_id=room,
                    ).id
                )  # fmt: skip
        except Exception as error:
            refused.append(type(error).__name__)

    threads = [threading.Thread(target=plan, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), refused) == (1, ["Conflict"] * 5)
