"""What came back by e-mail, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_written = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PASSING)

LANDED, REFUSED, IGNORED, BOUNCED = "landed", "refused", "ignored", "bounced"


class ReceivedMail(Base):
    """One message that came. Its words are kept for some days when it could not land, then emptied."""

    __tablename__ = "received_mail"
    __table_args__ = (
        Index("ix_received_mail_list", "organisation_id", "received_at"),
        Index("ix_received_mail_pace", "sender", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64), unique=True, info=IMPERSONAL)  # of the message and what it answers
    organisation_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisation.id")
    )  # none: it answers nothing of ours
    mail_id: Mapped[str | None] = mapped_column(ForeignKey("mail.id"), index=True)  # the message that it answers
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # to whom that one was sent
    sender: Mapped[str] = mapped_column(String(254), default="", info=_written)
    subject: Mapped[str] = mapped_column(String(300), default="", info=_written)
    words: Mapped[str] = mapped_column(Text, default="", info=_written)
    state: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # landed, refused, ignored, bounced
    why: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # a code of words.WHY
    detail: Mapped[str] = mapped_column(String(500), default="", info=_written)  # what the house or the server said
    landed_in: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)  # the page where it is read
    received_at: Mapped[datetime] = mapped_column(default=now)
    emptied_at: Mapped[datetime | None]


class InboxLook(Base):
    """The last time that the mailbox was looked into, and what went wrong."""

    __tablename__ = "inbox_look"

    id: Mapped[str] = mapped_column(String(10), primary_key=True)  # one row: inbox
    looked_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(String(500), default="", info=IMPERSONAL)
