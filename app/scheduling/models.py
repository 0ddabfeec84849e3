"""Sessions (*séances*): dated meetings, who has a seat, and who was there, half-day by half-day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)


class MeetingRoom(Base):
    """A room of a site that sessions can be given. Archived: no new session takes place there."""

    __tablename__ = "meeting_room"
    __table_args__ = (UniqueConstraint("organisation_id", "site_id", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    capacity: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]


class TrainingSession(Base):
    """Called TrainingSession in code because `session` is the database's word; people read « séance »."""

    __tablename__ = "training_session"
    __table_args__ = (Index("ix_training_session_when", "organisation_id", "starts_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"), index=True)  # none: of no single course
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"), index=True)
    trainer_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # on_site, remote, hybrid
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"))
    room_id: Mapped[str | None] = mapped_column(ForeignKey("meeting_room.id"), index=True)
    room: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)  # the room's name, or a place in words
    classroom: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # bbb, jitsi, link; none
    link: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # address of the virtual classroom
    people: Mapped[str] = mapped_column(String(12), default="collective", info=IMPERSONAL)
    capacity: Mapped[int]
    series_id: Mapped[str | None] = mapped_column(String(36), index=True)  # shared by the sessions planned together
    running_order: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # Markdown
    equivalent_activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"))  # for who cannot come
    is_public: Mapped[bool] = mapped_column(default=False)  # anyone may register, without an account
    created_at: Mapped[datetime] = mapped_column(default=now)
    revision: Mapped[int] = mapped_column(default=0)  # grows with each move or cancellation: calendars go by it
    changed_at: Mapped[datetime | None]  # the last move or cancellation
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class Booking(Base):
    __tablename__ = "booking"
    __table_args__ = (UniqueConstraint("session_id", "enrolment_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), info=_proof)  # booked, waiting
    place: Mapped[str] = mapped_column(String(10), default="on_site", info=_proof)  # on_site, remote: this person's
    created_at: Mapped[datetime] = mapped_column(default=now)


class Attendance(Base):
    """What is known now of a half-day; each time it is said or corrected, the ledger keeps it."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("session_id", "enrolment_id", "day", "half_day"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    day: Mapped[date]
    half_day: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # morning, afternoon
    present: Mapped[bool]
    minutes: Mapped[int]  # of this half-day of the session
    reason: Mapped[str] = mapped_column(String(200), default="", info=_proof)
    reason_code: Mapped[str] = mapped_column(String(20), default="", info=_proof)  # see attendance.rules
    document_seen: Mapped[bool] = mapped_column(default=False)  # a paper that justifies the absence was shown
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    entry_id: Mapped[str] = mapped_column(String(36))  # the ledger entry that says so today
