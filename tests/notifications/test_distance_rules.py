"""Where a module stands, and when the house reminds: dates and counts alone."""

from datetime import date, timedelta

import pytest

from app.notifications.distance.rules import Sent, Status, is_to_be_reminded, late_days, status_of, usual_delay

MONDAY, DUE = date(2026, 11, 23), date(2026, 11, 18)  # a Wednesday


def sent(day: int, late: int, *, by_house: bool = True) -> Sent:
    return Sent(date(2026, 11, day), late, by_house)


def test_lateness_is_counted_in_open_days() -> None:
    assert late_days(DUE, MONDAY, frozenset()) == 3  # Thursday, Friday, Monday
    assert late_days(DUE, MONDAY, frozenset({date(2026, 11, 20)})) == 2
    assert late_days(DUE, date(2026, 11, 22), frozenset()) == 2  # nothing is added on a Sunday
    assert late_days(MONDAY, MONDAY, frozenset()) == 0
    assert late_days(None, MONDAY, frozenset()) == 0


@pytest.mark.parametrize(
    ("path", "done", "starts", "due", "reminded", "status"),
    [
        ("active", 0, date(2026, 11, 30), date(2026, 12, 4), (), Status.COMING),
        ("admitted", 0, MONDAY, date(2026, 12, 4), (), Status.COMING),
        ("active", 0, MONDAY, date(2026, 11, 27), (), Status.CURRENT),
        ("active", 1, date(2026, 11, 30), date(2026, 12, 4), (), Status.CURRENT),  # begun ahead of its day
        ("active", 1, date(2026, 11, 16), DUE, (), Status.LATE),
        ("active", 1, date(2026, 11, 16), DUE, (sent(20, 2),), Status.REMINDED),
        ("active", 1, date(2026, 11, 16), DUE, (sent(17, 9),), Status.LATE),  # of the dates before
        ("paused", 1, date(2026, 11, 16), DUE, (), Status.PAUSED),
        ("left", 1, date(2026, 11, 16), DUE, (), Status.NOT_DONE),
        ("left", 3, date(2026, 11, 16), DUE, (), Status.DONE),
    ],
)
def test_a_status_comes_from_what_is_done(
    path: str, done: int, starts: date, due: date, reminded: tuple[Sent, ...], status: Status
) -> None:
    assert status_of(path, done, 3, starts, due, MONDAY, reminded) is status


@pytest.mark.parametrize(
    ("late", "reminded", "expected"),
    [
        (2, (), False),
        (3, (), True),
        (4, (sent(23, 3),), False),
        (7, (sent(23, 3),), False),
        (8, (sent(23, 3),), True),
        (8, (sent(23, 3), sent(24, 4, by_house=False)), False),  # somebody has written meanwhile
        (40, (sent(20, 3), sent(24, 8), sent(28, 13)), False),  # enough
        (3, (sent(17, 9),), True),  # of the dates before
    ],
)
def test_the_house_reminds_at_the_third_day_then_seldom(late: int, reminded: tuple[Sent, ...], expected: bool) -> None:
    assert is_to_be_reminded(late, DUE, reminded) is expected


def test_the_usual_delay_is_the_one_in_the_middle() -> None:
    assert usual_delay([]) is None
    assert usual_delay([timedelta(hours=1), timedelta(days=9), timedelta(hours=3)]) == timedelta(hours=3)
