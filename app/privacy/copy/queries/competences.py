"""What is held of somebody's competences: what was answered, shown, concluded and agreed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.models import (
    LevelAssessment,
)
from app.competences.models import (
    LevelConclusion,
    LevelProof,
    PlanProposal,
    Positioning,
    PositioningAnswer,
    PositioningGuide,
    PositioningInterview,
)
from app.core.db import AnyRow
from app.courses.models import Sequence as CourseSequence
from app.frameworks.models import Competence
from app.identity.models import Account
from app.privacy.copy.queries.own import own_paths


def conclusions(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            LevelConclusion.at, Competence.code, Competence.title, LevelConclusion.stage, LevelConclusion.level,
            LevelConclusion.why, Account.name.label("by"), LevelConclusion.reopened_at, LevelConclusion.reopened_why,
        )
        .join(Competence, Competence.id == LevelConclusion.competence_id)
        .join(Account, Account.id == LevelConclusion.concluded_by)
        .where(LevelConclusion.enrolment_id.in_(own_paths(account_id)))
        .order_by(LevelConclusion.at, LevelConclusion.id)
    ).all()  # fmt: skip


def proofs(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            LevelProof.at, Competence.code, Competence.title.label("competence"), LevelProof.stage, LevelProof.voice,
            Account.name.label("by"), LevelProof.title, LevelProof.words, LevelProof.withdrawn_at,
        )
        .join(Competence, Competence.id == LevelProof.competence_id)
        .join(Account, Account.id == LevelProof.given_by)
        .where(LevelProof.enrolment_id.in_(own_paths(account_id)))
        .order_by(LevelProof.at, LevelProof.id)
    ).all()  # fmt: skip


def answers(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(PositioningAnswer.at, Positioning.stage, Competence.code, Competence.title, PositioningAnswer.level)
        .join(Positioning, Positioning.id == PositioningAnswer.positioning_id)
        .join(Competence, Competence.id == PositioningAnswer.competence_id)
        .where(Positioning.enrolment_id.in_(own_paths(account_id)))
        .order_by(Positioning.begun_at, Positioning.id, Competence.code, Competence.id)
    ).all()


def needs(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(needs_at, stage, needs, questions) of what was answered."""
    return session.execute(
        select(Positioning.needs_at, Positioning.stage, Positioning.needs, PositioningGuide.questions)
        .join(PositioningGuide, PositioningGuide.id == Positioning.guide_id)
        .where(Positioning.enrolment_id.in_(own_paths(account_id)), Positioning.needs_at.is_not(None))
        .order_by(Positioning.needs_at, Positioning.id)
    ).all()


def interviews(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            PositioningInterview.held_on, Positioning.stage, Account.name.label("by"), PositioningInterview.agreed
        )
        .join(Positioning, Positioning.id == PositioningInterview.positioning_id)
        .join(Account, Account.id == PositioningInterview.held_by)
        .where(Positioning.enrolment_id.in_(own_paths(account_id)))
        .order_by(PositioningInterview.held_on, PositioningInterview.id)
    ).all()  # fmt: skip


def proposals(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            PlanProposal.made_at, PlanProposal.act, CourseSequence.key.label("sequence"), PlanProposal.decision,
            PlanProposal.word, PlanProposal.decided_at,
        )
        .join(CourseSequence, CourseSequence.id == PlanProposal.sequence_id)
        .where(PlanProposal.enrolment_id.in_(own_paths(account_id)))
        .order_by(PlanProposal.made_at, PlanProposal.id)
    ).all()  # fmt: skip


def guides(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The versions of a questionnaire that somebody of the team wrote."""
    return session.execute(
        select(PositioningGuide.number, PositioningGuide.made_at)
        .where(PositioningGuide.made_by == account_id)
        .order_by(PositioningGuide.made_at, PositioningGuide.id)
    ).all()


def levels(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Competence.code,
            Competence.title,
            LevelAssessment.stage,
            LevelAssessment.voice,
            LevelAssessment.level,
            LevelAssessment.at,
            Account.name.label("given_by"),
        )
        .join(Competence, Competence.id == LevelAssessment.competence_id)
        .join(Account, Account.id == LevelAssessment.given_by)
        .where(LevelAssessment.enrolment_id.in_(own_paths(account_id)))
        .order_by(LevelAssessment.at, LevelAssessment.id)
    ).all()
