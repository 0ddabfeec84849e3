"""Banks, their questions, what these said before, and the files that wait to be added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class QuestionBank(Base):
    """A drawer of questions. Its title is how quizzes and files name it, so no two of an organisation share one."""

    __tablename__ = "question_bank"
    __table_args__ = (UniqueConstraint("organisation_id", "title"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]


class BankQuestion(Base):
    """A question of a bank as it is worded today. Quizzes hold copies: changing it changes none of them."""

    __tablename__ = "bank_question"
    __table_args__ = (
        Index("ix_bank_question_bank_id", "bank_id", "id"),
        Index("ix_bank_question_print", "bank_id", "fingerprint"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    bank_id: Mapped[str] = mapped_column(ForeignKey("question_bank.id"))
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    origin: Mapped[str] = mapped_column(String(64), default="", info=IMPERSONAL)  # its fingerprint in its file
    category: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    competences: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)
    labels: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # the two above, to be looked for
    words: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # its text without accents, likewise
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    archived_at: Mapped[datetime | None]


class BankQuestionChange(Base):
    """What a question said before somebody changed it."""

    __tablename__ = "bank_question_change"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    question_id: Mapped[str] = mapped_column(ForeignKey("bank_question.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int]  # the one that was left behind
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)
    tags: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)
    competences: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)


class QuestionImport(Base):
    """A file of questions between its report and « Ajouter » : kept a day, then forgotten."""

    __tablename__ = "question_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    bank_id: Mapped[str] = mapped_column(ForeignKey("question_bank.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    data: Mapped[bytes] = mapped_column(LargeBinary)  # compressed
    created_at: Mapped[datetime] = mapped_column(default=now)
