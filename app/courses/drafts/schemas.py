"""What machines send to a draft and are told of it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

Key = Field(max_length=80)


class CourseIn(BaseModel):
    title: str = Field(max_length=200)


class CourseBegun(BaseModel):
    id: str
    slug: str


class DraftActivityOut(BaseModel):
    key: str
    sequence: str | None
    kind: str
    head: dict[str, Any]
    version: int


class DraftActivityWhole(DraftActivityOut):
    text: str
    texts: dict[str, str]


class DraftSequenceOut(BaseModel):
    key: str
    block: str
    about: dict[str, Any]
    version: int


class DraftOut(BaseModel):
    slug: str
    edition: int | None
    changed: bool
    version: int
    about: dict[str, Any]
    sequences: list[DraftSequenceOut]
    activities: list[DraftActivityOut]


class ActivityIn(BaseModel):
    sequence: str = Key
    kind: str = Field(max_length=20)
    title: str = Field(max_length=200)
    head: dict[str, Any] = Field(default_factory=dict)
    text: str = Field(default="", max_length=1_000_000)
    position: int | None = Field(default=None, ge=1, le=10_000)


class ActivityChange(BaseModel):
    """What is absent stays as it is; `version` is the one that was read."""

    version: int = Field(ge=0, le=2_000_000_000)
    head: dict[str, Any] | None = None
    text: str | None = Field(default=None, max_length=1_000_000)
    texts: dict[str, str] | None = None


class Move(BaseModel):
    """`sequence` null sets the activity aside."""

    activity: str = Key
    sequence: str | None = Field(default=None, max_length=80)
    position: int = Field(default=10_000, ge=1, le=10_000)


class ObstacleOut(BaseModel):
    message: str
    activity: str = ""
    sequence: str = ""
    section: str = ""
    field: str = ""


class ReviewOut(BaseModel):
    ready: bool
    same: bool
    obstacles: list[ObstacleOut]


class NoteIn(BaseModel):
    note: str = Field(default="", max_length=2_000)


class PublishedOut(BaseModel):
    edition: int
    changed: bool
    created: int
    updated: int
    unchanged: int
    removed: int


class EditionOut(BaseModel):
    number: int
    published_at: datetime
    note: str
    current: bool
