"""What people do and are given on their way: goals, actions, partners, aids."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.errors import NotFound
from app.dossiers.models import DossierAction, DossierAid, DossierComment, DossierGoal, DossierReferral
from app.dossiers.queries import LISTED, visible_goals
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment
from app.identity.models import Account

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]

_author = aliased(Account)
_learner = aliased(Account)

# Goals, actions -----------------------------------------------------------------------------------------------------


def goals(session: Session, actor: Actor, enrolment_id: str) -> Rows:
    """The goals that the actor may see: those under way by date, then those that are over."""
    return session.execute(
        select(
            DossierGoal.id,
            DossierGoal.title,
            DossierGoal.planned_on,
            DossierGoal.ended_on,
            DossierGoal.outcome,
            DossierGoal.review,
            DossierGoal.hidden,
            DossierGoal.created_at,
            DossierGoal.author_id,
            _author.name.label("author_name"),
        )
        .join(Enrolment, Enrolment.id == DossierGoal.enrolment_id)
        .join(_author, _author.id == DossierGoal.author_id)
        .where(visible_goals(actor), DossierGoal.enrolment_id == enrolment_id)
        .order_by(
            DossierGoal.ended_on.is_not(None),
            DossierGoal.planned_on.is_(None),
            DossierGoal.planned_on,
            DossierGoal.id,
        )
        .limit(LISTED)
    ).all()


def goal_to_change(session: Session, actor: Actor, enrolment_id: str, goal_id: str) -> DossierGoal:
    seen = session.scalar(
        select(DossierGoal.id)
        .join(Enrolment, Enrolment.id == DossierGoal.enrolment_id)
        .where(visible_goals(actor), DossierGoal.enrolment_id == enrolment_id, DossierGoal.id == goal_id)
    )
    if seen is None:
        raise NotFound()
    return session.get_one(DossierGoal, goal_id, with_for_update=True, populate_existing=True)


def actions(session: Session, enrolment_id: str) -> Rows:
    """What was agreed in one path: what is left to do by date, then what is done."""
    owner = aliased(Account)
    return session.execute(
        select(
            DossierAction.id,
            DossierAction.body,
            DossierAction.due_on,
            DossierAction.done_at,
            DossierAction.created_at,
            DossierAction.owner_id,
            owner.name.label("owner_name"),
            DossierAction.author_id,
            _author.name.label("author_name"),
        )
        .join(owner, owner.id == DossierAction.owner_id)
        .join(_author, _author.id == DossierAction.author_id)
        .where(DossierAction.enrolment_id == enrolment_id)
        .order_by(
            DossierAction.done_at.is_not(None),
            DossierAction.due_on.is_(None),
            DossierAction.due_on,
            DossierAction.id,
        )
        .limit(LISTED)
    ).all()


def action_to_change(session: Session, enrolment_id: str, action_id: str) -> DossierAction:
    found = session.get(DossierAction, action_id, with_for_update=True, populate_existing=True)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound()
    return found


def comments(session: Session, enrolment_id: str) -> dict[str, list[AnyRow]]:
    """Action id → (body, written_at, author_name), the oldest first."""
    found: dict[str, list[AnyRow]] = {}
    for row in session.execute(
        select(DossierComment.action_id, DossierComment.body, DossierComment.written_at, Account.name.label("author_name"))
        .join(DossierAction, DossierAction.id == DossierComment.action_id)
        .join(Account, Account.id == DossierComment.author_id)
        .where(DossierAction.enrolment_id == enrolment_id)
        .order_by(DossierComment.written_at, DossierComment.id)
    ):  # fmt: skip
        found.setdefault(row.action_id, []).append(row)
    return found


# Partners, aids -----------------------------------------------------------------------------------------------------

_REFERRAL: Select[*tuple[Any, ...]] = (
    select(
        DossierReferral.id,
        DossierReferral.enrolment_id,
        _learner.name.label("learner_name"),
        DossierReferral.partner,
        DossierReferral.partner_id,
        DossierReferral.reason,
        DossierReferral.sent_on,
        DossierReferral.received_on,
        DossierReferral.met_on,
        DossierReferral.closed_on,
        DossierReferral.outcome,
        DossierReferral.outcome_words,
        DossierReferral.remind_on,
        _author.name.label("author_name"),
        Enrolment.adviser_id,
    )
    .join(Enrolment, Enrolment.id == DossierReferral.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
    .join(_author, _author.id == DossierReferral.author_id)
)


def referrals(session: Session, enrolment_id: str) -> Rows:
    """Where somebody was sent, the latest first."""
    return session.execute(
        _REFERRAL.where(DossierReferral.enrolment_id == enrolment_id)
        .order_by(DossierReferral.sent_on.desc(), DossierReferral.id.desc())
        .limit(LISTED)
    ).all()


def open_referrals(session: Session, actor: Actor) -> Rows:
    """All that are not over, in the organisation."""
    return session.execute(
        _REFERRAL.where(
            DossierReferral.organisation_id == actor.organisation_id,
            DossierReferral.closed_on.is_(None),
            DossierReferral.partner != "",
            Enrolment.learner_id != actor.account_id,
            IN_USE,
        )
        .order_by(DossierReferral.remind_on, DossierReferral.id)
        .limit(LISTED)
    ).all()


def referral_to_change(session: Session, enrolment_id: str, referral_id: str) -> DossierReferral:
    found = session.get(DossierReferral, referral_id, with_for_update=True, populate_existing=True)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound()
    return found


_AID: Select[*tuple[Any, ...]] = (
    select(
        DossierAid.id,
        DossierAid.enrolment_id,
        _learner.name.label("learner_name"),
        DossierAid.name,
        DossierAid.criteria,
        DossierAid.asked_for,
        DossierAid.cents,
        DossierAid.asked_on,
        DossierAid.decision,
        DossierAid.granted_cents,
        DossierAid.decided_on,
        DossierAid.reason,
    )
    .join(Enrolment, Enrolment.id == DossierAid.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
)


def aids(session: Session, enrolment_id: str) -> Rows:
    return session.execute(
        _AID.where(DossierAid.enrolment_id == enrolment_id).order_by(DossierAid.asked_on.desc(), DossierAid.id.desc())
    ).all()


def _in_register(actor: Actor, start: date, end: date) -> ColumnElement[bool]:
    return and_(
        DossierAid.organisation_id == actor.organisation_id,
        DossierAid.asked_on >= start,
        DossierAid.asked_on <= end,
        Enrolment.learner_id != actor.account_id,
    )


def aid_register(session: Session, actor: Actor, start: date, end: date, *, limit: int = 1000) -> Rows:
    """All aids asked for in a time, the latest first."""
    return session.execute(
        _AID.where(_in_register(actor, start, end))
        .order_by(DossierAid.asked_on.desc(), DossierAid.id.desc())
        .limit(limit)
    ).all()


def aid_decisions(session: Session, actor: Actor, start: date, end: date) -> Rows:
    """(name, decision, cents, granted_cents) of every aid asked for in a time: the names are sealed, nothing sums them here."""
    return session.execute(
        select(DossierAid.name, DossierAid.decision, DossierAid.cents, DossierAid.granted_cents)
        .join(Enrolment, Enrolment.id == DossierAid.enrolment_id)
        .where(_in_register(actor, start, end))
    ).all()


def aid_to_change(session: Session, enrolment_id: str, aid_id: str) -> DossierAid:
    found = session.get(DossierAid, aid_id, with_for_update=True, populate_existing=True)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound()
    return found
