"""What is held of a person about their rights, for their copy."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.freezing.models import DataFreeze
from app.privacy.requests import rules
from app.privacy.requests.models import ConsentWithdrawn, DataRequest, DataRequestAct, LastWish


def requests(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            DataRequest.number, DataRequest.received_at, DataRequest.kind, DataRequest.words, DataRequest.state,
            DataRequest.answer_by, DataRequest.answered_at,
        )
        .where(DataRequest.account_id == account_id)
        .order_by(DataRequest.received_at, DataRequest.id)
    ).all()  # fmt: skip


def acts(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The officer's notes too: they are about the person."""
    return session.execute(
        select(DataRequest.number, DataRequestAct.what, DataRequestAct.words, DataRequestAct.at)
        .join(DataRequest, DataRequest.id == DataRequestAct.request_id)
        .where(DataRequest.account_id == account_id, DataRequestAct.what.in_(list(rules.ACTS)))
        .order_by(DataRequestAct.at, DataRequestAct.id)
    ).all()


def freezes(session: Session, account_id: str) -> Sequence[DataFreeze]:
    return session.scalars(
        select(DataFreeze).where(DataFreeze.account_id == account_id).order_by(DataFreeze.frozen_at, DataFreeze.id)
    ).all()


def withdrawn(session: Session, account_id: str) -> Sequence[ConsentWithdrawn]:
    return session.scalars(
        select(ConsentWithdrawn)
        .where(ConsentWithdrawn.account_id == account_id)
        .order_by(ConsentWithdrawn.withdrawn_at, ConsentWithdrawn.id)
    ).all()


def wishes(session: Session, account_id: str) -> Sequence[LastWish]:
    return session.scalars(
        select(LastWish).where(LastWish.account_id == account_id).order_by(LastWish.written_at, LastWish.id)
    ).all()
