"""What people have declared."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.learning.models import DeclaredTime

_ONE = select(DeclaredTime.minutes, DeclaredTime.planned, DeclaredTime.said_at).where(
    DeclaredTime.enrolment_id == bindparam("enrolment_id"), DeclaredTime.activity_id == bindparam("activity_id")
)
_OF_PATH = select(DeclaredTime.activity_id, DeclaredTime.minutes, DeclaredTime.planned, DeclaredTime.said_at).where(
    DeclaredTime.enrolment_id == bindparam("enrolment_id")
)


def declared(session: Session, enrolment_id: str, activity_id: str) -> AnyRow | None:
    """(minutes, planned, said_at) of one activity. The caller has seen the enrolment."""
    return session.execute(_ONE, {"enrolment_id": enrolment_id, "activity_id": activity_id}).first()


def declared_in(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(activity_id, minutes, planned, said_at) of a whole path. The caller has seen the enrolment."""
    return session.execute(_OF_PATH, {"enrolment_id": enrolment_id}).all()


def declared_to_change(session: Session, enrolment_id: str, activity_id: str) -> DeclaredTime | None:
    return session.get(DeclaredTime, (enrolment_id, activity_id), with_for_update=True)
