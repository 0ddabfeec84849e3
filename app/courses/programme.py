"""The programme sheet: what a course promises, from the same data that learners and auditors see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.courses import rules
from app.courses.outline import Block, Outline, Sequence, outline
from app.courses.rules import Totals
from app.web.text import post_html, typeset


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    sequences: tuple[tuple[Block, Sequence], ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Programme:
    """Immutable: made once per edition and process."""

    outline: Outline
    summary: str
    language: str
    objectives: tuple[str, ...]
    sections: dict[str, Markup]  # section → cleaned HTML
    totals: Totals
    blocks: tuple[tuple[Block, Totals], ...]
    weeks: tuple[Week, ...]
    entry: str
    reviewed_on: date | None
    published_at: datetime
    licence: str
    authors: tuple[str, ...]


_programmes: dict[str, Programme] = {}


def programme(session: Session, edition: Row[*tuple[Any, ...]]) -> Programme:
    """The sheet of an edition (a row of queries.edition_of)."""
    known = _programmes.get(edition.id)
    if known is None:
        known = _programmes[edition.id] = _read(session, edition)
    return known


def _read(session: Session, edition: Row[*tuple[Any, ...]]) -> Programme:
    plan = outline(session, edition.id)
    blocks = {block.id: block for block in plan.blocks}
    by_block, by_week = rules.by_block(plan), rules.by_week(plan)
    return Programme(
        outline=plan,
        summary=typeset(edition.summary),
        language=edition.language,
        objectives=tuple(typeset(text) for text in edition.sheet.get("objectives", ())),
        sections={
            name: Markup(post_html(typeset(text)))  # noqa: S704 - cleaned by app.web.text
            for name, text in edition.sheet.items()
            if isinstance(text, str)
        },
        totals=rules.totals(plan.activities.values()),
        blocks=tuple((block, by_block[block.id]) for block in plan.blocks),
        weeks=tuple(
            Week(week, tuple((blocks[s.block_id], s) for s in plan.sequences if s.week == week), by_week[week])
            for week in range(1, plan.weeks + 1)
        ),
        entry=edition.entry,
        reviewed_on=edition.reviewed_on,
        published_at=edition.published_at,
        licence=edition.licence,
        authors=tuple(edition.authors),
    )
