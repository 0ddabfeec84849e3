"""From first contact to entry: the steps of an organisation, the people who apply, and everything that was done."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedText

_said = personal(Purpose.ADMISSION, Basis.CONSENT, Retention.APPLICATION)
_words = personal(Purpose.ADMISSION, Basis.CONSENT, Retention.APPLICATION, Sensitivity.RESTRICTED)
_security = personal(Purpose.ADMISSION, Basis.INTEREST, Retention.APPLICATION)


class AdmissionStep(Base):
    """What an organisation does between a contact and a decision. Archived: asked of nobody new, its past stays."""

    __tablename__ = "admission_step"
    __table_args__ = (Index("ix_admission_step_order", "organisation_id", "position"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    name: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    days: Mapped[int]  # expected between the step before, or the contact, and this one
    required: Mapped[bool]
    asks: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # said to the candidate
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Application(Base):
    """A person on the way in. Once its retention is over, what names them is emptied and the figures stay."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_list", "organisation_id", "state", "due_on"),
        Index("ix_application_period", "organisation_id", "contacted_at"),
        Index("ix_application_address", "address_print", "created_at"),
        Index("ix_application_kept", "emptied_at", "last_act_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200), info=_said)
    email: Mapped[str] = mapped_column(String(254), default="", info=_said)
    phone: Mapped[str] = mapped_column(String(40), default="", info=_said)
    email_print: Mapped[str] = mapped_column(String(64), default="", index=True, info=_said)  # met again
    phone_print: Mapped[str] = mapped_column(String(64), default="", index=True, info=_said)
    way: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # form, field, meeting, referrer
    source: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)  # the place of the first contact
    stage: Mapped[str] = mapped_column(String(12), default="", info=_said)  # of the project
    project: Mapped[str] = mapped_column(SealedText("application.project"), default="", info=_words)
    needs: Mapped[str] = mapped_column(SealedText("application.needs"), default="", info=_words)
    town: Mapped[str] = mapped_column(String(120), default="", info=_said)
    when: Mapped[str] = mapped_column(String(200), default="", info=_said)  # the good moment to be called
    situation: Mapped[str] = mapped_column(String(12), default="", info=_words)
    referrer: Mapped[str] = mapped_column(String(200), default="", info=_said)  # who sent them, in words
    referrer_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    tells_referrer: Mapped[bool] = mapped_column(default=False, info=_said)  # they agree that the referrer knows
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), unique=True)
    adviser_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), info=_said)  # see rules.State
    step_id: Mapped[str | None] = mapped_column(ForeignKey("admission_step.id"))  # the next one; none: the decision
    due_on: Mapped[date | None]  # by when the next thing is expected
    to_call: Mapped[bool] = mapped_column(default=False)  # something is to be said by voice: there is no address
    contacted_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(
        SealedText("application.reason"), default="", info=_words
    )  # of the decision, as said to the person
    orientation: Mapped[str] = mapped_column(
        SealedText("application.orientation"), default="", info=_words
    )  # where else they were directed
    again_on: Mapped[date | None]  # not yet: when to talk again
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )  # of this address, then of the learner
    enters_on: Mapped[date | None]
    twin_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"))  # the one that goes on, for a double
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_security)  # of the private page
    address_print: Mapped[str] = mapped_column(String(64), default="", info=_security)  # slows down whoever floods
    consented_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_act_at: Mapped[datetime]
    emptied_at: Mapped[datetime | None]


class ApplicationStep(Base):
    """A step of somebody: planned, done, not come, or dispensed with. Planned again after an absence."""

    __tablename__ = "application_step"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(ForeignKey("admission_step.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10), info=_said)  # planned, done, missed, dispensed
    planned_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="", info=_said)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("training_session.id"))
    done_on: Mapped[date | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class ApplicationAct(Base):
    """One thing that was done, dated and signed. Never changed; its words are emptied with the application."""

    __tablename__ = "application_act"
    __table_args__ = (Index("ix_application_act_list", "application_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    what: Mapped[str] = mapped_column(String(12), info=_said)  # see rules.ACTS
    step_id: Mapped[str | None] = mapped_column(ForeignKey("admission_step.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: the person themselves
    words: Mapped[str] = mapped_column(SealedText("application_act.words"), default="", info=_words)
    at: Mapped[datetime]
