"""Changes of paths, and the reports that were signed."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import EnrolmentChange
from app.enrolments.rules import RESUMES, STOPS
from app.funding.models import FunderReport
from app.identity.models import Account


def stops(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(enrolment_id, what, effective_on) of pauses, exits and returns, as they were noted."""
    return session.execute(
        select(EnrolmentChange.enrolment_id, EnrolmentChange.what, EnrolmentChange.effective_on)
        .where(EnrolmentChange.organisation_id == organisation_id, EnrolmentChange.what.in_((*STOPS, RESUMES)))
        .order_by(EnrolmentChange.at, EnrolmentChange.id)
    ).all()


def signed(session: Session, organisation_id: str, funder_id: str) -> Sequence[AnyRow]:
    """(id, number, starts_on, ends_on, lines, digest, file_id, signed_by, capacity, signed_at), the latest first."""
    return session.execute(
        select(
            FunderReport.id, FunderReport.number, FunderReport.starts_on, FunderReport.ends_on, FunderReport.lines,
            FunderReport.digest, FunderReport.file_id, Account.name.label("signed_by"), FunderReport.capacity, FunderReport.signed_at,
        )
        .join(Account, Account.id == FunderReport.signed_by)
        .where(FunderReport.organisation_id == organisation_id, FunderReport.funder_id == funder_id)
        .order_by(FunderReport.number.desc())
    ).all()  # fmt: skip


def next_number(session: Session, organisation_id: str) -> int:
    """The caller has the turn of the organisation."""
    return 1 + (
        session.scalar(select(func.max(FunderReport.number)).where(FunderReport.organisation_id == organisation_id))
        or 0
    )
