"""Who opened what is held about a person."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.dossiers.models import DossierReading
from app.enrolments.models import Enrolment


def readers(session: Session, organisation_id: str, account_id: str) -> AnyRow:
    """(people, times, last_at): who opened somebody's dossier, but themselves."""
    return session.execute(
        select(
            func.count(func.distinct(DossierReading.reader_id)).label("people"),
            func.count(DossierReading.id).label("times"),
            func.max(DossierReading.at).label("last_at"),
        )
        .join(Enrolment, Enrolment.id == DossierReading.enrolment_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.learner_id == account_id,
            DossierReading.reader_id != account_id,
        )
    ).one()
