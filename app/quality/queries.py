"""What result figures are made from: a fixed number of statements, whatever the number of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, LevelAssessment, Review, Submission
from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition, EditionActivity
from app.enrolments.models import Enrolment
from app.frameworks.models import Competence, CompetenceBlock
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.scheduling.models import Attendance

_CAME = and_(
    Enrolment.status != "admitted",
    or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= Enrolment.starts_on),  # left before the entry: never came
)


def _closed_in(period: Period) -> Any:
    return and_(
        _CAME,
        Enrolment.status.in_(("finished", "left")),
        Enrolment.closed_on.between(period.start, period.end),
    )


@dataclass(frozen=True, slots=True)
class People:
    entered: int
    present: int  # at the end of the period
    followed: int  # at least one day in the period


def people(session: Session, organisation_id: str, period: Period) -> People:
    """Paths entered in the period, under way at its end, and followed during it."""
    entered = Enrolment.starts_on.between(period.start, period.end)
    open_after = or_(Enrolment.closed_on.is_(None), Enrolment.closed_on > period.end)
    open_during = or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= period.start)
    row = session.execute(
        select(
            func.sum(case((entered, 1), else_=0)).label("entered"),
            func.sum(case((open_after, 1), else_=0)).label("present"),
            func.sum(case((open_during, 1), else_=0)).label("followed"),
        ).where(Enrolment.organisation_id == organisation_id, _CAME, Enrolment.starts_on <= period.end)
    ).one()
    return People(int(row.entered or 0), int(row.present or 0), int(row.followed or 0))


def exits(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(status, exit_reason, n) of the paths closed in the period."""
    return session.execute(
        select(Enrolment.status, Enrolment.exit_reason, func.count().label("n"))
        .where(Enrolment.organisation_id == organisation_id, _closed_in(period))
        .group_by(Enrolment.status, Enrolment.exit_reason)
        .order_by(Enrolment.status, Enrolment.exit_reason)
    ).all()


def paused(session: Session, organisation_id: str, period: Period) -> int:
    """How many paths were paused at least once in the period."""
    return int(
        session.scalar(
            select(func.count(func.distinct(LedgerEntry.enrolment_id))).where(
                LedgerEntry.organisation_id == organisation_id,
                LedgerEntry.kind == Kind.ENROLMENT_PAUSED.value,
                LedgerEntry.occurred_at >= period.since,
                LedgerEntry.occurred_at < period.until,
            )
        )
        or 0
    )


