"""A learner in a course: entry, status, plan, and each change with its reason."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_NOW = text("until IS NULL")


class Enrolment(Base):
    __tablename__ = "enrolment"
    __table_args__ = (
        Index("ix_enrolment_adviser", "organisation_id", "adviser_id", "status"),
        Index("ix_enrolment_learner", "learner_id", "organisation_id"),
        Index("ix_enrolment_dates", "organisation_id", "starts_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    adviser_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    referrer: Mapped[str] = mapped_column(String(200), default="", info=_path)  # who sent the person, in words
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("funder.id"))
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"))
    status: Mapped[str] = mapped_column(String(10), info=_proof)  # admitted, active, paused, finished, left
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # last planned day, moved when the plan moves
    closed_on: Mapped[date | None]  # the day the person finished or left
    exit_reason: Mapped[str | None] = mapped_column(String(40), info=_proof)  # a code of exits.nomenclature
    project: Mapped[str] = mapped_column(String(300), default="", info=_path)  # the project in one line
    weekly_hours_due: Mapped[int | None] = mapped_column(info=_proof)  # contrat d'engagement; none: not under one
    weekly_hours_from: Mapped[date | None] = mapped_column(info=_proof)  # the day from which they are expected
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class PlanItem(Base):
    """When one person does one sequence."""

    __tablename__ = "plan_item"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    starts_on: Mapped[date]
    due_on: Mapped[date]


class EnrolmentChange(Base):
    """What changed in the path, when and why: status, dates, adviser."""

    __tablename__ = "enrolment_change"
    __table_args__ = (Index("ix_enrolment_change_when", "enrolment_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    what: Mapped[str] = mapped_column(String(20), info=_proof)  # a key of history.CHANGES
    reason: Mapped[str] = mapped_column(Text, default="", info=_path)
    actor_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    effective_on: Mapped[date]


class LearnerGroup(Base):
    """Some learners of an organisation, for whom parts of a course may be kept. Archived: nobody new enters it."""

    __tablename__ = "learner_group"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))  # none: people of any course
    name: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    former_names: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # courses may still say them
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]


class GroupMember(Base):
    """Somebody's time in a group; no end: they are in it."""

    __tablename__ = "group_member"
    __table_args__ = (
        Index("ix_group_member_group", "group_id", "until"),
        Index("ix_group_member_now", "enrolment_id", "group_id", unique=True, sqlite_where=_NOW, postgresql_where=_NOW),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    group_id: Mapped[str] = mapped_column(ForeignKey("learner_group.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    since: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]
