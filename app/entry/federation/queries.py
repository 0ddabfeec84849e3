"""Providers, and whom they are known to be."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, true
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.entry.federation.models import FederatedIdentity, FederationStart, IdentityProvider
from app.identity.models import Membership, Organisation


def is_offered(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(IdentityProvider.is_open.is_(True)))))


def offered(session: Session, organisation_id: str = "") -> Sequence[AnyRow]:
    """(id, name, organisation): the ways that the page of sign-in leads to; those of one organisation when it is known."""
    known = IdentityProvider.organisation_id == organisation_id if organisation_id else true()
    return session.execute(
        select(IdentityProvider.id, IdentityProvider.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == IdentityProvider.organisation_id)
        .where(IdentityProvider.is_open.is_(True), known)
        .order_by(Organisation.name, IdentityProvider.name, IdentityProvider.id)
    ).all()


def provider(session: Session, provider_id: str) -> IdentityProvider:
    """An open provider of any organisation: whoever comes is not known yet."""
    found = session.get(IdentityProvider, provider_id)
    if found is None or not found.is_open:
        raise NotFound()
    return found


def provider_for(session: Session, actor: Actor, provider_id: str, *, to_change: bool = False) -> IdentityProvider:
    found = session.get(IdentityProvider, provider_id, with_for_update={"key_share": True} if to_change else None)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def providers(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """Those of the organisation, with how many people are linked to each."""
    linked = (
        select(FederatedIdentity.provider_id, func.count().label("people"))
        .group_by(FederatedIdentity.provider_id)
        .subquery()
    )
    return session.execute(
        select(
            IdentityProvider.id, IdentityProvider.name, IdentityProvider.issuer, IdentityProvider.is_open,
            IdentityProvider.trouble, IdentityProvider.looked_at, func.coalesce(linked.c.people, 0).label("people"),
        )
        .outerjoin(linked, linked.c.provider_id == IdentityProvider.id)
        .where(IdentityProvider.organisation_id == actor.organisation_id)
        .order_by(IdentityProvider.name, IdentityProvider.id)
    ).all()  # fmt: skip


def mine(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(id, name, issuer, linked_at): the open providers of one's organisation, and whether one is linked to them."""
    return session.execute(
        select(
            IdentityProvider.id, IdentityProvider.name, IdentityProvider.issuer, FederatedIdentity.linked_at,
            FederatedIdentity.used_at,
        )
        .outerjoin(
            FederatedIdentity,
            (FederatedIdentity.provider_id == IdentityProvider.id) & (FederatedIdentity.account_id == actor.account_id),
        )
        .where(IdentityProvider.organisation_id == actor.organisation_id, IdentityProvider.is_open.is_(True))
        .order_by(IdentityProvider.name, IdentityProvider.id)
    ).all()  # fmt: skip


def of_account(session: Session, account_id: str) -> Sequence[AnyRow]:
    """For the copy of somebody: (name, subject, linked_at, used_at)."""
    return session.execute(
        select(IdentityProvider.name, FederatedIdentity.subject, FederatedIdentity.linked_at, FederatedIdentity.used_at)
        .join(IdentityProvider, IdentityProvider.id == FederatedIdentity.provider_id)
        .where(FederatedIdentity.account_id == account_id)
        .order_by(FederatedIdentity.linked_at, FederatedIdentity.id)
    ).all()


def identity_of_subject(session: Session, provider_id: str, subject: str) -> FederatedIdentity | None:
    return session.scalar(
        select(FederatedIdentity).where(
            FederatedIdentity.provider_id == provider_id, FederatedIdentity.subject == subject
        )
    )


def identity_of_account(session: Session, provider_id: str, account_id: str) -> FederatedIdentity | None:
    return session.scalar(
        select(FederatedIdentity).where(
            FederatedIdentity.provider_id == provider_id, FederatedIdentity.account_id == account_id
        )
    )


def same_issuer(session: Session, organisation_id: str, issuer: str) -> str | None:
    return session.scalar(
        select(IdentityProvider.id).where(
            IdentityProvider.organisation_id == organisation_id, IdentityProvider.issuer == issuer
        )
    )


def is_member(session: Session, organisation_id: str, account_id: str) -> bool:
    return bool(
        session.scalar(
            select(exists().where(Membership.organisation_id == organisation_id, Membership.account_id == account_id))
        )
    )


def take_start(session: Session, state_print: str) -> FederationStart | None:
    """Who left with this state; it serves once, whatever comes of it."""
    found = session.get(FederationStart, state_print, with_for_update={"key_share": True})
    if found is not None:
        session.delete(found)
        session.flush()
    return found


def forget_starts(session: Session, before: datetime) -> None:
    session.execute(delete(FederationStart).where(FederationStart.started_at < before))
