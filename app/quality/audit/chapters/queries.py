"""What the chapters read of one path, up to a moment. Every statement is ordered: the same rows, the same file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.accompaniment.models import FollowUp
from app.admissions.models import AdmissionStep, Application, ApplicationStep
from app.appointments.models import Appointment
from app.assessment.models import Attempt, LevelAssessment, Review, Submission
from app.assessment.surveys.models import SurveyReply
from app.attendance.models import AttendanceSheet, Signature
from app.competences.models import LevelConclusion, Positioning, PositioningInterview
from app.core.db import AnyRow
from app.courses.models import Edition, EditionSequence
from app.documents.models import IssuedDocument
from app.enrolments.models import EnrolmentChange, PlanItem
from app.feedback.campaigns.models import Campaign, Invitation
from app.files.models import StoredFile
from app.frameworks.models import Competence, CompetenceBlock
from app.identity.models import Account
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.messaging.models import Message
from app.scheduling.models import Attendance, Booking, TrainingSession

Rows = Sequence[AnyRow]

_path: BindParameter[str] = bindparam("enrolment_id")
_until = bindparam("until", type_=LedgerEntry.occurred_at.type)
_by = aliased(Account)

# Of money, of what is told in confidence, of help outside: in the dossier, and nowhere else.
_NOT_FOR_AUDITS = (
    Kind.NOTE_WRITTEN, Kind.DOSSIER_CHANGED, Kind.AID_ASKED, Kind.AID_DECIDED, Kind.REFERRAL_SENT, Kind.REFERRAL_MOVED,
    Kind.GOAL_SET, Kind.GOAL_ENDED, Kind.ACTION_AGREED, Kind.ACTION_DONE,
)  # fmt: skip


def _all(session: Session, statement: Select[*tuple[Any, ...]], enrolment_id: str, until: datetime) -> Rows:
    return session.execute(statement, {"enrolment_id": enrolment_id, "until": until}).all()


_CHANGES = (
    select(EnrolmentChange.at, EnrolmentChange.what, EnrolmentChange.effective_on, EnrolmentChange.reason, _by.name.label("by"))
    .join(_by, _by.id == EnrolmentChange.actor_id)
    .where(EnrolmentChange.enrolment_id == _path)
    .order_by(EnrolmentChange.at, EnrolmentChange.id)
)  # fmt: skip


def changes(session: Session, enrolment_id: str) -> Rows:
    """(at, what, effective_on, reason, by): those made after the period too, an exit may be corrected later."""
    return session.execute(_CHANGES, {"enrolment_id": enrolment_id}).all()


def admission(session: Session, organisation_id: str, learner_id: str) -> Rows:
    """(title, state, done_on, contacted_at) of the steps of the way in."""
    return session.execute(
        select(
            AdmissionStep.name.label("title"), ApplicationStep.state, ApplicationStep.done_on, Application.contacted_at
        )
        .join(ApplicationStep, ApplicationStep.application_id == Application.id)
        .join(AdmissionStep, AdmissionStep.id == ApplicationStep.step_id)
        .where(Application.organisation_id == organisation_id, Application.account_id == learner_id)
        .order_by(Application.contacted_at, AdmissionStep.position, AdmissionStep.id)
    ).all()


def plan(session: Session, enrolment_id: str) -> Rows:
    """(title, objective, starts_on, due_on) of the sequences of the plan, as their latest edition calls them."""
    latest = (
        select(EditionSequence.sequence_id, func.max(Edition.number).label("number"))
        .join(Edition, Edition.id == EditionSequence.edition_id)
        .join(PlanItem, PlanItem.sequence_id == EditionSequence.sequence_id)
        .where(PlanItem.enrolment_id == _path)
        .group_by(EditionSequence.sequence_id)
        .subquery()
    )
    statement = (
        select(EditionSequence.title, EditionSequence.objective, PlanItem.starts_on, PlanItem.due_on)
        .join(PlanItem, PlanItem.sequence_id == EditionSequence.sequence_id)
        .join(Edition, Edition.id == EditionSequence.edition_id)
        .join(latest, (latest.c.sequence_id == EditionSequence.sequence_id) & (latest.c.number == Edition.number))
        .where(PlanItem.enrolment_id == _path)
        .order_by(PlanItem.starts_on, PlanItem.due_on, EditionSequence.position, PlanItem.sequence_id)
    )
    return session.execute(statement, {"enrolment_id": enrolment_id}).all()


_HALF_DAYS = (
    select(
        Attendance.day, Attendance.half_day, Attendance.present, Attendance.minutes, Attendance.reason_code,
        Attendance.reason, Attendance.document_seen, TrainingSession.title, Booking.place, Signature.at.label("signed_at"),
        Signature.method, AttendanceSheet.number,
    )
    .join(TrainingSession, TrainingSession.id == Attendance.session_id)
    .outerjoin(Booking, (Booking.session_id == Attendance.session_id) & (Booking.enrolment_id == Attendance.enrolment_id))
    .outerjoin(
        Signature,
        (Signature.session_id == Attendance.session_id) & (Signature.enrolment_id == Attendance.enrolment_id)
        & (Signature.day == Attendance.day) & (Signature.half_day == Attendance.half_day),
    )
    .outerjoin(AttendanceSheet, AttendanceSheet.session_id == Attendance.session_id)
    .where(Attendance.enrolment_id == _path, TrainingSession.starts_at < _until)
    .order_by(Attendance.day, Attendance.half_day.desc(), TrainingSession.starts_at, Attendance.id)
)  # fmt: skip


def half_days(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _HALF_DAYS, enrolment_id, until)


def sessions_held(session: Session, enrolment_id: str, since: datetime, until: datetime) -> list[str]:
    """The sessions of a period where the person has a seat, without those that were cancelled."""
    return list(
        session.scalars(
            select(TrainingSession.id)
            .join(Booking, Booking.session_id == TrainingSession.id)
            .where(
                Booking.enrolment_id == enrolment_id,
                Booking.state == "booked",
                TrainingSession.cancelled_at.is_(None),
                TrainingSession.starts_at >= since,
                TrainingSession.starts_at < until,
                ~select(Appointment.id).where(Appointment.session_id == TrainingSession.id).exists(),
            )
            .order_by(TrainingSession.starts_at, TrainingSession.id)
        )
    )


_TRACES = (
    select(
        LedgerEntry.number, LedgerEntry.occurred_at, LedgerEntry.kind, LedgerEntry.activity_id, LedgerEntry.minutes,
        LedgerEntry.place, LedgerEntry.nature, LedgerEntry.corrects_id, TrainingSession.title.label("session_title"),
        LedgerEntry.hash,
    )
    .outerjoin(TrainingSession, TrainingSession.id == LedgerEntry.session_id)
    .where(
        LedgerEntry.enrolment_id == _path,
        LedgerEntry.occurred_at < _until,
        LedgerEntry.kind.not_in([kind.value for kind in _NOT_FOR_AUDITS]),
    )
    .order_by(LedgerEntry.occurred_at, LedgerEntry.number)
)  # fmt: skip


def traces(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """The ledger of a path, without what was told in confidence."""
    return _all(session, _TRACES, enrolment_id, until)


_WORKS = (
    select(
        Submission.activity_id, Submission.number, Submission.sent_at, Submission.state, Submission.file_id,
        StoredFile.name.label("file_name"), Review.at.label("reviewed_at"), Review.decision, _by.name.label("reviewer"),
    )
    .outerjoin(StoredFile, StoredFile.id == Submission.file_id)
    .outerjoin(Review, Review.submission_id == Submission.id)
    .outerjoin(_by, _by.id == Review.reviewer_id)
    .where(Submission.enrolment_id == _path, Submission.sent_at < _until)
    .order_by(Submission.sent_at, Submission.id)
)  # fmt: skip


def works(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _WORKS, enrolment_id, until)


_QUIZZES = (
    select(Attempt.activity_id, Attempt.number, Attempt.sent_at, Attempt.state, Attempt.points, Attempt.possible)
    .where(Attempt.enrolment_id == _path, Attempt.sent_at < _until)
    .order_by(Attempt.sent_at, Attempt.id)
)


def quizzes(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _QUIZZES, enrolment_id, until)


_LEVELS = (
    select(
        LevelAssessment.at, LevelAssessment.stage, LevelAssessment.voice, LevelAssessment.level,
        CompetenceBlock.title.label("block"), Competence.code, Competence.title, _by.name.label("by"),
    )
    .join(Competence, Competence.id == LevelAssessment.competence_id)
    .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
    .join(_by, _by.id == LevelAssessment.given_by)
    .where(LevelAssessment.enrolment_id == _path, LevelAssessment.at < _until)
    .order_by(LevelAssessment.at, CompetenceBlock.position, Competence.position, LevelAssessment.id)
)  # fmt: skip


def levels(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _LEVELS, enrolment_id, until)


_MESSAGES = (
    select(Message.created_at, Message.author_id)
    .where(Message.enrolment_id == _path, Message.created_at < _until)
    .order_by(Message.created_at, Message.id)
)


def messages(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """(created_at, author_id): never their words."""
    return _all(session, _MESSAGES, enrolment_id, until)


_CONTACTS = (
    select(
        FollowUp.at, FollowUp.channel, FollowUp.outcome, FollowUp.minutes, FollowUp.visibility, FollowUp.words,
        _by.name.label("by"),
    )
    .join(_by, _by.id == FollowUp.by)
    .where(FollowUp.enrolment_id == _path, FollowUp.at < _until)
    .order_by(FollowUp.at, FollowUp.id)
)  # fmt: skip


def contacts(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _CONTACTS, enrolment_id, until)


_MEETINGS = (
    select(
        TrainingSession.starts_at, Appointment.planned_minutes, Appointment.means, Appointment.outcome,
        Appointment.cancelled_at, _by.name.label("adviser"),
    )
    .join(TrainingSession, TrainingSession.id == Appointment.session_id)
    .join(_by, _by.id == Appointment.adviser_id)
    .where(Appointment.enrolment_id == _path, TrainingSession.starts_at < _until)
    .order_by(TrainingSession.starts_at, Appointment.id)
)  # fmt: skip


def meetings(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """Appointments, without what was said there."""
    return _all(session, _MEETINGS, enrolment_id, until)


_REPLIES = (
    select(SurveyReply.activity_id, SurveyReply.sent_at)
    .where(SurveyReply.enrolment_id == _path, SurveyReply.sent_at < _until)
    .order_by(SurveyReply.sent_at, SurveyReply.id)
)


def replies(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """(activity_id, sent_at) of the questionnaires sent back under one's name: never the answers."""
    return _all(session, _REPLIES, enrolment_id, until)