def attendance(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(present, n, minutes) of the half-days recorded in the period."""
    return session.execute(
        select(Attendance.present, func.count().label("n"), func.sum(Attendance.minutes).label("minutes"))
        .where(Attendance.organisation_id == organisation_id, Attendance.day.between(period.start, period.end))
        .group_by(Attendance.present)
        .order_by(Attendance.present)
    ).all()


def minutes_by_place(session: Session, organisation_id: str, period: Period) -> dict[str | None, int]:
    """Minutes followed, summed from the ledger, by place."""
    return {
        row.place: int(row.minutes)
        for row in session.execute(
            select(LedgerEntry.place, func.sum(LedgerEntry.minutes).label("minutes"))
            .where(
                LedgerEntry.organisation_id == organisation_id,
                LedgerEntry.minutes != 0,
                LedgerEntry.occurred_at >= period.since,
                LedgerEntry.occurred_at < period.until,
            )
            .group_by(LedgerEntry.place)
            .order_by(LedgerEntry.place)
        )
    }


def _gains(organisation_id: str, period: Period) -> Any:
    """One row per person, competence and voice: exit level less entry level, for paths closed in the period.

    A voice that spoke twice is heard by its last word; in the team, the adviser comes before the trainer.
    """
    voice = case((LevelAssessment.voice == "learner", "learner"), else_="team")
    rank = func.row_number().over(
        partition_by=(
            LevelAssessment.enrolment_id,
            LevelAssessment.competence_id,
            LevelAssessment.stage,
            voice,
        ),
        order_by=(
            case((LevelAssessment.voice == "adviser", 0), else_=1),
            LevelAssessment.at.desc(),
            LevelAssessment.id.desc(),
        ),
    )
    spoken = (
        select(
            LevelAssessment.enrolment_id,
            LevelAssessment.competence_id,
            LevelAssessment.stage,
            voice.label("voice"),
            LevelAssessment.level,
            rank.label("rank"),
        )
        .join(Enrolment, Enrolment.id == LevelAssessment.enrolment_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            _closed_in(period),
            LevelAssessment.stage.in_(("entry", "exit")),
        )
        .subquery()
    )
    first, last = spoken.alias("first"), spoken.alias("last")
    return (
        select(
            first.c.enrolment_id,
            first.c.competence_id,
            first.c.voice,
            (last.c.level - first.c.level).label("gain"),
        )
        .join(
            last,
            and_(
                last.c.enrolment_id == first.c.enrolment_id,
                last.c.competence_id == first.c.competence_id,
                last.c.voice == first.c.voice,
            ),
        )
        .where(first.c.stage == "entry", last.c.stage == "exit", first.c.rank == 1, last.c.rank == 1)
        .subquery()
    )


def gains_by_competence(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(competence_id, code, title, voice, total, n): levels gained by competence and voice."""
    gains = _gains(organisation_id, period)
    return session.execute(
        select(
            Competence.id.label("competence_id"),
            Competence.code,
            Competence.title,
            gains.c.voice,
            func.sum(gains.c.gain).label("total"),
            func.count().label("n"),
        )
        .join(gains, gains.c.competence_id == Competence.id)
        .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
        .group_by(
            Competence.id,
            Competence.code,
            Competence.title,
            Competence.position,
            CompetenceBlock.position,
            gains.c.voice,
        )
        .order_by(CompetenceBlock.position, Competence.position, Competence.id, gains.c.voice)
    ).all()


def people_by_gain(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(voice, people, progressed): people with levels at both ends, and those who gain a level on average."""
    gains = _gains(organisation_id, period)
    each = (
        select(gains.c.voice, func.sum(gains.c.gain).label("total"), func.count().label("n"))
        .group_by(gains.c.enrolment_id, gains.c.voice)
        .subquery()
    )
    return session.execute(
        select(
            each.c.voice,
            func.count().label("people"),
            func.sum(case((each.c.total >= each.c.n, 1), else_=0)).label("progressed"),
        )
        .group_by(each.c.voice)
        .order_by(each.c.voice)
    ).all()


def quiz_results(session: Session, organisation_id: str, period: Period) -> tuple[float, int]:
    """Sum of the results (each a part of 1) and number of the graded quizzes sent in the period."""
    row = session.execute(
        select(func.sum(Attempt.points / Attempt.possible).label("total"), func.count().label("n")).where(
            Attempt.organisation_id == organisation_id,
            Attempt.state == "graded",
            Attempt.possible > 0,
            Attempt.sent_at >= period.since,
            Attempt.sent_at < period.until,
        )
    ).one()
    return float(row.total or 0), int(row.n)


def access_dates(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(created_at, starts_on) of the people entered in the period."""
    return session.execute(
        select(Enrolment.created_at, Enrolment.starts_on)
        .where(
            Enrolment.organisation_id == organisation_id,
            _CAME,
            Enrolment.starts_on.between(period.start, period.end),
        )
        .order_by(Enrolment.id)
    ).all()


def review_dates(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(sent_at, reviewed_at or None) of the works sent in the period that ask to be read."""
    return session.execute(
        select(Submission.sent_at, Review.at.label("reviewed_at"))
        .outerjoin(Review, Review.submission_id == Submission.id)
        .where(
            Submission.organisation_id == organisation_id,
            Submission.state != "received",
            Submission.sent_at >= period.since,
            Submission.sent_at < period.until,
        )
        .order_by(Submission.id)
    ).all()


def activity_titles(session: Session, organisation_id: str, activity_ids: set[str]) -> dict[str, str]:
    """The titles of activities, as their latest edition says them."""
    if not activity_ids:
        return {}
    statement = (
        select(EditionActivity.activity_id, EditionActivity.title)
        .join(Edition, Edition.id == EditionActivity.edition_id)
        .join(Course, Course.id == Edition.course_id)
        .where(EditionActivity.organisation_id == organisation_id, EditionActivity.activity_id.in_(activity_ids))
        .order_by(Edition.number)
    )
    return {row.activity_id: row.title for row in session.execute(statement)}
