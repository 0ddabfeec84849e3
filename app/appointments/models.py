"""Appointments: what advisers offer, what is booked in it, how it moved, how it went, and what was noted."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedText

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_words = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH, Sensitivity.RESTRICTED)
_LIVE = text("cancelled_at IS NULL")


class AppointmentSlot(Base):
    """A time that an adviser offers. Closed: withdrawn, never offered again; what was booked in it stays booked."""

    __tablename__ = "appointment_slot"
    __table_args__ = (Index("ix_appointment_slot_when", "organisation_id", "starts_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    adviser_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    means: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)  # place, phone, video: at the learner's choice
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"))
    room: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)
    classroom: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # as TrainingSession.classroom
    link: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    series_id: Mapped[str] = mapped_column(String(36), index=True)  # shared by the slots opened in one act
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class AdviserAbsence(Base):
    """A time when an adviser gives no appointment: slots in it are closed, and none is opened."""

    __tablename__ = "adviser_absence"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    adviser_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    lifted_at: Mapped[datetime | None]


class Appointment(Base):
    """A meeting of one learner and one adviser. Its time, place and seat are those of its training session."""

    __tablename__ = "appointment"
    __table_args__ = (
        # a slot is never given twice, whatever asks for it
        Index("ix_appointment_slot_taken", "slot_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_appointment_adviser", "organisation_id", "adviser_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    adviser_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), unique=True)
    slot_id: Mapped[str | None] = mapped_column(ForeignKey("appointment_slot.id"))  # none: at a time of their own
    series_id: Mapped[str | None] = mapped_column(String(36), index=True)  # shared by what was made as one act
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"))  # the missed one that this replaces
    means: Mapped[str] = mapped_column(String(10), info=_path)
    phone: Mapped[str] = mapped_column(String(40), default="", info=_path)  # the number that will be called
    about: Mapped[str] = mapped_column(SealedText("appointment.about"), info=_words)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    planned_minutes: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)  # grows with each move: reminders go by it
    booked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    cancel_reason: Mapped[str] = mapped_column(Text, default="", info=_path)
    outcome: Mapped[str] = mapped_column(String(10), default="", info=_proof)  # held, absent; nothing yet
    absence: Mapped[str] = mapped_column(String(20), default="", info=_proof)  # a code of attendance.rules.ABSENCES
    held_minutes: Mapped[int | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class AppointmentMove(Base):
    """One move: the appointment stays the same, with all that was noted."""

    __tablename__ = "appointment_move"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    was_starts_at: Mapped[datetime]
    was_ends_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    moved_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    moved_at: Mapped[datetime] = mapped_column(default=now)


class AppointmentNote(Base):
    """What somebody wrote about an appointment, dated and signed. Never changed: what is added is another note."""

    __tablename__ = "appointment_note"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(10), info=_path)  # shared, next (steps, shared too), team
    body: Mapped[str] = mapped_column(SealedText("appointment_note.body"), info=_words)
    written_at: Mapped[datetime] = mapped_column(default=now)
