"""Many people's levels: the map that is looked at, and the flat table that is summed elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assessment.rules import CONCLUDED, STAGES, said_level
from app.competences import words
from app.competences.rules import Levels, Line, lines
from app.core.i18n import _
from app.courses.outline import Outline


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person on the map; `lines` in the order of the blocks of their course."""

    row: Any
    lines: tuple[Line, ...]


def mapped(people: Sequence[Any], outlines: Mapping[str, Outline], levels: Mapping[str, Levels]) -> list[PersonLine]:
    return [PersonLine(row, lines(outlines[row.id], levels.get(row.id, {}))) for row in people]


@dataclass(frozen=True, slots=True)
class Sum:
    """A block at a stage over many people: how many were measured, their mean, how many levels are concluded of how many."""

    block: str
    title: str
    stage: str
    people: int
    mean: float | None
    known: int
    concluded: int


def sums(people: Sequence[PersonLine]) -> list[Sum]:
    """By block and stage; blocks of different courses that share a code and a title are one."""
    order: dict[tuple[str, str], None] = {}
    levels: dict[tuple[str, str, str], list[float]] = {}
    counts: dict[tuple[str, str, str], list[int]] = {}
    for person in people:
        for line in person.lines:
            order.setdefault((line.block.code, line.block.title))
            for point in line.points:
                key = (line.block.code, line.block.title, point.stage)
                if point.level is not None:
                    levels.setdefault(key, []).append(point.level)
                known = counts.setdefault(key, [0, 0])
                known[0] += point.known
                known[1] += point.concluded
    return [
        Sum(
            code, title, stage, len(found), round(sum(found) / len(found), 2) if found else None,
            *counts.get((code, title, stage), (0, 0)),
        )
        for code, title in order
        for stage in STAGES
        for found in (levels.get((code, title, stage), []),)
    ]  # fmt: skip


def heads() -> list[str]:
    return [
        _("Personne"), _("Parcours suivi (identifiant)"), _("Parcours"), _("Conseil"), _("Lieu"), _("Statut"), _("Entrée"),
        _("Bloc"), _("Intitulé du bloc"), _("Compétence"), _("Intitulé"), _("Moment"), _("Niveau qui compte"),
        _("Niveaux de l'échelle"), _("Conclu"), _("La personne"), _("La formation"), _("Le conseil"),
    ]  # fmt: skip


def flat(
    people: Sequence[Any],
    outlines: Mapping[str, Outline],
    levels: Mapping[str, Levels],
    statuses: Mapping[str, str],
) -> Iterator[list[Any]]:
    """One line per person, competence and moment where somebody spoke: what a pivot table sums over a structure."""
    yes, no, stages = _("oui"), _("non"), words.said(words.SHORT_STAGES)
    for row in people:
        outline = outlines[row.id]
        known = levels.get(row.id, {})
        for block in outline.blocks:
            for one in block.competences:
                for stage in STAGES:
                    said = known.get(one.id, {}).get(stage)
                    if not said:
                        continue
                    yield [
                        row.learner_name, row.id, row.course_title, row.adviser_name or "", row.site_name or "",
                        statuses.get(row.status, row.status), row.starts_on, block.code, block.title, one.code, one.title,
                        stages[stage], said_level(said), len(outline.levels), yes if CONCLUDED in said else no,
                        said.get("learner"), said.get("trainer"), said.get("adviser"),
                    ]  # fmt: skip
