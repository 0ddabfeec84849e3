"""Half-days of a session."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import local, paris
from app.scheduling import rules
from app.scheduling.rules import Half, HalfDay

MONDAY = date(2026, 11, 23)


def test_a_whole_day_has_a_morning_and_an_afternoon() -> None:
    assert rules.half_days(paris(MONDAY, 9), paris(MONDAY, 17)) == [
        HalfDay(MONDAY, Half.MORNING, 240),
        HalfDay(MONDAY, Half.AFTERNOON, 240),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((9, 0), (13, 0), [(Half.MORNING, 240)]),
        ((13, 0), (17, 0), [(Half.AFTERNOON, 240)]),
        ((12, 30), (13, 30), [(Half.MORNING, 30), (Half.AFTERNOON, 30)]),
        ((18, 0), (20, 0), [(Half.AFTERNOON, 120)]),
    ],
)
def test_one_o_clock_in_paris_is_the_border(
    start: tuple[int, int], end: tuple[int, int], expected: list[tuple[Half, int]]
) -> None:
    found = rules.half_days(paris(MONDAY, *start), paris(MONDAY, *end))
    assert [(part.half, part.minutes) for part in found] == expected


def test_a_night_belongs_to_two_days() -> None:
    found = rules.half_days(paris(MONDAY, 22), paris(MONDAY + timedelta(days=1), 2))
    assert found == [
        HalfDay(MONDAY, Half.AFTERNOON, 120),
        HalfDay(MONDAY + timedelta(days=1), Half.MORNING, 120),
    ]


def test_the_hour_that_the_clocks_skip_is_not_counted() -> None:
    spring = date(2027, 3, 28)  # 2 h becomes 3 h
    found = rules.half_days(paris(spring, 1), paris(spring, 5))
    assert found == [HalfDay(spring, Half.MORNING, 180)]


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 24 * 60),
)
def test_half_days_add_up_to_the_session_in_order_without_repeating(start: datetime, length: int) -> None:
    starts_at = paris(start.date(), start.hour, start.minute)
    ends_at = starts_at + timedelta(minutes=length)
    found = rules.half_days(starts_at, ends_at)
    assert sum(part.minutes for part in found) == length
    assert all(part.minutes > 0 for part in found)
    keys = [(part.day, part.half is Half.AFTERNOON) for part in found]
    assert keys == sorted(set(keys))
    assert found[0].day == local(starts_at).date()
    for part in found:
        assert rules.half_day_of(found, part.half, part.day) == part
        assert starts_at <= rules.starts_of(part, starts_at) < ends_at


def test_a_half_day_that_is_not_in_the_session_is_not_found() -> None:
    found = rules.half_days(paris(MONDAY, 9), paris(MONDAY, 12))
    assert rules.half_day_of(found, "afternoon", None) is None
    assert rules.half_day_of(found, "morning", MONDAY + timedelta(days=1)) is None
    assert rules.half_day_of(found, "matin", None) is None
