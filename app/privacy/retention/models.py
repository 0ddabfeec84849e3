"""What an organisation decides of durations, what funders notify, holds, when somebody last did something, waves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_account = personal(Purpose.ACCOUNT, Basis.LEGAL, Retention.ACCOUNT)
_STANDS = text("lifted_at IS NULL")


class RetentionChoice(Base):
    """How long an organisation keeps one sort of data, from a moment on. Never changed: another decision is another row."""

    __tablename__ = "retention_choice"
    __table_args__ = (Index("ix_retention_choice_last", "organisation_id", "retention", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    retention: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a Retention; « threshold »: of waves
    active: Mapped[int]  # months; people, for the threshold
    archive: Mapped[int]  # months
    why: Mapped[str] = mapped_column(String(300), info=IMPERSONAL)
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class RetentionPayment(Base):
    """A funder notified the day of its last payment, for one convention or for all. A correction is another row."""

    __tablename__ = "retention_payment"
    __table_args__ = (Index("ix_retention_payment_funder", "organisation_id", "funder_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    funder_id: Mapped[str] = mapped_column(ForeignKey("funder.id"))
    reference: Mapped[str] = mapped_column(String(80), default="", info=IMPERSONAL)  # of a convention; "": all of them
    paid_on: Mapped[date]
    proof: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)  # the letter, with its number and its day
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class RetentionHold(Base):
    """A stop (*gel*): while it stands, nothing that it covers moves or goes. What it names must all be true of a path.

    Ids of people are not foreign keys: a hold that was lifted stays when they have gone.
    """

    __tablename__ = "retention_hold"
    __table_args__ = (
        Index("ix_retention_hold_stands", "organisation_id", sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("funder.id"))
    account_id: Mapped[str | None] = mapped_column(String(36), index=True)
    enrolment_id: Mapped[str | None] = mapped_column(String(36), index=True)
    year: Mapped[int | None]  # of the exit
    why: Mapped[str] = mapped_column(String(300), info=IMPERSONAL)
    proof: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)  # the letter that asks for it
    from_on: Mapped[date]
    until: Mapped[date | None]  # none: until it is lifted
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    lifted_why: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)


class AccountActivity(Base):
    """The last day on which somebody did something with their account; sign-ins themselves go earlier."""

    __tablename__ = "account_activity"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    acted_on: Mapped[date] = mapped_column(index=True, info=_account)
    kept_on: Mapped[date | None] = mapped_column(info=_account)  # « je garde mon compte »
    warned_on: Mapped[date | None] = mapped_column(info=_account)  # first told that it will close; an act ends that
    warnings: Mapped[int] = mapped_column(default=0)


class RetentionWave(Base):
    """What goes on one day in one organisation: announced, agreed to when it is large, carried out; its report stays."""

    __tablename__ = "retention_wave"
    __table_args__ = (UniqueConstraint("organisation_id", "opens_on"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    opens_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # waiting, agreed, done, dropped
    rules: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # the version of the rulebook
    people: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # none: small enough to go by itself
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # of each table, what was done


class RetentionLine(Base):
    """One thing of a wave: ids and days, never a name. No foreign key to people: the line stays when they are gone."""

    __tablename__ = "retention_line"
    __table_args__ = (
        UniqueConstraint("wave_id", "account_id", "enrolment_id", "step"),
        Index("ix_retention_line_next", "wave_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    wave_id: Mapped[str] = mapped_column(ForeignKey("retention_wave.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(String(36))
    enrolment_id: Mapped[str] = mapped_column(String(36), default="")  # "": what hangs on the account
    step: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # a Step of rules.py
    retentions: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)
    due_on: Mapped[date]  # the last day on which it was kept
    until: Mapped[date | None]  # the last day in the archive; none: nothing goes there
    why: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # what gave `until`: a Retention, or an Imposed
    rows: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="waiting", info=IMPERSONAL)  # waiting, done, spared
    note: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)  # why it was spared
    certificate: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)  # its number
    done_at: Mapped[datetime | None]
