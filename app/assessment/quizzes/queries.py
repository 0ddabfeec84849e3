"""What was asked, and what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.assessment.models import Answer, Attempt, Question, QuestionVersion
from app.assessment.rules import Tried
from app.core.access import Actor, require
from app.core.db import memory
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.enrolments.models import Enrolment
from app.enrolments.policies import may_see_enrolment
from app.enrolments.queries import visible_to
from app.identity.freezing.services import may_use
from app.identity.models import Account

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a question; it never changes."""

    id: str
    question_id: str
    activity_id: str
    name: str
    kind: str
    definition: dict[str, Any]


_VERSIONS = select(
    QuestionVersion.id,
    QuestionVersion.question_id,
    Question.activity_id,
    Question.name,
    QuestionVersion.kind,
    QuestionVersion.definition,
).join(Question, Question.id == QuestionVersion.question_id)

_versions: dict[str, Version] = {}  # a wording is kept for ever: each process reads it once
_VERSIONS_KEPT = 5_000

_ATTEMPTS = (
    select(Attempt.id, Attempt.number, Attempt.state, Attempt.points, Attempt.possible, Attempt.sent_at)
    .where(Attempt.enrolment_id == bindparam("enrolment_id"), Attempt.activity_id == bindparam("activity_id"))
    .order_by(Attempt.number)
)
_ANSWERS = (
    select(
        Answer.question_version_id,
        Answer.position,
        Answer.response,
        Answer.points,
        Answer.possible,
        Answer.comment,
        Answer.marked_at,
        Account.name.label("marker"),
    )
    .outerjoin(Account, Account.id == Answer.marked_by)
    .where(Answer.attempt_id == bindparam("attempt_id"))
    .order_by(Answer.position)
)
_ASKED_IN = (
    select(Answer.question_version_id).where(Answer.attempt_id == bindparam("attempt_id")).order_by(Answer.position)
)
_TRIES = (
    select(Answer.attempt_id, Answer.response, Answer.points, Answer.possible)
    .join(Attempt, Attempt.id == Answer.attempt_id)
    .where(Attempt.enrolment_id == bindparam("enrolment_id"), Attempt.activity_id == bindparam("activity_id"))
    .order_by(Attempt.number, Answer.position)
)
_learner = aliased(Account)

_LOCK = select(Enrolment.id).where(Enrolment.id == bindparam("enrolment_id")).with_for_update()
_ANSWERS_TO_MARK = (
    select(Answer).where(Answer.attempt_id == bindparam("attempt_id")).execution_options(populate_existing=True)
)
_attempts = cast(Table, Attempt.__table__)
CHANGE_ATTEMPT = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("attempt_id"))
    .values(points=bindparam("to_points"), possible=bindparam("to_possible"), state=bindparam("to_state"))
)
NEW_ATTEMPT = insert(_attempts)
NEW_ANSWERS = insert(cast(Table, Answer.__table__))


def versions(session: Session, ids: Iterable[str]) -> list[Version]:
    """These wordings in this order; those that do not exist are left out."""
    wanted = list(ids)
    if len(_versions) > _VERSIONS_KEPT:
        _versions.clear()
    if missing := {one for one in wanted if one not in _versions}:
        for row in session.execute(_VERSIONS.where(QuestionVersion.id.in_(missing))):
            _versions[row.id] = Version(*row)
    return [found for one in wanted if (found := _versions.get(one)) is not None]


def attempts(session: Session, enrolment_id: str, activity_id: str) -> Sequence[AnyRow]:
    """(id, number, state, points, possible, sent_at) of somebody's tries, the first one first."""
    return session.execute(_ATTEMPTS, {"enrolment_id": enrolment_id, "activity_id": activity_id}).all()


def answers(session: Session, attempt_id: str) -> Sequence[AnyRow]:
    """(question_version_id, position, response, points, possible, comment, marked_at, marker) in the order asked."""
    return session.execute(_ANSWERS, {"attempt_id": attempt_id}).all()


def tries(session: Session, enrolment_id: str, activity_id: str) -> list[Tried]:
    """What each try is worth today."""
    found: dict[str, Tried] = {}
    for row in session.execute(_TRIES, {"enrolment_id": enrolment_id, "activity_id": activity_id}):
        known = found.get(row.attempt_id, Tried(0.0, 0.0))
        empty = known.empty + (row.response is None)
        if row.points is None:
            found[row.attempt_id] = Tried(known.points, known.possible, known.pending + row.possible, empty)
        else:
            found[row.attempt_id] = Tried(
                known.points + row.points, known.possible + row.possible, known.pending, empty
            )
    return list(found.values())


