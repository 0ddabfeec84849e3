"""What people learnt: levels at both ends, objectives met, quizzes, works read."""

from typing import Any

from sqlalchemy import CTE, Select, and_, case, cast, func, literal, select, tuple_, union_all
from sqlalchemy import String as Text
from sqlalchemy.orm import aliased

from app.assessment.models import Attempt, LevelAssessment, Review, Submission
from app.competences.models import LevelConclusion
from app.enrolments.models import Enrolment
from app.quality.measures.queries.base import Asked, Settings, case_row, cases
from app.reporting.sql import minutes_between, paris_day

Rows = Select[*tuple[Any, ...]]
LEARNER, TEAM = "learner", "team"
_ENDS = ("entry", "exit")


def _levels(asked: Asked) -> CTE:
    """One row per exit and competence: the level of each side at the entry and at the exit.

    Each person is heard by their last word; where several speak in one voice, the lowest. In the team, what the adviser
    concluded comes first, then the adviser, then the trainers.
    """
    if "levels" not in asked.shared:
        asked.shared["levels"] = _made(asked)
    found: CTE = asked.shared["levels"]
    return found


def _made(asked: Asked) -> CTE:
    closed, later = asked.closed, aliased(LevelAssessment)
    said_again = (  # looked up in the index: ranking all of them would sort them
        select(later.id)
        .where(
            later.enrolment_id == LevelAssessment.enrolment_id,
            later.stage == LevelAssessment.stage,
            later.competence_id == LevelAssessment.competence_id,
            later.voice == LevelAssessment.voice,
            later.given_by == LevelAssessment.given_by,
            tuple_(later.at, later.id) > tuple_(LevelAssessment.at, LevelAssessment.id),
        )
        .correlate(LevelAssessment)
        .exists()
    )
    words = (
        select(
            LevelAssessment.enrolment_id, LevelAssessment.competence_id, LevelAssessment.stage, LevelAssessment.voice,
            LevelAssessment.level,
        )
        .join(closed, closed.c.id == LevelAssessment.enrolment_id)
        .where(LevelAssessment.stage.in_(_ENDS), ~said_again)
    )  # fmt: skip
    ends = (
        select(
            LevelConclusion.enrolment_id, LevelConclusion.competence_id, LevelConclusion.stage,
            literal("concluded").label("voice"), LevelConclusion.level,
        )
        .join(closed, closed.c.id == LevelConclusion.enrolment_id)
        .where(LevelConclusion.stage.in_(_ENDS), LevelConclusion.reopened_at.is_(None))
    )  # fmt: skip
    said = union_all(words, ends).subquery("said")

    def lowest(stage: str, voice: str) -> Any:
        return func.min(case((and_(said.c.stage == stage, said.c.voice == voice), said.c.level)))

    def team(stage: str) -> Any:
        return func.coalesce(lowest(stage, "concluded"), lowest(stage, "adviser"), lowest(stage, "trainer"))

    return (
        select(
            said.c.enrolment_id,
            said.c.competence_id,
            lowest("entry", LEARNER).label("learner_entry"),
            lowest("exit", LEARNER).label("learner_exit"),
            team("entry").label("team_entry"),
            team("exit").label("team_exit"),
        )
        .group_by(said.c.enrolment_id, said.c.competence_id)
        .cte(f"levels_{asked.period.start:%Y%m%d}")
    )


def _gains(asked: Asked, side: str) -> Rows:
    levels = _levels(asked)
    first, final = levels.c[f"{side}_entry"], levels.c[f"{side}_exit"]
    both = and_(first.is_not(None), final.is_not(None))
    return (
        case_row(
            levels.c.enrolment_id + "·" + levels.c.competence_id,
            levels.c.enrolment_id,
            case((both, final - first), else_=0),
            case((both, 1), else_=0),
            asked.closed.c.closed_on,
            why=case((first.is_(None), "no_entry_level"), (final.is_(None), "no_exit_level"), else_=""),
            label=levels.c.competence_id,
        )
        .select_from(levels)
        .join(asked.closed, asked.closed.c.id == levels.c.enrolment_id)
        .where((first.is_not(None)) | (final.is_not(None)))
    )


