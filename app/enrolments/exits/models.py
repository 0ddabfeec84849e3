"""Each exit of a path with its corrections, and how an organisation says what people become."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_IN_FORCE = text("replaced_at IS NULL AND returned_on IS NULL")


class PathExit(Base):
    """One version of an exit. A correction is a new version; coming back ends the spell, leaving again begins another."""

    __tablename__ = "path_exit"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "spell", "version"),
        Index("ix_path_exit_in_force", "enrolment_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
        Index("ix_path_exit_when", "organisation_id", "left_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    spell: Mapped[int] = mapped_column(default=1)  # the first exit, the one after a return…
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(10), info=_proof)  # finished, left
    left_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(
        String(40), default="", info=_proof
    )  # what was chosen: a code, or an own label
    code: Mapped[str] = mapped_column(String(40), default="", info=_proof)  # of the nomenclature; "": not said
    nomenclature: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # the version in which the code is read
    label: Mapped[str] = mapped_column(String(200), default="", info=_proof)  # the words on that day
    reason: Mapped[str] = mapped_column(Text, default="", info=_path)  # of a correction
    noted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: before exits were kept
    noted_at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]  # corrected since
    returned_on: Mapped[date | None]  # the person came back


class OutcomeChoice(Base):
    """What an organisation changes in the list of what people become: an order, a word of its own, a line left out."""

    __tablename__ = "outcome_choice"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # the code, or the key of a label of their own
    code: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # the official one under which it counts
    label: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)  # "": as the nomenclature says
    position: Mapped[int]
    hidden_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
