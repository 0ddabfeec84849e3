"""Works handed in, and what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.assessment.models import Answer, Attempt, Review, Submission
from app.core.access import Actor, require
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.enrolments.models import Enrolment
from app.enrolments.policies import may_see_enrolment
from app.enrolments.queries import visible_to
from app.files.models import StoredFile
from app.identity.freezing.services import may_use
from app.identity.models import Account

AnyRow = Row[*tuple[Any, ...]]

_learner = aliased(Account)
_reviewer = aliased(Account)
_given_back = aliased(StoredFile)

_SUBMISSION = select(
    Submission.id,
    Submission.number,
    Submission.text,
    Submission.state,
    Submission.sent_at,
    Submission.file_id,
    StoredFile.name.label("file_name"),
    StoredFile.size.label("file_size"),
    Review.decision,
    Review.comment,
    Review.rubric,
    Review.levels,
    Review.comments,
    Review.at.label("reviewed_at"),
    Review.reviewer_id,
    _reviewer.name.label("reviewer"),
    Review.file_id.label("given_back_id"),
    _given_back.name.label("given_back_name"),
    _given_back.size.label("given_back_size"),
)


def _with_its_review(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.outerjoin(StoredFile, StoredFile.id == Submission.file_id)
        .outerjoin(Review, Review.submission_id == Submission.id)
        .outerjoin(_reviewer, _reviewer.id == Review.reviewer_id)
        .outerjoin(_given_back, _given_back.id == Review.file_id)
    )


_OF_ACTIVITY = (
    _with_its_review(_SUBMISSION)
    .where(Submission.enrolment_id == bindparam("enrolment_id"), Submission.activity_id == bindparam("activity_id"))
    .order_by(Submission.number)
)


_SENT = (
    select(
        Submission.id,
        Submission.number,
        Submission.text,
        Submission.state,
        StoredFile.sent_sha256.label("file_sha256"),  # of what came: a photo is not kept as it was sent
    )
    .outerjoin(StoredFile, StoredFile.id == Submission.file_id)
    .where(Submission.enrolment_id == bindparam("enrolment_id"), Submission.activity_id == bindparam("activity_id"))
    .order_by(Submission.number)
)


def sent_before(session: Session, enrolment_id: str, activity_id: str) -> Sequence[AnyRow]:
    """(id, number, text, state, file_sha256) of what somebody has sent for one activity, the first one first."""
    return session.execute(_SENT, {"enrolment_id": enrolment_id, "activity_id": activity_id}).all()


def submissions(session: Session, enrolment_id: str, activity_id: str) -> Sequence[AnyRow]:
    """All that somebody sent for one activity, the first one first, each with what was said of it."""
    return session.execute(_OF_ACTIVITY, {"enrolment_id": enrolment_id, "activity_id": activity_id}).all()


_IN_ITS_PATH = _with_its_review(
    _SUBMISSION.add_columns(
        Submission.enrolment_id,
        Submission.activity_id,
        Enrolment.learner_id,
        Enrolment.course_id,
        _learner.name.label("learner_name"),
        Activity.kind.label("activity_kind"),
        func.coalesce(EditionActivity.title, Activity.key).label("activity_title"),
        Edition.title.label("course_title"),
        Edition.id.label("edition_id"),
    )
    .join(Enrolment, Enrolment.id == Submission.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
    .join(Activity, Activity.id == Submission.activity_id)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(
        EditionActivity,
        (EditionActivity.edition_id == Edition.id) & (EditionActivity.activity_id == Submission.activity_id),
    )
)
_ONE = Submission.id == bindparam("submission_id"), Enrolment.organisation_id == bindparam("organisation_id")
_TO_READ = _IN_ITS_PATH.add_columns(EditionActivity.content, EditionActivity.html).where(*_ONE)
_TO_REVIEW = (
    select(
        Submission.id,
        Submission.number,
        Submission.text,
        Submission.state,
        Submission.organisation_id,
        Submission.enrolment_id,
        Submission.activity_id,
        Enrolment.learner_id,
    )
    .join(Enrolment, Enrolment.id == Submission.enrolment_id)
    .where(*_ONE)
    .with_for_update(of=Submission)
)


def visible_submissions(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The works of the people whose path the actor may see, each with its person, course and activity."""
    return _IN_ITS_PATH.where(visible_to(actor))