def documents(session: Session, enrolment_id: str) -> Rows:
    """What was issued to somebody: those of later days too, they may speak of the period. Cancelled ones are named."""
    return session.execute(
        select(
            IssuedDocument.kind, IssuedDocument.number, IssuedDocument.title, IssuedDocument.made_at, IssuedDocument.state,
            IssuedDocument.minutes, IssuedDocument.sent_at, IssuedDocument.sha256,
            func.coalesce(IssuedDocument.signed_file_id, IssuedDocument.file_id).label("file_id"),
        )
        .where(IssuedDocument.enrolment_id == enrolment_id)
        .order_by(IssuedDocument.made_at, IssuedDocument.number, IssuedDocument.id)
    ).all()  # fmt: skip


_CONCLUSIONS = (
    select(
        LevelConclusion.at, LevelConclusion.stage, LevelConclusion.level, LevelConclusion.why,
        CompetenceBlock.title.label("block"), Competence.code, Competence.title, _by.name.label("by"),
    )
    .join(Competence, Competence.id == LevelConclusion.competence_id)
    .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
    .join(_by, _by.id == LevelConclusion.concluded_by)
    .where(LevelConclusion.enrolment_id == _path, LevelConclusion.at < _until, LevelConclusion.reopened_at.is_(None))
    .order_by(LevelConclusion.at, CompetenceBlock.position, Competence.position, LevelConclusion.id)
)  # fmt: skip


