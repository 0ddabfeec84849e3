"""What remains of erasures: their certificates."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.privacy.erasure.models import Certificate


def next_number(session: Session, organisation_id: str) -> int:
    statement = select(func.max(Certificate.number)).where(Certificate.organisation_id == organisation_id)
    return (session.scalar(statement) or 0) + 1


def certificates(session: Session, organisation_id: str | None = None) -> Sequence[Certificate]:
    statement = select(Certificate).order_by(Certificate.at, Certificate.id)
    if organisation_id:
        statement = statement.where(Certificate.organisation_id == organisation_id)
    return session.scalars(statement).all()


def certificate(session: Session, organisation_id: str, certificate_id: str) -> Certificate | None:
    return session.scalar(
        select(Certificate).where(Certificate.id == certificate_id, Certificate.organisation_id == organisation_id)
    )


def certificate_by_code(session: Session, code: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.code == code))


def known(session: Session, certificate_id: str) -> bool:
    return session.get(Certificate, certificate_id) is not None
