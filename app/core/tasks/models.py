"""A piece of work: waiting, running, done, or given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Task(Base):
    """Ids and measures only: names are read when the work is done."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_next", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # none: the house's
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60), info=IMPERSONAL)
    key: Mapped[str | None] = mapped_column(String(200), unique=True, info=IMPERSONAL)  # the same key: the same work
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)
    state: Mapped[str] = mapped_column(String(10), default=WAITING, info=IMPERSONAL)
    due_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]  # of an errand that is on its way
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # how far a long task is…
    total: Mapped[int] = mapped_column(default=0)  # …out of how much
    error: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
