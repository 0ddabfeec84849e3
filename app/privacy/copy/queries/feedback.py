"""What a person said in surveys and complaints, and what they answer for, for their copy."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.feedback.campaigns.models import Campaign, Invitation, Reply, ReplyAnswer, Wording
from app.feedback.complaints.models import Complaint, ComplaintAct
from app.feedback.improvements.models import ElementChoice, Improvement
from app.feedback.incidents.models import Incident


def surveys(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Campaign.title, Campaign.anonymous, Invitation.sent_on, Invitation.answered_on, Invitation.reminders)
        .join(Campaign, Campaign.id == Invitation.campaign_id)
        .where(Invitation.account_id == account_id)
        .order_by(Invitation.sent_on, Invitation.id)
    ).all()


def answers(session: Session, account_id: str) -> Sequence[AnyRow]:
    """With the words of each question, as they were on the page."""
    return session.execute(
        select(Campaign.title, Reply.sent_on, Wording.definition, ReplyAnswer.response)
        .join(Reply, Reply.id == ReplyAnswer.reply_id)
        .join(Invitation, Invitation.id == Reply.invitation_id)
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .join(Wording, Wording.id == ReplyAnswer.wording_id)
        .where(Invitation.account_id == account_id)
        .order_by(Reply.sent_on, Reply.id, Wording.id)
    ).all()


def complaints(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Complaint.number, Complaint.received_at, Complaint.words, Complaint.wish, Complaint.state,
            Complaint.answered_at, Complaint.closed_at, Complaint.satisfied,
        )
        .where(Complaint.account_id == account_id)
        .order_by(Complaint.number)
    ).all()  # fmt: skip


def complaint_acts(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Complaint.number, ComplaintAct.what, ComplaintAct.at, ComplaintAct.words)
        .join(Complaint, Complaint.id == ComplaintAct.complaint_id)
        .where(Complaint.account_id == account_id)
        .order_by(ComplaintAct.at, ComplaintAct.id)
    ).all()


def incidents(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Incident.happened_on, Incident.what, Incident.solution)
        .join(Enrolment, Enrolment.id == Incident.enrolment_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(Incident.happened_on, Incident.id)
    ).all()


def improvements(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Improvement.number, Improvement.title, Improvement.due_on, Improvement.state)
        .where(Improvement.owner_id == account_id)
        .order_by(Improvement.number)
    ).all()


def choices(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ElementChoice.decided_on, ElementChoice.choice, ElementChoice.reason)
        .where(ElementChoice.decided_by == account_id)
        .order_by(ElementChoice.decided_on, ElementChoice.activity_id)
    ).all()
