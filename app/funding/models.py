"""Who pays for a path and what they ask to know: agreements, the file of each path, participant records, yearly reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import sealed_as

_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_asked = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.FUNDED)
_special = personal(Purpose.EVIDENCE, Basis.CONSENT, Retention.PATH, Sensitivity.RESTRICTED)
_STANDS = text("ended_at IS NULL")


class FunderProfile(Base):
    """What a funder is and asks for; a funder without one is of the kind « autre »."""

    __tablename__ = "funder_profile"

    funder_id: Mapped[str] = mapped_column(ForeignKey("funder.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # a key of content/funding/funders.yaml
    esf: Mapped[bool] = mapped_column(default=False)  # asks for a participant record (FSE+)
    report: Mapped[bool] = mapped_column(default=True)  # is told of entries, pauses and exits
    retention_years: Mapped[int]  # how long proofs are kept for it, after the exit
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class FundingAgreement(Base):
    """What one funder takes of one path. An agreement that ends stays, so that a report made before still reads."""

    __tablename__ = "funding_agreement"
    __table_args__ = (
        Index(
            "ix_funding_agreement_now", "enrolment_id", "funder_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        Index("ix_funding_agreement_funder", "organisation_id", "funder_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    funder_id: Mapped[str] = mapped_column(ForeignKey("funder.id"))
    reference: Mapped[str] = mapped_column(String(80), default="", info=_proof)  # number of the convention
    minutes_bought: Mapped[int | None] = mapped_column(info=_proof)
    share: Mapped[int] = mapped_column(info=_proof)  # per cent of the hours followed; those of a path make 100
    created_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class FundingFile(Base):
    """What the yearly report needs to know of a path, as it was at the entry."""

    __tablename__ = "funding_file"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="", info=_proof)  # a key of the form's F-1; empty: not said
    entrusted_to: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)  # F-2: the body that does it
    entrusted_by: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)  # G: the body that asks for it
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class CourseFunding(Base):
    """What the yearly report needs to know of a course: its objective (F-3) and its speciality (F-4)."""

    __tablename__ = "course_funding"

    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    objective: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # a key of the form's F-3
    level: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # of a RNCP certification
    nsf: Mapped[str] = mapped_column(String(3), default="", info=IMPERSONAL)
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Deliverer(Base):
    """Whether somebody who runs sessions works for the organisation or is paid on invoice (frame E)."""

    __tablename__ = "deliverer"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    external: Mapped[bool]
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class ParticipantRecord(Base):
    """What a person says for a funder at one moment of a path. Never changed: a correction is the next number.

    Answers in special categories are apart, encrypted, and go earlier than the rest.
    """

    __tablename__ = "participant_record"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "moment", "number"),
        Index("ix_participant_record_place", "organisation_id", "moment"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    moment: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # entry, exit, six_months
    number: Mapped[int]  # 1, then 2 for the first correction…
    form: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # which version of the questions, by its key
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info=_asked)
    sealed: Mapped[str] = mapped_column(
        Text, default="", info=_special | sealed_as("participant_record:{id}")
    )  # empty: nothing, or gone
    with_adviser: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="", info=_asked)  # of a correction
    filled_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    filled_at: Mapped[datetime] = mapped_column(default=now)
    purged_at: Mapped[datetime | None]  # when the sealed answers went


class ParticipantReading(Base):
    """Somebody opened the sealed answers of a record."""

    __tablename__ = "participant_reading"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    reader_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class TrainingYear(Base):
    """An accounting year, and what was typed in its report: what no platform can know (frames C and D, H)."""

    __tablename__ = "training_year"
    __table_args__ = (UniqueConstraint("organisation_id", "starts_on"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # key of the form → whole euros
    saved_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class FunderReport(Base):
    """A report of entries, pauses and exits that was signed: its bytes, how many paths it had, the fingerprint of what it says."""

    __tablename__ = "funder_report"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    funder_id: Mapped[str] = mapped_column(ForeignKey("funder.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    lines: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    file_id: Mapped[str | None] = mapped_column(
        ForeignKey("stored_file.id"), index=True
    )  # none: signed before it was kept
    signed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(String(120), default="", info=_proof)  # in which whoever signs does so
    signed_at: Mapped[datetime] = mapped_column(default=now)
