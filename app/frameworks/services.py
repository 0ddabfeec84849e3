"""Keeping competence frameworks, so that what was written under a code stays under it."""

import json
from functools import cache

from sqlalchemy.orm import Session

from app.core.settings import CHECKOUT
from app.frameworks import queries, rules
from app.frameworks.models import Competence, CompetenceBlock, Framework
from app.frameworks.rules import FrameworkText

ENTRECOMP = CHECKOUT / "content" / "frameworks" / "entrecomp.json"


def install_framework(session: Session, organisation_id: str, data: FrameworkText) -> Framework:
    """Keep a framework, or bring the same code and version up to date. Doing it twice changes nothing.

    Blocks and competences are recognised by their code; one that is no longer written is withdrawn, never deleted.
    """
    framework = queries.framework(session, organisation_id, data.code, data.version)
    if framework is None:
        framework = Framework(
            organisation_id=organisation_id,
            code=data.code,
            version=data.version,
            title=data.title,
            source=data.source,
            levels=list(data.levels),
        )
        session.add(framework)
        session.flush()
    else:
        framework.title, framework.source, framework.levels = data.title, data.source, list(data.levels)
    _write_blocks(session, framework, data)
    session.flush()
    return framework


def _write_blocks(session: Session, framework: Framework, data: FrameworkText) -> None:
    blocks = queries.block_entities(session, framework.id)
    for code, block in blocks.items():
        if code not in {text.code for text in data.blocks}:
            block.position = 0
    for position, text in enumerate(data.blocks, 1):
        known = blocks.get(text.code)
        if known is None:
            known = blocks[text.code] = CompetenceBlock(
                organisation_id=framework.organisation_id, framework_id=framework.id, code=text.code
            )
            session.add(known)
        known.position, known.title, known.pictogram = position, text.title, text.pictogram
    session.flush()
    competences = queries.competence_entities(session, framework.id)
    for code, competence in competences.items():
        if code not in {c.code for text in data.blocks for c in text.competences}:
            competence.position = 0
    for text in data.blocks:
        for position, written in enumerate(text.competences, 1):
            kept = competences.get(written.code)
            if kept is None:
                kept = Competence(organisation_id=framework.organisation_id, code=written.code)
                session.add(kept)
            kept.block_id = blocks[text.code].id
            kept.position, kept.title, kept.says = position, written.title, written.says
            kept.criteria, kept.related = list(written.criteria), list(written.related)


@cache
def entrecomp() -> FrameworkText:
    """The European framework of entrepreneurship competences, which comes with the product."""
    return rules.entrecomp(json.loads(ENTRECOMP.read_text("utf-8")))


def entrecomp_codes() -> tuple[str, ...]:
    return tuple(competence.code for block in entrecomp().blocks for competence in block.competences)


def install_entrecomp(session: Session, organisation_id: str) -> Framework:
    return install_framework(session, organisation_id, entrecomp())


def text_of(session: Session, framework_id: str) -> FrameworkText:
    """A kept framework as it would be written down."""
    row = queries.framework_row(session, framework_id)
    assert row is not None, "a framework that something points to exists"
    competences = queries.competences(session, framework_id)
    return FrameworkText(
        code=row.code,
        version=row.version,
        title=row.title,
        levels=tuple(row.levels),
        source=row.source,
        blocks=tuple(
            rules.BlockText(
                code=block.code,
                title=block.title,
                pictogram=block.pictogram,
                competences=tuple(
                    rules.CompetenceText(c.code, c.title, c.says, tuple(c.criteria), tuple(c.related))
                    for c in competences
                    if c.block_id == block.id
                ),
            )
            for block in queries.blocks(session, framework_id)
        ),
    )
