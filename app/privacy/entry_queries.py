"""How somebody has entered: their cards, what was sent to them, the screens that were opened for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.entry.cards.models import EntryCard, EntryCardAct
from app.entry.codes.models import EntryCode
from app.entry.shared.models import EntryPairing
from app.identity.models import Account


def card_acts(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(what, at, by), in order."""
    return session.execute(
        select(EntryCardAct.what, EntryCardAct.at, Account.name.label("by"))
        .join(EntryCard, EntryCard.id == EntryCardAct.card_id)
        .outerjoin(Account, Account.id == EntryCardAct.by_id)
        .where(EntryCard.account_id == account_id)
        .order_by(EntryCardAct.at, EntryCardAct.id)
    ).all()


def links(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(created_at, used_at) of what was sent, in order."""
    return session.execute(
        select(EntryCode.created_at, EntryCode.used_at)
        .where(EntryCode.account_id == account_id)
        .order_by(EntryCode.created_at, EntryCode.id)
    ).all()


def screens(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(confirmed_at, opened_at, device, by), in order."""
    return session.execute(
        select(EntryPairing.confirmed_at, EntryPairing.opened_at, EntryPairing.device, Account.name.label("by"))
        .outerjoin(Account, Account.id == EntryPairing.confirmed_by)
        .where(EntryPairing.account_id == account_id)
        .order_by(EntryPairing.created_at, EntryPairing.id)
    ).all()