def submission_for(session: Session, actor: Actor, submission_id: str) -> AnyRow | None:
    """One visible work, with the instructions (html) and the criteria (content) it answers."""
    return _visible_one(session, actor, submission_id, _TO_READ)


def _visible_one(
    session: Session, actor: Actor, submission_id: str, statement: Select[*tuple[Any, ...]]
) -> AnyRow | None:
    row = session.execute(statement, {"submission_id": submission_id, "organisation_id": actor.organisation_id}).first()
    if row is None or not may_see_enrolment(actor, row.learner_id, None):
        return None
    require(may_use(session, actor, row.learner_id))
    return row


def listed(session: Session, actor: Actor, *, state: str = "", limit: int = 50, after: str = "") -> Sequence[AnyRow]:
    """Visible works in the order in which they were kept."""
    statement = visible_submissions(actor).where(Submission.id > after).order_by(Submission.id).limit(limit)
    return session.execute(statement.where(Submission.state == state) if state else statement).all()


def waiting_works(session: Session, actor: Actor, limit: int = 200) -> Sequence[AnyRow]:
    """Works that wait for a reader, the longest waiting first: (id, enrolment_id, activity_id, number, sent_at,
    learner_name, activity_title, course_title)."""
    return session.execute(
        select(
            Submission.id,
            Submission.enrolment_id,
            Submission.activity_id,
            Submission.number,
            Submission.sent_at,
            _learner.name.label("learner_name"),
            func.coalesce(EditionActivity.title, Activity.key).label("activity_title"),
            Edition.title.label("course_title"),
        )
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .join(Activity, Activity.id == Submission.activity_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.activity_id == Submission.activity_id),
        )
        .where(Submission.organisation_id == actor.organisation_id, visible_to(actor), Submission.state == "waiting")
        .order_by(Submission.sent_at, Submission.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a trainer has not read yet of one person: works and free answers together."""

    count: int
    since: datetime
    path: str  # of the oldest, where it is read


def waiting_by_enrolment(session: Session, enrolment_ids: Sequence[str]) -> dict[str, Waiting]:
    """Enrolment id → what waits for a reader. The caller has chosen enrolments that the actor may see."""
    found: dict[str, Waiting] = {}
    if not enrolment_ids:
        return found
    works = session.execute(
        select(Submission.enrolment_id, Submission.sent_at, Submission.id)
        .where(Submission.enrolment_id.in_(enrolment_ids), Submission.state == "waiting")
        .order_by(Submission.sent_at, Submission.id)
    )
    free = session.execute(
        select(Attempt.enrolment_id, Attempt.sent_at, Attempt.id, Answer.question_version_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id.in_(enrolment_ids), Attempt.state == "to_mark", Answer.points.is_(None))
        .order_by(Attempt.sent_at, Attempt.id)
    )
    lines = [(row.enrolment_id, row.sent_at, f"/travaux/{row.id}") for row in works]
    lines += [(row.enrolment_id, row.sent_at, f"/travaux/reponses/{row.id}/{row.question_version_id}") for row in free]
    for enrolment_id, sent_at, path in lines:
        known = found.get(enrolment_id)
        if known is None:
            found[enrolment_id] = Waiting(1, sent_at, path)
        elif sent_at < known.since:
            found[enrolment_id] = Waiting(known.count + 1, sent_at, path)
        else:
            found[enrolment_id] = Waiting(known.count + 1, known.since, known.path)
    return found


# --- For changing ------------------------------------------------------------------------------------------------


_works = cast(Table, Submission.__table__)
NEW_SUBMISSION = insert(_works)
CHANGE_STATE = update(_works).where(_works.c.id == bindparam("submission_id")).values(state=bindparam("to_state"))


def submission_to_review(session: Session, actor: Actor, submission_id: str) -> AnyRow | None:
    """(id, number, text, state, organisation_id, enrolment_id, activity_id, learner_id) of a visible work, locked until
    the act ends."""
    return _visible_one(session, actor, submission_id, _TO_REVIEW)
