"""What staff prove who they are with beside a password, and how it is found again when it is lost."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal
from app.core.sealed import sealed_as

_account = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.ACCOUNT)
_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class Passkey(Base):
    """A key that a telephone or a computer keeps; here, only what recognises it."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), info=_account)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True, info=_account)  # base64url
    public_key: Mapped[str] = mapped_column(Text, info=_account)  # base64url, COSE
    sign_count: Mapped[int] = mapped_column(default=0)  # 0: this kind does not count
    transports: Mapped[str] = mapped_column(String(80), default="", info=_account)
    copied: Mapped[bool] = mapped_column(default=False)  # kept by its maker on several devices
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a device was asked to sign: good once, for a few minutes, for one use."""

    __tablename__ = "passkey_challenge"
    __table_args__ = (Index("ix_passkey_challenge_expires_at", "expires_at"),)

    challenge: Mapped[str] = mapped_column(String(64), primary_key=True, info=_security)  # base64url
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # None: whoever signs
    use: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # add, enter, confirm
    expires_at: Mapped[datetime]


class OneTimeCode(Base):
    """An application that shows a code every thirty seconds: its secret, sealed."""

    __tablename__ = "one_time_code"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text, info=_account | sealed_as("one-time code {account_id}"))
    last_step: Mapped[int] = mapped_column(default=0)  # a code serves once: no step before this one is heard
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # None: shown, and not proved yet


class RecoveryCode(Base):
    """One of ten codes on paper, each good once."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    code_print: Mapped[str] = mapped_column(String(64), info=_account)
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]


_OPEN = text("used_at IS NULL AND ended_at IS NULL")


class LostDevice(Base):
    """Somebody who has lost what they enter with: two colleagues say that it is really them, then a day passes."""

    __tablename__ = "lost_device"
    __table_args__ = (
        Index("ix_lost_device_now", "account_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_lost_device_place", "organisation_id", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    first_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    first_at: Mapped[datetime | None]
    first_how: Mapped[str] = mapped_column(String(12), default="", info=_security)  # a key of words.CHECKS
    second_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    second_at: Mapped[datetime | None]
    second_how: Mapped[str] = mapped_column(String(12), default="", info=_security)
    opens_at: Mapped[datetime | None]  # both have said yes: what is lost can be replaced from then on
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
