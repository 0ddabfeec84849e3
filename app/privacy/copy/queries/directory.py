"""What the directory holds about a person: where they are the one to ask for, and what they said of their path."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.directory.models import Partner, Testimony


def named_at(session: Session, account_print: str) -> Sequence[AnyRow]:
    """(id, name, contact, reviewed_on) of the partners where this person is the one to ask for."""
    return session.execute(
        select(Partner.id, Partner.name, Partner.contact, Partner.reviewed_on)
        .where(Partner.contact_print == account_print)
        .order_by(Partner.name, Partner.id)
    ).all()


def testimonies(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Testimony.created_at,
            Testimony.project,
            Testimony.words,
            Testimony.consented_on,
            Testimony.published_at,
            Testimony.withdrawn_at,
        )
        .where(Testimony.account_id == account_id)
        .order_by(Testimony.created_at, Testimony.id)
    ).all()
