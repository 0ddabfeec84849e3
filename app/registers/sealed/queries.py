"""What the sealed register holds: figures for those who count, closed words for those who are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.identity.models import Account
from app.registers.sealed.models import SealedCase, SealedNote, SealedReading


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said elsewhere of the sealed register, and nothing more."""

    received: int
    taken: int  # of these, how many had a first measure
    closed: int


def figures(session: Session, organisation_id: str, start: date, end: date) -> Figures:
    """How many reports came in a time, and what became of them. Never what they tell."""
    row = session.execute(
        select(
            func.count().label("n"),
            func.sum(case((SealedCase.taken_at.is_not(None), 1), else_=0)).label("taken"),
            func.sum(case((SealedCase.closed_at.is_not(None), 1), else_=0)).label("closed"),
        ).where(SealedCase.organisation_id == organisation_id, SealedCase.received_on.between(start, end))
    ).one()
    return Figures(int(row.n), int(row.taken or 0), int(row.closed or 0))


def cases(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, number, category, received_on, taken_at, closed_at), the newest first."""
    return session.execute(
        select(
            SealedCase.id,
            SealedCase.number,
            SealedCase.category,
            SealedCase.received_on,
            SealedCase.taken_at,
            SealedCase.closed_at,
        )
        .where(SealedCase.organisation_id == organisation_id)
        .order_by(SealedCase.number.desc())
        .limit(500)
    ).all()


def last_number(session: Session, organisation_id: str) -> int:
    return int(
        session.scalar(select(func.max(SealedCase.number)).where(SealedCase.organisation_id == organisation_id)) or 0
    )


def case_for(session: Session, actor: Actor, case_id: str) -> SealedCase:
    found = session.scalars(
        select(SealedCase)
        .where(SealedCase.organisation_id == actor.organisation_id, SealedCase.id == case_id)
        .with_for_update(key_share=True)
    ).first()
    if found is None:
        raise NotFound()
    return found


def notes(session: Session, case_id: str) -> Sequence[AnyRow]:
    """(at, act, author, key_print, words), the story first; the words are closed."""
    return session.execute(
        select(
            SealedNote.id,
            SealedNote.at,
            SealedNote.act,
            Account.name.label("author"),
            SealedNote.key_print,
            SealedNote.words,
        )
        .outerjoin(Account, Account.id == SealedNote.author_id)
        .where(SealedNote.case_id == case_id)
        .order_by(SealedNote.at, SealedNote.id)
    ).all()


def readings(session: Session, case_id: str) -> Sequence[AnyRow]:
    """(at, reader) of the last ones."""
    return session.execute(
        select(SealedReading.at, Account.name.label("reader"))
        .outerjoin(Account, Account.id == SealedReading.reader_id)
        .where(SealedReading.case_id == case_id)
        .order_by(SealedReading.at.desc(), SealedReading.id.desc())
        .limit(50)
    ).all()
