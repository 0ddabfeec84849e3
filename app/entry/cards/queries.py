"""The cards that open something, and their story."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.entry.cards.models import EntryCard, EntryCardAct
from app.identity.models import Account, Membership, Organisation


def by_print(session: Session, fingerprint: str) -> AnyRow | None:
    """The card that stands, by the print of its square or of its code, with its person and who can help them."""
    return session.execute(
        select(
            EntryCard.id, EntryCard.account_id, EntryCard.organisation_id, EntryCard.pin_hash, EntryCard.pin_until,
            EntryCard.blocked_at, Account.name, Organisation.name.label("organisation_name"), Organisation.phone,
        )
        .join(Account, Account.id == EntryCard.account_id)
        .join(Organisation, Organisation.id == EntryCard.organisation_id)
        .where(
            (EntryCard.secret_print == fingerprint) | (EntryCard.code_print == fingerprint),
            EntryCard.revoked_at.is_(None),
        )
    ).first()  # fmt: skip


def standing(session: Session, card_id: str) -> AnyRow | None:
    """The same by the id of the card."""
    card = session.get(EntryCard, card_id)
    return by_print(session, card.secret_print) if card is not None else None


def card_to_change(session: Session, card_id: str) -> EntryCard | None:
    """A card that stands, held until the act ends."""
    card = session.get(EntryCard, card_id, with_for_update={"key_share": True}, populate_existing=True)
    return card if card is not None and card.revoked_at is None else None


def card_of(session: Session, organisation_id: str, account_id: str) -> EntryCard | None:
    """The card of a person that stands, held until the act ends."""
    return session.scalar(
        select(EntryCard)
        .where(
            EntryCard.organisation_id == organisation_id,
            EntryCard.account_id == account_id,
            EntryCard.revoked_at.is_(None),
        )
        .with_for_update(key_share=True)
    )


def shown(session: Session, organisation_id: str, account_id: str) -> AnyRow | None:
    """(id, has_pin, pin_until, made_at, used_at, blocked_at) of the card of a person."""
    return session.execute(
        select(
            EntryCard.id, (EntryCard.pin_hash != "").label("has_pin"), EntryCard.pin_until, EntryCard.made_at,
            EntryCard.used_at, EntryCard.blocked_at,
        ).where(
            EntryCard.organisation_id == organisation_id,
            EntryCard.account_id == account_id,
            EntryCard.revoked_at.is_(None),
        )
    ).first()  # fmt: skip


def with_cards(session: Session, organisation_id: str, account_ids: Sequence[str]) -> set[str]:
    """Who has a card already."""
    return set(
        session.scalars(
            select(EntryCard.account_id).where(
                EntryCard.organisation_id == organisation_id,
                EntryCard.account_id.in_(account_ids),
                EntryCard.revoked_at.is_(None),
            )
        )
    )


def story(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(what, at, by) of everything done with the cards of a person, the latest first."""
    return session.execute(
        select(EntryCardAct.what, EntryCardAct.at, Account.name.label("by"))
        .join(EntryCard, EntryCard.id == EntryCardAct.card_id)
        .outerjoin(Account, Account.id == EntryCardAct.by_id)
        .where(EntryCard.organisation_id == organisation_id, EntryCard.account_id == account_id)
        .order_by(EntryCardAct.at.desc(), EntryCardAct.id.desc())
        .limit(30)
    ).all()


def roles_of(session: Session, organisation_id: str, account_ids: Sequence[str]) -> dict[str, set[str]]:
    """The roles that these people have in an organisation."""
    found: dict[str, set[str]] = {account_id: set() for account_id in account_ids}
    for account_id, places in places_of(session, account_ids).items():
        found[account_id] = places.get(organisation_id, set())
    return found


def places_of(session: Session, account_ids: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """The roles of these people in each organisation, the one where they came first leading."""
    found: dict[str, dict[str, set[str]]] = {account_id: {} for account_id in account_ids}
    rows = session.execute(
        select(Membership.account_id, Membership.organisation_id, Membership.role)
        .where(Membership.account_id.in_(account_ids))
        .order_by(Membership.created_at, Membership.id)
    )
    for row in rows:
        found[row.account_id].setdefault(row.organisation_id, set()).add(row.role)
    return found
