"""The voices of a competence as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.rules import STAGES, VOICES
from app.competences import queries, rules
from app.competences.rules import Concluded, Named, Proof, Said
from app.courses.outline import Block, Competence, Outline


def level_words(scale: Sequence[str], level: int) -> str:
    """« 3 · Je fais sans aide »"""
    return f"{level} · {scale[level - 1]}" if 1 <= level <= len(scale) else str(level)


def print_of(voices: Sequence[Said]) -> str:
    said = sorted(f"{one.voice}:{one.given_by}:{one.level}" for one in voices)
    return sha256("|".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's word at a stage, with what they show for it. `older`: the version of the framework it was given under,
    when it is not the one of today, and how many levels it had."""

    said: Said
    proofs: tuple[Proof, ...]
    older: str

    @property
    def words(self) -> str:
        return level_words(self.said.competence.scale, self.said.level)


@dataclass(frozen=True, slots=True)
class Stage:
    """One competence at one moment: who said what, what stands, what was reopened."""

    code: str
    voices: tuple[Voice, ...]
    conclusion: Concluded | None
    reopened: tuple[Concluded, ...]
    proofs: tuple[Proof, ...]  # of people who gave no level here

    @property
    def gap(self) -> int:
        return rules.gap(one.said.level for one in self.voices)

    @property
    def print(self) -> str:
        return print_of([one.said for one in self.voices])

    @property
    def is_silent(self) -> bool:
        return not (self.voices or self.conclusion or self.reopened or self.proofs)


@dataclass(frozen=True, slots=True)
class Shown:
    competence: Competence
    block: Block
    stages: tuple[Stage, ...]

    def at(self, code: str) -> Stage:
        return next(one for one in self.stages if one.code == code)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that is known of somebody's competences."""

    competences: tuple[Shown, ...]
    withdrawn: tuple[tuple[Named, tuple[Said, ...]], ...]  # what is no longer in the path, with what was said of it


def whole(session: Session, enrolment_id: str, outline: Outline) -> Whole:
    """Five statements, whatever there is to show."""
    said = queries.said(session, [enrolment_id])[enrolment_id]
    concluded = queries.concluded(session, [enrolment_id], story=True)[enrolment_id]
    proofs = queries.proofs(session, [enrolment_id])[enrolment_id]
    names = {one.id: one for one in (*(each.competence for each in said), *(each.competence for each in concluded))}
    here = {one.id for block in outline.blocks for one in block.competences}
    today = {(outline.framework_code, one.code): one.id for block in outline.blocks for one in block.competences}
    keys = {key: key if key in here else today.get((name.framework_code, name.code)) for key, name in names.items()}
    found: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for kind, some in (("said", said), ("concluded", concluded)):
        for one in some:
            if key := keys[one.competence.id]:
                found.setdefault((key, one.stage), {}).setdefault(kind, []).append(one)
    for proof in proofs:
        key = keys.get(proof.competence_id, proof.competence_id)
        if key in here:
            found.setdefault((key, proof.stage), {}).setdefault("proofs", []).append(proof)
    shown = tuple(
        Shown(one, block, tuple(_stage(stage, found.get((one.id, stage), {}), outline) for stage in STAGES))
        for block in outline.blocks
        for one in block.competences
    )
    gone = {key: name for key, name in names.items() if keys[key] is None}
    return Whole(
        shown, tuple((name, tuple(one for one in said if one.competence.id == key)) for key, name in gone.items())
    )


def _stage(code: str, found: dict[str, list[Any]], outline: Outline) -> Stage:
    shown: list[Proof] = found.get("proofs", [])
    spoke = set()
    voices = []
    order = VOICES[::-1]  # the person first
    for one in sorted(found.get("said", []), key=lambda one: (order.index(one.voice), one.name, one.at)):
        older = (
            one.competence.framework_version if one.competence.framework_version != outline.framework_version else ""
        )
        spoke.add((one.voice, one.given_by))
        mine = tuple(proof for proof in shown if (proof.voice, proof.given_by) == (one.voice, one.given_by))
        voices.append(Voice(one, mine, older))
    ends: list[Concluded] = found.get("concluded", [])
    return Stage(
        code,
        tuple(voices),
        next((one for one in ends if one.stands), None),
        tuple(one for one in ends if not one.stands),
        tuple(proof for proof in shown if (proof.voice, proof.given_by) not in spoke),
    )
