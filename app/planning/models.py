"""One person's plan: what they can give, when each activity falls, what was left out, and each change with its reason."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)


class Availability(Base):
    """What time a person has for the path; without a row, the rhythm of the course."""

    __tablename__ = "availability"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    weekly_minutes: Mapped[int | None]  # none: the rhythm of the course
    weekdays_off: Mapped[list[int]] = mapped_column(JSON, default=list, info=_path)  # 0 Monday … 4 Friday
    days_off: Mapped[list[list[str]]] = mapped_column(JSON, default=list, info=_path)  # [first, last] ISO days
    until: Mapped[date | None]  # the end agreed when the path was extended
    changed_at: Mapped[datetime] = mapped_column(default=now)


class PlanStep(Base):
    """When one person does one activity. For a session that is booked, its day."""

    __tablename__ = "plan_step"
    __table_args__ = (Index("ix_plan_step_due", "organisation_id", "due_on"),)

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    minutes: Mapped[int]  # as the edition estimated them when the plan was drawn


class PlanPause(Base):
    """A pause said ahead: from a day, to the day somebody goes on, or without an end. Its change began it.

    The plan already stands as if it would be so; what happens is an EnrolmentChange, on the day.
    """

    __tablename__ = "plan_pause"
    __table_args__ = (Index("ix_plan_pause_enrolment", "enrolment_id", "over_at"),)

    change_id: Mapped[str] = mapped_column(ForeignKey("plan_change.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[date]
    until: Mapped[date | None]  # the day of the return, excluded
    over_at: Mapped[datetime | None]  # resumed, left, finished or taken back


class PlanOmission(Base):
    """A sequence of the course that is not in somebody's plan."""

    __tablename__ = "plan_omission"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))


class PlanChange(Base):
    """One act on a plan: shown before, applied whole, undone whole. `before` and `after` hold ids and days only."""

    __tablename__ = "plan_change"
    __table_args__ = (Index("ix_plan_change_when", "enrolment_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    act: Mapped[str] = mapped_column(String(20), info=_proof)
    reason: Mapped[str] = mapped_column(Text, info=_path)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info=_path)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info=_path)
    activities: Mapped[int]  # how many it moved
    sessions: Mapped[int]
    actor_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
