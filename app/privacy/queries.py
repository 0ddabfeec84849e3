"""What is held about one person. Every statement keeps the rows of that person and of nobody else."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.assessment.bank.models import BankQuestion, BankQuestionChange, QuestionBank
from app.assessment.checklists.models import ChecklistItem, ChecklistTick
from app.assessment.choices.models import ChoiceOption, ChoicePick
from app.assessment.models import (
    Annotation,
    Answer,
    Attempt,
    LevelAssessment,
    Question,
    QuestionVersion,
    Review,
    ReviewDraft,
    Submission,
)
from app.assessment.surveys.models import SurveyAnswer, SurveyQuestion, SurveyReply
from app.classrooms.models import ClassroomPresence
from app.core.db import AnyRow
from app.courses.models import Course, Edition, EditionActivity, EditionSequence
from app.directory.models import Partner
from app.dossiers.models import DossierNote
from app.enrolments.models import Enrolment, EnrolmentChange, GroupMember, LearnerGroup, PlanItem
from app.files.models import StoredFile, Upload
from app.forum.models import Post, Thread
from app.frameworks.models import Competence
from app.funding.models import FunderReport
from app.identity.freezing.models import DataFreeze
from app.identity.guessing import prints_of
from app.identity.models import Account, Funder, GuessCount, Membership, Organisation, SignIn, Site
from app.learning.models import ActivityRemark, ActivityState
from app.ledger.models import LedgerEntry
from app.privacy import map as house
from app.privacy.others import without_others
from app.privacy.processing import models as processing_models
from app.privacy.requests.models import DataRequest
from app.privacy.retention import models as retention_models
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.visits.models import Visit
from app.web.models import GivenAnswer

KNOWN = (
    GivenAnswer,
    DataFreeze,
    DataRequest,
    retention_models,
    processing_models,
)  # every model is known to the metadata once this module is read


def counts(session: Session, account_id: str, account_print: str) -> dict[str, int]:
    """How many rows each table holds about a person, in one statement."""
    parts = [
        select(
            literal(name).label("name"),
            select(func.count())
            .select_from(house.table(name))
            .where(house.belongs_to(name, account_id))
            .scalar_subquery()
            .label("n"),
        )
        for name in sorted(house.PATHS)
    ]
    tries = select(func.count()).where(GuessCount.print.in_(prints_of(account_id)), GuessCount.failures > 0)
    parts.append(select(literal("guess_count").label("name"), tries.scalar_subquery().label("n")))
    visits = select(func.count()).where(Visit.contact_print == account_print).scalar_subquery()
    parts.append(select(literal("visit").label("name"), visits.label("n")))
    asked_for = select(func.count()).where(Partner.contact_print == account_print).scalar_subquery()
    parts.append(select(literal("partner").label("name"), asked_for.label("n")))
    return {row.name: int(row.n) for row in session.execute(union_all(*parts))}


def raw(session: Session, name: str, account_id: str) -> list[dict[str, Any]]:
    """The rows of a person in a table, column by column, without the secrets."""
    source = house.table(name)
    columns = house.columns_to_copy(name)
    statement = select(*columns).where(house.belongs_to(name, account_id)).order_by(*source.primary_key.columns)
    return [without_others(name, dict(row._mapping)) for row in session.execute(statement)]


def account(session: Session, account_id: str) -> AnyRow | None:
    return session.execute(
        select(
            Account.id,
            Account.email,
            Account.name,
            Account.phone,
            Account.locale,
            Account.created_at,
            (Account.password_hash != "").label("has_password"),
        ).where(Account.id == account_id)
    ).first()


def roles(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Organisation.name, Membership.role, Membership.created_at)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id)
        .order_by(Membership.created_at, Membership.id)
    ).all()


def enrolments(session: Session, account_id: str) -> Sequence[AnyRow]:
    adviser = aliased(Account)
    return session.execute(
        select(
            Enrolment.id,
            Enrolment.status,
            Enrolment.starts_on,
            Enrolment.ends_on,
            Enrolment.closed_on,
            Enrolment.exit_reason,
            Enrolment.referrer,
            Enrolment.project,
            Enrolment.weekly_hours_due,
            Enrolment.weekly_hours_from,
            Enrolment.created_at,
            Organisation.name.label("organisation"),
            adviser.name.label("adviser"),
            Funder.name.label("funder"),
            Site.name.label("site"),
            func.coalesce(Edition.title, Course.slug).label("course"),
        )
        .join(Organisation, Organisation.id == Enrolment.organisation_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(adviser, adviser.id == Enrolment.adviser_id)
        .outerjoin(Funder, Funder.id == Enrolment.funder_id)
        .outerjoin(Site, Site.id == Enrolment.site_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(Enrolment.created_at, Enrolment.id)
    ).all()


def _own(account_id: str) -> Any:
    return select(Enrolment.id).where(Enrolment.learner_id == account_id)


def changes(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            EnrolmentChange.what,
            EnrolmentChange.reason,
            EnrolmentChange.effective_on,
            Account.name.label("by"),
        )
        .join(Account, Account.id == EnrolmentChange.actor_id)
        .where(EnrolmentChange.enrolment_id.in_(_own(account_id)))
        .order_by(EnrolmentChange.at, EnrolmentChange.id)
    ).all()


def plan(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, starts_on, due_on) of each planned sequence, as the current edition calls it."""
    return session.execute(
        select(
            func.coalesce(EditionSequence.title, PlanItem.sequence_id).label("title"),
            PlanItem.starts_on,
            PlanItem.due_on,
        )
        .join(Enrolment, Enrolment.id == PlanItem.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(
            EditionSequence,
            (EditionSequence.edition_id == Edition.id) & (EditionSequence.sequence_id == PlanItem.sequence_id),
        )
        .where(Enrolment.learner_id == account_id)
        .order_by(PlanItem.starts_on, PlanItem.due_on, PlanItem.sequence_id)
    ).all()


def groups(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(name, since, until) of each time in a group."""
    return session.execute(
        select(LearnerGroup.name, GroupMember.since, GroupMember.until)
        .join(LearnerGroup, LearnerGroup.id == GroupMember.group_id)
        .where(GroupMember.enrolment_id.in_(_own(account_id)))
        .order_by(GroupMember.since, GroupMember.id)
    ).all()


def states(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ActivityState.activity_id, ActivityState.state, ActivityState.opened_at, ActivityState.done_at)
        .where(ActivityState.enrolment_id.in_(_own(account_id)))
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
        .where(ActivityRemark.enrolment_id.in_(_own(account_id)))
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
        .where(Attempt.enrolment_id.in_(_own(account_id)))
        .order_by(Attempt.sent_at, Attempt.id, Answer.position)
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
        .where(Submission.enrolment_id.in_(_own(account_id)))
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
        .where(Annotation.review_id.is_not(None), Submission.enrolment_id.in_(_own(account_id)))
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


def levels(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Competence.code,
            Competence.title,
            LevelAssessment.stage,
            LevelAssessment.voice,
            LevelAssessment.level,
            LevelAssessment.at,
            Account.name.label("given_by"),
        )
        .join(Competence, Competence.id == LevelAssessment.competence_id)
        .join(Account, Account.id == LevelAssessment.given_by)
        .where(LevelAssessment.enrolment_id.in_(_own(account_id)))
        .order_by(LevelAssessment.at, LevelAssessment.id)
    ).all()


def opinions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, sent_at, definition, response): each answer with the words of its question, drafts too."""
    return session.execute(
        select(SurveyReply.activity_id, SurveyReply.sent_at, SurveyQuestion.definition, SurveyAnswer.response)
        .join(SurveyAnswer, SurveyAnswer.reply_id == SurveyReply.id)
        .join(SurveyQuestion, SurveyQuestion.id == SurveyAnswer.question_id)
        .where(SurveyReply.enrolment_id.in_(_own(account_id)))
        .order_by(SurveyReply.changed_at, SurveyReply.id, SurveyQuestion.created_at, SurveyQuestion.id)
    ).all()


def picks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, at, title)"""
    return session.execute(
        select(ChoiceOption.activity_id, ChoicePick.at, ChoiceOption.title)
        .join(ChoicePick, ChoicePick.option_id == ChoiceOption.id)
        .where(ChoicePick.enrolment_id.in_(_own(account_id)))
        .order_by(ChoicePick.at, ChoicePick.option_id)
    ).all()


def ticks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(activity_id, at, text)"""
    return session.execute(
        select(ChecklistItem.activity_id, ChecklistTick.at, ChecklistItem.text)
        .join(ChecklistTick, ChecklistTick.item_id == ChecklistItem.id)
        .where(ChecklistTick.enrolment_id.in_(_own(account_id)))
        .order_by(ChecklistTick.at, ChecklistTick.item_id)
    ).all()


def bookings(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            TrainingSession.title,
            TrainingSession.starts_at,
            Booking.state,
            Booking.place,
            TrainingSession.cancelled_at,
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.enrolment_id.in_(_own(account_id)))
        .order_by(TrainingSession.starts_at, Booking.id)
    ).all()


