"""What is asked, in versions that never change; who is asked; what they said, under their name or without it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_asked = personal(Purpose.QUALITY, Basis.INTEREST, Retention.SURVEY)
_security = personal(Purpose.QUALITY, Basis.INTEREST, Retention.SURVEY)


class Questionnaire(Base):
    """What an organisation asks at one moment; its words are those of its versions."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    moment: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see rules.Moment
    audience: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # see rules.AUDIENCES
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class QuestionnaireVersion(Base):
    """The questions as they are asked, whole; a change makes the next version."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    intro: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    anonymous: Mapped[bool]
    asked: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=IMPERSONAL)  # ids of wordings and their definitions
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Wording(Base):
    """One question in one set of words, never changed: an answer stays attached to what was asked."""

    __tablename__ = "feedback_wording"
    __table_args__ = (UniqueConstraint("questionnaire_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # ask, kind, options, low, high
    measures: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # satisfaction; none
    created_at: Mapped[datetime] = mapped_column(default=now)


class Campaign(Base):
    """A questionnaire put to some people. One that opens by itself has a `key`; it goes on until somebody closes it."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key"),
        Index("ix_campaign_list", "organisation_id", "moment", "opens_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.id"))  # what is asked today
    moment: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)
    months: Mapped[int | None]  # after the exit
    key: Mapped[str | None] = mapped_column(String(80), info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    anonymous: Mapped[bool]  # of every version it asks: what was promised does not change on the way
    audience: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("learner_group.id"))
    opens_on: Mapped[date]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(Base):
    """A person asked, by a private address. That they answered is known; what they said is elsewhere."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        UniqueConstraint("campaign_id", "enrolment_id"),
        Index("ix_survey_invitation_due", "next_reminder_on", "expires_on"),
        Index("ix_survey_invitation_sent", "organisation_id", "sent_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    audience: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)
    name: Mapped[str] = mapped_column(String(200), default="", info=_asked)
    email: Mapped[str] = mapped_column(String(254), default="", info=_asked)  # of somebody without an account
    sent_on: Mapped[date]
    expires_on: Mapped[date]  # the last day on which an answer is taken
    answered_on: Mapped[date | None] = mapped_column(info=_asked)
    reached: Mapped[bool] = mapped_column(default=True)  # somebody could be written to
    mail_id: Mapped[str | None] = mapped_column(String(36))  # the last message: whether its address was refused
    reminders: Mapped[int] = mapped_column(default=0)
    next_reminder_on: Mapped[date | None]
    nonce: Mapped[str] = mapped_column(String(64), info=_security)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    emptied_at: Mapped[datetime | None]


class Reply(Base):
    """The answers of one person to a survey that bears names; the name is taken off once its time is over."""

    __tablename__ = "feedback_reply"
    __table_args__ = (Index("ix_feedback_reply_sent", "organisation_id", "sent_on"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.id"))
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("survey_invitation.id"), unique=True)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    sent_on: Mapped[date]


class ReplyAnswer(Base):
    __tablename__ = "feedback_answer"

    reply_id: Mapped[str] = mapped_column(ForeignKey("feedback_reply.id"), primary_key=True)
    wording_id: Mapped[str] = mapped_column(ForeignKey("feedback_wording.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    response: Mapped[Any] = mapped_column(JSON, info=personal(Purpose.QUALITY, Basis.INTEREST, Retention.SURVEY))


class Lot(Base):
    """The answers of five people together, as surveys of the path keep them: results show whole lots only.

    `course_id` is that of all five: a survey put to several courses fills a lot for each.
    """

    __tablename__ = "feedback_lot"
    __table_args__ = (UniqueConstraint("campaign_id", "course_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    replies: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]  # the day its fifth reply came


class LotAnswer(Base):
    """One answer to one question, apart from the person and from their other answers. Its id says no time."""

    __tablename__ = "feedback_lot_answer"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    lot_id: Mapped[str] = mapped_column(ForeignKey("feedback_lot.id"), index=True)
    wording_id: Mapped[str] = mapped_column(ForeignKey("feedback_wording.id"))
    response: Mapped[Any] = mapped_column(JSON, info=IMPERSONAL)


class ActivityOpinion(Base):
    """« Cette activité vous a-t-elle aidé ? »: one tap, a few words perhaps; changed as long as the path is open."""

    __tablename__ = "activity_opinion"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    helped: Mapped[str] = mapped_column(String(8), info=personal(Purpose.QUALITY, Basis.INTEREST, Retention.PATH))
    words: Mapped[str] = mapped_column(Text, default="", info=personal(Purpose.QUALITY, Basis.INTEREST, Retention.PATH))
    at: Mapped[datetime] = mapped_column(default=now)
