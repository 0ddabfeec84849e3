"""Where somebody stands: what they said at each moment, the proofs behind a level, and what the adviser concluded.

The levels themselves are `assessment.models.LevelAssessment`: each voice, each person, each time, never overwritten.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedJSON, SealedText

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_words = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH, Sensitivity.RESTRICTED)
_proof = personal(Purpose.EVIDENCE, Basis.CONTRACT, Retention.PROOF)
_STANDS = text("reopened_at IS NULL")


class PositioningGuide(Base):
    """How an organisation takes people's bearings: its questions on needs, and from which levels it proposes to change a
    plan. Never changed: another number replaces it, and answers keep the one they were given to."""

    __tablename__ = "positioning_guide"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=IMPERSONAL)  # as positioning/guide.py reads them
    held: Mapped[int]  # from this level on, a competence is held: what teaches it may be skipped
    weak: Mapped[int]  # up to this level, it is to be worked on
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # none: as it comes with the product


class Positioning(Base):
    """One moment of one path: entry, middle, exit. Begun with the first answer, sent once, kept as it was sent."""

    __tablename__ = "positioning"
    __table_args__ = (UniqueConstraint("enrolment_id", "stage"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    stage: Mapped[str] = mapped_column(String(8), info=_path)  # entry, middle, exit
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))  # whose framework was on the page
    guide_id: Mapped[str | None] = mapped_column(ForeignKey("positioning_guide.id"))
    needs: Mapped[dict[str, Any]] = mapped_column(
        SealedJSON("positioning.needs"), default=dict, info=_words
    )  # key of a question → what is said
    needs_at: Mapped[datetime | None]
    begun_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    filled_with: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # of the team, beside the person


class PositioningAnswer(Base):
    """A choice on the way, kept at once; it becomes a level of the learner's voice when the whole is sent."""

    __tablename__ = "positioning_answer"

    positioning_id: Mapped[str] = mapped_column(ForeignKey("positioning.id"), primary_key=True)
    competence_id: Mapped[str] = mapped_column(ForeignKey("competence.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    level: Mapped[int | None] = mapped_column(info=_path)  # none: « je ne sais pas »
    at: Mapped[datetime] = mapped_column(default=now)


class PositioningInterview(Base):
    """What was said face to face about a positioning: when, with whom, what was agreed. The person reads it."""

    __tablename__ = "positioning_interview"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    positioning_id: Mapped[str] = mapped_column(ForeignKey("positioning.id"), index=True)
    held_on: Mapped[date] = mapped_column(info=_path)
    held_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    agreed: Mapped[str] = mapped_column(SealedText("positioning_interview.agreed"), info=_words)
    noted_at: Mapped[datetime] = mapped_column(default=now)


class PlanProposal(Base):
    """A change of plan that the answers suggest, with the figures that suggest it. Somebody decides, with a word."""

    __tablename__ = "plan_proposal"
    __table_args__ = (Index("ix_plan_proposal_waiting", "organisation_id", "decision"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    positioning_id: Mapped[str] = mapped_column(ForeignKey("positioning.id"))
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"))
    act: Mapped[str] = mapped_column(String(10), info=_path)  # omit, add
    threshold: Mapped[int]
    figures: Mapped[list[list[Any]]] = mapped_column(JSON, info=_path)  # [competence code, level, concluded] each
    made_at: Mapped[datetime] = mapped_column(default=now)
    decision: Mapped[str] = mapped_column(String(10), default="", info=_path)  # accepted, refused, stale
    word: Mapped[str] = mapped_column(SealedText("plan_proposal.word"), default="", info=_words)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    change_id: Mapped[str | None] = mapped_column(ForeignKey("plan_change.id"))


class LevelProof(Base):
    """What a voice shows for the level it gives to a competence at a stage. Withdrawn, it still says that it was."""

    __tablename__ = "level_proof"
    __table_args__ = (Index("ix_level_proof_of", "enrolment_id", "competence_id", "stage"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    competence_id: Mapped[str] = mapped_column(ForeignKey("competence.id"))
    stage: Mapped[str] = mapped_column(String(8), info=_proof)
    voice: Mapped[str] = mapped_column(String(8), info=_proof)
    given_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(10), info=_proof)  # work, session, activity, document
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("training_session.id"))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"))
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), info=_proof)  # as it was called that day
    words: Mapped[str] = mapped_column(SealedText("level_proof.words"), default="", info=_words)  # what it shows
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class LevelConclusion(Base):
    """What the adviser concludes of a competence at a stage, and why. Reopened with a reason, it stays in the story;
    one at most stands."""

    __tablename__ = "level_conclusion"
    __table_args__ = (
        Index("ix_level_conclusion_when", "enrolment_id", "at"),
        Index(
            "ix_level_conclusion_stands", "enrolment_id", "competence_id", "stage",
            unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    competence_id: Mapped[str] = mapped_column(ForeignKey("competence.id"))
    stage: Mapped[str] = mapped_column(String(8), info=_proof)
    level: Mapped[int]
    why: Mapped[str] = mapped_column(Text, info=_proof)  # the person reads it
    concluded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    reopened_why: Mapped[str] = mapped_column(Text, default="", info=_proof)
