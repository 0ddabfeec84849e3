"""Threads (*fils*) and their posts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_words = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)


class Thread(Base):
    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("organisation_id", "activity_id"),  # a forum task has one thread, shared by everyone
        Index("ix_thread_latest", "organisation_id", "last_post_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"), index=True)  # the forum task it answers
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200), info=_words)
    experts: Mapped[bool] = mapped_column(default=False)  # business owners are invited to read and answer
    posts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_post_at: Mapped[datetime] = mapped_column(default=now)


class Post(Base):
    __tablename__ = "post"
    __table_args__ = (Index("ix_post_thread", "thread_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    thread_id: Mapped[str] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    body: Mapped[str] = mapped_column(Text, info=_words)  # Markdown
    html: Mapped[str] = mapped_column(Text, info=_words)  # the same, rendered and cleaned
    created_at: Mapped[datetime] = mapped_column(default=now)
