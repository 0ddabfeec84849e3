"""A new edition under people on their way: plans gain and lose what the course does, at each person's own dates."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.core import clock
from app.core.access import Role
from app.core.ids import new_id
from app.courses.models import Sequence
from app.enrolments import queries, rules
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment, EnrolmentChange, PlanItem
from app.enrolments.rules import Act, Calendar, Stop
from app.identity.models import Account
from tests.enrolments.test_rules import DAYS, closures, paths
from tests.enrolments.test_rules import Path as Steps
from tests.factories.database import RolledBack
from tests.factories.editions import published_with
from tests.factories.house import ENTRY, SMALL_COURSE, House
from tests.factories.paths import activity, enrolled, learner_of, small_course

PLAN = (SMALL_COURSE / "course.yaml").read_text()
LONGER = PLAN.replace("weeks: 2", "weeks: 3").replace(
    "activities: [ailleurs, questions, travail, fil]",
    """activities: [ailleurs, questions, travail]
  - key: p2-s2
    block: p2
    title: Ensemble
    objective: Vous avez échangé.
    week: 3
    days: [11, 13]
    activities: [fil]""",
)
SHORTER = PLAN[: PLAN.index("  - key: p2-s1")].replace(
    "sequences:\n",
    """sequences:
  - key: p2-s0
    block: p2
    title: Autrement
    objective: Vous avez essayé autrement.
    week: 1
    days: [2, 4]
    activities: [questions]
