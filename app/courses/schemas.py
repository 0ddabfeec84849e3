"""What machines are told about courses."""

from typing import Any

from pydantic import BaseModel, Field


class MinutesOut(BaseModel):
    total: int
    on_site: int
    remote: int


class CourseOut(BaseModel):
    id: str
    slug: str
    title: str
    summary: str
    weeks: int
    minutes: MinutesOut
    edition: int


class ActivityOut(BaseModel):
    id: str
    kind: str
    title: str
    minutes: int
    place: str
    timing: str
    people: str
    guidance: str
    why: str
    completion: dict[str, Any]
    conditions: list[str] = Field(description="What must hold before it opens, before anybody's own dates are known.")
    open: bool = Field(description="To the caller, today, when they follow the course.")
    reasons: list[str] = Field(description="Why it is not, in sentences for them.")


class SequenceOut(BaseModel):
    id: str
    title: str
    objective: str
    week: int
    activities: list[ActivityOut]


class BlockOut(BaseModel):
    id: str
    code: str
    title: str
    sequences: list[SequenceOut]


class OutlineOut(CourseOut):
    """A whole course: blocks in order, each with its sequences in the order of the path."""

    blocks: list[BlockOut]
