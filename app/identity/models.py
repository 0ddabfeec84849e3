"""Organisations with their places and people, and what proves who somebody is."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal
from app.identity.rules import phone_key

_account = personal(Purpose.ACCOUNT, Basis.CONTRACT, Retention.ACCOUNT)
_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class Organisation(Base):
    """One wall: whatever carries its id is invisible from any other."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    phone: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)
    email: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)
    address: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    factors_from: Mapped[
        date | None
    ]  # from that day, whoever sees others' data enters with two proofs; None: not asked
    created_at: Mapped[datetime] = mapped_column(default=now)


class Site(Base):
    """A place where people meet: training room, digital access point."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    address: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class ClosedDay(Base):
    """A day on which the organisation does not work, beside weekends and public holidays."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("organisation_id", "day"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)


class Funder(Base):
    __tablename__ = "funder"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)


_SAID = text("email <> ''")


class Account(Base):
    """One person who signs in; what they may do is in their memberships."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_email", "email", unique=True, sqlite_where=_SAID, postgresql_where=_SAID),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), info=_account)  # always lower case; empty: the person has none
    name: Mapped[str] = mapped_column(String(200), info=_account)
    phone: Mapped[str] = mapped_column(String(40), default="", info=_account)
    phone_key: Mapped[str] = mapped_column(String(20), default="", index=True, info=_account)  # however it is written
    password_hash: Mapped[str] = mapped_column(String(200), default="", info=_account)  # empty: cannot sign in yet
    locale: Mapped[str] = mapped_column(String(5), default="fr", info=_account)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @validates("phone")
    def _key_of(self, _name: str, phone: str) -> str:
        self.phone_key = phone_key(phone or "")[:20]
        return phone


class Membership(Base):
    """A role held by a person in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organisation_id", "account_id", "role"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), info=_account)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """An open browser: the cookie holds a random token, the house keeps only its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_device", "account_id", "device_print"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    device: Mapped[str] = mapped_column(String(200), default="", info=_security)
    way: Mapped[str] = mapped_column(String(12), default="password", info=_security)  # a key of words.WAYS_IN
    factors: Mapped[int] = mapped_column(default=1)  # how many proofs of different kinds were given
    shared: Mapped[bool] = mapped_column(default=False)  # on a screen of everybody's
    helped_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # who opened it for them
    fresh_until: Mapped[datetime | None]  # they have just proved who they are: acts of weight are open until then
    idle_minutes: Mapped[int] = mapped_column(default=0)  # without an act for so long, it ends; 0: never for that
    device_print: Mapped[str] = mapped_column(String(64), default="", info=_security)  # of the device's own cookie
    address_print: Mapped[str] = mapped_column(String(64), default="", info=_security)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(12), default="", info=_security)  # empty: by its owner


class MachineToken(Base):
    """A key that a program shows in the name of a person: named, narrow, with an end; only its print is kept."""

    __tablename__ = "machine_token"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80), info=_security)
    token_print: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    writes: Mapped[bool] = mapped_column(default=False)  # False: it reads, and changes nothing
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class GuessCount(Base):
    """How often one way in was tried in vain, for one account, device, address or organisation: see `guessing`.

    Kept as prints: whoever reads the database learns neither who was tried nor from where.
    """

    __tablename__ = "guess_count"
    __table_args__ = (Index("ix_guess_count_last_at", "last_at"),)

    print: Mapped[str] = mapped_column(String(64), primary_key=True, info=_security)
    way: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    scope: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a key of guessing.Scope
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
    free_at: Mapped[datetime] = mapped_column(default=now)  # the next try is heard from then on
    told_at: Mapped[datetime | None]  # when the person was told last


class LegalIdentity(Base):
    """Who the organisation is before the law, as its documents and its declarations say it. One row each.

    Names here are those that the law has published: they are about the organisation, and stay when somebody leaves.
    """

    __tablename__ = "legal_identity"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    legal_name: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)
    legal_form: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)
    siret: Mapped[str] = mapped_column(String(14), default="", info=IMPERSONAL)
    naf: Mapped[str] = mapped_column(String(5), default="", info=IMPERSONAL)  # 8559A
    activity_number: Mapped[str] = mapped_column(String(11), default="", info=IMPERSONAL)  # NDA
    activity_region: Mapped[str] = mapped_column(String(80), default="", info=IMPERSONAL)  # who registered it
    representative: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)
    capacity: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)  # « Directrice »
    representative_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # who signs here
    signed_at: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)  # the place of signature
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class Referent(Base):
    """Whom to ask about one thing: the name and ways to reach them that the organisation publishes."""

    __tablename__ = "referent"
    __table_args__ = (UniqueConstraint("organisation_id", "subject"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    subject: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a key of words.REFERENTS
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=IMPERSONAL)
    phone: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)
