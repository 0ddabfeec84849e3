"""What every page of a draft begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses import policies
from app.courses.conditions import Names, Skill, Step
from app.courses.drafts import queries
from app.files.uploads.forms import GivenFile, given_files


@dataclass(frozen=True, slots=True)
class Seen:
    """A course of the workshop as a page shows it; `about` is what its draft says."""

    row: AnyRow
    about: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.row.id)

    @property
    def slug(self) -> str:
        return str(self.row.slug)

    @property
    def title(self) -> str:
        return str(self.about.get("title") or self.row.edition_title or "")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self.about.get("blocks", ()))

    @property
    def block_options(self) -> list[tuple[str, str]]:
        return [(str(one.get("key")), f"{n}. {one.get('title', '')}") for n, one in enumerate(self.blocks, 1)]


def seen_course(session: Session, actor: Actor, slug: str) -> Seen:
    """A course with its draft. NotFound, Forbidden."""
    row = queries.course(session, actor, slug)
    if row is None:
        raise NotFound()
    require(policies.may_open_workshop(actor))
    if row.about is None:
        raise NotFound()
    return Seen(row, row.about)


def names_in(seen: Seen, sequences: Iterable[Any], lines: Iterable[Any]) -> Names:
    """What conditions may name in a draft: rows of `queries.sequences` and of `queries.lines`."""
    inside: dict[str, list[Step]] = {}
    for line in lines:
        if line.sequence_key is not None:
            inside.setdefault(line.sequence_key, []).append(Step(line.key, str(line.head.get("title") or line.key)))
    return Names(
        steps=tuple(
            Step(row.key, str(row.about.get("title") or row.key), tuple(inside.get(row.key, ()))) for row in sequences
        ),
        skills=tuple(
            Skill(
                str(block.get("key")),
                str(block.get("title", "")),
                tuple(Skill(str(c.get("code")), str(c.get("title", ""))) for c in block.get("competences", ())),
            )
            for block in seen.blocks
        ),
        levels=tuple(map(str, (seen.about.get("framework") or {}).get("levels") or ())),
    )


Files = Annotated[dict[str, GivenFile], given_files()]  # of a form, by field; one left empty is not there
