"""The outline that publishing would make of a draft, finished or not: its keys stand for the ids that it has not yet."""

from collections.abc import Mapping
from typing import Any

from app.courses.outline import Activity, Block, Competence, Outline, Sequence
from app.courses.source.manuscript import ActivityPart, Manuscript, SequencePart, listed, parts
from app.web.text import typeset


def sketch(manuscript: Manuscript) -> Outline:
    """What is not written, or not as expected, is blank or left out. Rules and conditions are not read: see
    `previewing.preview` for one activity."""
    blocks = _blocks(manuscript)
    known = {block.id for block in blocks}
    sequences = tuple(
        _sequence(manuscript, number, part, part.block if part.block in known else "")
        for number, part in enumerate(manuscript.sequences, 1)
    )
    framework = manuscript.about.get("framework")
    levels = listed(framework, "levels") if isinstance(framework, Mapping) else []
    return Outline(
        edition_id="", course_id="", organisation_id="", slug=manuscript.slug,
        title=typeset(_words(manuscript.about, "title")), number=0, weeks=_count(manuscript.about, "weeks"),
        levels=tuple(map(str, levels)), blocks=blocks, sequences=sequences,
        activities={one.id: one for sequence in sequences for one in sequence.activities},
    )  # fmt: skip


def _blocks(manuscript: Manuscript) -> tuple[Block, ...]:
    return tuple(
        Block(
            _words(one, "key"), _words(one, "key"), number, typeset(_words(one, "title")), _words(one, "pictogram"), 0,
            tuple(
                Competence(
                    _words(said, "code"), _words(said, "code"), typeset(_words(said, "title")),
                    typeset(_words(said, "says")), (),
                )
                for said in parts(one, "competences")
            ),
        )
        for number, one in enumerate(parts(manuscript.about, "blocks"), 1)
    )  # fmt: skip


def _sequence(manuscript: Manuscript, number: int, part: SequencePart, block: str) -> Sequence:
    inside = [manuscript.activities[key] for key in part.activities if key in manuscript.activities]
    return Sequence(
        part.key, part.key, block, number, typeset(_words(part.about, "title")),
        typeset(_words(part.about, "objective")), _count(part.about, "week"), 0, 0,
        tuple(_activity(one, part.key, block, place) for place, one in enumerate(inside, 1)),
    )  # fmt: skip


def _activity(part: ActivityPart, sequence: str, block: str, position: int) -> Activity:
    return Activity(
        id=part.key, key=part.key, kind=part.kind, title=typeset(_words(part.head, "title")),
        why=typeset(_words(part.head, "why")), minutes=_count(part.head, "minutes"), place=_words(part.head, "place"),
        timing=_words(part.head, "timing"), people=_words(part.head, "people"), guidance=_words(part.head, "guidance"),
        completion={}, competences=tuple(map(str, listed(part.head, "competences"))), sequence_id=sequence,
        block_id=block, position=position,
    )  # fmt: skip


def _words(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _count(said: Mapping[str, Any], name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
