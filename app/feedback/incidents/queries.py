"""Incidents: the register, and one of them."""

from datetime import date, datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.enrolments.models import Enrolment
from app.feedback.incidents.models import Incident
from app.identity.models import Account
from app.scheduling.models import TrainingSession

_by, _closer, _learner = aliased(Account), aliased(Account), aliased(Account)
_ROW = (
    select(
        *Incident.__table__.columns,
        _by.name.label("by_name"), _closer.name.label("closer_name"), _learner.name.label("learner_name"),
        Edition.title.label("course_title"), TrainingSession.title.label("session_title"),
        TrainingSession.starts_at.label("session_at"), EditionActivity.title.label("activity_title"),
    )
    .join(_by, _by.id == Incident.recorded_by)
    .outerjoin(_closer, _closer.id == Incident.closed_by)
    .outerjoin(Enrolment, Enrolment.id == Incident.enrolment_id)
    .outerjoin(_learner, _learner.id == Enrolment.learner_id)
    .outerjoin(Course, Course.id == Incident.course_id)
    .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
    .outerjoin(TrainingSession, TrainingSession.id == Incident.session_id)
    .outerjoin(
        EditionActivity,
        and_(EditionActivity.edition_id == Edition.id, EditionActivity.activity_id == Incident.activity_id),
    )
)  # fmt: skip


def register(session: Session, actor: Actor, period: Period, *, open_only: bool = False) -> list[AnyRow]:
    """Those that happened in a period, the latest first; all that have no solution yet, whenever they happened."""
    statement = _ROW.where(Incident.organisation_id == actor.organisation_id)
    if open_only:
        statement = statement.where(Incident.closed_at.is_(None))
    else:
        statement = statement.where(Incident.happened_on >= period.start, Incident.happened_on <= period.end)
    return list(session.execute(statement.order_by(Incident.happened_on.desc(), Incident.number.desc()).limit(1_000)))


def incident(session: Session, actor: Actor, incident_id: str) -> AnyRow:
    row = session.execute(
        _ROW.where(Incident.organisation_id == actor.organisation_id, Incident.id == incident_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def incident_to_change(session: Session, actor: Actor, incident_id: str) -> Incident:
    found = session.scalar(
        select(Incident)
        .where(Incident.organisation_id == actor.organisation_id, Incident.id == incident_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def next_number(session: Session, organisation_id: str) -> int:
    """The caller has the turn of the organisation."""
    last = session.scalar(select(func.max(Incident.number)).where(Incident.organisation_id == organisation_id))
    return (last or 0) + 1


def same_day(session: Session, organisation_id: str, happened_on: date, what: str) -> str | None:
    """The incident that says the same of the same day: a form sent twice."""
    return session.scalar(
        select(Incident.id).where(
            Incident.organisation_id == organisation_id, Incident.happened_on == happened_on, Incident.what == what
        )
    )


def course_of_session(session: Session, organisation_id: str, session_id: str) -> AnyRow | None:
    """(id, course_id, title, starts_at) of a session of the organisation."""
    return session.execute(
        select(TrainingSession.id, TrainingSession.course_id, TrainingSession.title, TrainingSession.starts_at).where(
            TrainingSession.id == session_id, TrainingSession.organisation_id == organisation_id
        )
    ).first()


def course_of_activity(session: Session, organisation_id: str, activity_id: str) -> AnyRow | None:
    """(id, course_id, title) of an activity of the organisation, as it is today."""
    return session.execute(
        select(Activity.id, Activity.course_id, EditionActivity.title)
        .join(Course, Course.id == Activity.course_id)
        .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
        .outerjoin(
            EditionActivity,
            and_(EditionActivity.edition_id == Edition.id, EditionActivity.activity_id == Activity.id),
        )
        .where(Activity.id == activity_id, Activity.organisation_id == organisation_id)
    ).first()


def empty(session: Session, before: datetime, at: datetime) -> None:
    """The words of incidents closed before a moment; their figures stay."""
    session.execute(
        update(Incident)
        .where(Incident.closed_at < before, Incident.emptied_at.is_(None))
        .values(what="", solution="", enrolment_id=None, emptied_at=at)
    )