def attendance(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            TrainingSession.title,
            Attendance.day,
            Attendance.half_day,
            Attendance.present,
            Attendance.minutes,
            Attendance.reason,
            Attendance.reason_code,
            Attendance.document_seen,
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(Attendance.enrolment_id.in_(_own(account_id)))
        .order_by(Attendance.day, Attendance.half_day.desc(), Attendance.id)
    ).all()


def connections(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, came_at, left_at) of the visits to virtual classrooms."""
    return session.execute(
        select(TrainingSession.title, ClassroomPresence.came_at, ClassroomPresence.left_at)
        .join(TrainingSession, TrainingSession.id == ClassroomPresence.session_id)
        .where(or_(ClassroomPresence.enrolment_id.in_(_own(account_id)), ClassroomPresence.account_id == account_id))
        .order_by(ClassroomPresence.came_at, ClassroomPresence.id)
    ).all()


def bank_questions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, bank, name, what) of the questions that a person wrote last, and of the changes they made before."""
    last = (
        select(BankQuestion.changed_at.label("at"), QuestionBank.title.label("bank"), BankQuestion.name)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(BankQuestion.changed_by == account_id)
    )
    before = (
        select(BankQuestionChange.at, QuestionBank.title.label("bank"), BankQuestionChange.name)
        .join(BankQuestion, BankQuestion.id == BankQuestionChange.question_id)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(BankQuestionChange.changed_by == account_id, BankQuestion.changed_by != account_id)
    )
    return session.execute(union_all(last, before).order_by("at")).all()


