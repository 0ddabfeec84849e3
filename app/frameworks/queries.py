"""What the frameworks of an organisation hold. A position of 0 says withdrawn."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.frameworks.models import Competence, CompetenceBlock, Framework

_BLOCKS = (
    select(
        CompetenceBlock.id,
        CompetenceBlock.code,
        CompetenceBlock.position,
        CompetenceBlock.title,
        CompetenceBlock.pictogram,
    )
    .where(CompetenceBlock.framework_id == bindparam("framework_id"), CompetenceBlock.position > 0)
    .order_by(CompetenceBlock.position)
)
_COMPETENCES = (
    select(
        Competence.id,
        Competence.block_id,
        Competence.code,
        Competence.title,
        Competence.says,
        Competence.criteria,
        Competence.related,
    )
    .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
    .where(
        CompetenceBlock.framework_id == bindparam("framework_id"),
        CompetenceBlock.position > 0,
        Competence.position > 0,
    )
    .order_by(CompetenceBlock.position, Competence.position)
)


def visible_frameworks(session: Session, actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, code, version, title, source, levels) of the organisation's frameworks."""
    return session.execute(
        select(
            Framework.id,
            Framework.code,
            Framework.version,
            Framework.title,
            Framework.source,
            Framework.levels,
        )
        .where(Framework.organisation_id == actor.organisation_id)
        .order_by(Framework.code, Framework.version)
    ).all()


def framework(session: Session, organisation_id: str, code: str, version: str) -> Framework | None:
    return session.scalar(
        select(Framework).where(
            Framework.organisation_id == organisation_id, Framework.code == code, Framework.version == version
        )
    )


def framework_row(session: Session, framework_id: str) -> Row[*tuple[Any, ...]] | None:
    """(id, code, version, title, source, levels)"""
    return session.execute(
        select(
            Framework.id,
            Framework.code,
            Framework.version,
            Framework.title,
            Framework.source,
            Framework.levels,
        ).where(Framework.id == framework_id)
    ).first()


def blocks(session: Session, framework_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, code, position, title, pictogram) of the blocks in use, in order."""
    return session.execute(_BLOCKS, {"framework_id": framework_id}).all()


def competences(session: Session, framework_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, block_id, code, title, says, criteria, related) of the competences in use, in order."""
    return session.execute(_COMPETENCES, {"framework_id": framework_id}).all()


def block_entities(session: Session, framework_id: str) -> dict[str, CompetenceBlock]:
    """Every block, the withdrawn ones too, by code: for changing them."""
    rows = session.scalars(select(CompetenceBlock).where(CompetenceBlock.framework_id == framework_id))
    return {row.code: row for row in rows}


def competence_entities(session: Session, framework_id: str) -> dict[str, Competence]:
    """Every competence, the withdrawn ones too, by code: for changing them."""
    rows = session.scalars(
        select(Competence)
        .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
        .where(CompetenceBlock.framework_id == framework_id)
    )
    return {row.code: row for row in rows}
