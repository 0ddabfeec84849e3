"""Periods, pieces of days, and sessions side by side."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from app.calendars import rules
from app.calendars.rules import View
from app.core.clock import paris

DAY = date(2026, 11, 26)
pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Meeting:
    id: str
    starts_at: datetime
    ends_at: datetime


def meeting(name: str, start: str, end: str, day: date = DAY, until: date | None = None) -> Meeting:
    (h, m), (eh, em) = (map(int, text.split(":")) for text in (start, end))
    return Meeting(name, paris(day, h, m), paris(until or day, eh, em))


def test_a_week_begins_on_monday_whatever_the_day() -> None:
    for day in (date(2026, 11, 23), DAY, date(2026, 11, 29)):
        span = rules.period(View.WEEK, day)
        assert (span.first, span.last) == (date(2026, 11, 23), date(2026, 11, 29))
        assert (span.before, span.after) == (date(2026, 11, 16), date(2026, 11, 30))


def test_the_week_of_the_change_of_hour_has_all_its_hours() -> None:
    span = rules.period(View.WEEK, date(2026, 10, 25))
    assert span.ends_at - span.starts_at == timedelta(days=7, hours=1)
    assert len(span.days) == 7


@pytest.mark.parametrize("text", ["", "n-importe", "9999-12-31", "2027-02-29", "0001-01-01"])
def test_a_day_that_means_nothing_is_today(text: str) -> None:
    assert rules.asked_day(text, DAY) == DAY


def test_what_overlaps_stands_side_by_side_and_what_follows_takes_the_whole_width() -> None:
    morning = [meeting("a", "9:00", "12:00"), meeting("b", "9:30", "10:30"), meeting("c", "10:30", "11:00")]
    (day,) = rules.days(rules.period(View.DAY, DAY), [*morning, meeting("d", "14:00", "15:00")])
    assert {piece.meeting.id: piece.lane for piece in day.pieces} == {"a": 1, "b": 2, "c": 2, "d": 0}
    assert day.lanes == 2


def test_no_two_pieces_share_a_lane_at_the_same_quarter() -> None:
    many = [meeting(f"{n:02}", f"{8 + n % 7}:{15 * (n % 4):02}", f"{10 + n % 9}:30") for n in range(40)]
    (day,) = rules.days(rules.period(View.DAY, DAY), many)
    assert len(day.pieces) == 40
    taken = [
        (piece.lane, quarter) for piece in day.pieces for quarter in range(piece.first_quarter, piece.last_quarter)
    ]
    assert len(taken) == len(set(taken))


def test_a_session_that_spans_midnight_shows_on_both_days() -> None:
    found = rules.pieces(meeting("night", "22:00", "2:00", DAY, DAY + timedelta(days=1)))
    assert [(piece.day, piece.first_quarter, piece.last_quarter) for piece in found] == [
        (DAY, 88, 96), (DAY + timedelta(days=1), 0, 8),
    ]  # fmt: skip
    assert [(piece.began_before, piece.goes_on) for piece in found] == [(False, True), (True, False)]
    assert len(rules.pieces(meeting("evening", "22:00", "0:00", DAY, DAY + timedelta(days=1)))) == 1


def test_the_grid_grows_with_what_is_early_or_late() -> None:
    span = rules.period(View.WEEK, DAY)
    assert rules.hours(rules.days(span, [])) == (8, 18)
    assert rules.hours(rules.days(span, [meeting("a", "7:15", "8:00"), meeting("b", "20:00", "21:30")])) == (7, 22)
