"""Badges, what they certify, the keys that signed them, and booklets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.credentials.models import Badge, BadgeOffer, Booklet, BookletLine, SigningKey
from app.frameworks.models import CompetenceBlock, Framework
from app.identity.models import Organisation


def current_key(session: Session, organisation_id: str) -> SigningKey | None:
    return session.scalar(
        select(SigningKey).where(SigningKey.organisation_id == organisation_id, SigningKey.ended_at.is_(None))
    )


def keys(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, number, public, created_at, ended_at, stolen, why, badges), the newest first."""
    signed = (
        select(Badge.key_id, func.count().label("n"))
        .where(Badge.organisation_id == organisation_id)
        .group_by(Badge.key_id)
        .subquery()
    )
    return session.execute(
        select(
            SigningKey.id,
            SigningKey.number,
            SigningKey.public,
            SigningKey.created_at,
            SigningKey.ended_at,
            SigningKey.stolen,
            SigningKey.why,
            func.coalesce(signed.c.n, 0).label("badges"),
        )
        .outerjoin(signed, signed.c.key_id == SigningKey.id)
        .where(SigningKey.organisation_id == organisation_id)
        .order_by(SigningKey.number.desc())
    ).all()


def offers(session: Session, organisation_id: str) -> dict[str, BadgeOffer]:
    """Block id → what is certified of it, withdrawn ones too."""
    rows = session.scalars(select(BadgeOffer).where(BadgeOffer.organisation_id == organisation_id))
    return {row.block_id: row for row in rows}


def offer(session: Session, block_id: str) -> AnyRow | None:
    """(block_id, position, organisation_id, slug, organisation, level, name, description, criteria, withdrawn_at, framework,
    levels) of one offer, for whoever follows its address."""
    return session.execute(
        select(
            BadgeOffer.block_id,
            CompetenceBlock.position,
            BadgeOffer.organisation_id,
            Organisation.slug,
            Organisation.name.label("organisation"),
            BadgeOffer.level,
            BadgeOffer.name,
            BadgeOffer.description,
            BadgeOffer.criteria,
            BadgeOffer.withdrawn_at,
            Framework.id.label("framework_id"),
            Framework.title.label("framework"),
            Framework.levels,
        )
        .join(Organisation, Organisation.id == BadgeOffer.organisation_id)
        .join(CompetenceBlock, CompetenceBlock.id == BadgeOffer.block_id)
        .join(Framework, Framework.id == CompetenceBlock.framework_id)
        .where(BadgeOffer.block_id == block_id)
    ).first()


def badge(session: Session, badge_id: str) -> Badge | None:
    return session.get(Badge, badge_id)


def standing(session: Session, enrolment_id: str, block_id: str) -> Badge | None:
    """The badge of a block that was not taken back."""
    return session.scalar(
        select(Badge).where(Badge.enrolment_id == enrolment_id, Badge.block_id == block_id, Badge.revoked_at.is_(None))
    )


def badges_of(session: Session, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(id, enrolment_id, block_id, name, issued_at, shown_at, revoked_at, revoked_why, number, stolen), newest first."""
    if not enrolment_ids:
        return []
    return session.execute(
        select(
            Badge.id,
            Badge.enrolment_id,
            Badge.block_id,
            Badge.document["name"].as_string().label("name"),
            Badge.issued_at,
            Badge.shown_at,
            Badge.revoked_at,
            Badge.revoked_why,
            SigningKey.number,
            SigningKey.stolen,
        )
        .join(SigningKey, SigningKey.id == Badge.key_id)
        .where(Badge.enrolment_id.in_(enrolment_ids))
        .order_by(Badge.issued_at.desc(), Badge.id.desc())
    ).all()


def public_badge(session: Session, badge_id: str) -> AnyRow | None:
    """(id, document, issued_at, shown_at, revoked_at, key, number, stolen, block_id, slug, organisation) of a badge."""
    return session.execute(
        select(
            Badge.id,
            Badge.document,
            Badge.block_id,
            Badge.issued_at,
            Badge.shown_at,
            Badge.revoked_at,
            SigningKey.public.label("key"),
            SigningKey.number,
            SigningKey.stolen,
            Organisation.slug,
            Organisation.name.label("organisation"),
        )
        .join(SigningKey, SigningKey.id == Badge.key_id)
        .join(Organisation, Organisation.id == Badge.organisation_id)
        .where(Badge.id == badge_id)
    ).first()


def revoked_ids(session: Session, organisation_id: str) -> Sequence[str]:
    return session.scalars(
        select(Badge.id)
        .where(Badge.organisation_id == organisation_id, Badge.revoked_at.is_not(None))
        .order_by(Badge.id)
    ).all()


def public_keys(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(number, public) of the keys that nobody stole, the first made first."""
    return session.execute(
        select(SigningKey.number, SigningKey.public)
        .where(SigningKey.organisation_id == organisation_id, SigningKey.stolen.is_(False))
        .order_by(SigningKey.number)
    ).all()


def booklet(session: Session, enrolment_id: str) -> Booklet | None:
    return session.get(Booklet, enrolment_id)


def lines(session: Session, enrolment_id: str) -> dict[str, BookletLine]:
    """Competence id → what the learner chose for it."""
    rows = session.scalars(select(BookletLine).where(BookletLine.enrolment_id == enrolment_id))
    return {row.competence_id: row for row in rows}


def badge_counts(session: Session, organisation_id: str) -> dict[str, Any]:
    """Block id → badges that stand."""
    rows = session.execute(
        select(Badge.block_id, func.count())
        .where(Badge.organisation_id == organisation_id, Badge.revoked_at.is_(None))
        .group_by(Badge.block_id)
    )
    return {block_id: n for block_id, n in rows}


def certifiable_blocks(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, code, title, framework, levels) of the blocks in use of the organisation's frameworks, in order."""
    return session.execute(
        select(
            CompetenceBlock.id,
            CompetenceBlock.code,
            CompetenceBlock.title,
            Framework.title.label("framework"),
            Framework.version,
            Framework.levels,
        )
        .join(Framework, Framework.id == CompetenceBlock.framework_id)
        .where(CompetenceBlock.organisation_id == organisation_id, CompetenceBlock.position > 0)
        .order_by(Framework.title, Framework.version, CompetenceBlock.position)
    ).all()


def certifiable_block(session: Session, organisation_id: str, block_id: str) -> AnyRow | None:
    return next((row for row in certifiable_blocks(session, organisation_id) if row.id == block_id), None)
