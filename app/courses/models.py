"""Courses (*parcours*). A sequence or an activity keeps its identity for ever; each edition says what it contains then."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
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
    archived_at: Mapped[datetime | None]  # no longer proposed; those on their way go on
    review_on: Mapped[date | None]  # the day on which somebody should read it again


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
    glossary: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # term, says, also


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


class Draft(Base):
    """A course as it is being written: what the folder's `course.yaml` says, without its sequences.

    Draft rows are the documented folder kept in tables: publishing reads them with the readers of the import.
    """

    __tablename__ = "draft"

    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)
    edition_number: Mapped[int | None]  # the edition it says the same as, or went on from
    changed: Mapped[bool] = mapped_column(default=False)  # since that edition
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DraftSequence(Base):
    __tablename__ = "draft_sequence"

    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True, info=IMPERSONAL)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    block: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)  # code of the block it serves
    about: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # title, objective, week, days…
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=IMPERSONAL)  # the sequence it was taken from
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DraftActivity(Base):
    __tablename__ = "draft_activity"
    __table_args__ = (Index("ix_draft_activity_sequence", "course_id", "sequence_key", "position"),)

    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True, info=IMPERSONAL)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sequence_key: Mapped[str | None] = mapped_column(String(80), info=IMPERSONAL)  # none: set aside
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    head: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # as in the file, without the kind
    text: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # path → text: questions…
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DraftFile(Base):
    """A file of the folder: `images/etal.jpg` and where its bytes are."""

    __tablename__ = "draft_file"

    course_id: Mapped[str] = mapped_column(ForeignKey("draft.course_id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True, info=IMPERSONAL)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"))


class DraftVersion(Base):
    """What a part of a draft said at a moment, and who wrote it. `activity_key` empty: the course itself."""

    __tablename__ = "draft_version"
    __table_args__ = (Index("ix_draft_version_part", "course_id", "activity_key", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str] = mapped_column(String(80), default="", info=IMPERSONAL)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # written, moved, set_aside, restored, published…
    said: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # {"head", "text", "texts"} or {"about"…}
