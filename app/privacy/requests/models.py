"""Requests about personal data with their acts and proofs, who answers them, consents taken back, last wishes, copies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedJSON, SealedText

_asked = personal(Purpose.RIGHTS, Basis.LEGAL, Retention.REQUEST)
_words = personal(Purpose.RIGHTS, Basis.LEGAL, Retention.REQUEST, Sensitivity.RESTRICTED)


class DataRequest(Base):
    """Numbered in its organisation. `account_id` is whom it is about: written once whoever asks has proved who they are."""

    __tablename__ = "data_request"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_data_request_list", "organisation_id", "state", "answer_by"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see rules.KINDS
    way: Mapped[str] = mapped_column(String(8), info=IMPERSONAL)  # account, person, post, phone, mail
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    about_name: Mapped[str] = mapped_column(String(200), info=_asked)  # as whoever asks says it
    asker_name: Mapped[str] = mapped_column(String(200), default="", info=_asked)  # empty: the person themselves
    asker_email: Mapped[str] = mapped_column(String(254), default="", info=_asked)  # where the answer goes
    asker_phone: Mapped[str] = mapped_column(String(40), default="", info=_asked)
    capacity: Mapped[str] = mapped_column(String(8), default="self", info=IMPERSONAL)  # self, parent, mandate, heir
    born_on: Mapped[date | None] = mapped_column(info=_asked)  # of the child, when a parent asks
    mandate: Mapped[str] = mapped_column(String(300), default="", info=_asked)  # what was seen; no copy is kept
    identified: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # how; empty: not yet
    identified_at: Mapped[datetime | None]
    identified_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(SealedText("data_request.words"), default="", info=_words)
    subject: Mapped[str] = mapped_column(
        String(40), default="", info=IMPERSONAL
    )  # of an objection, the consent, or the reading
    changes: Mapped[list[dict[str, Any]]] = mapped_column(
        SealedJSON("data_request.changes"), default=list, info=_words
    )  # a correction: field, old, new
    state: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # checking, open, answered, closed
    outcome: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # see rules.OUTCOMES
    received_at: Mapped[datetime]
    answer_by: Mapped[date]
    extended_at: Mapped[datetime | None]  # told to the person, with its reasons, within the first month
    applied_at: Mapped[datetime | None]  # what was asked was done
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DataRequestAct(Base):
    """One thing said or done about a request, dated and signed. Never changed."""

    __tablename__ = "data_request_act"
    __table_args__ = (Index("ix_data_request_act_list", "request_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    request_id: Mapped[str] = mapped_column(ForeignKey("data_request.id"))
    what: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see rules.ACTS
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # none: the house itself
    words: Mapped[str] = mapped_column(SealedText("data_request_act.words"), default="", info=_words)
    at: Mapped[datetime]


class DataRequestFile(Base):
    """A proof: the letter received, the answer sent. Never an identity paper."""

    __tablename__ = "data_request_file"
    __table_args__ = (UniqueConstraint("request_id", "file_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    request_id: Mapped[str] = mapped_column(ForeignKey("data_request.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), info=_asked)
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class DataOfficer(Base):
    """Who answers for personal data, since when: the last row says it; nobody: the administration."""

    __tablename__ = "data_officer"
    __table_args__ = (Index("ix_data_officer_now", "organisation_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class ConsentWithdrawn(Base):
    """A yes that was taken back: what it was for, since when, in which words, taken back when and by whom."""

    __tablename__ = "consent_withdrawn"
    __table_args__ = (Index("ix_consent_withdrawn_who", "account_id", "withdrawn_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # see consents.SOURCES
    words: Mapped[str] = mapped_column(Text, info=_asked)  # those that the person said yes to
    given_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("data_request.id"))


class LastWish(Base):
    """What somebody wants done with their data after their death. Another one replaces it; the person may take it back."""

    __tablename__ = "last_wish"
    __table_args__ = (Index("ix_last_wish_who", "account_id", "written_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    choice: Mapped[str] = mapped_column(String(8), info=_asked)  # erase, keep, hand: see rules.WISHES
    words: Mapped[str] = mapped_column(SealedText("last_wish.words"), default="", info=_words)
    person_name: Mapped[str] = mapped_column(String(200), default="", info=_asked)  # who sees to it
    person_reach: Mapped[str] = mapped_column(String(254), default="", info=_asked)
    registered_with: Mapped[str] = mapped_column(String(200), default="", info=_asked)  # general ones, kept elsewhere
    written_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("data_request.id"))


class DataCopy(Base):
    """A copy made beside the pages, kept two days behind an address of its own."""

    __tablename__ = "data_copy"
    __table_args__ = (Index("ix_data_copy_who", "account_id", "asked_at"), Index("ix_data_copy_over", "expires_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))  # whose data
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("data_request.id"))
    task_id: Mapped[str | None] = mapped_column(String(36))
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
