"""A framework as it is written down, before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CompetenceText:
    code: str
    title: str
    says: str = ""
    criteria: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockText:
    code: str
    title: str
    pictogram: str = ""
    competences: tuple[CompetenceText, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkText:
    """Codes are unique: of blocks, and of competences over the whole framework."""

    code: str
    version: str
    title: str
    levels: tuple[str, ...]
    source: str = ""
    blocks: tuple[BlockText, ...] = ()


_PICTOGRAMS = ("lightbulb", "star", "route")  # of the three areas of EntreComp
_STAGES = ("foundation", "intermediate", "advanced", "expert")


def entrecomp(data: Mapping[str, Any]) -> FrameworkText:
    """EntreComp from its file: areas become blocks, what a person does at each stage becomes the criteria."""
    about = data["framework"]
    return FrameworkText(
        code="entrecomp",
        version=str(about["year"]),
        title=about["name_fr"],
        levels=tuple(level["name_fr"] for level in data["levels"]),
        source=f"{about['citation']} {about['publisher']}. DOI {about['doi']}. {about['reuse']}",
        blocks=tuple(
            BlockText(
                code=area["code"],
                title=area["name_fr"],
                pictogram=pictogram,
                competences=tuple(
                    CompetenceText(
                        code=competence["code"],
                        title=competence["name_fr"],
                        says=competence["hint_fr"],
                        criteria=tuple(competence["stage_descriptors_fr"][stage] for stage in _STAGES),
                        related=(competence["code"],),
                    )
                    for competence in area["competences"]
                ),
            )
            for area, pictogram in zip(data["areas"], _PICTOGRAMS, strict=True)
        ),
    )
