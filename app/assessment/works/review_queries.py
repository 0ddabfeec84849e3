"""Reviews under way and given, comments on passages, and the next work to read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, case, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.assessment.models import Annotation, Review, ReviewDraft, Submission
from app.core.access import Actor
from app.courses.models import Edition, EditionActivity
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.identity.models import Account

AnyRow = Row[*tuple[Any, ...]]

_drafts = cast(Table, ReviewDraft.__table__)
_annotations = cast(Table, Annotation.__table__)
_fixing = aliased(Submission)

# --- Reviews -----------------------------------------------------------------------------------------------------

_REVIEW = (
    select(
        Review.reviewer_id,
        Review.decision,
        Review.comment,
        Review.levels,
        Review.comments,
        Review.rubric,
        Review.at,
        Account.name,
    )
    .join(Account, Account.id == Review.reviewer_id)
    .where(Review.submission_id == bindparam("submission_id"))
)
_DRAFTS = (
    select(ReviewDraft.reviewer_id, ReviewDraft.rubric, ReviewDraft.said, ReviewDraft.saved_at, Account.name)
    .join(Account, Account.id == ReviewDraft.reviewer_id)
    .where(ReviewDraft.submission_id == bindparam("submission_id"))
    .order_by(ReviewDraft.saved_at, ReviewDraft.reviewer_id)
)
_SAID_BEFORE = (
    select(Review.rubric, Review.comments)
    .join(Submission, Submission.id == Review.submission_id)
    .where(Review.reviewer_id == bindparam("reviewer_id"), Submission.activity_id == bindparam("activity_id"))
    .order_by(Review.at.desc(), Review.submission_id)
    .limit(40)
)

_CONTENTS_BEFORE = (
    select(EditionActivity.content)
    .join(Edition, Edition.id == EditionActivity.edition_id)
    .where(EditionActivity.activity_id == bindparam("activity_id"))
    .order_by(Edition.number.desc())
    .limit(20)
)

NEW_REVIEW = insert(cast(Table, Review.__table__))
NEW_DRAFT = insert(_drafts)
_OWN_DRAFT = _drafts.c.submission_id == bindparam("of_submission"), _drafts.c.reviewer_id == bindparam("of_reviewer")
CHANGE_DRAFT = (
    update(_drafts)
    .where(*_OWN_DRAFT)
    .values(rubric=bindparam("now_rubric"), said=bindparam("now_said"), saved_at=bindparam("now_at"))
)
DROP_DRAFT = delete(_drafts).where(*_OWN_DRAFT)
DROP_DRAFTS = delete(_drafts).where(_drafts.c.submission_id == bindparam("of_submission"))
CARRY_DRAFTS = (
    update(_drafts)
    .where(_drafts.c.submission_id == bindparam("of_submission"))
    .values(submission_id=bindparam("to_submission"))
)


def review_of(session: Session, submission_id: str) -> AnyRow | None:
    """(reviewer_id, decision, comment, levels, comments, rubric, at, name) of what was said of a work."""
    return session.execute(_REVIEW, {"submission_id": submission_id}).first()


def drafts(session: Session, submission_id: str) -> Sequence[AnyRow]:
    """(reviewer_id, rubric, said, saved_at, name) of the reviews under way of a work, one a trainer."""
    return session.execute(_DRAFTS, {"submission_id": submission_id}).all()


def said_before(session: Session, reviewer_id: str, activity_id: str) -> Sequence[AnyRow]:
    """(rubric, comments) of the latest reviews that a trainer gave for an activity, the newest first."""
    return session.execute(_SAID_BEFORE, {"reviewer_id": reviewer_id, "activity_id": activity_id}).all()


def contents_before(session: Session, activity_id: str) -> Sequence[dict[str, Any]]:
    """What the latest editions keep of an activity, the newest first."""
    return session.scalars(_CONTENTS_BEFORE, {"activity_id": activity_id}).all()


def next_waiting(session: Session, actor: Actor, submission_id: str, sent_at: datetime) -> str | None:
    """The id of the work to read after this one: the next that waits, else the one that has waited longest."""
    later = (Submission.sent_at > sent_at) | ((Submission.sent_at == sent_at) & (Submission.id > submission_id))
    return session.scalar(
        select(Submission.id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .where(
            Submission.organisation_id == actor.organisation_id,
            visible_to(actor),
            Submission.state == "waiting",
            Submission.id != submission_id,
        )
        .order_by(case((later, 0), else_=1), Submission.sent_at, Submission.id)
        .limit(1)
    )


# --- Comments on passages ----------------------------------------------------------------------------------------

_ANNOTATION = (
    select(
        Annotation.id,
        Annotation.submission_id,
        Submission.number.label("version"),
        Annotation.start,
        Annotation.end,
        Annotation.quote,
        Annotation.comment,
        Annotation.author_id,
        Account.name.label("author"),
        Annotation.at,
        Annotation.review_id,
        Annotation.fixed_in,
        _fixing.number.label("fixed_in_version"),
    )
    .join(Submission, Submission.id == Annotation.submission_id)
    .join(Account, Account.id == Annotation.author_id)
    .outerjoin(_fixing, _fixing.id == Annotation.fixed_in)
    .order_by(Submission.number, Annotation.start, Annotation.end, Annotation.id)
)
_ON_ACTIVITY = _ANNOTATION.where(
    Submission.enrolment_id == bindparam("enrolment_id"), Submission.activity_id == bindparam("activity_id")
)
_ON_ONE = _ANNOTATION.where(Annotation.submission_id == bindparam("submission_id"))

NEW_ANNOTATION = insert(_annotations)
DROP_ANNOTATION = delete(_annotations).where(_annotations.c.id == bindparam("annotation_id"))
_every_sending = select(Submission.id).where(
    Submission.enrolment_id == bindparam("of_enrolment"), Submission.activity_id == bindparam("of_activity")
)
TELL_ANNOTATIONS = (
    update(_annotations)
    .where(_annotations.c.submission_id.in_(_every_sending), _annotations.c.review_id.is_(None))
    .values(review_id=bindparam("by_review"))
)
MARK_FIXED = (
    update(_annotations).where(_annotations.c.id == bindparam("annotation_id")).values(fixed_in=bindparam("in_version"))
)


def annotations(session: Session, enrolment_id: str, activity_id: str) -> Sequence[AnyRow]:
    """The comments on every sending of a work: id, submission_id, version, start, end, quote, comment, author_id, author,
    at, review_id (none: not told yet), fixed_in, fixed_in_version. The caller has seen the enrolment."""
    return session.execute(_ON_ACTIVITY, {"enrolment_id": enrolment_id, "activity_id": activity_id}).all()


def annotations_on(session: Session, submission_id: str) -> Sequence[AnyRow]:
    """The same, on one sending."""
    return session.execute(_ON_ONE, {"submission_id": submission_id}).all()


def annotations_of_many(session: Session, submission_ids: Sequence[str], *, told_only: bool) -> Sequence[AnyRow]:
    """The same, on several sendings that the caller has seen."""
    if not submission_ids:
        return []
    wanted = _ANNOTATION.where(Annotation.submission_id.in_(submission_ids))
    return session.execute(wanted.where(Annotation.review_id.is_not(None)) if told_only else wanted).all()
