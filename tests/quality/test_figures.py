"""Results, computed again here from raw SQL that knows nothing of the queries of the room."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.errors import Forbidden
from app.core.periods import Period
from app.quality import services
from app.quality.measures.rules import Figure
from tests.conftest import Ground
from tests.factories.house import House
from tests.quality.story import YEAR, Story, tell

PERIOD = Period(*YEAR)


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        tell(session, house, house.neighbour)  # the same life on the other side of the wall counts for nothing here
        return tell(session, house)


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


@pytest.fixture
def figures(session: Session, story: Story) -> dict[str, Figure]:
    found = services.read_figures(session, story.actor(Role.QUALITY), PERIOD)
    return {figure.name: figure for figure in found}


@pytest.fixture
def sql(session: Session, story: Story) -> Any:
    """One value or one row of a plain statement; :o is the organisation, :a and :z the year."""
    session.flush()
    known = {"o": story.place.id, "a": "2026-01-01", "z": "2026-12-31", "after": "2027-01-01"}

    def ask(statement: str) -> Any:
        return session.execute(text(statement), {k: v for k, v in known.items() if f":{k}" in statement}).first()

    return ask


def test_people_entered_finished_and_left(figures: dict[str, Figure], sql: Any) -> None:
    entered = sql("SELECT count(*) FROM enrolment WHERE organisation_id = :o AND starts_on BETWEEN :a AND :z")[0]
    finished = sql(
        "SELECT count(*) FROM enrolment WHERE organisation_id = :o AND status = 'finished' AND closed_on BETWEEN :a AND :z"
    )[0]
    left = sql(
        "SELECT count(*) FROM enrolment WHERE organisation_id = :o AND status = 'left' AND closed_on BETWEEN :a AND :z"
    )[0]
    assert (
        (figures["entered"].value, figures["finished"].value, figures["left"].value)
        == (entered, finished, left)
        == (4, 1, 2)
    )
    assert figures["present"].value == 1
    reasons = {detail.label: detail.numerator for detail in figures["left"].details}
    assert sorted(reasons.values()) == [1, 1]


def test_leaving_for_a_job_is_an_interruption_and_not_an_abandon(figures: dict[str, Figure]) -> None:
    shares = {name: (figures[name].numerator, figures[name].denominator) for name in _RATES}
    assert shares == {"completion_rate": (1, 3), "interruption_rate": (2, 3), "abandon_rate": (1, 3)}
    assert all(figures[name].note == "effectif trop faible" for name in _RATES)


_RATES = ("completion_rate", "interruption_rate", "abandon_rate")


def test_attendance_is_counted_by_half_day_and_by_minute(figures: dict[str, Figure], sql: Any) -> None:
    row = sql(
        "SELECT sum(CASE WHEN present THEN 1 ELSE 0 END), count(*), sum(CASE WHEN present THEN minutes ELSE 0 END),"
        " sum(minutes) FROM attendance WHERE organisation_id = :o AND day BETWEEN :a AND :z"
    )
    by_half_day, by_minute = figures["attendance_rate"], figures["attendance_minutes_rate"]
    assert (by_half_day.numerator, by_half_day.denominator) == (row[0], row[1]) == (3, 4)
    assert (by_minute.numerator, by_minute.denominator) == (row[2], row[3])
    assert by_half_day.value == 75


def test_hours_are_the_minutes_of_the_ledger(figures: dict[str, Figure], sql: Any) -> None:
    def minutes(place: str) -> int:
        return int(
            sql(
                "SELECT coalesce(sum(minutes), 0) FROM ledger_entry WHERE organisation_id = :o AND occurred_at >= :a"
                f" AND occurred_at < :after AND {place}"
            )[0]
        )

    assert figures["hours_on_site"].numerator == minutes("place = 'on_site'") > 0
    assert figures["hours_remote"].numerator == minutes("place = 'remote'") > 0
    assert figures["hours_total"].numerator == minutes("1 = 1")
    assert figures["hours_total"].value == minutes("1 = 1") / 60


def test_progression_keeps_the_voices_apart(figures: dict[str, Figure], sql: Any) -> None:
    for voice, condition in (("learner", "= 'learner'"), ("team", "<> 'learner'")):
        total, n = sql(
            "SELECT sum(b.level - a.level), count(*) FROM level_assessment a JOIN level_assessment b"
            " ON b.enrolment_id = a.enrolment_id AND b.competence_id = a.competence_id AND b.voice = a.voice"
            " AND b.stage = 'exit' JOIN enrolment e ON e.id = a.enrolment_id"
            f" WHERE a.stage = 'entry' AND a.voice {condition} AND e.organisation_id = :o"
            " AND e.closed_on BETWEEN :a AND :z"
        )
        found = figures[f"progression_{voice}"]
        assert (found.numerator, found.denominator) == (total, n)
        assert len(found.details) == 3
    assert figures["progression_learner"].value == 2
    assert figures["progression_team"].value == pytest.approx(1 / 3)
    assert (figures["progress_share_learner"].numerator, figures["progress_share_team"].numerator) == (1, 0)


def test_a_voice_that_changes_its_mind_is_heard_by_its_last_word(session: Session, story: Story) -> None:
    from app.assessment import services as assessing  # noqa: PLC0415

    competence = story.outline.blocks[0].competences[0].id
    assessing.rate_levels(session, story.actor(Role.ADVISER), story.ada.id, None, "exit", "adviser", {competence: 2})
    found = {f.name: f for f in services.read_figures(session, story.actor(Role.QUALITY), PERIOD)}
    assert found["progression_team"].value == 0


def test_access_and_reading_delays(figures: dict[str, Figure]) -> None:
    assert (figures["access_delay"].numerator, figures["access_delay"].denominator) == (14 + 4 + 7 + 6, 4)
    assert (figures["works_in_time"].numerator, figures["works_in_time"].denominator) == (1, 1)
    assert "7" in figures["works_in_time"].formula


def test_pauses_are_counted_among_the_people_followed(figures: dict[str, Figure]) -> None:
    assert (figures["paused"].numerator, figures["paused"].denominator) == (1, 4)


def test_an_empty_period_divides_by_nothing(session: Session, house: House) -> None:
    for figure in services.read_figures(session, house.actor(Role.QUALITY), PERIOD):
        assert figure.value in (None, 0), figure.name
        assert figure.formula
        assert figure.title


def test_every_figure_says_which_indicators_it_serves(figures: dict[str, Figure]) -> None:
    assert all(figure.indicators for figure in figures.values())


@pytest.mark.parametrize("role", [Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.EXPERT, Role.REFERRER])
def test_results_are_refused_to_other_roles(session: Session, house: House, role: Role) -> None:
    with pytest.raises(Forbidden):
        services.read_figures(session, house.actor(role), PERIOD)
