"""Cutting days, repeating, and the change of hour."""

from datetime import UTC, date, datetime, time, timedelta

from app.appointments import rules
from app.appointments.slots import rules as cutting
from app.appointments.slots.rules import Skip, Wish
from app.core.clock import local, paris

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def cut(wish: Wish, **given: object) -> cutting.Cut:
    values: dict[str, object] = {
        "closed": (), "holidays": (), "away": (), "busy": (), "known": (), "moment": LONG_AGO,
    }  # fmt: skip
    return cutting.cut(wish, **(values | given))  # type: ignore[arg-type]


def wish(day: date, start: time, end: time, length: int = 30, **more: object) -> Wish:
    return Wish(day=day, start=start, end=end, length=length, means=("place",), **more)  # type: ignore[arg-type]


def test_a_morning_is_cut_with_a_pause_between_and_nothing_that_would_overrun() -> None:
    found = cut(wish(date(2026, 12, 3), time(9), time(10, 50), pause=10))
    assert [f"{local(start):%H:%M}-{local(end):%H:%M}" for start, end in found.opened] == [
        "09:00-09:30", "09:40-10:10", "10:20-10:50",
    ]  # fmt: skip


def test_a_weekly_slot_keeps_its_hour_over_the_change_of_hour() -> None:
    found = cut(wish(date(2027, 3, 25), time(9), time(9, 30), times=2))
    assert [local(start).hour for start, _end in found.opened] == [9, 9]
    assert found.opened[1][0] - found.opened[0][0] == timedelta(days=7, hours=-1)


def test_the_night_when_an_hour_is_lived_twice_gives_one_more_hour_of_slots_and_no_overlap() -> None:
    autumn = cut(wish(date(2026, 10, 25), time(1), time(4), length=60))
    assert len(autumn.opened) == 4
    assert all(a[1] <= b[0] for a, b in zip(autumn.opened, autumn.opened[1:], strict=False))
    spring = cut(wish(date(2027, 3, 28), time(1), time(4), length=60))
    assert len(spring.opened) == 2


def test_what_is_skipped_says_why() -> None:
    monday = date(2026, 12, 21)
    asked = wish(monday, time(9), time(11), until=date(2027, 1, 20))
    busy = [(paris(date(2027, 1, 4), 9, 15), paris(date(2027, 1, 4), 9, 45))]
    away = [(paris(date(2027, 1, 11), 0), paris(date(2027, 1, 12), 0))]
    known = [(paris(date(2027, 1, 18), 9), paris(date(2027, 1, 18), 9, 30))]
    found = cut(
        asked, closed={date(2026, 12, 28)}, holidays={monday}, busy=busy, away=away, known=known,
        moment=paris(date(2026, 12, 1), 9),
    )  # fmt: skip
    assert [(day.isoformat(), why, len(windows)) for day, why, windows in found.skipped_days()] == [
        ("2026-12-21", Skip.HOLIDAY, 4),
        ("2026-12-28", Skip.CLOSED, 4),
        ("2027-01-04", Skip.BUSY, 2),
        ("2027-01-11", Skip.AWAY, 4),
        ("2027-01-18", Skip.KNOWN, 1),
    ]
    assert len(found.opened) == 2 + 3


def test_a_series_keeps_the_hour_of_paris() -> None:
    dates = list(rules.repeated(paris(date(2027, 3, 18), 14, 30), "fortnight", 3))
    assert [f"{local(one):%d/%m %H:%M}" for one in dates] == ["18/03 14:30", "01/04 14:30", "15/04 14:30"]
    assert list(rules.repeated(paris(date(2028, 2, 29), 9), "", 5)) == [paris(date(2028, 2, 29), 9)]


def test_late_is_less_than_a_day_before() -> None:
    start = paris(date(2026, 12, 3), 9)
    assert not rules.is_late(start, start - timedelta(hours=24))
    assert rules.is_late(start, start - timedelta(hours=23, minutes=59))
