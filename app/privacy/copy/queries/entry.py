"""How somebody has entered: their cards, what was sent to them, the screens that were opened for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.entry.cards.models import EntryCard, EntryCardAct
from app.entry.codes.models import EntryCode
from app.entry.factors.models import LostDevice
from app.entry.shared.models import EntryPairing
from app.identity.models import Account, MachineToken, SignIn


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


def lost_devices(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(asked_at, first, first_how, second, second_how, opens_at, used_at, ended_at), in order."""
    first, second = aliased(Account), aliased(Account)
    return session.execute(
        select(
            LostDevice.asked_at, first.name.label("first"), LostDevice.first_how, second.name.label("second"),
            LostDevice.second_how, LostDevice.opens_at, LostDevice.used_at, LostDevice.ended_at,
        )
        .outerjoin(first, first.id == LostDevice.first_by)
        .outerjoin(second, second.id == LostDevice.second_by)
        .where(LostDevice.account_id == account_id)
        .order_by(LostDevice.asked_at, LostDevice.id)
    ).all()  # fmt: skip


def all_machine_tokens(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(name, writes, created_at, last_seen_at, expires_at, revoked_at), those that are over too."""
    return session.execute(
        select(
            MachineToken.name, MachineToken.writes, MachineToken.created_at, MachineToken.last_seen_at,
            MachineToken.expires_at, MachineToken.revoked_at,
        )
        .where(MachineToken.account_id == account_id)
        .order_by(MachineToken.created_at, MachineToken.id)
    ).all()  # fmt: skip


def sign_ins(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(device, way, factors, shared, created_at, last_seen_at, revoked_at, helper), in order."""
    helper = aliased(Account)
    return session.execute(
        select(
            SignIn.device, SignIn.way, SignIn.factors, SignIn.shared, SignIn.created_at, SignIn.last_seen_at,
            SignIn.revoked_at, helper.name.label("helper"),
        )
        .outerjoin(helper, helper.id == SignIn.helped_by)
        .where(SignIn.account_id == account_id)
        .order_by(SignIn.created_at, SignIn.id)
    ).all()  # fmt: skip
