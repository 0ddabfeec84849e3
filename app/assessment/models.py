"""Questions, answers, works handed in, and levels given to competences."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assessment.bank import models as bank
from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

__all__ = ["bank"]  # the tables of the sub-room, known with those of the room

_work = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PROOF)


class Question(Base):
    """A question keeps its identity; each wording of it is a version."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("activity_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)


class QuestionVersion(Base):
    """One wording, never changed: an answer stays attached to what was asked."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"))
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Attempt(Base):
    """One time somebody took a quiz, sent whole."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("enrolment_id", "activity_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), index=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), info=_work)  # graded, to_mark
    points: Mapped[float] = mapped_column(Float)  # earned on what is graded
    possible: Mapped[float] = mapped_column(Float)  # over what is graded
    sent_at: Mapped[datetime] = mapped_column(default=now)


class Answer(Base):
    __tablename__ = "answer"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question_version_id: Mapped[str] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    response: Mapped[Any] = mapped_column(JSON, info=_work)  # the shape depends on the kind, see questions/grading.py
    points: Mapped[float | None] = mapped_column(Float)  # None: a trainer has not marked it yet
    possible: Mapped[float] = mapped_column(Float)
    comment: Mapped[str] = mapped_column(Text, default="", info=_work)
    marked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[datetime | None]


class Submission(Base):
    """A work handed in (assignment), or the proof of something done elsewhere (link). Each sending is a row."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id", "number"),
        Index("ix_submission_waiting", "organisation_id", "state", "sent_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="", info=_work)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[str] = mapped_column(
        String(10), info=_work
    )  # waiting, accepted, sent_back, received (nobody has to read it), replaced (by a later one)
    sent_at: Mapped[datetime] = mapped_column(default=now)


class Review(Base):
    """What a trainer says of a work: one per work, never overwritten. It keeps the rubric it was made with."""

    __tablename__ = "review"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str] = mapped_column(String(10), info=_work)  # accepted, sent_back
    comment: Mapped[str] = mapped_column(Text, default="", info=_work)
    criteria: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, info=_work
    )  # levels in the words of machines, for a plain list: criterion number → met, partly, not_yet
    rubric: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # as works/rubrics keeps it
    levels: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=_work)  # criterion number → level, from 1
    comments: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=_work)  # criterion number → words
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))  # given back, the learner's own
    at: Mapped[datetime] = mapped_column(default=now)


class ReviewDraft(Base):
    """A review under way: what a trainer has chosen and written, told to nobody until it is decided."""

    __tablename__ = "review_draft"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    rubric: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # what was on the page
    said: Mapped[dict[str, Any]] = mapped_column(JSON, info=_work)  # levels, comments, comment, fixed
    saved_at: Mapped[datetime] = mapped_column(default=now)


class Annotation(Base):
    """A comment on a passage of a work. Its words never change; its author may take it back until it is told."""

    __tablename__ = "annotation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    start: Mapped[int]  # characters of the text of the submission
    end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text, info=_work)
    comment: Mapped[str] = mapped_column(Text, info=_work)
    at: Mapped[datetime] = mapped_column(default=now)
    review_id: Mapped[str | None] = mapped_column(ForeignKey("review.submission_id"))  # which told it; none: not yet
    fixed_in: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))  # the sending found corrected


class LevelAssessment(Base):
    """A level given to a competence at a stage by a voice; a later one by the same voice adds a row."""

    __tablename__ = "level_assessment"
    __table_args__ = (
        Index("ix_level_assessment_enrolment", "enrolment_id", "at"),
        Index("ix_level_assessment_stage", "organisation_id", "stage", "at"),
        Index(  # the last word of each person is found in it, and read from it
            "ix_level_assessment_last", "enrolment_id", "stage", "competence_id", "voice", "given_by", "at", "id", "level",
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    competence_id: Mapped[str] = mapped_column(ForeignKey("competence.id"))
    stage: Mapped[str] = mapped_column(String(8), info=_work)  # entry, middle, exit
    voice: Mapped[str] = mapped_column(String(8), info=_work)  # learner, trainer, adviser
    level: Mapped[int]  # 1 is the first level of the framework
    given_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
