"""Cards of paper that open the account of somebody without e-mail, and everything that was done with each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)
_NOW = text("revoked_at IS NULL")


class EntryCard(Base):
    """One card, known by the prints of its two secrets: that of the square, and that which is typed. One at a time."""

    __tablename__ = "entry_card"
    __table_args__ = (
        Index("ix_entry_card_now", "account_id", "organisation_id", unique=True, sqlite_where=_NOW, postgresql_where=_NOW),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    secret_print: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    code_print: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    pin_hash: Mapped[str] = mapped_column(String(200), default="", info=_security)  # empty: still to be chosen
    pin_until: Mapped[datetime]  # until when it may be chosen: a card found later opens nothing
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)  # wrong PINs in a row
    blocked_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class EntryCardAct(Base):
    """Made, chosen, reset, blocked, revoked: when, and by whom."""

    __tablename__ = "entry_card_act"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    card_id: Mapped[str] = mapped_column(ForeignKey("entry_card.id"), index=True)
    what: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a key of words.ACTS
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # nobody: the house itself
    at: Mapped[datetime] = mapped_column(default=now)
