"""Who can help beside the team, where one can go and sit at a computer, and what people say of their path."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_contact = personal(Purpose.ORIENTATION, Basis.CONSENT, Retention.LISTED)


class DirectoryWord(Base):
    """A step, a field or a need by which an organisation sorts its partners, with its pictogram."""

    __tablename__ = "directory_word"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # step, field, need
    key: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # what partners hold: a label may change
    label: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    icon: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    position: Mapped[int]


class Partner(Base):
    """Somebody beside the team who helps: what they do, for whom, where and whom to ask."""

    __tablename__ = "partner"
    __table_args__ = (Index("ix_partner_list", "organisation_id", "archived_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    does: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # in plain words
    steps: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # keys of words
    fields: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # see rules.Spot
    phone: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)
    email: Mapped[str] = mapped_column(String(254), default="", info=IMPERSONAL)  # of the structure
    site: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)
    hours: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)
    access: Mapped[str] = mapped_column(String(500), default="", info=IMPERSONAL)  # coming in a wheelchair, by bus…
    contact: Mapped[str] = mapped_column(String(200), default="", info=_contact)  # who to ask for, with their accord
    contact_print: Mapped[str] = mapped_column(String(64), default="", index=True, info=_contact)  # of the address
    reviewed_on: Mapped[date]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class Place(Base):
    """Where one can go: a training place of the house, or a digital access point that may be somebody else's."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_list", "organisation_id", "archived_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), unique=True)  # when sessions take place there
    name: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    kind: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # training, access
    address: Mapped[str] = mapped_column(String(500), default="", info=IMPERSONAL)
    commune: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    hours: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # weekday, 0 Monday
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    access: Mapped[str] = mapped_column(String(500), default="", info=IMPERSONAL)
    phone: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Testimony(Base):
    """What somebody says of their path, shown as long as they agree. Taken back, nothing of it is left but the date."""

    __tablename__ = "testimony"
    __table_args__ = (Index("ix_testimony_list", "organisation_id", "published_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # when the person has one here
    first_name: Mapped[str] = mapped_column(String(80), info=_contact)
    project: Mapped[str] = mapped_column(String(200), default="", info=_contact)
    commune: Mapped[str] = mapped_column(String(120), default="", info=_contact)
    words: Mapped[str] = mapped_column(Text, default="", info=_contact)  # with a film, what is said in it
    step: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)  # key of the step it is about
    media_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))  # a photo or a film
    media_words: Mapped[str] = mapped_column(String(300), default="", info=_contact)  # what the photo shows
    consented_on: Mapped[date | None]
    consent_words: Mapped[str] = mapped_column(String(300), default="", info=_contact)  # how it was given
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
