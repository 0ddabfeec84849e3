"""What is held of somebody by audit files: their tables are read by name, as `quality` stands beside this room."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.privacy import map as house


def _files() -> Select[*tuple[Any, ...]]:
    file = house.table("audit_file")
    return select(file.c.starts_on, file.c.ends_on, file.c.created_at, file.c.removed_at).order_by(
        file.c.created_at, file.c.id
    )


def about(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The audit files in which a path of theirs is."""
    file, person = house.table("audit_file"), house.table("audit_file_person")
    return session.execute(
        _files()
        .join(person, person.c.audit_file_id == file.c.id)
        .join(Enrolment, Enrolment.id == person.c.enrolment_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(Enrolment.id)
    ).all()


def asked(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(_files().where(house.table("audit_file").c.asked_by == account_id)).all()


def opened_to(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(invited_at, until, revoked_at)"""
    access = house.table("audit_access")
    return session.execute(
        select(access.c.invited_at, access.c.until, access.c.revoked_at)
        .where(access.c.account_id == account_id)
        .order_by(access.c.invited_at, access.c.id)
    ).all()


def looks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, path) of what they opened as somebody invited."""
    look = house.table("audit_look")
    return session.execute(
        select(look.c.at, look.c.path).where(look.c.reader_id == account_id).order_by(look.c.at, look.c.id)
    ).all()
