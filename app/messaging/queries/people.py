"""Whom somebody may write to."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments import queries as enrolments
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.scheduling.models import Booking, TrainingSession

_learner, _adviser, _author = aliased(Account), aliased(Account), aliased(Account)


def trains(session: Session, account_id: str, enrolment_id: str) -> bool:
    """Whether somebody leads, or has led, a session that the person has a seat in."""
    return (
        session.execute(
            select(Booking.id)
            .join(TrainingSession, TrainingSession.id == Booking.session_id)
            .where(
                Booking.enrolment_id == enrolment_id,
                Booking.state == "booked",
                TrainingSession.trainer_id == account_id,
            )
            .limit(1)
        ).first()
        is not None
    )


def trainers_of(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(id, name) of those who lead the sessions that a person has a seat in."""
    return session.execute(
        select(Account.id, Account.name)
        .distinct()
        .join(TrainingSession, TrainingSession.trainer_id == Account.id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.enrolment_id == enrolment_id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(Account.name, Account.id)
    ).all()


def people_to_write_to(session: Session, actor: Actor, words: str, limit: int) -> Sequence[AnyRow]:
    """(id, name, adviser_name, status) of the paths that the actor may open a conversation about, by name."""
    statement = (
        select(Enrolment.id, _learner.name, _adviser.name.label("adviser_name"), Enrolment.status)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
        .where(Enrolment.organisation_id == actor.organisation_id, IN_USE)
    )
    if not actor.has(Role.ADVISER, Role.ADMIN):
        statement = statement.where(trained_by(actor.account_id))
    elif not words:
        statement = statement.where(Enrolment.adviser_id == actor.account_id)
    for word in words.lower().split()[:6]:
        statement = statement.where(func.lower(_learner.name).like(f"%{word.replace('%', '').replace('_', '')}%"))
    return session.execute(statement.order_by(_learner.name, Enrolment.id).limit(limit)).all()


def trained_by(account_id: str) -> ColumnElement[bool]:
    """The paths of those who have a seat in a session that somebody leads."""
    return exists().where(
        Booking.enrolment_id == Enrolment.id,
        Booking.state == "booked",
        Booking.session_id == TrainingSession.id,
        TrainingSession.trainer_id == account_id,
    )


def path_of(session: Session, organisation_id: str, enrolment_id: str) -> enrolments.EnrolmentRow:
    """A path of the organisation; NotFound otherwise."""
    if not enrolment_id:
        raise NotFound()
    return enrolments.enrolment_of(session, organisation_id, enrolment_id)
