"""Open days, plan dates, statuses and exits."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.enrolments import rules
from app.enrolments.rules import Act, Status

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@dataclass(frozen=True)
class Step:
    id: str
    opens_on_day: int
    due_on_day: int


@dataclass(frozen=True)
class Path:
    sequences: tuple[Step, ...]


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """Sequences in the order of a path: each opens no earlier than the one before."""
    steps, opens = [], 1
    for number in range(draw(st.integers(1, 12))):
        opens += draw(st.integers(0, 6))
        steps.append(Step(f"s{number}", opens, opens + draw(st.integers(0, 6))))
    return Path(tuple(steps))


@st.composite
def closures(draw: st.DrawFn) -> frozenset[date]:
    first = draw(DAYS)
    return frozenset(first + timedelta(days=n) for n in draw(st.sets(st.integers(0, 120), max_size=25)))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"),
        (2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25"),
    ],
)
def test_the_public_holidays_are_those_of_the_calendar(year: int, days: str) -> None:
    assert {f"{day:%m-%d}" for day in rules.french_holidays(year)} == set(days.split())


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25"), (2285, "03-22")],
)
def test_easter_falls_where_the_church_says(year: int, sunday: str) -> None:
    assert f"{rules.easter(year):%m-%d}" == sunday


def test_ascension_on_the_8th_of_may_is_one_holiday() -> None:
    assert len(rules.french_holidays(2059)) == 11 - (date(2059, 5, 8) == rules.easter(2059) + timedelta(days=39))
    assert len(rules.french_holidays(2024)) == 11


def test_a_closed_day_a_weekend_and_a_holiday_are_not_open() -> None:
    closed = frozenset({date(2026, 12, 28)})
    assert not rules.is_open(date(2026, 12, 28), closed)
    assert not rules.is_open(date(2026, 11, 28), closed)
    assert not rules.is_open(date(2026, 11, 11), closed)
    assert rules.is_open(date(2026, 12, 29), closed)


def test_the_29th_of_february_is_a_day_like_another() -> None:
    leap = date(2028, 2, 29)
    assert rules.is_open(leap, frozenset())
    dates = rules.plan_dates(leap, Path((Step("a", 1, 2),)), frozenset())
    assert dates == {"a": (leap, date(2028, 3, 1))}


def test_an_entry_on_a_closed_day_counts_from_the_next_open_one() -> None:
    dates = rules.plan_dates(
        date(2026, 12, 25), Path((Step("a", 1, 1), Step("b", 2, 6))), frozenset({date(2026, 12, 28)})
    )
    assert dates["a"] == (date(2026, 12, 29), date(2026, 12, 29))
    assert dates["b"] == (date(2026, 12, 30), date(2027, 1, 6))  # not New Year's Day, not the weekend


def test_a_path_without_sequences_has_no_dates() -> None:
    assert rules.plan_dates(date(2026, 11, 23), Path(()), frozenset()) == {}


@given(DAYS, paths(), closures())
def test_plan_dates_are_open_in_order_and_as_far_apart_as_the_path_says(
    entry: date, path: Path, closed: frozenset[date]
) -> None:
    dates = rules.plan_dates(entry, path, closed)
    assert list(dates) == [step.id for step in path.sequences]
    before = entry
    for step in path.sequences:
        opens, due = dates[step.id]
        assert rules.is_open(opens, closed)
        assert rules.is_open(due, closed)
        assert before <= opens <= due
        assert rules.count_open_days(entry, opens, closed) == step.opens_on_day - 1
        assert rules.count_open_days(opens, due, closed) == step.due_on_day - step.opens_on_day
        before = opens


@given(DAYS, st.integers(1, 80), closures())
def test_the_nth_open_day_has_n_minus_1_open_days_before_it(start: date, n: int, closed: frozenset[date]) -> None:
    day = rules.nth_open_day(start, n, closed)
    assert rules.is_open(day, closed)
    assert rules.count_open_days(start, day, closed) == n - 1


@given(DAYS, paths(), closures(), st.integers(0, 60), st.integers(0, 60))
def test_a_pause_moves_what_is_not_yet_due_by_the_open_days_lost(
    entry: date, path: Path, closed: frozenset[date], after: int, length: int
) -> None:
    dates = rules.plan_dates(entry, path, closed)
    stopped = entry + timedelta(days=after)
    resumed = stopped + timedelta(days=length)
    lost = rules.count_open_days(stopped, resumed, closed)
    for opens, due in dates.values():
        new_opens, new_due = rules.shift((opens, due), stopped, lost, closed)
        assert new_opens <= new_due
        if due < stopped:
            assert (new_opens, new_due) == (opens, due)
            continue
        assert rules.is_open(new_due, closed)
        assert rules.count_open_days(due, new_due, closed) == lost
        assert new_due >= resumed or not lost
        if opens < stopped:
            assert new_opens == opens
        else:
            assert rules.count_open_days(opens, new_opens, closed) == lost


def test_day_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        rules.nth_open_day(date(2026, 11, 23), 0, frozenset())


def test_the_next_mondays_leave_out_holidays() -> None:
    assert rules.next_mondays(date(2027, 3, 23), 2, frozenset()) == [date(2027, 4, 5), date(2027, 4, 12)]
    assert rules.next_mondays(date(2026, 11, 23), 1, frozenset()) == [date(2026, 11, 23)]


@pytest.mark.parametrize(
    ("status", "acts"),
    [
        (Status.ADMITTED, {Act.START, Act.LEAVE}),
        (Status.ACTIVE, {Act.PAUSE, Act.FINISH, Act.LEAVE}),
        (Status.PAUSED, {Act.RESUME, Act.LEAVE}),
        (Status.FINISHED, {Act.RESUME}),
        (Status.LEFT, {Act.RESUME}),
    ],
)
def test_what_can_be_done_depends_on_where_the_path_stands(status: Status, acts: set[Act]) -> None:
    assert set(rules.possible_acts(status)) == acts


def test_the_act_is_found_from_the_status_wanted() -> None:
    assert rules.act_towards("admitted", "active") is Act.START
    assert rules.act_towards("left", "active") is Act.RESUME
    assert rules.act_towards("paused", "finished") is None


@pytest.mark.parametrize("text", ["", "a", "a@", "@b.fr", "a@b", "a b@c.fr", "a@" + "b" * 300 + ".fr"])
def test_an_address_that_is_not_one_is_refused(text: str) -> None:
    assert not rules.is_address(text)
