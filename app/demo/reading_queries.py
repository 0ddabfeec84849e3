"""What the trail of the demonstration is told from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.dossiers.models import DossierReading
from app.enrolments.models import Enrolment
from app.identity.models import Account


def readings(session: Session, organisation_id: str, since: datetime) -> Sequence[AnyRow]:
    """(enrolment_id, reader_id, part, at) of the dossiers that were opened."""
    return session.execute(
        select(DossierReading.enrolment_id, DossierReading.reader_id, DossierReading.part, DossierReading.at)
        .where(DossierReading.organisation_id == organisation_id, DossierReading.at >= since)
        .order_by(DossierReading.at, DossierReading.id)
    ).all()


def paths(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, adviser_id, email), the oldest entry first."""
    return session.execute(
        select(Enrolment.id, Enrolment.adviser_id, Account.email)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(Enrolment.organisation_id == organisation_id)
        .order_by(Enrolment.starts_on, Enrolment.id)
    ).all()
