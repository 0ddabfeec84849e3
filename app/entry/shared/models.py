"""Screens that wait for somebody to be let in from another device."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class EntryPairing(Base):
    """A screen shows a code; the person's own telephone, or their adviser, says whose session opens there."""

    __tablename__ = "entry_pairing"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    screen_print: Mapped[str] = mapped_column(String(64), unique=True, info=_security)  # of what its browser holds
    code_print: Mapped[str] = mapped_column(String(64), index=True, info=_security)  # of what it shows
    device: Mapped[str] = mapped_column(String(200), default="", info=_security)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # the person themselves, or who helps
    confirmed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
