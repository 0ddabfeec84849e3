"""Whoever guesses waits, and nobody else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import TooMany
from app.core.tasks import Task
from app.identity import guessing, services, sign_ins
from app.identity.guessing import LIMITS, Attempt, Slow, Way
from app.identity.models import GuessCount
from tests.factories.house import House

SCHOOL = "198.51.100.7"


def waits(session: Session, attempt: Attempt) -> int:
    try:
        guessing.ask(session, attempt)
    except TooMany as refused:
        return refused.retry_after
    return 0


def fail(session: Session, attempt: Attempt, times: int) -> None:
    for _n in range(times):
        guessing.failed(session, attempt)


def test_the_wait_doubles_up_to_the_longest() -> None:
    slow = Slow(3, timedelta(seconds=10), timedelta(seconds=60), timedelta(hours=1))
    assert [int(slow.wait(n).total_seconds()) for n in (0, 2, 3, 4, 5, 6, 5000)] == [0, 0, 10, 20, 40, 60, 60]


@pytest.mark.parametrize("way", list(Way))
def test_each_way_in_slows_down_and_never_locks_for_longer_than_a_day(session: Session, way: Way) -> None:
    attempt = Attempt(way, "somebody", "203.0.113.1")
    fail(session, attempt, LIMITS[way].account.free)
    assert waits(session, attempt) > 0
    assert LIMITS[way].account.longest <= timedelta(hours=12)
    with clock.at(clock.now() + LIMITS[way].account.longest):
        assert waits(session, attempt) == 0


def test_many_addresses_on_one_account_are_one_count(session: Session, house: House) -> None:
    for number in range(LIMITS[Way.PIN].account.free):
        guessing.failed(session, Attempt(Way.PIN, "nadia", f"203.0.113.{number}"))
    assert waits(session, Attempt(Way.PIN, "nadia", "203.0.113.200"))
    assert not waits(session, Attempt(Way.PIN, "karim", "203.0.113.200"))


def test_a_device_of_the_person_is_not_held_back_by_who_attacks_the_account_or_the_school(
    session: Session, house: House
) -> None:
    nadia = house.demo.people["learner"]
    sign_ins.open_sign_in(session, nadia, "tests", device_secret="the-phone-of-nadia")
    fail(session, Attempt(Way.PASSWORD, nadia.id, SCHOOL), 50)
    for number in range(LIMITS[Way.PASSWORD].address.free):
        guessing.failed(session, Attempt(Way.PASSWORD, f"nobody-{number}", SCHOOL))
    own = Attempt(Way.PASSWORD, nadia.id, SCHOOL, device="the-phone-of-nadia")
    assert not waits(session, own)
    assert waits(session, Attempt(Way.PASSWORD, nadia.id, SCHOOL, device="made-up-by-a-guesser"))
    assert waits(session, Attempt(Way.PASSWORD, house.demo.people["adviser"].id, SCHOOL, device="the-phone-of-nadia"))
    fail(session, own, LIMITS[Way.PASSWORD].device.free)
    assert waits(session, own)  # a stolen phone guesses no better


def test_forty_people_of_a_school_get_in_while_one_guesses_behind_the_same_address(session: Session) -> None:
    class_ = [Attempt(Way.PASSWORD, f"learner-{n}", SCHOOL, "organisation") for n in range(40)]
    for attempt in class_:
        guessing.succeeded(session, attempt)
    for number in range(300):
        guessing.failed(session, Attempt(Way.PASSWORD, f"guess-{number}", SCHOOL, "organisation"))
    assert waits(session, Attempt(Way.PASSWORD, "stranger", SCHOOL, "organisation")) <= 60
    assert waits(session, Attempt(Way.PASSWORD, "stranger", SCHOOL, "organisation")) > 0
    assert [waits(session, attempt) for attempt in class_] == [0] * 40


def test_an_address_that_guesses_leaves_each_account_fewer_tries(session: Session) -> None:
    for number in range(LIMITS[Way.PASSWORD].pressed_address):
        guessing.failed(session, Attempt(Way.PASSWORD, f"guess-{number}", SCHOOL))
    newcomer = Attempt(Way.PASSWORD, "newcomer", SCHOOL)
    assert not waits(session, newcomer)
    fail(session, newcomer, LIMITS[Way.PASSWORD].tight)
    assert waits(session, newcomer)
    assert not waits(session, Attempt(Way.PASSWORD, "newcomer", "203.0.113.9"))


def test_an_organisation_under_attack_from_everywhere_is_tight_and_open(session: Session) -> None:
    for number in range(LIMITS[Way.PASSWORD].pressed_organisation):
        guessing.failed(session, Attempt(Way.PASSWORD, f"a{number}", f"203.0.{number % 200}.1", "attacked"))
    newcomer = Attempt(Way.PASSWORD, "newcomer", "192.0.2.77", "attacked")
    assert not waits(session, newcomer)
    fail(session, newcomer, LIMITS[Way.PASSWORD].tight)
    assert waits(session, newcomer)


def test_an_ipv6_subscriber_is_one_address_however_many_they_use(session: Session) -> None:
    for number in range(LIMITS[Way.CARD].address.free):
        guessing.failed(session, Attempt(Way.CARD, "", f"2001:db8:1:2::{number:x}"))
    assert waits(session, Attempt(Way.CARD, "", "2001:db8:1:2:ffff::1"))
    assert not waits(session, Attempt(Way.CARD, "", "2001:db8:1:3::1"))


def test_a_try_of_few_digits_is_counted_before_it_is_looked_at(session: Session) -> None:
    attempt = Attempt(Way.PIN, "nadia", SCHOOL)
    for _n in range(LIMITS[Way.PIN].account.free):  # sent at once: none has been told to have failed
        guessing.take(session, attempt)
    with pytest.raises(TooMany):
        guessing.take(session, attempt)


def test_success_starts_the_account_anew_and_leaves_the_address_as_it_was(session: Session) -> None:
    attempt = Attempt(Way.PIN, "nadia", SCHOOL)
    fail(session, attempt, LIMITS[Way.PIN].account.free - 1)
    guessing.succeeded(session, attempt)
    fail(session, attempt, LIMITS[Way.PIN].account.free - 1)
    assert not waits(session, attempt)
    of_address = [row.failures for row in session.scalars(select(GuessCount)) if row.scope == "address"]
    assert of_address == [2 * (LIMITS[Way.PIN].account.free - 1)]


def test_an_old_failure_is_forgotten_and_the_job_sweeps_it_away(session: Session) -> None:
    attempt = Attempt(Way.PASSWORD, "nadia", SCHOOL)
    fail(session, attempt, LIMITS[Way.PASSWORD].account.free - 1)
    with clock.at(clock.now() + LIMITS[Way.PASSWORD].account.forget + timedelta(seconds=1)):
        guessing.failed(session, attempt)
        assert not waits(session, attempt)
    with clock.at(clock.now() + guessing.KEPT + timedelta(days=1)):
        guessing.forget_old(session)
    assert not list(session.scalars(select(GuessCount)))


def test_whoever_is_attacked_is_told_once_a_day(session: Session, house: House) -> None:
    attempt = services.attempt_at(session, "learner@demo.example", SCHOOL)
    fail(session, attempt, LIMITS[Way.PASSWORD].account.free + 5)
    told = [row for row in session.scalars(select(Task)) if row.name == "notifications.account_attacked"]
    assert len(told) == 1
    assert attempt.account in str(told[0].payload)
    nobody = services.attempt_at(session, "nobody@demo.example", SCHOOL)
    fail(session, nobody, LIMITS[Way.PASSWORD].account.free + 5)
    assert len([row for row in session.scalars(select(Task)) if row.name == "notifications.account_attacked"]) == 1
