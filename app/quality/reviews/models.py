"""One review a year for each course."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class CourseReview(Base):
    """A year of a course, looked at together. Closed: its figures and words stay as they were that day."""

    __tablename__ = "course_review"
    __table_args__ = (
        UniqueConstraint("course_id", "year"),
        Index("ix_course_review_list", "organisation_id", "year"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    year: Mapped[int]
    summary: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # what the team keeps in mind, Markdown
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # empty until it is closed
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class CourseReviewPoint(Base):
    """What the team decides of one part of the course: keep it, change it, stop it, and who sees to that."""

    __tablename__ = "course_review_point"
    __table_args__ = (UniqueConstraint("review_id", "element"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    review_id: Mapped[str] = mapped_column(ForeignKey("course_review.id"))
    element: Mapped[str] = mapped_column(String(50), info=IMPERSONAL)  # course, block:ID, sequence:ID
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)  # of the part, the day it was decided
    decision: Mapped[str] = mapped_column(String(8), info=IMPERSONAL)  # a value of reviews.rules.Decision
    words: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    due_on: Mapped[date | None]
    action_id: Mapped[str | None] = mapped_column(String(36))  # the improvement action that came from it
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
