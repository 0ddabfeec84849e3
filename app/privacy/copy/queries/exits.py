"""How somebody's paths ended, and what they said afterwards."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.exits.models import PathExit
from app.identity.models import Account
from app.outcomes.models import ClosingInterview, SituationAnswer, SituationCheck
from app.privacy.copy.queries.own import own_paths


def exits(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            PathExit.left_on, PathExit.status, PathExit.code, PathExit.nomenclature, PathExit.label, PathExit.reason,
            PathExit.noted_at, PathExit.replaced_at, PathExit.returned_on, Account.name.label("author"),
        )
        .outerjoin(Account, Account.id == PathExit.noted_by)
        .where(PathExit.enrolment_id.in_(own_paths(account_id)))
        .order_by(PathExit.noted_at, PathExit.id)
    ).all()  # fmt: skip


def interviews(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            ClosingInterview.held_on, ClosingInterview.version, ClosingInterview.reached, ClosingInterview.decision,
            ClosingInterview.reasons, ClosingInterview.elements, ClosingInterview.next_steps, ClosingInterview.by_mail,
            ClosingInterview.by_sms, ClosingInterview.by_call, Account.name.label("author"),
        )
        .join(Account, Account.id == ClosingInterview.by)
        .where(ClosingInterview.enrolment_id.in_(own_paths(account_id)))
        .order_by(ClosingInterview.at, ClosingInterview.id)
    ).all()  # fmt: skip


def news(session: Session, account_id: str) -> Sequence[AnyRow]:
    """Each time that news was to be taken, with every version of what was said."""
    return session.execute(
        select(
            SituationCheck.month, SituationCheck.due_on, SituationCheck.state, SituationCheck.asked_times,
            SituationCheck.attempts, SituationAnswer.refused, SituationAnswer.label, SituationAnswer.active,
            SituationAnswer.siret, SituationAnswer.started_on, SituationAnswer.via, SituationAnswer.reason,
            SituationAnswer.said_at, SituationAnswer.replaced_at,
        )
        .outerjoin(SituationAnswer, SituationAnswer.check_id == SituationCheck.id)
        .where(SituationCheck.enrolment_id.in_(own_paths(account_id)))
        .order_by(SituationCheck.due_on, SituationCheck.id, SituationAnswer.version)
    ).all()  # fmt: skip