""",
)


def dates(session: Session, enrolment_id: str) -> dict[str, tuple[date, date]]:
    keys = {row.id: row.key for row in session.execute(select(Sequence.id, Sequence.key))}
    return {keys[row.sequence_id]: (row.starts_on, row.due_on) for row in queries.plan(session, enrolment_id)}


def told(session: Session, enrolment_id: str) -> list[str]:
    return [row.reason for row in queries.changes(session, enrolment_id) if row.what == "edition"]


def ends_on(session: Session, enrolment_id: str) -> date | None:
    return session.execute(select(Enrolment.ends_on).where(Enrolment.id == enrolment_id)).scalar()


def at(day: str) -> datetime:
    return clock.paris(date.fromisoformat(day))


def test_people_on_their_way_get_the_new_sequences_at_their_own_dates(
    session: Session, house: House, tmp_path: Path
) -> None:
    now = enrolled(session, house).id
    later = enrolled(session, house, email="later@demo.example", starts_on=date(2026, 12, 7)).id
    published_with(session, house.demo, tmp_path, {}, LONGER)
    assert dates(session, now)["p2-s2"] == (date(2026, 12, 7), date(2026, 12, 9))
    assert dates(session, later)["p2-s2"] == (date(2026, 12, 21), date(2026, 12, 23))
    assert ends_on(session, now) == date(2026, 12, 9)
    assert told(session, now) == ["Le parcours a changé : édition 2. 1 séquence ajoutée au plan."]


def test_dates_already_given_stay(session: Session, house: House, tmp_path: Path) -> None:
    path = enrolled(session, house).id
    before = dates(session, path)
    published_with(session, house.demo, tmp_path, {}, LONGER)
    after = dates(session, path)
    assert {key: after[key] for key in before} == before


def test_a_pause_lived_through_moves_the_new_dates_and_one_under_way_will(
    session: Session, house: House, tmp_path: Path
) -> None:
    adviser = house.actor(Role.ADVISER)
    back, away = enrolled(session, house).id, enrolled(session, house, email="away@demo.example").id
    with clock.at(at("2026-11-25")):
        for path in (back, away):
            enrolling.perform(session, adviser, path, Act.PAUSE, date(2026, 11, 25))
    with clock.at(at("2026-12-02")):
        enrolling.perform(session, adviser, back, Act.RESUME, date(2026, 12, 2))
        published_with(session, house.demo, tmp_path, {}, LONGER)
        assert dates(session, back)["p2-s2"] == (date(2026, 12, 14), date(2026, 12, 16))  # five open days later
        assert dates(session, away)["p2-s2"] == (date(2026, 12, 7), date(2026, 12, 9))
        session.expire_all()
        enrolling.perform(session, adviser, away, Act.RESUME, date(2026, 12, 2))
    session.flush()
    assert dates(session, away) == dates(session, back)


def test_those_who_have_left_or_finished_keep_their_plan(session: Session, house: House, tmp_path: Path) -> None:
    gone = enrolled(session, house).id
    enrolling.perform(session, house.actor(Role.ADVISER), gone, Act.LEAVE, ENTRY, "", "job_search")
    published_with(session, house.demo, tmp_path, {}, LONGER)
    assert "p2-s2" not in dates(session, gone)
    assert told(session, gone) == []


def test_what_the_course_has_no_more_leaves_the_plans_where_nothing_was_done(
    session: Session, house: House, tmp_path: Path
) -> None:
    begun, fresh = enrolled(session, house), enrolled(session, house, email="fresh@demo.example")
    outline = small_course(session, house.demo)
    person = learner_of(session, house.demo, begun)
    assessing.submit_work(session, person, begun.id, activity(outline, "ailleurs").id, "J'ai suivi le cours.")
    session.flush()
    published_with(session, house.demo, tmp_path, {}, SHORTER)
    assert set(dates(session, begun.id)) == {"p2-s0", "p1-s1", "p2-s1"}
    assert set(dates(session, fresh.id)) == {"p2-s0", "p1-s1"}
    assert ends_on(session, fresh.id) == date(2026, 11, 26)
    assert told(session, fresh.id) == [
        "Le parcours a changé : édition 2. 1 séquence ajoutée au plan. 1 séquence retirée du plan."
    ]


def test_what_has_begun_stays_in_the_plan_though_the_course_has_it_no_more(
    session: Session, house: House, tmp_path: Path
) -> None:
    path = enrolled(session, house).id
    with clock.at(at("2026-12-01")):
        published_with(session, house.demo, tmp_path, {}, SHORTER)
    assert "p2-s1" in dates(session, path)


def test_an_edition_that_changes_no_sequence_changes_no_plan(session: Session, house: House, tmp_path: Path) -> None:
    path = enrolled(session, house).id
    published_with(session, house.demo, tmp_path, {"voix": "licence: CC0-1.0"})
    assert told(session, path) == []


def test_it_takes_the_same_few_statements_for_one_person_and_for_many(
    session: Session, house: House, tmp_path: Path, database: RolledBack
) -> None:
    def publish(outline: str) -> int:
        database.statements.clear()
        published_with(session, house.demo, tmp_path, {}, outline)
        return len([one for one in database.statements if "plan_item" in one or "enrolment" in one])

    path = enrolled(session, house).id
    one = publish(LONGER)
    crowd(session, path, 200)
    longer = LONGER.replace("key: p2-s2", "key: p2-s3")  # everyone has p2-s2 and lacks p2-s3
    assert publish(longer) == one + 1  # the delete
    rows = session.execute(select(PlanItem.enrolment_id).where(PlanItem.starts_on == date(2026, 12, 7))).all()
    assert len(rows) == 201


def crowd(session: Session, enrolment_id: str, many: int) -> None:
    """Many people like one."""
    whole = session.execute(select(Enrolment.__table__).where(Enrolment.id == enrolment_id)).one()._mapping
    items = session.execute(select(PlanItem.__table__).where(PlanItem.enrolment_id == enrolment_id)).all()
    people = [(new_id(), new_id()) for _n in range(many)]
    session.execute(
        insert(Account), [{"id": a, "email": f"{a}@demo.example", "name": f"Personne {a}"} for a, _e in people]
    )
    session.execute(insert(Enrolment), [dict(whole) | {"id": e, "learner_id": a} for a, e in people])
    session.execute(insert(PlanItem), [dict(item._mapping) | {"enrolment_id": e} for _a, e in people for item in items])
    session.flush()


# --- Own days -------------------------------------------------------------------------------------------------


@given(DAYS, paths(), closures(), st.integers(0, 60), st.integers(0, 60))
def test_own_days_after_a_pause_are_those_of_the_plan_that_was_moved(
    entry: date, path: Steps, closed: frozenset[date], after: int, length: int
) -> None:
    stop = Stop(entry + timedelta(days=after), entry + timedelta(days=after + length))
    lost = rules.count_open_days(stop.since, stop.until, closed)
    calendar = Calendar(entry, (stop,), closed)
    for step in path.sequences:
        planned = rules.plan_dates(entry, path, closed)[step.id]
        moved = rules.shift(planned, stop.since, lost, closed)
        assert moved == (calendar.day(step.opens_on_day), calendar.day(step.due_on_day))


@pytest.mark.parametrize(
    ("changes", "stops"),
    [
        ([], []),
        ([("paused", 3), ("resumed", 8)], [(3, 8)]),
        ([("paused", 3)], [(3, 20)]),  # under way
        ([("paused", 3), ("left", 5), ("resumed", 9)], [(5, 9)]),  # the latest stop is the one that is ended
        ([("paused", 3), ("resumed", 4), ("paused", 6), ("resumed", 9)], [(3, 4), (6, 9)]),
        ([("resumed", 4)], []),
    ],
)
def test_stops_are_read_from_what_was_noted(changes: list[tuple[str, int]], stops: list[tuple[int, int]]) -> None:
    noted = [EnrolmentChange(what=what, effective_on=date(2026, 12, n)) for what, n in changes]
    found = rules.stops(noted, date(2026, 12, 20))
    assert [(stop.since.day, stop.until.day) for stop in found] == stops
