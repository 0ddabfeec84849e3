"""Badges (Open Badges 3.0) and the booklet of competences that a learner takes away."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal
from app.core.sealed import sealed_as

_proof = personal(Purpose.EVIDENCE, Basis.CONTRACT, Retention.PROOF)
_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_CURRENT = text("ended_at IS NULL")
_STANDS = text("revoked_at IS NULL")


class SigningKey(Base):
    """A key with which an organisation signs. It is never deleted: what it signed is checked with it for ever."""

    __tablename__ = "signing_key"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index(
            "ix_signing_key_current", "organisation_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]  # 1, 2, 3…
    public: Mapped[str] = mapped_column(String(60), info=IMPERSONAL)  # a multikey: z6Mk…
    secret: Mapped[bytes] = mapped_column(LargeBinary, info=sealed_as("signing_key:{id}"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]  # it signs no more
    stolen: Mapped[bool] = mapped_column(
        default=False
    )  # somebody else may have signed with it: nothing it signed holds
    why: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)


class BadgeOffer(Base):
    """What an organisation certifies of a competence block: from which level, said in which words."""

    __tablename__ = "badge_offer"

    block_id: Mapped[str] = mapped_column(ForeignKey("competence_block.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    level: Mapped[int]  # that every competence of the block has to reach
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    description: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    criteria: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]  # no longer given; those given stand


class Badge(Base):
    """One credential, signed once and never changed: another one takes its place."""

    __tablename__ = "badge"
    __table_args__ = (
        Index(
            "ix_badge_standing", "enrolment_id", "block_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
        Index("ix_badge_organisation", "organisation_id", "issued_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    block_id: Mapped[str] = mapped_column(ForeignKey("competence_block.id"))
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_key.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON, info=_proof)  # as it was signed
    issued_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(default=now)
    shown_at: Mapped[datetime | None]  # since when the learner shows it to whoever has its address; none: to nobody
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str] = mapped_column(Text, default="", info=_path)


class Booklet(Base):
    """What a learner chose to say of a path: their own words at the head of the booklet."""

    __tablename__ = "booklet"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    words: Mapped[str] = mapped_column(Text, default="", info=_path)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class BookletLine(Base):
    """One competence of the booklet: left out or not, in the learner's words, with the proofs they want seen."""

    __tablename__ = "booklet_line"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    competence_id: Mapped[str] = mapped_column(ForeignKey("competence.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    left_out: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text, default="", info=_path)
    proofs: Mapped[list[str]] = mapped_column(JSON, default=list, info=_path)  # keys of the proofs shown
