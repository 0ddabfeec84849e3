"""Posts that somebody found wrong."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_words = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)


class PostReport(Base):
    """One reader's report of a post; the author never learns whose. What was decided is in `forum_act` too."""

    __tablename__ = "post_report"
    __table_args__ = (
        UniqueConstraint("post_id", "reporter_id"),
        Index("ix_post_report_waiting", "organisation_id", "settled_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    reporter_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20), info=_words)  # a key of rules.REASONS
    words: Mapped[str] = mapped_column(Text, default="", info=_words)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # hidden, kept
