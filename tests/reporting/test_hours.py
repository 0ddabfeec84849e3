"""The gauge against the same figures counted from raw rows; what moves it, and what must not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock
from app.core.access import Role
from app.core.db import Moment, forget
from app.core.errors import Forbidden, NotFound
from app.core.periods import Period
from app.enrolments.groups import services as grouping
from app.learning.models import ActivityState
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.quality import services as quality
from app.reporting import hours as counting
from app.reporting.hours import DONE, PLANNED, WHOLE, Cell
from app.reporting.rules import MARKS, slices_of, total_of
from app.reporting.scopes import Scope, scope_for
from app.reporting.sql import paris_day
from app.scheduling import services as scheduling
from app.scheduling.models import Booking, TrainingSession
from tests.conftest import Ground
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled
from tests.reporting.story import Raw, Story, at, done_again, planned_again, summed, tell

PERIODS = {
    "since the start": WHOLE,
    "October": Period(date(2026, 10, 1), date(2026, 10, 31)),
    "November": Period(date(2026, 11, 1), date(2026, 11, 30)),
    "the week the clocks go back": Period(date(2026, 10, 19), date(2026, 10, 25)),
    "one day": Period(date(2026, 11, 1), date(2026, 11, 1)),
    "to the end of October": Period(WHOLE.start, date(2026, 10, 31)),
}


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        return tell(session, house)


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


def scopes_of(session: Session, story: Story) -> dict[str, tuple[Scope, set[str]]]:
    """Each sort of scope, and whose paths it holds."""
    actor = story.actor(Role.QUALITY)
    everyone = {story.ada.id, story.bea.id, story.carl.id}
    grouped = grouping.create_group(session, story.actor(Role.ADVISER), "Mardi")
    grouping.set_groups(session, story.actor(Role.ADVISER), story.bea.id, ["Mardi"])
    asked = {
        "person": (story.ada.id, {story.ada.id}),
        "adviser": (story.place.people["adviser"].id, everyone),
        "group": (grouped.id, {story.bea.id}),
        "entry": ("2026-10", everyone),
        "course": (story.house.course_slug, everyone),
        "funder": (story.ada.funder_id or "", {story.ada.id, story.carl.id}),
        "organisation": ("", everyone),
    }
    return {kind: (scope_for(session, actor, kind, key), paths) for kind, (key, paths) in asked.items()}


@pytest.mark.parametrize("when", PERIODS)
def test_every_figure_of_every_scope_is_the_sum_of_raw_rows(session: Session, story: Story, when: str) -> None:
    actor, period = story.actor(Role.QUALITY), PERIODS[when]
    raw = {PLANNED: list(planned_again(session)), DONE: list(done_again(session))}
    for kind, (scope, paths) in scopes_of(session, story).items():

        def inside(row: Raw, paths: set[str] = paths) -> bool:
            return row.enrolment_id in paths and period.start <= row.day <= period.end

        found = counting.hours(session, actor, scope, period)
        lines = counting.people(session, actor, scope, period)
        assert {line.enrolment_id for line in lines} == paths
        for side, figures in ((PLANNED, found.planned), (DONE, found.done)):
            expected = summed(raw[side], inside)
            assert figures.as_dict() == {mark: expected[mark] for mark in MARKS}, (kind, side)
            assert total_of(getattr(line, side) for line in lines) == figures, (kind, side)
            rows = counting.rows(session, actor, scope, period, Cell(side))
            assert sum(row.minutes for row in rows) == figures.total, (kind, side)
            assert sorted(row.day for row in rows) == sorted(row.day for row in raw[side] if inside(row)), (kind, side)
        assert total_of(cut.planned for cut in found.slices) == found.planned
        assert total_of(cut.done for cut in found.slices) == found.done
        assert (found.planned, found.done) == counting.totals(session, actor, scope, period)


def test_each_week_or_month_and_each_mark_has_its_rows(session: Session, story: Story) -> None:
    actor = story.actor(Role.QUALITY)
    scope = scope_for(session, actor, "organisation")
    with clock.at(
        at(date(2026, 12, 1))
    ):  # somebody comes to a workshop before their entry, and to another after their plan
        for day in (date(2026, 9, 1), date(2026, 11, 30)):
            workshop = scheduling.plan_session(
                session,
                story.actor(Role.TRAINER),
                story.house.course_slug,
                "Atelier",
                at(day),
                at(day, 11),
                "remote",
                5,
            )
            attendance.record_attendance(session, story.actor(Role.TRAINER), workshop.id, story.ada.id, "morning", True)
    session.flush()
    for period in (WHOLE, PERIODS["November"]):
        found = counting.hours(session, actor, scope, period)
        for cut in found.slices:
            assert (cut.planned, cut.done) == counting.totals(session, actor, scope, cut.period), cut.period
    for side in (PLANNED, DONE):
        for mark in MARKS:
            rows = counting.rows(session, actor, scope, period, Cell(side, mark))
            assert sum(row.minutes for row in rows) == found.of(Cell(side, mark)), (side, mark)


def figures(session: Session, story: Story, period: Period = WHOLE) -> tuple[dict[str, int], dict[str, int]]:
    actor = story.actor(Role.ADVISER)
    found = counting.hours(session, actor, scope_for(session, actor, "organisation"), period)
    return found.planned.as_dict(), found.done.as_dict()


def test_the_story_says_what_it_is_meant_to_say(session: Session, story: Story) -> None:
    """A few figures by hand, so that the two counts cannot be wrong together."""
    actor = story.actor(Role.ADVISER)
    ada = scope_for(session, actor, "person", story.ada.id)
    october, november = PERIODS["October"], PERIODS["November"]
    voix, accueil = (activity(story.outline, key).minutes for key in ("voix", "accueil"))
    # absent on 15 October; on 31 October two hours until midnight, the third on 1 November; seance bis 3 h; the meeting 45 min
    assert counting.hours(session, actor, ada, october).done.total == accueil + 120
    assert counting.hours(session, actor, ada, november).done.total == voix + 60 + 180 + 45
    assert counting.hours(session, actor, ada, november).done.accompaniment == 45
    # the session she missed is planned once, on the day of its second occurrence; the cancelled one never
    planned = counting.rows(session, actor, ada, WHOLE, Cell(PLANNED, "synchronous"))
    days = {(row.day, row.minutes, row.place) for row in planned}
    assert days == {
        (date(2026, 11, 5), 180, "on_site"),
        (date(2026, 10, 31), 180, "remote"),
        (date(2026, 11, 3), 45, "on_site"),
        (date(2026, 11, 12), 180, "remote"),  # hybrid: she is at a distance
    }
    bea = scope_for(session, actor, "person", story.bea.id)
    night = counting.rows(session, actor, bea, PERIODS["the week the clocks go back"], Cell(DONE, "on_site"))
    assert sum(row.minutes for row in night) == 7 * 60  # 22 h to 4 h, the night of 25 hours
    carl = scope_for(session, actor, "person", story.carl.id)
    assert counting.hours(session, actor, carl, november).planned.total == 0  # he has left


def test_one_absence_moves_every_figure_of_its_half_day(session: Session, story: Story) -> None:
    october = PERIODS["October"]
    planned, before = figures(session, story, october)
    attendance.record_attendance(
        session, story.actor(Role.TRAINER), story.meetings["seance"].id, story.bea.id, "morning", False, "santé"
    )
    same, after = figures(session, story, october)
    assert same == planned
    moved = {mark: before[mark] - after[mark] for mark in MARKS}
    touched = {"total", "on_site", "synchronous", "collective", "training", "guided"}
    assert moved == {mark: 180 if mark in touched else 0 for mark in MARKS}
    assert (
        figures(session, story, PERIODS["November"])[1]["total"] == figures(session, story)[1]["total"] - after["total"]
    )
    attendance.record_attendance(
        session, story.actor(Role.TRAINER), story.meetings["seance"].id, story.bea.id, "morning", True
    )
    assert figures(session, story, october)[1] == before


def test_what_is_passed_over_is_no_longer_planned(session: Session, story: Story) -> None:
    before = figures(session, story)[0]["total"]
    fiche = activity(story.outline, "fiche")
    session.add(
        ActivityState(
            enrolment_id=story.bea.id, activity_id=fiche.id, organisation_id=story.place.id, state="skipped",
            opened_at=clock.now(), changed_at=clock.now(), done_at=None, facts={},
        )
    )  # fmt: skip
    session.flush()
    assert figures(session, story)[0]["total"] == before - fiche.minutes


def test_a_cancelled_session_and_a_seat_given_back_are_not_planned(session: Session, story: Story) -> None:
    before = figures(session, story)[0]
    session.get_one(TrainingSession, story.meetings["rdv"].id).cancelled_at = clock.now()
    session.flush()
    after = figures(session, story)[0]
    assert before["total"] - after["total"] == before["accompaniment"] - after["accompaniment"] == 45
    session.query(Booking).filter_by(session_id=story.meetings["hybride"].id, enrolment_id=story.bea.id).delete()
    assert figures(session, story)[0]["on_site"] == after["on_site"] - 180


def test_the_quality_figures_are_the_same_sums(session: Session, story: Story) -> None:
    asked = story.actor(Role.QUALITY)
    for period in PERIODS.values():
        read = quality.read_figures(session, asked, period, codes=("hours_on_site", "hours_total"))
        places = {figure.name: figure.numerator for figure in read}
        done = figures(session, story, period)[1]
        assert (places["hours_on_site"], places["hours_total"]) == (done["on_site"], done["total"])


def test_nothing_of_the_neighbour_is_counted_or_found(session: Session, house: House, story: Story) -> None:
    before = figures(session, story)
    other = tell(session, house, house.neighbour)
    assert figures(session, story) == before
    stranger = house.neighbour.actor(Role.ADMIN)
    for kind, key in (("person", story.ada.id), ("funder", story.ada.funder_id), ("course", story.ada.course_id)):
        with pytest.raises(NotFound):
            scope_for(session, stranger, kind, key or "")
    mine = counting.hours(session, stranger, scope_for(session, stranger, "organisation"))
    assert (mine.planned.as_dict(), mine.done.as_dict()) == before  # the same story, told twice
    assert {line.enrolment_id for line in counting.people(session, stranger, scope_for(session, stranger, "organisation"))} == {
        other.ada.id, other.bea.id, other.carl.id,
    }  # fmt: skip


def test_an_auditor_reads_sums_and_no_names(session: Session, story: Story) -> None:
    auditor = story.actor(Role.AUDITOR)
    whole = scope_for(session, auditor, "organisation")
    assert counting.hours(session, auditor, whole).done.total == figures(session, story)[1]["total"]
    assert not {line.name for line in counting.people(session, auditor, whole)} & {"Ada", "Bea", "Carl"}
    for kind, key in (("person", story.ada.id), ("adviser", story.place.people["adviser"].id)):
        with pytest.raises(Forbidden):
            scope_for(session, auditor, kind, key)


def test_the_number_of_statements_does_not_depend_on_how_many_people(
    session: Session, house: House, story: Story, database: RolledBack
) -> None:
    actor = story.actor(Role.ADMIN)

    def counted(act: Callable[[Scope], object]) -> int:
        scope = scope_for(session, actor, "organisation")
        database.statements.clear()
        act(scope)
        return len(database.statements)

    acts = (
        lambda scope: counting.hours(session, actor, scope),
        lambda scope: counting.people(session, actor, scope),
        lambda scope: counting.rows(session, actor, scope, WHOLE, Cell(PLANNED), 100),
    )
    before = [counted(act) for act in acts]
    for number in range(30):
        enrolled(session, house, email=f"p{number}@demo.example", name=f"P {number}")
    session.flush()
    assert [counted(act) for act in acts] == before
    assert max(before) <= 5


_INSTANTS = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC))
_ENTRIES = st.lists(
    st.tuples(
        _INSTANTS, st.integers(-240, 240), st.sampled_from(("on_site", "remote")),
        st.sampled_from(("synchronous", "asynchronous")), st.sampled_from(("individual", "collective")),
        st.sampled_from(("training", "accompaniment")), st.sampled_from(("training", "self_study")),
    ),
    max_size=12,
)  # fmt: skip
_DAYS = st.dates(date(2026, 3, 18), date(2026, 11, 8))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=_ENTRIES, days=st.tuples(_DAYS, _DAYS))
def test_any_entries_in_any_period_add_up(
    session: Session, house: House, database: RolledBack, entries: list, days: tuple[date, date]
) -> None:
    actor, period = house.actor(Role.ADMIN), Period(min(days), max(days))
    with session.begin_nested() as point:
        for moment, minutes, place, timing, people, nature, guidance in entries:
            ledger.append(
                session, actor, Kind.ACTIVITY_COMPLETED, person_id=None, minutes=minutes, place=place, timing=timing,
                people=people, nature=nature, guidance=guidance, occurred_at=moment,
            )  # fmt: skip
        scope = Scope(actor.organisation_id, "organisation", "", "")
        found = counting.hours(session, actor, scope, period)
        expected = summed(done_again(session), lambda row: period.start <= row.day <= period.end)
        assert found.done.as_dict() == {mark: expected[mark] for mark in MARKS}
        for cut in found.slices:
            inside = summed(done_again(session), lambda row, cut=cut: cut.period.start <= row.day <= cut.period.end)
            assert cut.done.total == inside["total"]
        point.rollback()
    forget(session.connection(), "ledger ends")


@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_databases_know_the_day_in_paris(session: Session, moment: datetime) -> None:
    assert session.scalar(select(paris_day(literal(moment, Moment())))) == clock.local(moment).date()


@pytest.mark.parametrize("year", range(2024, 2031))
def test_the_days_on_which_the_hour_changes_begin_at_midnight(session: Session, year: int) -> None:
    for month in (3, 10):
        for day in range(24, 32):
            for near in (
                timedelta(minutes=-1),
                timedelta(),
                timedelta(hours=1),
                timedelta(hours=2),
                timedelta(hours=3),
            ):
                moment = at(date(year, month, day), 0) + near
                assert session.scalar(select(paris_day(literal(moment, Moment())))) == clock.local(moment).date()


def test_weeks_and_months_cut_a_period_without_a_gap() -> None:
    for period in (Period(date(2026, 12, 24), date(2027, 1, 6)), Period(date(2026, 2, 10), date(2027, 3, 1))):
        cuts = slices_of(period)
        assert (cuts[0].start, cuts[-1].end) == (period.start, period.end)
        assert all(after.start == before.end + timedelta(days=1) for before, after in pairwise(cuts))
    new_year = slices_of(Period(date(2026, 12, 28), date(2027, 1, 10)))
    assert [(cut.start, cut.end) for cut in new_year] == [
        (date(2026, 12, 28), date(2027, 1, 3)),
        (date(2027, 1, 4), date(2027, 1, 10)),
    ]
