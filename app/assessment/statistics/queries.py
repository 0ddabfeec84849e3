"""What is counted of a course: one statement for its activities, three for the questions of its quizzes."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Float,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from app.assessment.models import Answer, Attempt, Question, QuestionVersion, Review, Submission
from app.assessment.questions.drawing import possible
from app.assessment.statistics.items import Sums
from app.assessment.statistics.rules import FINISHED, NOWHERE, RANK, Fact
from app.core.clock import local
from app.core.db import AnyRow
from app.courses.models import Activity, Edition, EditionActivity, EditionSequence
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment
from app.learning.models import ActivityRemark, ActivityState
from app.scheduling.models import Attendance, TrainingSession

_LATEST = 2_000  # enough for a median, and a bound


class hours_between(GenericFunction[float]):  # noqa: N801 - a function of the database
    """Whole hours from the second moment to the first, the nearest."""

    type = Float()
    inherit_cache = True


@compiles(hours_between, "sqlite")
def _hours_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"ROUND((julianday({later}) - julianday({earlier})) * 24)"


@compiles(hours_between, "postgresql")
def _hours_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({later} - {earlier})) / 3600) AS FLOAT)"


# --- Activities --------------------------------------------------------------------------------------------------

_IDS: BindParameter[Any] = bindparam("activity_ids", expanding=True)
_SINCE: BindParameter[datetime] = bindparam("since")
_UNTIL: BindParameter[datetime] = bindparam("until")


def facts(
    session: Session,
    course_id: str,
    edition_id: str,
    activity_ids: Sequence[str],
    *,
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    since_day: date | None = None,
    until_day: date | None = None,
) -> list[Fact]:
    """Everything that is counted of these activities of a course, in one statement. The caller has seen the course."""
    values: dict[str, Any] = {"activity_ids": list(activity_ids), "edition_id": edition_id, "course_id": course_id}
    if since is not None:
        values |= {"since": since, "since_day": since_day}
    if until is not None:
        values |= {"until": until, "until_day": until_day}
    if edition_ids is not None:
        values["edition_ids"] = list(edition_ids)
    statement = _facts(since is not None, until is not None, edition_ids is not None)
    return [Fact(*row) for row in session.execute(statement, values)]


@cache
def _facts(since: bool, until: bool, editions: bool) -> Any:
    def within(moment: Any) -> list[ColumnElement[bool]]:
        return [*([moment >= _SINCE] if since else []), *([moment < _UNTIL] if until else [])]

    def published(edition: Any) -> list[ColumnElement[bool]]:
        return [edition.in_(bindparam("edition_ids", expanding=True))] if editions else []

    said = [
        ActivityRemark.activity_id.in_(_IDS),
        *within(ActivityRemark.written_at),
        *published(ActivityRemark.edition_id),
    ]
    read = [Submission.activity_id.in_(_IDS), *within(Submission.sent_at)]
    ranks = _ranks()
    people = _people(ranks, since, until)
    parts = [
        _part("state", ActivityState.activity_id, ActivityState.state).where(
            ActivityState.activity_id.in_(_IDS), *within(ActivityState.opened_at)
        ),
        _part("furthest", None, None, people.c.place, people.c.before),
        _part("felt", ActivityRemark.activity_id, ActivityRemark.felt, ActivityRemark.minutes, ActivityRemark.planned)
        .where(*said),
        _part("words", ActivityRemark.activity_id, _NEW_OR_SEEN).where(*said, ActivityRemark.body != ""),
        _part(
            "quiz", Attempt.activity_id, total=func.avg(Attempt.points / func.nullif(Attempt.possible, 0)),
            people=func.count(Attempt.enrolment_id.distinct()),
        ).where(Attempt.activity_id.in_(_IDS), *within(Attempt.sent_at), *published(Attempt.edition_id)),
        _part("read", Submission.activity_id, Review.decision, hours_between(Review.at, Submission.sent_at))
        .join(Review, Review.submission_id == Submission.id).where(*read),
        _part(
            "worked", Submission.activity_id, n=func.count(Submission.enrolment_id.distinct()),
            total=func.count(case((Review.decision == "sent_back", Submission.enrolment_id)).distinct()),
        ).join(Review, Review.submission_id == Submission.id).where(*read),
        _part(
            "presence", TrainingSession.activity_id, total=func.sum(case((Attendance.present, 1), else_=0)),
            people=func.count(Attendance.enrolment_id.distinct()),
        )
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .where(TrainingSession.activity_id.in_(_IDS), *within(TrainingSession.starts_at)),
    ]  # fmt: skip
    if since:
        parts.append(_back(ranks, people, within(ActivityState.opened_at)))
    return union_all(*parts)


# Written out: PostgreSQL must see that what is shown is what is grouped.
_NEW_OR_SEEN = case((ActivityRemark.seen_at.is_(None), literal_column("'new'")), else_=literal_column("'seen'"))


def _part(
    what: str, activity_id: Any, word: Any = None, value: Any = None, other: Any = None, *,
    n: Any = None, total: Any = None, people: Any = None,
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """One kind of fact, with the columns of Fact: grouped by what names it, `total` summed in the place of `value`."""
    return select(
        literal(what, String).label("what"),
        _or_null(activity_id, String).label("activity_id"),
        _or_null(word, String).label("word"),
        _or_null(value if total is None else total, Float).label("value"),
        _or_null(other, Float).label("other"),
        (func.count() if n is None else n).label("n"),
        _or_null(people, Integer).label("people"),
    ).group_by(*(one for one in (activity_id, word, value, other) if one is not None))


def _or_null(column: Any, kind: Any) -> Any:
    return cast(null() if column is None else column, kind)


def _ranks() -> Any:
    """Where each activity that is done alone stands in the path; a session has its day, and says nothing of the path."""
    return (
        select(
            EditionActivity.activity_id,
            (EditionSequence.position * RANK + EditionActivity.position).label("rank"),
        )
        .join(
            EditionSequence,
            and_(
                EditionSequence.edition_id == EditionActivity.edition_id,
                EditionSequence.sequence_id == EditionActivity.sequence_id,
            ),
        )
        .where(EditionActivity.edition_id == bindparam("edition_id"), EditionActivity.kind != "session")
        .cte("ranks")
        .prefix_with("MATERIALIZED")
    )


def _place(ranks: Any, before: Any = None) -> Any:
    """The place of the last thing somebody has begun, and NOWHERE for nothing; before a moment when there is one."""
    last = (
        select(func.max(ranks.c.rank))
        .join(ActivityState, ActivityState.activity_id == ranks.c.activity_id)
        .where(ActivityState.enrolment_id == Enrolment.id)
    )
    if before is not None:
        last = last.where(ActivityState.opened_at < before)
    return func.coalesce(last.correlate(Enrolment).scalar_subquery(), NOWHERE)


def _people(ranks: Any, since: bool, until: bool) -> Any:
    """How far everybody is at the end of the period, and was at its beginning. Who has finished is past everything."""
    over = Enrolment.status == "finished"
    at_the_end = [(and_(over, Enrolment.closed_on < bindparam("until_day")) if until else over, FINISHED)]
    already = [(and_(over, Enrolment.closed_on < bindparam("since_day")), FINISHED)]
    # Nobody begins before their entry: looking at the dates first spares most of the looking up.
    if until:
        at_the_end.append((Enrolment.starts_on > bindparam("until_day"), NOWHERE))
    already.append((Enrolment.starts_on > bindparam("since_day"), NOWHERE))
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            case(*at_the_end, else_=_place(ranks, _UNTIL if until else None)).label("place"),
            (case(*already, else_=_place(ranks, _SINCE)) if since else literal_column(str(NOWHERE))).label("before"),
        )
        .where(Enrolment.course_id == bindparam("course_id"), Enrolment.status != "admitted", in_use(Use.STATISTICS))
        .cte("people")
        .prefix_with("MATERIALIZED")
    )


def _back(ranks: Any, people: Any, in_the_period: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """People who began something in the period that they had gone past before it."""
    return (
        _part("back", ActivityState.activity_id)
        .join(people, people.c.enrolment_id == ActivityState.enrolment_id)
        .join(ranks, ranks.c.activity_id == ActivityState.activity_id)
        .where(
            people.c.before.between(0, FINISHED - 1),
            ranks.c.rank < people.c.before,
            ActivityState.activity_id.in_(_IDS),
            *in_the_period,
        )
    )


# --- Questions ---------------------------------------------------------------------------------------------------

_SCORE = Answer.points / Answer.possible
_REST = (Attempt.points - Answer.points) / func.nullif(Attempt.possible - Answer.possible, 0)
_PAIRED = case((_REST.is_not(None), _SCORE))
_SUMS = (
    func.count(_SCORE), func.sum(_SCORE), func.count(_REST), func.sum(_PAIRED), func.sum(_PAIRED * _PAIRED),
    func.sum(_REST), func.sum(_REST * _REST), func.sum(_SCORE * _REST),
)  # fmt: skip


def _first_tries(*columns: Any) -> Select[*tuple[Any, ...]]:
    """The answers of everybody's first try, each with its wording."""
    return (
        select(*columns)
        .select_from(Attempt)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.number == 1, in_use(Use.STATISTICS))
    )


