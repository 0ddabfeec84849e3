"""Who stands in for whom on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments.covers.models import Cover, CoverPath
from app.enrolments.models import Enrolment
from app.identity.models import Account

_away, _colleague = aliased(Account), aliased(Account)


def on(day: Any) -> ColumnElement[bool]:
    """The covers that hold on a day."""
    return and_(Cover.since <= day, Cover.until >= day, Cover.ended_at.is_(None))


def _reaches() -> ColumnElement[bool]:
    """Whether a cover of the adviser of a path is for that path."""
    chosen = (
        exists()
        .where(CoverPath.cover_id == Cover.id, CoverPath.enrolment_id == Enrolment.id)
        .correlate(Cover, Enrolment)
    )
    return or_(Cover.everyone.is_(True), chosen)


def covered_by(account_id: Any, day: Any) -> ColumnElement[bool]:
    """The enrolments that somebody looks after on a day in an adviser's place, as a condition; parameters and columns will do."""
    return (
        exists()
        .where(
            Cover.organisation_id == Enrolment.organisation_id,
            Cover.colleague_id == account_id,
            Cover.adviser_id == Enrolment.adviser_id,
            on(day),
            _reaches(),
        )
        .correlate_except(Cover)
    )


_STAND_INS = (
    select(Cover.colleague_id)
    .join(Enrolment, and_(Enrolment.adviser_id == Cover.adviser_id, Enrolment.id == bindparam("enrolment_id")))
    .where(Cover.organisation_id == Enrolment.organisation_id, on(bindparam("day")), _reaches())
    .order_by(Cover.made_at, Cover.id)
)


def stand_ins(session: Session, enrolment_id: str, day: date) -> list[str]:
    """The account ids of the colleagues who look after a path on a day in its adviser's place: what would come to the
    adviser comes to them too."""
    return list(dict.fromkeys(session.scalars(_STAND_INS, {"enrolment_id": enrolment_id, "day": day})))


def covers(session: Session, actor: Actor, day: date) -> Sequence[AnyRow]:
    """(id, adviser_id, adviser, colleague_id, colleague, since, until, everyone, reason, ended_at) of those that hold
    or are to come, by date."""
    return session.execute(
        _COVERS.where(Cover.organisation_id == actor.organisation_id, Cover.until >= day, Cover.ended_at.is_(None))
    ).all()


_COVERS: Select[*tuple[Any, ...]] = (
    select(
        Cover.id,
        Cover.adviser_id,
        _away.name.label("adviser"),
        Cover.colleague_id,
        _colleague.name.label("colleague"),
        Cover.since,
        Cover.until,
        Cover.everyone,
        Cover.reason,
        Cover.ended_at,
    )
    .join(_away, _away.id == Cover.adviser_id)
    .join(_colleague, _colleague.id == Cover.colleague_id)
    .order_by(Cover.since, Cover.id)
)


def overlapping(session: Session, adviser_id: str, colleague_id: str, since: date, until: date) -> AnyRow | None:
    """A cover of the same adviser by the same colleague that touches these days."""
    return session.execute(
        select(Cover.id).where(
            Cover.adviser_id == adviser_id,
            Cover.colleague_id == colleague_id,
            Cover.ended_at.is_(None),
            Cover.since <= until,
            Cover.until >= since,
        )
    ).first()


def cover_to_end(session: Session, actor: Actor, cover_id: str) -> Cover:
    found = session.get(Cover, cover_id, with_for_update={"key_share": True})
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def paths_of_adviser(session: Session, organisation_id: str, adviser_id: str, statuses: Sequence[str]) -> list[AnyRow]:
    """(id, learner_id, learner_name, status) of the people that an adviser follows, by name."""
    learner = aliased(Account)
    return list(
        session.execute(
            select(Enrolment.id, Enrolment.learner_id, learner.name.label("learner_name"), Enrolment.status)
            .join(learner, learner.id == Enrolment.learner_id)
            .where(
                Enrolment.organisation_id == organisation_id,
                Enrolment.adviser_id == adviser_id,
                Enrolment.status.in_(statuses),
            )
            .order_by(learner.name, Enrolment.id)
        ).all()
    )
