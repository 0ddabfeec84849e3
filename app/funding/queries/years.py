"""Accounting years of an organisation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.funding.models import TrainingYear
from app.identity.models import Account


def years(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, starts_on, ends_on, typed, saved_at, saved_by, version), the latest first."""
    return session.execute(
        select(
            TrainingYear.id, TrainingYear.starts_on, TrainingYear.ends_on, TrainingYear.typed, TrainingYear.saved_at,
            Account.name.label("saved_by"), TrainingYear.version,
        )
        .outerjoin(Account, Account.id == TrainingYear.saved_by)
        .where(TrainingYear.organisation_id == organisation_id)
        .order_by(TrainingYear.starts_on.desc())
    ).all()  # fmt: skip


def year(session: Session, organisation_id: str, year_id: str) -> AnyRow | None:
    return next((row for row in years(session, organisation_id) if row.id == year_id), None)


def year_to_change(session: Session, organisation_id: str, year_id: str) -> TrainingYear | None:
    return session.scalar(
        select(TrainingYear)
        .where(TrainingYear.organisation_id == organisation_id, TrainingYear.id == year_id)
        .with_for_update(key_share=True)
    )