def _scoped(
    statement: Select[*tuple[Any, ...]],
    edition_ids: Sequence[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> Select[*tuple[Any, ...]]:
    if edition_ids is not None:
        statement = statement.where(Attempt.edition_id.in_(edition_ids))
    if since is not None:
        statement = statement.where(Attempt.sent_at >= since)
    if until is not None:
        statement = statement.where(Attempt.sent_at < until)
    return statement


def item_sums(
    session: Session,
    activity_ids: Sequence[str],
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Sums]:
    """Wording id → the sums of its answers in these quizzes. The caller has seen their course."""
    statement = _first_tries(Answer.question_version_id, *_SUMS).where(Attempt.activity_id.in_(activity_ids))
    rows = session.execute(_scoped(statement, edition_ids, since, until).group_by(Answer.question_version_id))
    return {row[0]: _sums(row[1:]) for row in rows}


def _sums(row: Sequence[Any]) -> Sums:
    return Sums(int(row[0]), row[1] or 0.0, int(row[2]), *(value or 0.0 for value in row[3:]))


def item_pairs(
    session: Session,
    version_ids: Sequence[str],
    activity_ids: Sequence[str],
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, list[tuple[float, float]]]:
    """Wording id → (score, rest) of each person: for the few wordings that few people have met."""
    statement = _first_tries(Answer.question_version_id, _SCORE, _REST).where(
        Attempt.activity_id.in_(activity_ids), Answer.question_version_id.in_(version_ids), _REST.is_not(None)
    )
    found: dict[str, list[tuple[float, float]]] = {}
    for version_id, score, rest in session.execute(_scoped(statement, edition_ids, since, until)):
        found.setdefault(version_id, []).append((score, rest))
    return found


def responses(
    session: Session,
    activity_id: str,
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, dict[str, int]]:
    """Wording id → response (JSON) → people who gave it. Essays are left out: they are read one by one."""
    said = cast(Answer.response, Text)
    statement = (
        _first_tries(Answer.question_version_id, said, func.count())
        .where(Attempt.activity_id == activity_id, QuestionVersion.kind != "essay")
        .group_by(Answer.question_version_id, said)
    )
    found: dict[str, dict[str, int]] = {}
    for version_id, response, n in session.execute(_scoped(statement, edition_ids, since, until)):
        found.setdefault(version_id, {})[response] = n
    return found


def wordings(session: Session, organisation_id: str, fingerprints: Sequence[str]) -> Sequence[AnyRow]:
    """(id, fingerprint, activity_id) of each quiz of the organisation that has asked one of these wordings."""
    return session.execute(
        select(QuestionVersion.id, QuestionVersion.fingerprint, Question.activity_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.organisation_id == organisation_id, QuestionVersion.fingerprint.in_(fingerprints))
        .order_by(QuestionVersion.id)
    ).all()


# --- Where they are ----------------------------------------------------------------------------------------------


def course_of_activity(session: Session, organisation_id: str, activity_id: str) -> str | None:
    return session.scalar(
        select(Activity.course_id).where(Activity.id == activity_id, Activity.organisation_id == organisation_id)
    )


def people(session: Session, course_id: str) -> int:
    """How many people have entered the course, whatever became of it. The caller has seen the course."""
    return (
        session.scalar(
            select(func.count()).where(
                Enrolment.course_id == course_id, Enrolment.status != "admitted", in_use(Use.STATISTICS)
            )
        )
        or 0
    )


def days_into_path(session: Session, course_id: str, activity_ids: Sequence[str]) -> dict[str, list[float]]:
    """Activity id → on which day of their own path people had done it (1 is the entry day), the latest ones."""
    found: dict[str, list[float]] = {}
    rows = session.execute(
        select(ActivityState.activity_id, ActivityState.done_at, Enrolment.starts_on)
        .join(Enrolment, Enrolment.id == ActivityState.enrolment_id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.status != "admitted",
            in_use(Use.STATISTICS),
            ActivityState.activity_id.in_(activity_ids),
            ActivityState.done_at.is_not(None),
        )
        .order_by(ActivityState.done_at.desc(), ActivityState.enrolment_id)
        .limit(_LATEST)
    )
    for row in rows:
        found.setdefault(row.activity_id, []).append((local(row.done_at).date() - row.starts_on).days + 1)
    return found


def asked_by(session: Session, edition_id: str, activity_ids: Sequence[str]) -> dict[str, list[str]]:
    """Quiz id → the wordings that an edition asks or may draw, in their order."""
    rows = session.execute(
        select(EditionActivity.activity_id, EditionActivity.content).where(
            EditionActivity.edition_id == edition_id, EditionActivity.activity_id.in_(activity_ids)
        )
    )
    return {row.activity_id: possible(row.content) for row in rows}


def published(session: Session, course_id: str) -> Sequence[AnyRow]:
    """(id, number, published_at) of the editions of a course, in their order."""
    return session.execute(
        select(Edition.id, Edition.number, Edition.published_at)
        .where(Edition.course_id == course_id)
        .order_by(Edition.number)
    ).all()
