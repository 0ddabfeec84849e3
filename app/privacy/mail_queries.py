"""What somebody was written by e-mail, how they were reminded, and the time they say they spent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.learning.models import DeclaredTime
from app.notifications.models import Mail, ModuleReminder, ReminderHold
from app.notifications.replies.models import ReceivedMail


def _own(account_id: str) -> Any:
    return select(Enrolment.id).where(Enrolment.learner_id == account_id)


def declared_times(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(DeclaredTime.activity_id, DeclaredTime.said_at, DeclaredTime.minutes, DeclaredTime.planned)
        .where(DeclaredTime.enrolment_id.in_(_own(account_id)))
        .order_by(DeclaredTime.said_at, DeclaredTime.activity_id)
    ).all()


def mails(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Mail.created_at, Mail.address, Mail.subject, Mail.text, Mail.state, Mail.sent_at)
        .where(Mail.account_id == account_id)
        .order_by(Mail.created_at, Mail.id)
    ).all()


def reminders(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, late_days, words, by) of the reminders of modules; `by` is empty for those of the house."""
    return session.execute(
        select(ModuleReminder.at, ModuleReminder.late_days, ModuleReminder.words, Account.name.label("by"))
        .outerjoin(Account, Account.id == ModuleReminder.by)
        .where(ModuleReminder.enrolment_id.in_(_own(account_id)))
        .order_by(ModuleReminder.at, ModuleReminder.id)
    ).all()


def holds(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ReminderHold.until, ReminderHold.reason)
        .where(ReminderHold.enrolment_id.in_(_own(account_id)))
        .order_by(ReminderHold.until)
    ).all()


def received(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(received_at, sender, subject, words, state) of the answers that came by e-mail to what they were written."""
    return session.execute(
        select(
            ReceivedMail.received_at, ReceivedMail.sender, ReceivedMail.subject, ReceivedMail.words, ReceivedMail.state
        )
        .where(ReceivedMail.account_id == account_id)
        .order_by(ReceivedMail.received_at, ReceivedMail.id)
    ).all()
