"""What is known of a person on their way: where they come from, what they want, what was said and agreed, who read it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedJSON, SealedText

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_words = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH, Sensitivity.RESTRICTED)
_aid = personal(Purpose.EVIDENCE, Basis.CONTRACT, Retention.PROOF, Sensitivity.RESTRICTED)
_watch = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PATH)


class Dossier(Base):
    """The page of one path that has no list of its own: origin, needs, project, strengths."""

    __tablename__ = "dossier"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    referrer_structure: Mapped[str] = mapped_column(String(200), default="", info=_path)
    referrer_person: Mapped[str] = mapped_column(String(200), default="", info=_path)
    met: Mapped[str] = mapped_column(String(120), default="", info=_path)  # how they were met, from the list
    needs: Mapped[str] = mapped_column(SealedText("dossier.needs"), default="", info=_words)
    project: Mapped[str] = mapped_column(SealedText("dossier.project"), default="", info=_words)
    stage: Mapped[str] = mapped_column(String(20), default="", info=_path)  # a code of rules.STAGES
    strengths: Mapped[str] = mapped_column(SealedText("dossier.strengths"), default="", info=_words)
    own_words: Mapped[str] = mapped_column(
        SealedText("dossier.own_words"), default="", info=_words
    )  # the person's, and changed by nobody else
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DossierList(Base):
    """The words that an organisation offers in a list: how people are met, which aids it gives."""

    __tablename__ = "dossier_list"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(10), primary_key=True, info=IMPERSONAL)  # met, aid, criteria
    choices: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)


class DossierNote(Base):
    """Something written about a person, with who reads it. An obstacle is a note with a subject and an end; a document is
    a note with a file. What it said before is in its versions; withdrawn, it still says that it was."""

    __tablename__ = "dossier_note"
    __table_args__ = (Index("ix_dossier_note_when", "enrolment_id", "written_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # note, obstacle, document
    visibility: Mapped[str] = mapped_column(String(10), info=_path)  # shared, team, restricted
    subject: Mapped[str] = mapped_column(String(20), default="", info=_words)  # of an obstacle: rules.OBSTACLES
    body: Mapped[str] = mapped_column(SealedText("dossier_note.body"), info=_words)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    others: Mapped[bool] = mapped_column(default=False)  # also speaks of somebody else: not copied as it is
    written_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime | None]
    lifted_on: Mapped[date | None]  # of an obstacle
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str] = mapped_column(SealedText("dossier_note.withdrawn_reason"), default="", info=_words)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DossierNoteReader(Base):
    """Somebody named to read a restricted note."""

    __tablename__ = "dossier_note_reader"

    note_id: Mapped[str] = mapped_column(ForeignKey("dossier_note.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))


class DossierNoteVersion(Base):
    """What a note said before it was changed or withdrawn."""

    __tablename__ = "dossier_note_version"

    note_id: Mapped[str] = mapped_column(ForeignKey("dossier_note.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(SealedText("dossier_note_version.body"), info=_words)
    visibility: Mapped[str] = mapped_column(String(10), info=_path)
    others: Mapped[bool] = mapped_column(default=False)
    until: Mapped[datetime]  # when it stopped saying so
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class DossierGoal(Base):
    """A goal of the person's own. Hidden: theirs alone, whoever else asks."""

    __tablename__ = "dossier_goal"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(SealedText("dossier_goal.title"), info=_words)
    planned_on: Mapped[date | None] = mapped_column(info=_path)
    ended_on: Mapped[date | None] = mapped_column(info=_path)
    outcome: Mapped[str] = mapped_column(String(10), default="", info=_path)  # reached, changed, dropped
    review: Mapped[str] = mapped_column(
        SealedText("dossier_goal.review"), default="", info=_words
    )  # looking back, once it is over
    hidden: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DossierAction(Base):
    """What was agreed: who does what, by when. Whoever does it ticks it, and nobody in their place."""

    __tablename__ = "dossier_action"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    body: Mapped[str] = mapped_column(SealedText("dossier_action.body"), info=_words)
    due_on: Mapped[date | None] = mapped_column(info=_path)
    done_at: Mapped[datetime | None] = mapped_column(info=_path)
    created_at: Mapped[datetime] = mapped_column(default=now)


class DossierComment(Base):
    """A word about an agreed action, from whoever does not do it as well."""

    __tablename__ = "dossier_comment"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    action_id: Mapped[str] = mapped_column(ForeignKey("dossier_action.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(SealedText("dossier_comment.body"), info=_words)
    written_at: Mapped[datetime] = mapped_column(default=now)


class DossierReferral(Base):
    """A person sent to a partner, followed until they have met and it is known what came of it."""

    __tablename__ = "dossier_referral"
    __table_args__ = (Index("ix_dossier_referral_waiting", "organisation_id", "closed_on", "remind_on"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    partner: Mapped[str] = mapped_column(SealedText("dossier_referral.partner"), info=_words)
    partner_id: Mapped[str | None] = mapped_column(String(36))  # of the directory, when it holds this partner
    reason: Mapped[str] = mapped_column(SealedText("dossier_referral.reason"), default="", info=_words)
    sent_on: Mapped[date] = mapped_column(info=_path)
    received_on: Mapped[date | None] = mapped_column(info=_path)  # the partner said that it has it
    met_on: Mapped[date | None] = mapped_column(info=_path)
    closed_on: Mapped[date | None] = mapped_column(info=_path)
    outcome: Mapped[str] = mapped_column(String(10), default="", info=_path)  # a code of rules.OUTCOMES
    outcome_words: Mapped[str] = mapped_column(SealedText("dossier_referral.outcome_words"), default="", info=_words)
    remind_on: Mapped[date | None] = mapped_column(info=_path)  # ask for news from that day; none: closed
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DossierAid(Base):
    """Money asked for a person: under which criteria, how much, what was decided."""

    __tablename__ = "dossier_aid"
    __table_args__ = (Index("ix_dossier_aid_register", "organisation_id", "asked_on", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(SealedText("dossier_aid.name"), info=_aid)
    criteria: Mapped[list[str]] = mapped_column(
        SealedJSON("dossier_aid.criteria"), info=_aid
    )  # those that are met, in the words of that day
    asked_for: Mapped[str] = mapped_column(
        SealedText("dossier_aid.asked_for"), default="", info=_aid
    )  # what it will pay
    cents: Mapped[int] = mapped_column(info=_aid)
    asked_on: Mapped[date] = mapped_column(info=_aid)
    decision: Mapped[str] = mapped_column(String(10), default="", info=_aid)  # granted, refused
    granted_cents: Mapped[int] = mapped_column(default=0, info=_aid)
    decided_on: Mapped[date | None] = mapped_column(info=_aid)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(SealedText("dossier_aid.reason"), default="", info=_aid)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DossierCorrection(Base):
    """The person asks that something be put right, and is answered."""

    __tablename__ = "dossier_correction"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    body: Mapped[str] = mapped_column(SealedText("dossier_correction.body"), info=_words)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(SealedText("dossier_correction.answer"), default="", info=_words)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class DossierReading(Base):
    """Somebody opened a part of a dossier: noted for the person to see."""

    __tablename__ = "dossier_reading"
    __table_args__ = (Index("ix_dossier_reading_when", "enrolment_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    reader_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    part: Mapped[str] = mapped_column(String(20), info=_watch)  # a code of rules.PARTS
    at: Mapped[datetime] = mapped_column(default=now)
