"""Doors and minutes, without a database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.classrooms import rules
from app.classrooms.rules import State, Visit
from app.core.clock import paris
from app.core.settings import Settings
from app.scheduling.rules import HalfDay, half_days

pytestmark = pytest.mark.once

NINE = paris(date(2026, 11, 26), 9)


@dataclass
class Session:
    starts_at: datetime = NINE
    ends_at: datetime = NINE + timedelta(hours=3)
    place: str = "remote"
    classroom: str = "bbb"
    link: str = ""
    cancelled_at: datetime | None = None


def minutes(first: float, last: float) -> Visit:
    return Visit(NINE + timedelta(minutes=first), NINE + timedelta(minutes=last))


@pytest.mark.parametrize(
    ("after", "moderates", "state"),
    [
        (-31, True, State.LATER), (-30, True, State.OPEN), (-11, False, State.LATER), (-10, False, State.OPEN),
        (0, False, State.OPEN), (194, False, State.OPEN), (195, False, State.OVER), (195, True, State.OVER),
    ],
)  # fmt: skip
def test_a_door_opens_and_closes(after: int, moderates: bool, state: State) -> None:
    assert rules.door(Session(), NINE + timedelta(minutes=after), moderates).state is state


def test_a_session_on_site_or_without_an_address_has_no_door() -> None:
    assert rules.door(Session(place="on_site"), NINE).state is State.NONE
    assert rules.door(Session(classroom=""), NINE).state is State.NONE
    assert rules.door(Session(classroom="", link="https://a.example"), NINE).kind == "link"
    assert rules.door(Session(place="hybrid"), NINE).state is State.OPEN
    assert rules.door(Session(cancelled_at=NINE), NINE).state is State.CANCELLED


def test_a_form_offers_only_what_works_here() -> None:
    def offered(**values: str) -> list[str]:
        return [value for value, _label in rules.choices(Settings(**values))]  # type: ignore[arg-type]

    assert offered() == ["", "link"]
    secret = "a-secret-of-at-least-32-characters-long"
    assert offered(bbb_url="https://b.example", bbb_secret=secret) == ["", "bbb", "link"]
    assert offered(jitsi_url="https://j.example") == ["", "jitsi", "link"]


def test_two_devices_of_the_same_moment_are_one_presence() -> None:
    visits = [minutes(0, 60), minutes(30, 90), minutes(30, 45), minutes(120, 130)]
    assert rules.merged(visits) == [minutes(0, 90), minutes(120, 130)]
    assert rules.minutes_between(visits, NINE, NINE + timedelta(hours=3)) == 100


def test_only_the_session_counts() -> None:
    assert rules.minutes_between([minutes(-20, 200)], NINE, NINE + timedelta(hours=3)) == 180
    assert rules.minutes_between([minutes(-20, -5)], NINE, NINE + timedelta(hours=3)) == 0


def test_each_half_day_has_its_own_minutes() -> None:
    parts = half_days(NINE, NINE + timedelta(hours=8))
    there = [minutes(0, 130), minutes(300, 480)]
    assert [(part.half.value, rules.connected(there, part, NINE)) for part in parts] == [
        ("morning", 130),
        ("afternoon", 180),
    ]
    assert [rules.is_enough(rules.connected(there, part, NINE), part) for part in parts] == [True, True]


def test_the_hour_that_comes_twice_is_counted_twice() -> None:
    """On 25 October 2026, it is 2 h twice in Paris."""
    start, end = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)
    (night,) = half_days(start, end)
    assert rules.connected([Visit(start, end)], night, start) == 600 == night.minutes


@pytest.mark.parametrize(("spent", "enough"), [(0, False), (89, False), (90, True), (180, True)])
def test_half_of_a_half_day_is_enough(spent: int, enough: bool) -> None:
    (part,) = half_days(NINE, NINE + timedelta(hours=3))
    assert rules.is_enough(spent, part) is enough


def test_nothing_is_not_enough_of_nothing() -> None:
    assert not rules.is_enough(0, HalfDay(date(2026, 11, 26), half_days(NINE, NINE + timedelta(hours=1))[0].half, 0))


def test_a_silence_of_the_server_sends_nobody_home_unless_it_lasts() -> None:
    seen = NINE
    assert rules.goes_on(seen, seen, NINE + timedelta(minutes=14))
    assert not rules.goes_on(seen, seen, NINE + timedelta(minutes=16))
    looked_without_seeing = NINE + timedelta(minutes=1)
    assert not rules.goes_on(seen, looked_without_seeing, NINE + timedelta(minutes=2))


_visits = st.lists(
    st.tuples(st.integers(-60, 240), st.integers(0, 120)).map(lambda pair: minutes(pair[0], pair[0] + pair[1])),
    max_size=8,
)


@given(_visits)
def test_minutes_are_those_of_a_count_made_minute_by_minute(visits: list[Visit]) -> None:
    there = {
        minute
        for minute in range(180)
        if any(one.came_at <= NINE + timedelta(minutes=minute) < one.left_at for one in visits)
    }
    assert rules.minutes_between(visits, NINE, NINE + timedelta(hours=3)) == len(there)
