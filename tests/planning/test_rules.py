"""The engine of plans: what must hold whatever the course, the person and the calendar are."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.enrolments.rules import Calendar, Stop, french_holidays
from app.planning.days import Days, Means, moved
from app.planning.rules import Occurrence, Part, Piece, Plan, Seat, Situation, Step, draw

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def occurrence(activity: str, day: date, *, hour: int = 9, minutes: int = 120, free: bool = True) -> Occurrence:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Occurrence(f"{activity} {day} {hour}", activity, day, start, start + timedelta(minutes=minutes), free)


@st.composite
def courses(draw_: st.DrawFn) -> tuple[Part, ...]:
    parts, opens = [], 1
    for number in range(draw_(st.integers(1, 6))):
        opens += draw_(st.integers(0, 4))
        lasts = draw_(st.integers(0, 5))
        pieces = tuple(
            Piece(f"{number}.{n}", draw_(st.integers(0, 400)), meets=draw_(st.booleans()))
            for n in range(draw_(st.integers(1, 6)))
        )
        parts.append(Part(str(number), opens, opens + lasts, pieces))
    return tuple(parts)


@st.composite
def situations(draw_: st.DrawFn, weekly: st.SearchStrategy[int | None]) -> Situation:
    entry = MONDAY + draw_(st.integers(0, 500)) * DAY
    off = draw_(st.frozensets(st.integers(0, 4), max_size=4))
    away = [
        (entry + first * DAY, entry + (first + lasts) * DAY)
        for first, lasts in draw_(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 12)), max_size=3))
    ]
    closed = frozenset(entry + n * DAY for n in draw_(st.sets(st.integers(0, 200), max_size=15)))
    stops, since = [], entry
    for wait, lasts in draw_(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=2)):
        stops.append(Stop(since + wait * DAY, since + (wait + lasts) * DAY))
        since = stops[-1].until
    means = Means(draw_(weekly), off, tuple(away))
    parts = draw_(courses())
    offers = {
        piece.id: [
            occurrence(piece.id, entry + n * DAY, hour=draw_(st.integers(6, 16)), free=draw_(st.booleans()))
            for n in sorted(draw_(st.sets(st.integers(-5, 120), max_size=6)))
        ]
        for part in parts
        for piece in part.pieces
        if piece.meets
    }
    days = Days(entry, tuple(stops), closed, means)
    return Situation(parts, days, entry, offers=offers)


def works(situation: Situation, day: date) -> bool:
    """Said again, in another way, on purpose."""
    means = situation.days.means
    return not (
        day < situation.days.entry
        or day.isoweekday() > 5
        or day in french_holidays(day.year)
        or day in situation.days.closed
        or day.weekday() in means.weekdays_off
        or any(first <= day <= last for first, last in means.days_off)
        or any(stop.since <= day < stop.until for stop in situation.days.stops)
    )


def pieces_of(situation: Situation) -> list[Piece]:
    return [piece for part in situation.parts for piece in part.pieces]


def alone(situation: Situation, plan: Plan) -> list[Step]:
    seated = {seat.activity_id for seat in plan.taken}
    return [plan.steps[one.id] for one in pieces_of(situation) if one.id not in seated]


ANY = st.none() | st.integers(60, 1200)


@given(situations(ANY))
@settings(max_examples=60)
def test_everything_has_its_days_and_they_are_days_on_which_the_person_works(situation: Situation) -> None:
    plan = draw(situation)
    assert plan.steps.keys() == {one.id for one in pieces_of(situation)}
    for step in plan.steps.values():
        assert step.starts_on <= step.due_on
        assert works(situation, step.starts_on)
        assert works(situation, step.due_on)
    for starts, due in plan.parts.values():
        assert works(situation, starts)
        assert works(situation, due)
        assert starts <= due


@given(situations(st.integers(60, 1200)))
@settings(max_examples=60)
def test_no_week_holds_more_than_the_person_gives(situation: Situation) -> None:
    plan = draw(situation)
    weekly = situation.days.means.weekly_minutes
    assert weekly
    sums: dict[date, float] = defaultdict(float)
    longer = set()
    seats = {seat.activity_id: seat for seat in plan.taken}
    for piece in pieces_of(situation):
        step = plan.steps[piece.id]
        shared = [
            step.starts_on + n * DAY
            for n in range((step.due_on - step.starts_on).days + 1)
            if works(situation, step.starts_on + n * DAY)
        ]
        minutes = max(piece.minutes, seats[piece.id].minutes) if piece.id in seats else piece.minutes
        for day in shared:
            week = day - day.weekday() * DAY
            sums[week] += minutes / len(shared)
            if piece.id in seats and minutes > weekly:
                longer.add(week)
    for week, total in sums.items():
        assert total <= weekly + 0.001 or week in longer


@given(situations(st.integers(60, 1200)))
@settings(max_examples=40)
def test_the_order_of_the_course_is_kept_by_what_is_done_alone(situation: Situation) -> None:
    starts = [step.starts_on for step in alone(situation, draw(situation))]
    assert starts == sorted(starts)


@given(situations(st.none()))
@settings(max_examples=40)
def test_in_the_rhythm_of_the_course_each_sequence_keeps_its_order_and_its_days(situation: Situation) -> None:
    plan = draw(situation)
    seated = {seat.activity_id for seat in plan.taken}
    calendar = Calendar(situation.days.entry, situation.days.stops, situation.days.closed)
    for part in situation.parts:
        steps = [plan.steps[one.id] for one in part.pieces if one.id not in seated]
        assert [one.starts_on for one in steps] == sorted(one.starts_on for one in steps)
        opens, due = calendar.day(part.opens_on_day), calendar.day(part.due_on_day)
        possible = [opens + n * DAY for n in range((due - opens).days + 1) if works(situation, opens + n * DAY)]
        for step in steps:
            assert step.starts_on >= opens
            if possible:
                assert possible[0] <= step.starts_on <= step.due_on <= possible[-1]


@given(situations(ANY))
@settings(max_examples=40)
def test_a_session_is_the_next_one_with_a_seat_that_suits_and_two_never_overlap(situation: Situation) -> None:
    plan = draw(situation)
    seats = {seat.activity_id: seat for seat in plan.taken}
    for piece in pieces_of(situation):
        if piece.id not in seats:
            continue
        seat = seats[piece.id]
        assert works(situation, seat.day)
        part = next(one for one in situation.parts if piece in one.pieces)
        assert seat.day >= situation.days.calendar.day(part.opens_on_day)
        if seat.waiting:
            assert not any(one.free and one.id == seat.id for one in situation.offers[piece.id])
        else:
            assert any(one.free and one.id == seat.id for one in situation.offers[piece.id])
    taken = sorted(plan.taken, key=lambda seat: seat.starts_at)
    for before, after in pairwise(taken):
        assert before.ends_at <= after.starts_at


@given(situations(ANY))
@settings(max_examples=40)
def test_drawing_again_from_the_seats_that_were_taken_changes_nothing(situation: Situation) -> None:
    first = draw(situation)
    again = draw(
        Situation(situation.parts, situation.days, situation.since, seats=first.taken, offers=situation.offers)
    )
    assert again.steps == first.steps
    assert not again.taken


@given(situations(st.integers(60, 1200)), st.integers(1, 60))
@settings(max_examples=30)
def test_what_is_done_stays_where_it_is_and_the_rest_comes_after_the_day_of_the_change(
    situation: Situation, later: int
) -> None:
    plan = draw(situation)
    since = situation.since + later * DAY
    kept = {key: step for n, (key, step) in enumerate(plan.steps.items()) if n % 2 and step.due_on < since}
    again = draw(Situation(situation.parts, situation.days, since, kept=kept))
    for key, step in again.steps.items():
        assert step == kept[key] if key in kept else step.starts_on >= since


def test_an_extension_ends_by_the_day_agreed_at_the_slowest_pace() -> None:
    parts = (Part("a", 1, 10, tuple(Piece(f"a{n}", 30) for n in range(20))),)
    until = date(2027, 1, 29)
    plan = draw(Situation(parts, Days(MONDAY, means=Means(until=until)), MONDAY))
    assert plan.ends_on is not None
    assert until - timedelta(days=7) <= plan.ends_on <= until


def test_an_activity_longer_than_a_week_is_spread_over_weeks_of_its_own() -> None:
    parts = (Part("a", 1, 10, (Piece("short", 30), Piece("long", 200), Piece("end", 30))),)
    plan = draw(Situation(parts, Days(MONDAY, means=Means(60)), MONDAY))
    assert plan.steps["long"] == Step(date(2026, 11, 30), date(2026, 12, 24), 200)
    assert plan.steps["end"].starts_on >= plan.steps["long"].starts_on


def test_an_activity_opens_after_what_the_course_asks_and_from_the_day_it_says() -> None:
    pieces = (
        Piece("seance", 120, meets=True),
        Piece("apres", 30, after=("seance",)),
        Piece("jour", 30, from_day=9),
    )
    offers = {"seance": [occurrence("seance", date(2026, 11, 26))]}
    for weekly in (None, 300):
        days = Days(MONDAY, means=Means(weekly))
        plan = draw(Situation((Part("a", 1, 8, pieces),), days, MONDAY, offers=offers))
        assert plan.steps["apres"].starts_on >= date(2026, 11, 26)
        assert plan.steps["jour"].starts_on >= days.calendar.day(9) == date(2026, 12, 3)


@pytest.mark.parametrize("full", [False, True])
def test_when_every_occurrence_is_full_it_is_the_waiting_list_of_the_soonest(full: bool) -> None:
    part = Part("a", 1, 5, (Piece("seance", 120, meets=True),))
    first, second = (
        occurrence("seance", MONDAY + DAY, free=False),
        occurrence("seance", MONDAY + 8 * DAY, free=not full),
    )
    plan = draw(Situation((part,), Days(MONDAY), MONDAY, offers={"seance": [first, second]}))
    [seat] = plan.taken
    assert (seat.id, seat.waiting) == ((first.id, True) if full else (second.id, False))
    assert plan.steps["seance"].starts_on == seat.day


def test_a_session_without_any_occurrence_is_said_to_come() -> None:
    part = Part("a", 1, 5, (Piece("lire", 30), Piece("seance", 120, meets=True)))
    plan = draw(Situation((part,), Days(MONDAY), MONDAY))
    assert plan.undated == {"seance"}
    assert "seance" in plan.steps


def test_a_session_at_the_time_of_another_seat_is_left_for_the_next_one() -> None:
    part = Part("a", 1, 5, (Piece("seance", 120, meets=True),))
    first, second = occurrence("seance", MONDAY + DAY), occurrence("seance", MONDAY + 2 * DAY)
    busy = Seat(
        "elsewhere", None, first.day, first.starts_at + timedelta(minutes=119), first.ends_at + timedelta(hours=1)
    )
    plan = draw(Situation((part,), Days(MONDAY), MONDAY, seats=(busy,), offers={"seance": [first, second]}))
    assert [seat.id for seat in plan.taken] == [second.id]


@given(st.integers(0, 60), st.integers(0, 40), st.integers(1, 30))
@settings(max_examples=40)
def test_a_pause_keeps_the_rank_of_each_day_and_gives_back_what_it_did_not_use(
    day: int, since: int, lasts: int
) -> None:
    plain = Days(MONDAY, closed=frozenset({date(2026, 12, 24)}))
    start = MONDAY + since * DAY
    paused = plain.stopped_by((Stop(start, start + lasts * DAY),))
    planned = plain.open(MONDAY + day * DAY)
    there = moved(planned, start, plain, paused)
    assert paused.possible(there) or planned < start
    assert moved(there, start, paused, plain) == planned


def test_29_february_is_a_day_like_another() -> None:
    part = Part("a", 1, 2, (Piece("un", 30), Piece("deux", 30)))
    plan = draw(Situation((part,), Days(date(2028, 2, 29)), date(2028, 2, 29)))
    assert plan.steps["un"].starts_on == date(2028, 2, 29)
    assert plan.steps["deux"].due_on == date(2028, 3, 1)