def conclusions(session: Session, enrolment_id: str, until: datetime) -> Rows:
    return _all(session, _CONCLUSIONS, enrolment_id, until)


_POSITIONINGS = (
    select(
        Positioning.stage, Positioning.begun_at, Positioning.sent_at, Positioning.needs_at,
        PositioningInterview.held_on, _by.name.label("held_by"),
    )
    .outerjoin(PositioningInterview, PositioningInterview.positioning_id == Positioning.id)
    .outerjoin(_by, _by.id == PositioningInterview.held_by)
    .where(Positioning.enrolment_id == _path, Positioning.begun_at < _until)
    .order_by(Positioning.begun_at, Positioning.id, PositioningInterview.held_on, PositioningInterview.id)
)  # fmt: skip


def positionings(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """(stage, begun_at, sent_at, needs_at, held_on, held_by): that needs were said, never their words."""
    return _all(session, _POSITIONINGS, enrolment_id, until)


def invitations(session: Session, enrolment_id: str) -> Rows:
    """(title, moment, sent_on, answered_on, reminders, anonymous) of the surveys that somebody was asked."""
    return session.execute(
        select(
            Campaign.title, Campaign.moment, Campaign.anonymous, Invitation.sent_on, Invitation.answered_on, Invitation.reminders,
        )
        .join(Campaign, Campaign.id == Invitation.campaign_id)
        .where(Invitation.enrolment_id == enrolment_id)
        .order_by(Invitation.sent_on, Invitation.id)
    ).all()  # fmt: skip
