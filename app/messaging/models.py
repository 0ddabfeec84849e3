"""The conversation between a learner and those who accompany them: one per enrolment."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_words = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)
_UNREAD = text("read_at IS NULL")


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation", "enrolment_id", "created_at"),
        Index("ix_message_unread", "enrolment_id", "author_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    body: Mapped[str] = mapped_column(Text, info=_words)  # Markdown
    html: Mapped[str] = mapped_column(Text, info=_words)  # the same, rendered and cleaned
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]  # by the other side
