"""What was sent to a telephone or an address so that somebody enters once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class EntryCode(Base):
    """One code by SMS or one link by e-mail. A code asked for a number that is nobody's has a row too: it opens nothing."""

    __tablename__ = "entry_code"
    __table_args__ = (Index("ix_entry_code_when", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # unknown for an SMS
    way: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # sms, mail
    contact_print: Mapped[str] = mapped_column(String(64), info=_security)  # of the number or the address
    token_print: Mapped[str | None] = mapped_column(String(64), unique=True, info=_security)  # of a link
    code_hash: Mapped[str] = mapped_column(String(200), default="", info=_security)  # of a code
    suite: Mapped[str] = mapped_column(String(500), default="", info=IMPERSONAL)  # where the person was going
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
