"""What was shown to the public, with the words and the numbers of that day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class ResultPublication(Base):
    """The results of a course over a period, as they were published. Never changed, but to say that it was withdrawn.

    `figures` holds what the page prints, as `results.rules.Shown` is kept; `fingerprint` is of the rows that were counted.
    """

    __tablename__ = "result_publication"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        Index("ix_result_publication_log", "organisation_id", "published_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]  # 1, 2, 3… for the course: its public address
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)  # of the course, that day
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=IMPERSONAL)
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # a word of the team, public
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    withdrawn_because: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # public too
    reminded_at: Mapped[datetime | None]  # the team was told that it is more than a year old
