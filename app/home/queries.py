"""Figures of the administrator's overview."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.enrolments.models import Enrolment


def paths_by_status(session: Session, organisation_id: str) -> dict[str, int]:
    """How many paths are in each status."""
    rows = session.execute(
        select(Enrolment.status, func.count().label("n"))
        .where(Enrolment.organisation_id == organisation_id)
        .group_by(Enrolment.status)
        .order_by(Enrolment.status)
    )
    return {row.status: row.n for row in rows}
