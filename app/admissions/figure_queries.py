"""The dates of those who made contact in a period, without a name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application, ApplicationStep
from app.admissions.rules import State
from app.core.db import AnyRow


def of_period(session: Session, organisation_id: str, since: datetime, before: datetime) -> Sequence[AnyRow]:
    """The dates of each application whose contact falls in a period; doubles are one person, counted once."""
    return session.execute(
        select(
            Application.id, Application.way, Application.source, Application.state, Application.contacted_at,
            Application.answered_at, Application.decided_at, Application.enters_on, Application.emptied_at,
        ).where(
            Application.organisation_id == organisation_id,
            Application.contacted_at >= since,
            Application.contacted_at < before,
            Application.state != State.DOUBLE.value,
        )
    ).all()  # fmt: skip


def steps_of_period(session: Session, organisation_id: str, since: datetime, before: datetime) -> Sequence[AnyRow]:
    """(step_id, state, done_on, contacted_at) of the steps of the same applications."""
    return session.execute(
        select(ApplicationStep.step_id, ApplicationStep.state, ApplicationStep.done_on, Application.contacted_at)
        .join(Application, Application.id == ApplicationStep.application_id)
        .where(
            Application.organisation_id == organisation_id,
            Application.contacted_at >= since,
            Application.contacted_at < before,
            Application.state != State.DOUBLE.value,
        )
    ).all()
