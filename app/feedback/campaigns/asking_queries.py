"""Who is to be asked, who was asked already, and who is to be asked again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import paris
from app.core.db import AnyRow
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment, GroupMember
from app.enrolments.rules import CLOSED, OPEN
from app.feedback.campaigns.models import Campaign, Invitation
from app.feedback.campaigns.queries import REFUSED
from app.identity.models import Account
from app.scheduling.models import Booking, TrainingSession


def at_the_end(session: Session, since: date, today: date) -> list[AnyRow]:
    """(id, organisation_id, course_id, learner_id) of paths whose end is some days old at most: declared, or after the
    last session of a path that ends in these days."""
    last_session = (
        select(func.max(TrainingSession.ends_at))
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(Booking.enrolment_id == Enrolment.id, Booking.state == "booked", TrainingSession.cancelled_at.is_(None))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    declared = and_(Enrolment.status.in_(tuple(CLOSED)), Enrolment.closed_on >= since, Enrolment.closed_on <= today)
    last_seat = and_(
        Enrolment.status.in_(tuple(OPEN)),
        Enrolment.ends_on >= since,
        Enrolment.ends_on <= today,
        last_session < paris(today, 23, 59),
    )
    return _paths(session, or_(declared, last_seat))


def gone_since(session: Session, start: date, end: date) -> list[AnyRow]:
    """The same, of paths that were closed between two days, both included."""
    closed = and_(Enrolment.status.in_(tuple(CLOSED)), Enrolment.closed_on >= start, Enrolment.closed_on <= end)
    return _paths(session, closed)


def _paths(session: Session, which: Any) -> list[AnyRow]:
    return list(
        session.execute(
            select(Enrolment.id, Enrolment.organisation_id, Enrolment.course_id, Enrolment.learner_id)
            .where(which, IN_USE)
            .order_by(Enrolment.organisation_id, Enrolment.course_id, Enrolment.id)
        )
    )


def in_group(session: Session, group_id: str) -> list[AnyRow]:
    """(id, course_id, learner_id) of the paths of a group, now."""
    return list(
        session.execute(
            select(Enrolment.id, Enrolment.course_id, Enrolment.learner_id)
            .join(GroupMember, GroupMember.enrolment_id == Enrolment.id)
            .where(GroupMember.group_id == group_id, GroupMember.until.is_(None), IN_USE)
            .order_by(Enrolment.id)
        )
    )


def on_course(session: Session, organisation_id: str, course_id: str) -> list[AnyRow]:
    """(id, course_id, learner_id) of the open paths of a course."""
    return list(
        session.execute(
            select(Enrolment.id, Enrolment.course_id, Enrolment.learner_id)
            .where(
                Enrolment.organisation_id == organisation_id,
                Enrolment.course_id == course_id,
                Enrolment.status.in_(tuple(OPEN)),
                IN_USE,
            )
            .order_by(Enrolment.id)
        )
    )


def asked_already(session: Session, campaign_id: str) -> set[str]:
    """Enrolments and addresses that a survey has asked."""
    rows = session.execute(
        select(Invitation.enrolment_id, Invitation.account_id, Invitation.email).where(
            Invitation.campaign_id == campaign_id
        )
    )
    return {value for row in rows for value in (row.enrolment_id, row.account_id, row.email) if value}


def asked_at(session: Session, moment: str, months: int | None, enrolment_ids: Sequence[str]) -> set[str]:
    """Which of these paths were asked at that moment, by whatever survey."""
    same = Campaign.months.is_(None) if months is None else Campaign.months == months
    return set(
        session.scalars(
            select(Invitation.enrolment_id)
            .join(Campaign, Campaign.id == Invitation.campaign_id)
            .where(Campaign.moment == moment, same, Invitation.enrolment_id.in_(enrolment_ids))
        )
    )


def people(session: Session, account_ids: Sequence[str]) -> dict[str, AnyRow]:
    """Account id → (id, name, email, locale)."""
    rows = session.execute(
        select(Account.id, Account.name, Account.email, Account.locale).where(Account.id.in_(account_ids))
    )
    return {row.id: row for row in rows}


def due_reminders(session: Session, today: date) -> list[AnyRow]:
    """(id, account_id, name, email, enrolment_id, …) of people who have not answered and are to be asked again."""
    return list(
        session.execute(
            select(
                Invitation.id, Invitation.organisation_id, Invitation.account_id, Invitation.name, Invitation.email,
                Invitation.enrolment_id, Invitation.nonce, Invitation.sent_on, Invitation.expires_on,
                Invitation.reminders, REFUSED.label("refused"), Campaign.title, Campaign.anonymous,
                Account.name.label("account_name"), Account.email.label("account_email"), Account.locale,
            )
            .join(Campaign, Campaign.id == Invitation.campaign_id)
            .outerjoin(Account, Account.id == Invitation.account_id)
            .where(
                Invitation.next_reminder_on <= today,
                Invitation.expires_on >= today,
                Invitation.answered_on.is_(None),
                Campaign.closed_on.is_(None),
            )
            .order_by(Invitation.id)
            .limit(2_000)
        )
    )  # fmt: skip


def invitation_to_remind(session: Session, invitation_id: str) -> Invitation | None:
    return session.get(Invitation, invitation_id, with_for_update={"key_share": True}, populate_existing=True)


def closing_days(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> dict[str, date]:
    """Enrolment id → the day it was closed."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.closed_on).where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.id.in_(enrolment_ids),
            Enrolment.closed_on.is_not(None),
        )
    )
    return {row.id: row.closed_on for row in rows}


def nonces(session: Session, campaign_id: str) -> list[str]:
    """What the private addresses of a survey are made of, in the order in which people were asked."""
    return list(
        session.scalars(select(Invitation.nonce).where(Invitation.campaign_id == campaign_id).order_by(Invitation.id))
    )
