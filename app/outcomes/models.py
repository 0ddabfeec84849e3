"""How somebody's path was closed, and what was asked and said of their situation afterwards."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_reach = personal(Purpose.EVIDENCE, Basis.CONSENT, Retention.PROOF)
_business = personal(Purpose.EVIDENCE, Basis.CONSENT, Retention.PROOF)
_IN_FORCE = text("replaced_at IS NULL")


class ClosingInterview(Base):
    """The end of a path looked at together. Kept version by version: a change never erases what was agreed before."""

    __tablename__ = "closing_interview"
    __table_args__ = (UniqueConstraint("enrolment_id", "spell", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    spell: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    held_on: Mapped[date]
    reached: Mapped[str] = mapped_column(Text, default="", info=_path)
    decision: Mapped[str] = mapped_column(String(10), info=_path)  # go, not_yet, other_way
    reasons: Mapped[str] = mapped_column(Text, default="", info=_path)
    elements: Mapped[str] = mapped_column(Text, default="", info=_path)  # what helps to decide, for and against
    next_steps: Mapped[str] = mapped_column(Text, default="", info=_path)
    by_mail: Mapped[bool] = mapped_column(info=_reach)  # how the person accepts to be asked for news
    by_sms: Mapped[bool] = mapped_column(info=_reach)
    by_call: Mapped[bool] = mapped_column(info=_reach)
    by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class SituationCheck(Base):
    """News to take of somebody, so many months after their exit; one row from the exit on, moved when the exit moves."""

    __tablename__ = "situation_check"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "spell", "month"),
        Index("ix_situation_check_due", "organisation_id", "state", "due_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    spell: Mapped[int]
    month: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="planned", info=_proof)  # a value of rules.State
    asked_at: Mapped[datetime | None]  # first
    asked_times: Mapped[int] = mapped_column(default=0)  # the reminders included
    ask_again_on: Mapped[date | None]  # when the next reminder leaves by itself; none: nothing leaves any more
    call_on: Mapped[date | None]  # the day agreed for another call
    attempts: Mapped[int] = mapped_column(default=0)  # calls without an answer
    nonce: Mapped[str | None] = mapped_column(String(64), info=_reach)  # of the link given out
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=_reach)
    open_until: Mapped[date | None]  # the last day on which the link opens, and an answer may be corrected by it
    closed_at: Mapped[datetime | None]  # answered, refused, unreachable or without object


class SituationAnswer(Base):
    """What was said of somebody's situation; corrected, it stays and another takes its place."""

    __tablename__ = "situation_answer"
    __table_args__ = (
        UniqueConstraint("check_id", "version"),
        Index("ix_situation_answer_in_force", "check_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    check_id: Mapped[str] = mapped_column(ForeignKey("situation_check.id"))
    version: Mapped[int] = mapped_column(default=1)
    refused: Mapped[bool] = mapped_column(info=_proof)
    outcome: Mapped[str] = mapped_column(String(40), default="", info=_proof)
    code: Mapped[str] = mapped_column(String(40), default="", info=_proof)
    nomenclature: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    label: Mapped[str] = mapped_column(String(200), default="", info=_proof)
    active: Mapped[bool | None] = mapped_column(info=_business)  # whether a business that was created still lives
    siret: Mapped[str] = mapped_column(String(14), default="", info=_business)
    started_on: Mapped[date | None]  # when the business was created
    via: Mapped[str] = mapped_column(String(10), info=_proof)  # link, call, other
    by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: the person, by their link
    reason: Mapped[str] = mapped_column(Text, default="", info=_path)  # of a correction by the team
    said_at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]


class FollowUpWays(Base):
    """When and how an organisation takes news of those who left; without a row, as outcomes.rules says."""

    __tablename__ = "follow_up_ways"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    months: Mapped[list[int]] = mapped_column(JSON, info=IMPERSONAL)
    reminders: Mapped[int]
    reminder_days: Mapped[int]
    attempts: Mapped[int]  # calls without an answer before somebody may be said unreachable
    open_days: Mapped[int]  # during which a link opens
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
