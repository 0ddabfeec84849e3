"""Virtual classrooms: what the server is known to have opened for a session, who was seen there, what was recorded."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)


class ClassroomMeeting(Base):
    """What is known of the meeting that a BigBlueButton server holds for a session."""

    __tablename__ = "classroom_meeting"

    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    create_time: Mapped[int | None] = mapped_column(BigInteger)  # the server's mark of this very meeting
    opened_at: Mapped[datetime | None]  # since when it is known to be there; none: to be opened, again perhaps
    looked_at: Mapped[datetime | None]  # the last time the server said who is there
    ended_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    trouble: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # down, slow, refused, nonsense
    tried_at: Mapped[datetime | None]
    recordings_at: Mapped[datetime | None]  # the last time recordings were asked for
    recordings_shown: Mapped[bool] = mapped_column(default=False)  # to the people who had a seat
    settled_at: Mapped[datetime | None]  # when presence was last drawn from the connections


class ClassroomPresence(Base):
    """One visit: evidence beside the signature. The same moment seen twice is one moment when minutes are counted."""

    __tablename__ = "classroom_presence"
    __table_args__ = (UniqueConstraint("session_id", "user_id", "source", "came_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)  # of a learner
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # of the team
    guest: Mapped[str] = mapped_column(String(120), default="", info=_proof)  # the name given by anybody else
    user_id: Mapped[str] = mapped_column(String(120), info=_proof)  # what the server calls the person
    source: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # poll, callback
    came_at: Mapped[datetime]
    left_at: Mapped[datetime]


class ClassroomRecording(Base):
    """A recording that the server has kept of a session: what it is called there, and where it is looked at."""

    __tablename__ = "classroom_recording"
    __table_args__ = (UniqueConstraint("session_id", "record_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    record_id: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    links: Mapped[list[Any]] = mapped_column(JSON, info=IMPERSONAL)  # [format, address]
    found_at: Mapped[datetime] = mapped_column(default=now)
