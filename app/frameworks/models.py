"""Competence frameworks (*référentiels*): blocks, competences and their observable criteria, on a level scale."""

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class Framework(Base):
    __tablename__ = "framework"
    __table_args__ = (UniqueConstraint("organisation_id", "code", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    version: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    source: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    levels: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)  # level 1 is the first


class CompetenceBlock(Base):
    __tablename__ = "competence_block"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    framework_id: Mapped[str] = mapped_column(ForeignKey("framework.id"))
    code: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    position: Mapped[int]  # 1, 2, 3…; 0: withdrawn, kept for what was written under it
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    pictogram: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)


class Competence(Base):
    __tablename__ = "competence"
    __table_args__ = (UniqueConstraint("block_id", "code"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    block_id: Mapped[str] = mapped_column(ForeignKey("competence_block.id"))
    code: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    position: Mapped[int]  # 1, 2, 3…; 0: withdrawn, kept for the levels already given
    title: Mapped[str] = mapped_column(String(300), info=IMPERSONAL)
    says: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # the same, as the person would say it
    criteria: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    related: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # EntreComp codes
