"""Levels for machines."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.competences.levels.proofs import LONGEST_WORDS
from app.competences.levels.services import LONGEST_WHY

Stage = Literal["entry", "middle", "exit"]


class LevelsIn(BaseModel):
    """Levels by competence id; 1 is the first level of the framework. The voice is that of the caller."""

    stage: Stage
    levels: dict[str, int] = Field(min_length=1, max_length=300)


class LevelsKept(BaseModel):
    changed: int
    voice: str


class ProofOut(BaseModel):
    id: str
    kind: str = Field(description="work, session, activity or document")
    title: str
    words: str
    href: str = Field(description="opens it, for whoever may see it")
    at: datetime


class VoiceOut(BaseModel):
    """One person's latest word at a stage; each person keeps their own, those who differ are both here."""

    stage: str
    voice: str
    name: str
    level: int
    of: int = Field(description="levels of the scale it was given on")
    framework_version: str
    at: datetime
    proofs: list[ProofOut]


class ConclusionOut(BaseModel):
    id: str
    stage: str
    level: int
    why: str
    by: str
    at: datetime
    reopened_at: datetime | None = None
    reopened_by: str = ""
    reopened_why: str = ""


class CompetenceLevelsOut(BaseModel):
    competence_id: str
    code: str
    title: str
    levels: dict[str, dict[str, int]] = Field(description="stage → voice → level; « conclusion » is what stands")
    voices: list[VoiceOut]
    conclusions: list[ConclusionOut] = Field(description="those that stand, then those that were opened again")


class LevelsOut(BaseModel):
    scale: list[str]
    items: list[CompetenceLevelsOut]


class ConclusionIn(BaseModel):
    """`why` is read by the person. 409 when another conclusion stands."""

    stage: Stage
    level: int = Field(ge=1, le=100)
    why: str = Field(min_length=1, max_length=LONGEST_WHY)


class ReopeningIn(BaseModel):
    why: str = Field(min_length=1, max_length=LONGEST_WHY)


class ProofIn(BaseModel):
    """A work handed in, a session attended or an activity done by the person. Documents are sent by the page."""

    stage: Stage
    kind: Literal["work", "session", "activity"]
    id: str = Field(max_length=60)
    words: str = Field(default="", max_length=LONGEST_WORDS)


class MadeOut(BaseModel):
    id: str
