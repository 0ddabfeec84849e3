"""Where positionings stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.competences.models import (
    PlanProposal,
    Positioning,
    PositioningAnswer,
    PositioningGuide,
    PositioningInterview,
)
from app.competences.positioning import guide
from app.competences.positioning.guide import Guide
from app.core.access import Actor, Role
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment
from app.identity.models import Account

Rows = Sequence[Row[*tuple[Any, ...]]]


def _guide(row: PositioningGuide) -> Guide:
    return Guide(guide.questions(row.questions), row.held, row.weak, row.id, row.number)


def guide_of(session: Session, organisation_id: str) -> Guide:
    """What the organisation asks today; what comes with the product until it says otherwise."""
    row = session.scalar(
        select(PositioningGuide)
        .where(PositioningGuide.organisation_id == organisation_id)
        .order_by(PositioningGuide.number.desc())
        .limit(1)
    )
    return _guide(row) if row else guide.given()


def guide_answered(session: Session, guide_id: str) -> Guide:
    """The very questions that answers were given to."""
    return _guide(session.get_one(PositioningGuide, guide_id))


def guides(session: Session, organisation_id: str) -> Rows:
    """(number, made_at, name) of each version, the latest first."""
    return session.execute(
        select(PositioningGuide.number, PositioningGuide.made_at, Account.name)
        .outerjoin(Account, Account.id == PositioningGuide.made_by)
        .where(PositioningGuide.organisation_id == organisation_id)
        .order_by(PositioningGuide.number.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Standing:
    """One positioning as pages show it."""

    id: str
    stage: str
    edition_id: str
    guide_id: str | None
    needs: dict[str, Any]
    needs_at: datetime | None
    begun_at: datetime
    sent_at: datetime | None
    filled_with: str  # a name; empty: the person alone


def positionings(session: Session, enrolment_id: str) -> dict[str, Standing]:
    """By stage. The caller has seen the enrolment."""
    rows = session.execute(
        select(
            Positioning.id, Positioning.stage, Positioning.edition_id, Positioning.guide_id, Positioning.needs,
            Positioning.needs_at, Positioning.begun_at, Positioning.sent_at, func.coalesce(Account.name, ""),
        )
        .outerjoin(Account, Account.id == Positioning.filled_with)
        .where(Positioning.enrolment_id == enrolment_id)
    )  # fmt: skip
    return {row[1]: Standing(*row) for row in rows}


def sent_stages(session: Session, enrolment_ids: Collection[str]) -> dict[str, set[str]]:
    """Enrolment id → the moments whose answers were sent."""
    found: dict[str, set[str]] = {}
    for row in session.execute(
        select(Positioning.enrolment_id, Positioning.stage).where(
            Positioning.enrolment_id.in_(enrolment_ids), Positioning.sent_at.is_not(None)
        )
    ):
        found.setdefault(row.enrolment_id, set()).add(row.stage)
    return found


def to_change(session: Session, enrolment_id: str, stage: str) -> Positioning | None:
    """Locked until the act ends."""
    return session.scalar(
        select(Positioning)
        .where(Positioning.enrolment_id == enrolment_id, Positioning.stage == stage)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def answers(session: Session, positioning_id: str) -> dict[str, int | None]:
    """Competence id → level; None: « je ne sais pas »."""
    rows = session.execute(
        select(PositioningAnswer.competence_id, PositioningAnswer.level).where(
            PositioningAnswer.positioning_id == positioning_id
        )
    )
    return {row.competence_id: row.level for row in rows}


def answer_rows(session: Session, positioning_id: str) -> dict[str, PositioningAnswer]:
    rows = session.scalars(select(PositioningAnswer).where(PositioningAnswer.positioning_id == positioning_id))
    return {row.competence_id: row for row in rows}


def interviews(session: Session, positioning_ids: Collection[str]) -> Rows:
    """(id, positioning_id, held_on, name, agreed, noted_at), the latest first."""
    return session.execute(
        select(
            PositioningInterview.id,
            PositioningInterview.positioning_id,
            PositioningInterview.held_on,
            Account.name,
            PositioningInterview.agreed,
            PositioningInterview.noted_at,
        )
        .join(Account, Account.id == PositioningInterview.held_by)
        .where(PositioningInterview.positioning_id.in_(positioning_ids))
        .order_by(PositioningInterview.held_on.desc(), PositioningInterview.id.desc())
    ).all()


def same_interview(
    session: Session, positioning_id: str, held_by: str, held_on: date, agreed: str
) -> PositioningInterview | None:
    that_day = session.scalars(
        select(PositioningInterview).where(
            PositioningInterview.positioning_id == positioning_id,
            PositioningInterview.held_by == held_by,
            PositioningInterview.held_on == held_on,
        )
    )
    return next((one for one in that_day if one.agreed == agreed), None)


_decider = aliased(Account)


def proposals(session: Session, enrolment_id: str) -> Rows:
    """(id, positioning_id, sequence_id, act, threshold, figures, made_at, decision, word, decided_by, decided_at,
    change_id), those to decide first; what no longer held when it was looked at again is left out."""
    return session.execute(
        select(
            PlanProposal.id,
            PlanProposal.positioning_id,
            PlanProposal.sequence_id,
            PlanProposal.act,
            PlanProposal.threshold,
            PlanProposal.figures,
            PlanProposal.made_at,
            PlanProposal.decision,
            PlanProposal.word,
            _decider.name.label("decided_by"),
            PlanProposal.decided_at,
            PlanProposal.change_id,
        )
        .outerjoin(_decider, _decider.id == PlanProposal.decided_by)
        .where(PlanProposal.enrolment_id == enrolment_id, PlanProposal.decision != "stale")
        .order_by(PlanProposal.decision, PlanProposal.made_at.desc(), PlanProposal.id)
    ).all()


def undecided(session: Session, enrolment_id: str) -> Sequence[PlanProposal]:
    return session.scalars(
        select(PlanProposal).where(PlanProposal.enrolment_id == enrolment_id, PlanProposal.decision == "")
    ).all()


def decided_at_stage(session: Session, positioning_id: str) -> set[tuple[str, str]]:
    """(act, sequence_id) of what was decided already about a positioning: it is not proposed again."""
    rows = session.execute(
        select(PlanProposal.act, PlanProposal.sequence_id).where(
            PlanProposal.positioning_id == positioning_id, PlanProposal.decision.in_(("accepted", "refused"))
        )
    )
    return {(row.act, row.sequence_id) for row in rows}


def path_of_proposal(session: Session, organisation_id: str, proposal_id: str) -> str:
    """The enrolment that a proposal is about."""
    found = session.scalar(
        select(PlanProposal.enrolment_id).where(
            PlanProposal.id == proposal_id, PlanProposal.organisation_id == organisation_id
        )
    )
    if found is None:
        raise NotFound()
    return found


def decision_of(session: Session, proposal_id: str) -> AnyRow:
    """(decision, stage) of a proposal. The caller knows that it is there."""
    return session.execute(
        select(PlanProposal.decision, Positioning.stage)
        .join(Positioning, Positioning.id == PlanProposal.positioning_id)
        .where(PlanProposal.id == proposal_id)
    ).one()


def proposal_to_change(session: Session, proposal_id: str) -> PlanProposal:
    return session.scalars(
        select(PlanProposal)
        .where(PlanProposal.id == proposal_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


# --- What awaits the team -----------------------------------------------------------------------------------------


def on_their_way(session: Session, actor: Actor, *, everyone: bool) -> Rows:
    """(id, learner_name, course_id, starts_on, ends_on, closed_on, status, adviser_id) of the open paths; the adviser's
    own unless `everyone`."""
    mine = [] if everyone or not actor.has(Role.ADVISER) else [Enrolment.adviser_id == actor.account_id]
    return session.execute(
        select(
            Enrolment.id,
            Account.name.label("learner_name"),
            Enrolment.course_id,
            Enrolment.starts_on,
            Enrolment.ends_on,
            Enrolment.closed_on,
            Enrolment.status,
            Enrolment.adviser_id,
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Enrolment.organisation_id == actor.organisation_id,
            IN_USE,
            Enrolment.status.in_(("admitted", "active")),
            IN_USE,
            *mine,
        )
        .order_by(Account.name, Enrolment.id)
    ).all()


def sent_without_interview(session: Session, enrolment_ids: Collection[str]) -> Rows:
    """(enrolment_id, stage, sent_at) of what was sent and not yet talked about, the oldest first."""
    return session.execute(
        select(Positioning.enrolment_id, Positioning.stage, Positioning.sent_at)
        .outerjoin(PositioningInterview, PositioningInterview.positioning_id == Positioning.id)
        .where(
            Positioning.enrolment_id.in_(enrolment_ids),
            Positioning.sent_at.is_not(None),
            PositioningInterview.id.is_(None),
        )
        .order_by(Positioning.sent_at, Positioning.id)
    ).all()


def counting_positioned(actor: Actor, *, everyone: bool) -> Select[int]:
    """How many people sent answers that are not talked about yet, or have a change of plan to be decided; the morning
    page counts it with others."""
    mine = [] if everyone or not actor.has(Role.ADVISER) else [Enrolment.adviser_id == actor.account_id]
    untold = Positioning.sent_at.is_not(None) & ~exists().where(PositioningInterview.positioning_id == Positioning.id)
    to_decide = exists().where(PlanProposal.positioning_id == Positioning.id, PlanProposal.decision == "")
    return (
        select(func.count(Positioning.enrolment_id.distinct()))
        .join(Enrolment, Enrolment.id == Positioning.enrolment_id)
        .where(
            Enrolment.organisation_id == actor.organisation_id,
            IN_USE,
            Enrolment.status.in_(("admitted", "active")),
            *mine,
            untold | to_decide,
        )
    )


def to_decide(session: Session, enrolment_ids: Collection[str]) -> Rows:
    """(enrolment_id, stage, proposals), the oldest first."""
    return session.execute(
        select(
            PlanProposal.enrolment_id,
            Positioning.stage,
            func.count().label("proposals"),
        )
        .join(Positioning, Positioning.id == PlanProposal.positioning_id)
        .where(PlanProposal.enrolment_id.in_(enrolment_ids), PlanProposal.decision == "")
        .group_by(PlanProposal.enrolment_id, Positioning.stage)
        .order_by(func.min(PlanProposal.made_at), PlanProposal.enrolment_id)
    ).all()


def open_paths(session: Session, organisation_id: str, after: str, limit: int) -> Rows:
    """(id, learner_id, starts_on, ends_on, closed_on) of the paths under way, by id: for reminding."""
    return session.execute(
        select(Enrolment.id, Enrolment.learner_id, Enrolment.starts_on, Enrolment.ends_on, Enrolment.closed_on)
        .where(
            Enrolment.organisation_id == organisation_id,
            IN_USE,
            Enrolment.status.in_(("admitted", "active")),
            Enrolment.id > after,
        )
        .order_by(Enrolment.id)
        .limit(limit)
    ).all()
