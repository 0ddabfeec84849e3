"""What was asked, what people answered under their name, and what they said without it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_opinion = personal(Purpose.QUALITY, Basis.CONTRACT, Retention.PATH)


class SurveyQuestion(Base):
    """One wording, never changed: an answer stays attached to what was asked."""

    __tablename__ = "survey_question"
    __table_args__ = (UniqueConstraint("activity_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # ask, kind, options, low, high
    created_at: Mapped[datetime] = mapped_column(default=now)


class SurveyReply(Base):
    """A person's answers to a survey that bears names: one sheet, kept as a draft until it is sent."""

    __tablename__ = "survey_reply"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id"),
        Index("ix_survey_reply_sent", "activity_id", "sent_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    sent_at: Mapped[datetime | None]  # none: a draft, that nobody else reads
    changed_at: Mapped[datetime] = mapped_column(default=now)


class SurveyAnswer(Base):
    __tablename__ = "survey_answer"

    reply_id: Mapped[str] = mapped_column(ForeignKey("survey_reply.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("survey_question.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    response: Mapped[Any] = mapped_column(JSON, info=_opinion)  # the shape depends on the kind, see rules.py


class AnonymousLot(Base):
    """The answers of five people together: results show whole lots only, so nobody can be told apart by subtraction."""

    __tablename__ = "anonymous_lot"
    __table_args__ = (UniqueConstraint("activity_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    replies: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]  # the day its fifth reply came; none: still too few to be read


class AnonymousAnswer(Base):
    """One answer to one question, apart from the person and from their other answers. Its id says no time."""

    __tablename__ = "anonymous_answer"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    lot_id: Mapped[str] = mapped_column(ForeignKey("anonymous_lot.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("survey_question.id"))
    response: Mapped[Any] = mapped_column(JSON, info=IMPERSONAL)
