"""The templates somebody may use, and what fills their fields."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.messaging.models import MessageTemplate
from app.scheduling.models import Booking, TrainingSession

_learner, _adviser = aliased(Account), aliased(Account)


def visible_templates(actor: Actor) -> ColumnElement[bool]:
    """Those of the organisation, and one's own."""
    return (MessageTemplate.organisation_id == actor.organisation_id) & or_(
        MessageTemplate.owner_id.is_(None), MessageTemplate.owner_id == actor.account_id
    )


def templates(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(id, owner_id, title, subject, body), one's own first, by title."""
    return session.execute(
        select(
            MessageTemplate.id,
            MessageTemplate.owner_id,
            MessageTemplate.title,
            MessageTemplate.subject,
            MessageTemplate.body,
        )
        .where(visible_templates(actor))
        .order_by(MessageTemplate.owner_id.is_(None), MessageTemplate.title, MessageTemplate.id)
        .limit(200)
    ).all()


def template_for(session: Session, actor: Actor, template_id: str) -> MessageTemplate:
    """One of them; NotFound for another's."""
    found = session.scalars(
        select(MessageTemplate).where(MessageTemplate.id == template_id, visible_templates(actor))
    ).first()
    if found is None:
        raise NotFound()
    return found


def people(session: Session, enrolment_ids: Sequence[str]) -> dict[str, AnyRow]:
    """Enrolment id → what fills the fields: name, adviser_name, course_title, next_title, next_at."""
    coming = (
        select(TrainingSession.id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.enrolment_id == Enrolment.id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= now(),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    found: dict[str, AnyRow] = {}
    for start in range(0, len(enrolment_ids), 500):
        rows = session.execute(
            select(
                Enrolment.id,
                _learner.name,
                _adviser.name.label("adviser_name"),
                Edition.title.label("course_title"),
                TrainingSession.title.label("next_title"),
                TrainingSession.starts_at.label("next_at"),
            )
            .join(_learner, _learner.id == Enrolment.learner_id)
            .join(Course, Course.id == Enrolment.course_id)
            .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
            .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
            .outerjoin(TrainingSession, TrainingSession.id == coming)
            .where(Enrolment.id.in_(enrolment_ids[start : start + 500]))
        )
        found.update((row.id, row) for row in rows)
    return found
