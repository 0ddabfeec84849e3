"""Courses (*parcours*). A sequence or an activity keeps its identity for ever; each edition says what it contains then."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class Course(Base):
    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    edition_number: Mapped[int | None]  # the edition that learners see; none: nothing published yet
    created_at: Mapped[datetime] = mapped_column(default=now)


class Edition(Base):
    """A course as it was published once, whole; never changed afterwards."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    framework_id: Mapped[str] = mapped_column(ForeignKey("framework.id"))
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(
        String(64), info=IMPERSONAL
    )  # of the whole content: same folder, same edition
    published_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    summary: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    language: Mapped[str] = mapped_column(String(5), info=IMPERSONAL)
    licence: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    authors: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)
    weeks: Mapped[int]
    entry: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # monday … sunday, any
    reviewed_on: Mapped[date | None]
    sheet: Mapped[dict[str, Any]] = mapped_column(
        JSON, info=IMPERSONAL
    )  # the public programme sheet, section → text(s)


class Sequence(Base):
    __tablename__ = "sequence"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    key: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)


class Activity(Base):
    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    key: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)


class EditionSequence(Base):
    __tablename__ = "edition_sequence"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    block_id: Mapped[str] = mapped_column(ForeignKey("competence_block.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    objective: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    week: Mapped[int]
    opens_on_day: Mapped[int]  # open days of the learner's own path, 1 is the entry day
    due_on_day: Mapped[int]
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # as written
    branches: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)


class EditionActivity(Base):
    __tablename__ = "edition_activity"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"))
    position: Mapped[int]  # inside the sequence
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    why: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # on_site, remote
    timing: Mapped[str] = mapped_column(String(14), info=IMPERSONAL)  # synchronous, asynchronous
    people: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # individual, collective
    guidance: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # training, self_study
    completion: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # {"rule": "score", "percent": 60}
    competences: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # competence codes
    licence: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)  # empty: the course's own
    authors: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    source: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # Markdown
    html: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # the same, rendered and cleaned
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # what the kind adds
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # as written
    branches: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)
