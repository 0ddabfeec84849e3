"""What is held of how the team follows somebody."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.accompaniment.models import FollowUp, ReasonRest
from app.core.db import AnyRow
from app.enrolments.covers.models import Cover
from app.identity.models import Account
from app.privacy.copy.queries.own import own_paths


def contacts(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, channel, outcome, minutes, words, visibility, author): those for the team too, which are about the person."""
    return session.execute(
        select(
            FollowUp.at,
            FollowUp.channel,
            FollowUp.outcome,
            FollowUp.minutes,
            FollowUp.words,
            FollowUp.visibility,
            Account.name.label("author"),
        )
        .join(Account, Account.id == FollowUp.by)
        .where(FollowUp.enrolment_id.in_(own_paths(account_id)))
        .order_by(FollowUp.at, FollowUp.id)
    ).all()


def rests(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, kind, until, word, author)"""
    return session.execute(
        select(ReasonRest.at, ReasonRest.kind, ReasonRest.until, ReasonRest.word, Account.name.label("author"))
        .join(Account, Account.id == ReasonRest.by)
        .where(ReasonRest.enrolment_id.in_(own_paths(account_id)))
        .order_by(ReasonRest.at, ReasonRest.id)
    ).all()


def covers(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(since, until, adviser, colleague, reason) of somebody of the team who was away, or stood in."""
    away, colleague = aliased(Account), aliased(Account)
    return session.execute(
        select(Cover.since, Cover.until, away.name.label("adviser"), colleague.name.label("colleague"), Cover.reason)
        .join(away, away.id == Cover.adviser_id)
        .join(colleague, colleague.id == Cover.colleague_id)
        .where(or_(Cover.adviser_id == account_id, Cover.colleague_id == account_id))
        .order_by(Cover.since, Cover.id)
    ).all()