_TRIED = (
    select(
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.activity_id,
        Attempt.edition_id,
        Attempt.number,
        Attempt.state,
        Attempt.points,
        Attempt.possible,
        Attempt.sent_at,
        Enrolment.learner_id,
        Enrolment.course_id,
        _learner.name.label("learner_name"),
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
)
_TRIED_ONE = _TRIED.where(
    Attempt.id == bindparam("attempt_id"), Enrolment.organisation_id == bindparam("organisation_id")
)
_TO_MARK = _TRIED_ONE.with_for_update(of=Attempt)


def visible_attempts(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The tries of the people whose path the actor may see."""
    return _TRIED.where(visible_to(actor))


def attempt_for(session: Session, actor: Actor, attempt_id: str) -> AnyRow | None:
    """The try, if the actor may see the path it belongs to."""
    return _tried(session, actor, attempt_id, _TRIED_ONE)


def _tried(session: Session, actor: Actor, attempt_id: str, statement: Select[*tuple[Any, ...]]) -> AnyRow | None:
    row = session.execute(statement, {"attempt_id": attempt_id, "organisation_id": actor.organisation_id}).first()
    if row is None or not may_see_enrolment(actor, row.learner_id, None):
        return None
    require(may_use(session, actor, row.learner_id))
    return row


def contents(session: Session, activity_id: str) -> Sequence[dict[str, Any]]:
    """What each edition of a quiz says of its questions, the latest first."""
    return session.scalars(
        select(EditionActivity.content)
        .where(EditionActivity.activity_id == activity_id)
        .order_by(EditionActivity.edition_id.desc())
    ).all()


def asked_in(session: Session, attempt_id: str) -> Sequence[str]:
    """The wordings that a try has asked, in their order."""
    return session.scalars(_ASKED_IN, {"attempt_id": attempt_id}).all()


def waiting_answers(session: Session, actor: Actor, limit: int = 200) -> Sequence[AnyRow]:
    """Free answers that nobody has marked yet, the oldest first: (attempt_id, question_version_id, activity_id, sent_at,
    enrolment_id, learner_name, activity_title, course_title)."""
    return session.execute(
        select(
            Answer.attempt_id,
            Answer.question_version_id,
            Attempt.activity_id,
            Attempt.sent_at,
            Attempt.enrolment_id,
            _learner.name.label("learner_name"),
            func.coalesce(EditionActivity.title, Activity.key).label("activity_title"),
            Edition.title.label("course_title"),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .outerjoin(
            EditionActivity,
            (EditionActivity.edition_id == Attempt.edition_id) & (EditionActivity.activity_id == Attempt.activity_id),
        )
        .where(visible_to(actor), Attempt.state == "to_mark", Answer.points.is_(None))
        .order_by(Attempt.sent_at, Attempt.id, Answer.position)
        .limit(limit)
    ).all()


# --- For changing ------------------------------------------------------------------------------------------------


def lock_enrolment(session: Session, enrolment_id: str) -> None:
    """Wait for whoever sends something else in the same path: numbers follow each other without a gap."""
    locked = memory(session, "locked enrolments")
    if enrolment_id not in locked:
        session.execute(_LOCK, {"enrolment_id": enrolment_id})
        locked[enrolment_id] = True


def attempt_to_mark(session: Session, actor: Actor, attempt_id: str) -> AnyRow | None:
    """The try, if the actor may see the path it belongs to, locked until the act ends."""
    return _tried(session, actor, attempt_id, _TO_MARK)


def answers_to_mark(session: Session, attempt_id: str) -> Sequence[Answer]:
    """Every answer of a try as it is now. The caller holds the try."""
    return session.scalars(_ANSWERS_TO_MARK, {"attempt_id": attempt_id}).all()


def questions_of(session: Session, activity_id: str) -> dict[str, Question]:
    """Name → question, for publishing."""
    return {q.name: q for q in session.scalars(select(Question).where(Question.activity_id == activity_id))}


def version_ids(session: Session, activity_id: str) -> dict[tuple[str, str], str]:
    """(question id, fingerprint) → version id, for publishing."""
    rows = session.execute(
        select(QuestionVersion.question_id, QuestionVersion.fingerprint, QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.activity_id == activity_id)
    )
    return {(row.question_id, row.fingerprint): row.id for row in rows}
