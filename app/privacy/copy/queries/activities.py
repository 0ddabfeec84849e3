"""What a person did in the activities, and what was said of it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.assessment.checklists.models import ChecklistItem, ChecklistTick
from app.assessment.choices.models import ChoiceOption, ChoicePick
from app.assessment.models import (
    Annotation,
    Answer,
    Attempt,
    Question,
    QuestionVersion,
    Review,
    ReviewDraft,
    Submission,
)
from app.assessment.surveys.models import SurveyAnswer, SurveyQuestion, SurveyReply
from app.core.db import AnyRow
from app.courses.models import Edition, EditionActivity
from app.files.models import StoredFile
from app.identity.models import Account
from app.learning.models import ActivityRemark, ActivityState, DeclaredTime
from app.privacy.copy.queries.own import own_paths


def states(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ActivityState.activity_id, ActivityState.state, ActivityState.opened_at, ActivityState.done_at)
        .where(ActivityState.enrolment_id.in_(own_paths(account_id)))
        .order_by(ActivityState.opened_at, ActivityState.activity_id)
    ).all()


def remarks(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            ActivityRemark.activity_id,
            ActivityRemark.written_at,
            ActivityRemark.felt,
            ActivityRemark.minutes,
            ActivityRemark.helped,
            ActivityRemark.body,
            ActivityRemark.reply,
            Account.name.label("replier"),
        )
        .outerjoin(Account, Account.id == ActivityRemark.replied_by)
        .where(ActivityRemark.enrolment_id.in_(own_paths(account_id)))
        .order_by(ActivityRemark.written_at, ActivityRemark.id)
    ).all()


def answers(session: Session, account_id: str) -> Sequence[AnyRow]:
    """Each answer with the words of its question, as they were when it was sent."""
    return session.execute(
        select(
            Attempt.activity_id,
            Attempt.number,
            Attempt.sent_at,
            QuestionVersion.definition,
            Answer.response,
            Answer.points,
            Answer.possible,
            Answer.comment,
            Account.name.label("marked_by"),
        )
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .outerjoin(Account, Account.id == Answer.marked_by)
        .where(Attempt.enrolment_id.in_(own_paths(account_id)))
        .order_by(Attempt.sent_at, Attempt.id, Answer.position)
    ).all()


def declared_times(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(DeclaredTime.activity_id, DeclaredTime.said_at, DeclaredTime.minutes, DeclaredTime.planned)
        .where(DeclaredTime.enrolment_id.in_(own_paths(account_id)))
        .order_by(DeclaredTime.said_at, DeclaredTime.activity_id)
    ).all()


def works(session: Session, account_id: str) -> Sequence[AnyRow]:
    given_back = aliased(StoredFile)
    return session.execute(
        select(
            Submission.activity_id,
            Submission.number,
            Submission.sent_at,
            Submission.text,
            Submission.state,
            Submission.file_id,
            StoredFile.name.label("file_name"),
            Review.decision,
            Review.comment,
            Review.rubric,
            Review.levels,
            Review.comments,
            Review.file_id.label("given_back_id"),
            given_back.name.label("given_back_name"),
            Account.name.label("reviewer"),
        )
        .outerjoin(StoredFile, StoredFile.id == Submission.file_id)
        .outerjoin(Review, Review.submission_id == Submission.id)
        .outerjoin(given_back, given_back.id == Review.file_id)
        .outerjoin(Account, Account.id == Review.reviewer_id)
        .where(Submission.enrolment_id.in_(own_paths(account_id)))
        .order_by(Submission.sent_at, Submission.id)
    ).all()


def passages(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The comments on passages of a person's works that a review has told."""
    return session.execute(
        select(
            Submission.activity_id,
            Submission.number,
            Annotation.at,
            Annotation.quote,
            Annotation.comment,
            Account.name.label("author"),
        )
        .join(Submission, Submission.id == Annotation.submission_id)
        .join(Account, Account.id == Annotation.author_id)
        .where(Annotation.review_id.is_not(None), Submission.enrolment_id.in_(own_paths(account_id)))
        .order_by(Annotation.at, Annotation.id)
    ).all()


def begun_reviews(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What a trainer has begun to say of works, told to nobody yet."""
    return session.execute(
        select(Submission.activity_id, ReviewDraft.saved_at, ReviewDraft.said)
        .join(Submission, Submission.id == ReviewDraft.submission_id)
        .where(ReviewDraft.reviewer_id == account_id)
        .order_by(ReviewDraft.saved_at, ReviewDraft.submission_id)
    ).all()


def opinions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, sent_at, definition, response): each answer with the words of its question, drafts too."""
    return session.execute(
        select(SurveyReply.activity_id, SurveyReply.sent_at, SurveyQuestion.definition, SurveyAnswer.response)
        .join(SurveyAnswer, SurveyAnswer.reply_id == SurveyReply.id)
        .join(SurveyQuestion, SurveyQuestion.id == SurveyAnswer.question_id)
        .where(SurveyReply.enrolment_id.in_(own_paths(account_id)))
        .order_by(SurveyReply.changed_at, SurveyReply.id, SurveyQuestion.created_at, SurveyQuestion.id)
    ).all()


def picks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, at, title)"""
    return session.execute(
        select(ChoiceOption.activity_id, ChoicePick.at, ChoiceOption.title)
        .join(ChoicePick, ChoicePick.option_id == ChoiceOption.id)
        .where(ChoicePick.enrolment_id.in_(own_paths(account_id)))
        .order_by(ChoicePick.at, ChoicePick.option_id)
    ).all()


def ticks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, at, text)"""
    return session.execute(
        select(ChecklistItem.activity_id, ChecklistTick.at, ChecklistItem.text)
        .join(ChecklistTick, ChecklistTick.item_id == ChecklistItem.id)
        .where(ChecklistTick.enrolment_id.in_(own_paths(account_id)))
        .order_by(ChecklistTick.at, ChecklistTick.item_id)
    ).all()


def activity_titles(session: Session, activity_ids: Iterable[str]) -> dict[str, str]:
    """The titles of activities, as their latest edition says them."""
    wanted = sorted(set(activity_ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(EditionActivity.activity_id, EditionActivity.title)
            .join(Edition, Edition.id == EditionActivity.edition_id)
            .where(EditionActivity.activity_id.in_(wanted[start : start + 500]))
            .order_by(Edition.number)
        )
        found.update({row.activity_id: row.title for row in rows})
    return found
