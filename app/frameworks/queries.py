"""What the frameworks of an organisation hold. A position of 0 says withdrawn."""

from collections.abc import Collection, Sequence
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


def named(session: Session, competence_ids: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Competences with their block and their framework, withdrawn ones too: what was written under them is shown as it was.

    (id, code, title, says, position, block_id, block_code, block_title, block_position, pictogram, framework_id,
    framework_code, framework_version, levels)
    """
    return session.execute(
        select(
            Competence.id,
            Competence.code,
            Competence.title,
            Competence.says,
            Competence.position,
            CompetenceBlock.id.label("block_id"),
            CompetenceBlock.code.label("block_code"),
            CompetenceBlock.title.label("block_title"),
            CompetenceBlock.position.label("block_position"),
            CompetenceBlock.pictogram,
            Framework.id.label("framework_id"),
            Framework.code.label("framework_code"),
            Framework.version.label("framework_version"),
            Framework.levels,
        )
        .join(CompetenceBlock, CompetenceBlock.id == Competence.block_id)
        .join(Framework, Framework.id == CompetenceBlock.framework_id)
        .where(Competence.id.in_(competence_ids))
        .order_by(Framework.code, Framework.version, CompetenceBlock.position, Competence.position, Competence.id)
    ).all()
