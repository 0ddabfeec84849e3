"""The sealed bundles of the intermediate archive, and who opened them."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from app.core.db import AnyRow
from app.core.settings import settings
from app.identity.models import Account
from app.privacy.erasure.models import Bundle, BundleFile, Opening


def subject_print(email: str) -> str:
    """Finds somebody's sealed bundles again from their address, for whoever holds the house's secret only."""
    return hmac.new(
        settings().secret_key.encode(), f"archive:{email.strip().lower()}".encode(), hashlib.sha256
    ).hexdigest()


def bundles(session: Session, organisation_id: str, email: str = "") -> Sequence[Bundle]:
    statement = select(Bundle).where(Bundle.organisation_id == organisation_id, Bundle.purged_at.is_(None))
    if email:
        statement = statement.where(Bundle.subject_print == subject_print(email))
    return session.scalars(statement.order_by(Bundle.until, Bundle.id).limit(200)).all()


def bundles_of(session: Session, certificate_id: str) -> Sequence[Bundle]:
    statement = select(Bundle).where(Bundle.certificate_id == certificate_id)
    return session.scalars(statement.order_by(Bundle.until, Bundle.id)).all()


def bundle(session: Session, organisation_id: str, bundle_id: str) -> Bundle | None:
    return session.scalar(
        select(Bundle)
        .where(Bundle.id == bundle_id, Bundle.organisation_id == organisation_id, Bundle.purged_at.is_(None))
        .options(undefer(Bundle.sealed))
    )


def bundle_pieces(session: Session, bundle_id: str, position: int | None = None) -> Iterator[AnyRow]:
    statement = select(BundleFile.position, BundleFile.part, BundleFile.sealed).where(BundleFile.bundle_id == bundle_id)
    if position is not None:
        statement = statement.where(BundleFile.position == position)
    yield from session.execute(statement.order_by(BundleFile.position, BundleFile.part))


def over(session: Session, day: date) -> Sequence[Bundle]:
    """Bundles whose last day is before a day, the house over, locked."""
    return session.scalars(
        select(Bundle)
        .where(Bundle.until < day, Bundle.purged_at.is_(None))
        .order_by(Bundle.organisation_id, Bundle.id)
        .with_for_update(key_share=True)
    ).all()


def empty_bundle(session: Session, bundle_id: str) -> None:
    session.execute(delete(BundleFile).where(BundleFile.bundle_id == bundle_id))


def openings(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(bundle_id, name, reason sealed, at), the latest first."""
    return session.execute(
        select(Opening.id, Opening.bundle_id, Opening.reason, Opening.at, Account.name)
        .join(Account, Account.id == Opening.opened_by)
        .where(Opening.organisation_id == organisation_id)
        .order_by(Opening.at.desc(), Opening.id.desc())
        .limit(100)
    ).all()
