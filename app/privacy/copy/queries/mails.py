"""What somebody was written by e-mail, what they answered, and how they were reminded."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.notifications.models import (
    Mail,
    ModuleReminder,
    ReminderHold,
)
from app.notifications.replies.models import ReceivedMail
from app.privacy.copy.queries.own import own_paths


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
        .where(ModuleReminder.enrolment_id.in_(own_paths(account_id)))
        .order_by(ModuleReminder.at, ModuleReminder.id)
    ).all()


def holds(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ReminderHold.until, ReminderHold.reason)
        .where(ReminderHold.enrolment_id.in_(own_paths(account_id)))
        .order_by(ReminderHold.until, ReminderHold.enrolment_id)
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
