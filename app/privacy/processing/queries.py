"""What people said of the processing, its reviews, and who answers for data."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.entry.factors.asking import ASKED
from app.entry.factors.models import OneTimeCode, Passkey
from app.identity.models import Account, Membership, Organisation
from app.privacy.processing.models import ProcessingReview, ProcessingStatement
from app.privacy.requests.queries import officer_id as officer_id
from app.privacy.retention.models import RetentionChoice


def officer(session: Session, organisation_id: str) -> AnyRow | None:
    found = officer_id(session, organisation_id)
    return (
        session.execute(select(Account.id, Account.name, Account.email).where(Account.id == found)).first()
        if found
        else None
    )


def statement(session: Session, organisation_id: str, kind: str, key: str) -> ProcessingStatement | None:
    """The last version."""
    return session.scalar(
        select(ProcessingStatement)
        .where(
            ProcessingStatement.organisation_id == organisation_id,
            ProcessingStatement.kind == kind,
            ProcessingStatement.key == key,
        )
        .order_by(ProcessingStatement.version.desc())
        .limit(1)
    )


def statements(session: Session, organisation_id: str, *kinds: str) -> Sequence[AnyRow]:
    """The last version of each, those that are over too."""
    last = (
        select(
            ProcessingStatement.kind, ProcessingStatement.key, func.max(ProcessingStatement.version).label("version")
        )
        .where(ProcessingStatement.organisation_id == organisation_id)
        .group_by(ProcessingStatement.kind, ProcessingStatement.key)
        .subquery()
    )
    asked = (
        select(
            ProcessingStatement.kind, ProcessingStatement.key, ProcessingStatement.version, ProcessingStatement.said,
            ProcessingStatement.over, ProcessingStatement.at, Account.name.label("by"),
        )
        .join(
            last,
            and_(
                last.c.kind == ProcessingStatement.kind,
                last.c.key == ProcessingStatement.key,
                last.c.version == ProcessingStatement.version,
            ),
        )
        .join(Account, Account.id == ProcessingStatement.by_id)
        .where(ProcessingStatement.organisation_id == organisation_id)
        .order_by(ProcessingStatement.kind, ProcessingStatement.at, ProcessingStatement.key)
    )  # fmt: skip
    return session.execute(asked.where(ProcessingStatement.kind.in_(kinds)) if kinds else asked).all()


def versions(session: Session, organisation_id: str, kind: str, key: str) -> Sequence[AnyRow]:
    """Every version of one, the newest first."""
    return session.execute(
        select(
            ProcessingStatement.version, ProcessingStatement.said, ProcessingStatement.over, ProcessingStatement.at,
            Account.name.label("by"),
        )
        .join(Account, Account.id == ProcessingStatement.by_id)
        .where(
            ProcessingStatement.organisation_id == organisation_id,
            ProcessingStatement.kind == kind,
            ProcessingStatement.key == key,
        )
        .order_by(ProcessingStatement.version.desc())
    ).all()  # fmt: skip


def reviews(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Who read the register and found it true, the newest first."""
    return session.execute(
        select(
            ProcessingReview.id,
            ProcessingReview.declared,
            ProcessingReview.note,
            ProcessingReview.at,
            Account.name.label("by"),
        )
        .join(Account, Account.id == ProcessingReview.by_id)
        .where(ProcessingReview.organisation_id == organisation_id)
        .order_by(ProcessingReview.at.desc(), ProcessingReview.id.desc())
        .limit(20)
    ).all()


def second_proof(session: Session, organisation_id: str) -> AnyRow:
    """(asked_from, team, ready): since when two proofs are asked; of those who see others' data, who can give them."""
    of_the_team = select(Membership.account_id).where(
        Membership.organisation_id == organisation_id, Membership.role.in_([role.value for role in ASKED])
    )
    has_one = or_(
        exists().where(Passkey.account_id == Account.id),
        exists().where(OneTimeCode.account_id == Account.id, OneTimeCode.confirmed_at.is_not(None)),
    )
    team = select(func.count()).select_from(Account).where(Account.id.in_(of_the_team))
    return session.execute(
        select(
            Organisation.factors_from.label("asked_from"),
            team.scalar_subquery().label("team"),
            team.where(has_one).scalar_subquery().label("ready"),
        ).where(Organisation.id == organisation_id)
    ).one()


def chosen_durations(session: Session, organisation_id: str) -> dict[str, tuple[int, int]]:
    """Months active and in the archive, where the organisation decided."""
    rows = session.execute(
        select(RetentionChoice.retention, RetentionChoice.active, RetentionChoice.archive)
        .where(RetentionChoice.organisation_id == organisation_id)
        .order_by(RetentionChoice.at, RetentionChoice.id)
    )
    return {row.retention: (row.active, row.archive) for row in rows}


def officers_to_tell(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The data officer, or the administration when nobody is named."""

    named = officer_id(session, organisation_id)
    who = select(Account.id, Account.name, Account.email, Account.locale)
    if named:
        return cast(Sequence[AnyRow], session.execute(who.where(Account.id == named)).all())
    return cast(
        Sequence[AnyRow],
        session.execute(
            who.join(Membership, Membership.account_id == Account.id).where(
                Membership.organisation_id == organisation_id, Membership.role == "admin"
            )
        ).all(),
    )