def led_sessions(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(TrainingSession.title, TrainingSession.starts_at)
        .where(TrainingSession.trainer_id == account_id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


def ledger(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What the ledger says about a person."""
    return session.execute(
        select(
            LedgerEntry.occurred_at,
            LedgerEntry.kind,
            LedgerEntry.activity_id,
            LedgerEntry.minutes,
            LedgerEntry.place,
        )
        .where(LedgerEntry.person_id == account_id)
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    ).all()


def acts(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What a person did in the paths of others: when and what, never about whom."""
    return session.execute(
        select(LedgerEntry.occurred_at, LedgerEntry.kind)
        .where(
            LedgerEntry.actor_id == account_id,
            or_(LedgerEntry.person_id.is_(None), LedgerEntry.person_id != account_id),
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    ).all()


def posts(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Post.created_at, Post.body, Thread.title, (Thread.author_id == account_id).label("own_thread"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == account_id)
        .order_by(Post.created_at, Post.id)
    ).all()


def files(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(StoredFile.id, StoredFile.name, StoredFile.size, StoredFile.created_at)
        .where(
            StoredFile.owner_id == account_id,
            ~exists().where(DossierNote.file_id == StoredFile.id, DossierNote.others),  # given by hand
            ~exists().where(FunderReport.file_id == StoredFile.id),  # names those whom a funder pays for
        )
        .order_by(StoredFile.created_at, StoredFile.id)
    ).all()


def uploads(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What the person has begun to send and made nothing of yet."""
    return session.execute(
        select(Upload.name, Upload.size, Upload.created_at, Upload.expires_at)
        .where(Upload.account_id == account_id, Upload.file_id.is_(None))
        .order_by(Upload.created_at, Upload.id)
    ).all()


def sign_ins(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(device, way, factors, shared, created_at, last_seen_at, revoked_at, helper), in order."""
    helper = aliased(Account)
    return session.execute(
        select(
            SignIn.device, SignIn.way, SignIn.factors, SignIn.shared, SignIn.created_at, SignIn.last_seen_at,
            SignIn.revoked_at, helper.name.label("helper"),
        )
        .outerjoin(helper, helper.id == SignIn.helped_by)
        .where(SignIn.account_id == account_id)
        .order_by(SignIn.created_at, SignIn.id)
    ).all()  # fmt: skip


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
