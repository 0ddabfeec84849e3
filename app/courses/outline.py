"""A published course as an immutable value: made once per edition and process, then shared by every page."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from unicodedata import normalize

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.courses import conditions, queries
from app.courses.conditions import Branch, Condition, Names
from app.frameworks import queries as frameworks
from app.web.lessons import Term
from app.web.text import typeset


@dataclass(frozen=True, slots=True)
class Competence:
    id: str
    code: str
    title: str
    says: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    code: str
    position: int
    title: str
    pictogram: str
    minutes: int
    competences: tuple[Competence, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Light: no text. The text is `queries.activity_content`."""

    id: str
    key: str
    kind: str
    title: str
    why: str
    minutes: int
    place: str
    timing: str
    people: str
    guidance: str
    completion: dict[str, Any]
    competences: tuple[str, ...]
    sequence_id: str
    block_id: str
    position: int
    conditions: tuple[Condition, ...] = ()  # those of its sequence, then its own
    branches: tuple[Branch, ...] = ()  # its own, then those of its sequence


@dataclass(frozen=True, slots=True)
class Sequence:
    id: str
    key: str
    block_id: str
    position: int
    title: str
    objective: str
    week: int
    opens_on_day: int
    due_on_day: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Outline:
    edition_id: str
    course_id: str
    organisation_id: str
    slug: str
    title: str
    number: int
    weeks: int
    levels: tuple[str, ...]  # of the framework; level 1 is the first
    blocks: tuple[Block, ...]
    sequences: tuple[Sequence, ...]  # in the order of the path
    activities: dict[str, Activity]  # by id, in the order of the path
    glossary: tuple[Term, ...] = ()  # in the order of the alphabet
    conditioned: tuple[Activity, ...] = ()  # those that do not open to everyone at once, in the order of the path
    behind: dict[str, tuple[Activity, ...]] = field(default_factory=dict)  # a key that conditions name → what it holds
    framework_id: str = ""
    framework_code: str = ""  # the same from one version to the next: what was given under an older one is found again
    framework_version: str = ""

    @cached_property
    def names(self) -> Names:
        """What conditions and branches are told with."""
        return conditions.names_of(self)


_outlines: dict[str, Outline] = {}  # an edition never changes: publishing makes a new key


def outline(session: Session, edition_id: str | None) -> Outline:
    """What an edition contains. Raises NotFound when there is no such edition."""
    if edition_id is None:
        raise NotFound()
    known = _outlines.get(edition_id)
    if known is None:
        known = _outlines[edition_id] = _read(session, edition_id)
    return known


def current_outline(session: Session, course_id: str) -> Outline:
    """What learners of a course see today: one statement. Raises NotFound when nothing is published."""
    edition_id = queries.current_edition_id(session, course_id)
    if edition_id is None:
        raise NotFound()
    return outline(session, edition_id)


def _read(session: Session, edition_id: str) -> Outline:
    head = queries.outline_head(session, edition_id)
    if head is None:
        raise NotFound()
    sequence_rows = queries.outline_sequences(session, edition_id)
    sequence_of = {row.id: row for row in sequence_rows}
    activities: dict[str, Activity] = {}
    inside: dict[str, list[Activity]] = defaultdict(list)
    minutes: dict[str, int] = defaultdict(int)
    for row in queries.outline_activities(session, edition_id):
        around = sequence_of[row.sequence_id]
        activity = Activity(
            id=row.id,
            key=row.key,
            kind=row.kind,
            title=typeset(row.title),
            why=typeset(row.why),
            minutes=row.minutes,
            place=row.place,
            timing=row.timing,
            people=row.people,
            guidance=row.guidance,
            completion=row.completion,
            competences=tuple(row.competences),
            sequence_id=row.sequence_id,
            block_id=around.block_id,
            position=row.position,
            conditions=conditions.conditions((*around.conditions, *row.conditions)),
            branches=conditions.branches((*row.branches, *around.branches)),
        )
        activities[activity.id] = activity
        inside[activity.sequence_id].append(activity)
        minutes[activity.block_id] += activity.minutes
    sequences = tuple(
        Sequence(
            id=row.id,
            key=row.key,
            block_id=row.block_id,
            position=row.position,
            title=typeset(row.title),
            objective=typeset(row.objective),
            week=row.week,
            opens_on_day=row.opens_on_day,
            due_on_day=row.due_on_day,
            activities=tuple(inside[row.id]),
        )
        for row in sequence_rows
    )
    competences: dict[str, list[Competence]] = defaultdict(list)
    for row in frameworks.competences(session, head.framework_id):
        competences[row.block_id].append(
            Competence(row.id, row.code, typeset(row.title), typeset(row.says), tuple(row.criteria))
        )
    blocks = tuple(
        Block(
            id=row.id,
            code=row.code,
            position=row.position,
            title=typeset(row.title),
            pictogram=row.pictogram,
            minutes=minutes[row.id],
            competences=tuple(competences[row.id]),
        )
        for row in frameworks.blocks(session, head.framework_id)
    )
    return Outline(
        edition_id=edition_id,
        course_id=head.course_id,
        organisation_id=head.organisation_id,
        slug=head.slug,
        title=typeset(head.title),
        number=head.number,
        weeks=head.weeks,
        levels=tuple(head.levels),
        blocks=blocks,
        sequences=sequences,
        activities=activities,
        glossary=_glossary(head.glossary),
        conditioned=tuple(activity for activity in activities.values() if activity.conditions),
        behind=_behind(sequences),
        framework_id=head.framework_id,
        framework_code=head.framework_code,
        framework_version=head.framework_version,
    )


def _glossary(kept: list[dict[str, Any]]) -> tuple[Term, ...]:
    terms = (Term(typeset(row["term"]), typeset(row["says"]), tuple(row["also"])) for row in kept)
    return tuple(sorted(terms, key=lambda term: _alphabetical(term.term)))


def _alphabetical(word: str) -> str:
    """Accents and capitals do not move a word in the alphabet."""
    return "".join(letter for letter in normalize("NFD", word.casefold()) if letter.isalnum() or letter == " ")


def _behind(sequences: tuple[Sequence, ...]) -> dict[str, tuple[Activity, ...]]:
    """What each key that conditions and branches may name stands for."""
    found = {sequence.key: sequence.activities for sequence in sequences}
    return found | {activity.key: (activity,) for sequence in sequences for activity in sequence.activities}
