"""Which providers an organisation trusts, and whom they are known to be."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal
from app.core.sealed import sealed_as

_account = personal(Purpose.ACCOUNT, Basis.CONTRACT, Retention.ACCOUNT)
_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class IdentityProvider(Base):
    """A server that proves who the people of an organisation are. Its secret is sealed, and shown to nobody."""

    __tablename__ = "identity_provider"
    __table_args__ = (UniqueConstraint("organisation_id", "issuer"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)  # on the button: « Microsoft de l'association »
    issuer: Mapped[str] = mapped_column(String(300), info=IMPERSONAL)
    client_id: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    secret: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL | sealed_as("identity_provider:{id}"))
    domains: Mapped[list[Any]] = mapped_column(JSON, info=IMPERSONAL)  # of the e-mail addresses it answers for
    strong: Mapped[list[Any]] = mapped_column(JSON, info=IMPERSONAL)  # values of acr or amr that mean two factors
    links_by_address: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    trouble: Mapped[str] = mapped_column(String(60), default="", info=IMPERSONAL)  # what the last look at it found
    looked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class FederatedIdentity(Base):
    """A member, as a provider knows them: its own name for them, which never goes to somebody else."""

    __tablename__ = "federated_identity"
    __table_args__ = (UniqueConstraint("provider_id", "subject"), UniqueConstraint("provider_id", "account_id"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("identity_provider.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    subject: Mapped[str] = mapped_column(String(255), info=_account)
    linked_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]


class FederationStart(Base):
    """Somebody on their way to a provider and back: for ten minutes, once, in one browser."""

    __tablename__ = "federation_start"

    state_print: Mapped[str] = mapped_column(String(64), primary_key=True, info=_security)
    browser_print: Mapped[str] = mapped_column(String(64), info=_security)
    provider_id: Mapped[str] = mapped_column(ForeignKey("identity_provider.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # who asked to be linked, signed in
    nonce: Mapped[str] = mapped_column(String(64), info=_security)
    verifier: Mapped[str] = mapped_column(Text, info=_security)  # sealed
    suite: Mapped[str] = mapped_column(String(2000), default="", info=_security)
    started_at: Mapped[datetime] = mapped_column(default=now)
