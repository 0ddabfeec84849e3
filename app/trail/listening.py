"""What other rooms tell of ways in, noted in the trail with the act itself."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.core.trail import Act, Did, note
from app.entry.events import CardBlocked, CardMade, CardRevoked, HelpedIn, PinReset
from app.entry.factors.events import (
    AskingChanged,
    DeviceLost,
    DeviceReplaced,
    DeviceVouched,
    FactorChanged,
    SessionsEnded,
)
from app.identity.events import AccountAttacked, SessionTaken


@on(CardMade)
def a_card_was_made(session: Session, actor: Actor, event: CardMade) -> None:
    note(Act.by(actor, Did.GRANTED, "card", event.card_id, account_id=event.account_id), session)


@on(CardRevoked)
def a_card_was_revoked(session: Session, actor: Actor, event: CardRevoked) -> None:
    note(Act.by(actor, Did.WITHDRAWN, "card", event.card_id, account_id=event.account_id), session)


@on(PinReset)
def a_pin_was_reset(session: Session, actor: Actor, event: PinReset) -> None:
    note(Act.by(actor, Did.CHANGED, "card", event.card_id, account_id=event.account_id), session)


@on(CardBlocked)
def a_card_was_blocked(session: Session, actor: Actor, event: CardBlocked) -> None:
    note(Act(event.organisation_id, Did.REFUSED, "card", event.card_id, account_id=event.account_id), session)


@on(HelpedIn)
def somebody_was_helped_in(session: Session, actor: Actor, event: HelpedIn) -> None:
    note(Act.by(actor, Did.GRANTED, "sign_in", event.pairing_id, account_id=event.account_id), session)


@on(AccountAttacked)
def an_account_is_attacked(session: Session, actor: Actor, event: AccountAttacked) -> None:
    note(Act(actor.organisation_id, Did.REFUSED, "sign_in", account_id=event.account_id), session)


@on(SessionTaken)
def a_session_was_taken(session: Session, actor: Actor, event: SessionTaken) -> None:
    note(Act(actor.organisation_id, Did.REFUSED, "sign_in", event.sign_in_id, account_id=event.account_id), session)


@on(FactorChanged)
def a_proof_was_changed(session: Session, actor: Actor, event: FactorChanged) -> None:
    """A recovery code that served is written of a person who is not in yet."""
    act = Act(actor.organisation_id, Did.CHANGED, "factor", account_id=event.account_id)
    if actor.account_id:
        act = Act.by(actor, Did.CHANGED, "factor", account_id=event.account_id)
    note(act, session)


@on(SessionsEnded)
def sessions_were_closed(session: Session, actor: Actor, event: SessionsEnded) -> None:
    note(Act.by(actor, Did.WITHDRAWN, "sign_in", account_id=event.account_id), session)


@on(DeviceLost)
def a_device_was_lost(session: Session, actor: Actor, event: DeviceLost) -> None:
    note(Act(actor.organisation_id, Did.WITHDRAWN, "factor", event.lost_id, account_id=event.account_id), session)


@on(DeviceVouched)
def a_device_was_vouched_for(session: Session, actor: Actor, event: DeviceVouched) -> None:
    note(Act.by(actor, Did.GRANTED, "factor", event.lost_id, account_id=event.account_id), session)


@on(DeviceReplaced)
def a_device_was_replaced(session: Session, actor: Actor, event: DeviceReplaced) -> None:
    note(Act(actor.organisation_id, Did.CHANGED, "factor", event.lost_id, account_id=event.account_id), session)


@on(AskingChanged)
def two_proofs_are_asked_or_no_longer(session: Session, actor: Actor, event: AskingChanged) -> None:
    note(Act.by(actor, Did.CHANGED, "asking"), session)