@cases
def gains_learner(asked: Asked, _settings: Settings) -> Rows:
    return _gains(asked, LEARNER)


@cases
def gains_team(asked: Asked, _settings: Settings) -> Rows:
    return _gains(asked, TEAM)


def _progressed(asked: Asked, side: str) -> Rows:
    """One case for each exit: a level or more gained on average over the competences noted at both ends."""
    levels = _levels(asked)
    first, final = levels.c[f"{side}_entry"], levels.c[f"{side}_exit"]
    each = (
        select(levels.c.enrolment_id, func.sum(final - first).label("total"), func.count().label("n"))
        .where(first.is_not(None), final.is_not(None))
        .group_by(levels.c.enrolment_id)
        .subquery()
    )
    closed = asked.closed
    key = cast(closed.c.id, Text)
    known = each.c.n.is_not(None)
    return (
        case_row(
            key,
            key,
            case((each.c.total >= each.c.n, 1), else_=0),
            case((known, 1), else_=0),
            closed.c.closed_on,
            why=case((known, ""), else_="no_two_levels"),
        )
        .select_from(closed)
        .outerjoin(each, each.c.enrolment_id == closed.c.id)
    )


@cases
def progressed_learner(asked: Asked, _settings: Settings) -> Rows:
    return _progressed(asked, LEARNER)


@cases
def progressed_team(asked: Asked, _settings: Settings) -> Rows:
    return _progressed(asked, TEAM)


@cases
def objectives(asked: Asked, settings: Settings) -> Rows:
    """Competences concluded at the exit; somebody of whom nothing was concluded is one case, left out."""
    closed = asked.closed
    stands = and_(
        LevelConclusion.enrolment_id == closed.c.id,
        LevelConclusion.stage == "exit",
        LevelConclusion.reopened_at.is_(None),
    )
    met = LevelConclusion.level >= settings["level"]
    known = LevelConclusion.id.is_not(None)
    return (
        case_row(
            func.coalesce(cast(LevelConclusion.id, Text), cast(closed.c.id, Text)),
            cast(closed.c.id, Text),
            case((and_(known, met), 1), else_=0),
            case((known, 1), else_=0),
            closed.c.closed_on,
            why=case((known, ""), else_="no_exit_conclusion"),
        )
        .select_from(closed)
        .outerjoin(LevelConclusion, stands)
    )


@cases
def quizzes(asked: Asked, _settings: Settings) -> Rows:
    graded = and_(Attempt.state == "graded", Attempt.possible > 0)
    found = case_row(
        Attempt.id,
        Attempt.enrolment_id,
        case((graded, Attempt.points / func.nullif(Attempt.possible, 0)), else_=0),
        case((graded, 1), else_=0),
        paris_day(Attempt.sent_at),
        why=case((Attempt.state != "graded", "to_mark"), (Attempt.possible <= 0, "nothing_to_score"), else_=""),
    ).where(
        Attempt.organisation_id == asked.organisation_id,
        Attempt.sent_at >= asked.period.since,
        Attempt.sent_at < asked.period.until,
    )
    if asked.whole:
        return found
    return found.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(asked.within())


@cases
def works(asked: Asked, settings: Settings) -> Rows:
    """Works that ask to be read. One whose delay still runs and that nobody has read is not counted yet."""
    minutes = settings["days"] * 24 * 60
    read = Review.at.is_not(None)
    waits = and_(~read, minutes_between(Submission.sent_at, literal(asked.now)) <= minutes)
    in_time = and_(read, minutes_between(Submission.sent_at, Review.at) <= minutes)
    found = (
        case_row(
            Submission.id,
            Submission.enrolment_id,
            case((in_time, 1), else_=0),
            case((waits, 0), else_=1),
            paris_day(Submission.sent_at),
            why=case((waits, "in_delay"), else_=""),
        )
        .outerjoin(Review, Review.submission_id == Submission.id)
        .where(
            Submission.organisation_id == asked.organisation_id,
            Submission.state != "received",
            Submission.sent_at >= asked.period.since,
            Submission.sent_at < asked.period.until,
        )
    )
    if asked.whole:
        return found
    return found.join(Enrolment, Enrolment.id == Submission.enrolment_id).where(asked.within())
