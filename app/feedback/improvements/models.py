"""What is changed, why, by whom, and what it has changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class Improvement(Base):
    """An improvement action, numbered in its organisation. Its origin is a row of another register, or words."""

    __tablename__ = "improvement"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_improvement_list", "organisation_id", "state", "due_on"),
        Index("ix_improvement_origin", "organisation_id", "origin", "origin_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    origin: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see rules.ORIGINS
    origin_id: Mapped[str] = mapped_column(String(36), default="", info=IMPERSONAL)  # of its row; a code for a gap
    origin_words: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    cause: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    decided_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(8), info=IMPERSONAL)  # planned, doing, done, dropped
    state_words: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # what was done, or why it was dropped
    done_on: Mapped[date | None]
    measure: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # see effects.MEASURES; words alone
    before: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, info=IMPERSONAL
    )  # value, numerator, denominator, period
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=IMPERSONAL)
    effect: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    measured_on: Mapped[date | None]
    published: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # « ce que vos retours ont changé »
    published_at: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class ElementChoice(Base):
    """What is decided of one activity after a trial by a volunteer cohort: keep, change, stop, and why."""

    __tablename__ = "element_choice"

    group_id: Mapped[str] = mapped_column(ForeignKey("learner_group.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    choice: Mapped[str] = mapped_column(String(8), info=IMPERSONAL)  # keep, change, stop
    reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    improvement_id: Mapped[str | None] = mapped_column(ForeignKey("improvement.id"))
    decided_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    decided_on: Mapped[date]
