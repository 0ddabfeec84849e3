"""Half-days of a session, and the days of a series."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import local, paris
from app.scheduling import rules
from app.scheduling.rules import Every, Half, HalfDay, Recurrence, WhySkipped

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


# --- Nights, and days that are longer or shorter -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "start", "end", "overnight", "expected"),
    [
        (date(2026, 10, 24), time(22), time(4), True, [(24, Half.AFTERNOON, 120), (25, Half.MORNING, 300)]),
        (date(2026, 10, 25), time(1), time(4), False, [(25, Half.MORNING, 240)]),
        (date(2027, 3, 27), time(22), time(4), True, [(27, Half.AFTERNOON, 120), (28, Half.MORNING, 180)]),
        (date(2027, 3, 28), time(9), time(17), False, [(28, Half.MORNING, 240), (28, Half.AFTERNOON, 240)]),
        (date(2028, 2, 28), time(23), time(1), True, [(28, Half.AFTERNOON, 60), (29, Half.MORNING, 60)]),
        (date(2028, 2, 29), time(12), time(14), False, [(29, Half.MORNING, 60), (29, Half.AFTERNOON, 60)]),
        (date(2026, 12, 31), time(23, 30), time(0, 30), True, [(31, Half.AFTERNOON, 30), (1, Half.MORNING, 30)]),
    ],
)
def test_a_night_and_a_change_of_hour_have_the_minutes_that_were_lived(
    day: date, start: time, end: time, overnight: bool, expected: list[tuple[int, Half, int]]
) -> None:
    found = rules.half_days(*rules.span_on(day, start, end, overnight=overnight))
    assert [(part.day.day, part.half, part.minutes) for part in found] == expected


# --- Series ---------------------------------------------------------------------------------------------------


def test_a_series_at_nine_stays_at_nine_when_the_clocks_change() -> None:
    for first in (date(2026, 10, 21), date(2027, 3, 24)):
        days = rules.days_of(first, Recurrence(Every.WEEK, times=2), frozenset())
        spans = [rules.span_on(day, time(9), time(12)) for day in days.kept]
        assert [local(span.starts_at).hour for span in spans] == [9, 9]
        assert [local(span.ends_at).hour for span in spans] == [12, 12]
        assert abs((spans[1].starts_at - spans[0].starts_at) - timedelta(days=7)) == timedelta(hours=1)


def test_holidays_and_closed_days_are_passed_over_and_said() -> None:
    closed = frozenset({date(2026, 12, 18)})
    days = rules.days_of(date(2026, 12, 11), Recurrence(Every.WEEK, times=3), closed)
    assert days.kept == (date(2026, 12, 11), date(2027, 1, 8), date(2027, 1, 15))
    assert days.skipped == (
        (date(2026, 12, 18), WhySkipped.CLOSED),
        (date(2026, 12, 25), WhySkipped.HOLIDAY),
        (date(2027, 1, 1), WhySkipped.HOLIDAY),
    )


def test_a_series_every_two_weeks_ends_on_its_last_day_included() -> None:
    days = rules.days_of(date(2028, 2, 1), Recurrence(Every.FORTNIGHT, until=date(2028, 2, 29)), frozenset())
    assert days.kept == (date(2028, 2, 1), date(2028, 2, 15), date(2028, 2, 29))


def test_a_series_on_chosen_days_begins_on_the_first_of_them() -> None:
    how = Recurrence(Every.DAYS, times=4, weekdays=frozenset({0, 3}))
    days = rules.days_of(date(2026, 11, 24), how, frozenset())
    assert [day.isoformat() for day in days.kept] == ["2026-11-26", "2026-11-30", "2026-12-03", "2026-12-07"]


def test_a_series_that_would_never_end_is_cut() -> None:
    how = Recurrence(Every.DAYS, until=date(2028, 11, 1), weekdays=frozenset(range(7)))
    days = rules.days_of(MONDAY, how, frozenset())
    assert days.cut
    assert len(days.kept) == rules.SERIES_AT_MOST


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.sampled_from(list(Every)),
    st.integers(1, 30),
    st.frozensets(st.integers(0, 6)),
    st.frozensets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), max_size=20),
)
def test_the_days_of_a_series_are_open_ordered_and_as_many_as_asked(
    first: date, every: Every, times: int, weekdays: frozenset[int], closed: frozenset[date]
) -> None:
    days = rules.days_of(first, Recurrence(every, times=times, weekdays=weekdays), closed)
    assert len(days.kept) == times
    assert list(days.kept) == sorted(set(days.kept))
    assert not closed.intersection(days.kept)
    assert min(days.kept) >= first
    wanted = (weekdays or {first.weekday()}) if every is Every.DAYS else {first.weekday()}
    assert {day.weekday() for day in days.kept} <= wanted


def test_what_follows_moves_as_many_days_and_to_the_same_hours_whatever_the_season() -> None:
    first = rules.span_on(date(2026, 10, 21), time(9), time(12))
    later = rules.span_on(date(2026, 10, 22), time(14), time(16))
    after = rules.span_on(date(2026, 10, 28), time(9), time(12))  # the clocks have changed between
    moved = rules.moved_like(after, first, later)
    assert (local(moved.starts_at).isoformat()) == "2026-10-29T14:00:00+01:00"
    assert (local(moved.ends_at).isoformat()) == "2026-10-29T16:00:00+01:00"
    night = rules.moved_like(after, first, rules.span_on(date(2026, 10, 21), time(23), time(1), overnight=True))
    assert local(night.ends_at).isoformat() == "2026-10-29T01:00:00+01:00"


def test_what_ends_when_the_other_begins_does_not_overlap() -> None:
    one = rules.span_on(MONDAY, time(9), time(12))
    assert not rules.overlap(one, rules.span_on(MONDAY, time(12), time(14)))
    assert rules.overlap(one, rules.span_on(MONDAY, time(11, 59), time(14)))
    assert rules.overlap(one, rules.span_on(MONDAY, time(10), time(11)))
