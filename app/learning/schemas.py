"""What machines read and say about learning."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class MinutesOut(BaseModel):
    """Minutes: planned over the whole path, done so far, and done by place."""

    planned: int
    done: int
    on_site: int
    remote: int


class LevelsOut(BaseModel):
    """The mean level of the block's competences at each stage, or null."""

    entry: float | None = None
    middle: float | None = None
    exit: float | None = None


class BlockOut(BaseModel):
    id: str
    code: str
    title: str
    percent: int
    minutes: MinutesOut
    level: LevelsOut


class NextOut(BaseModel):
    activity_id: str
    title: str


class WaitingOut(BaseModel):
    """Something begun that does not count yet, and why."""

    activity_id: str
    title: str
    state: str
    reason: str


class ProgressOut(BaseModel):
    percent: int
    minutes: MinutesOut
    blocks: list[BlockOut]
    next: NextOut | None
    not_yet_counted: list[WaitingOut]


class CompletionIn(BaseModel):
    done: bool = Field(description="Only true is accepted: what was done stays done.")


class StateOut(BaseModel):
    activity_id: str
    state: str
    done_at: str | None
    reason: str
    percent: int = Field(description="Of the whole path, after this.")
    next: NextOut | None


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
    html: str
    source: str
    content: dict[str, Any]
    state: str
    reason: str


class RemarkIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    felt: Literal["less", "same", "more"] | None = Field(None, description="how long it felt, against the estimate")
    minutes: int | None = Field(None, ge=1, le=6_000, description="how long it took")
    body: str = Field("", description="2,000 characters at most; not Markdown")


class ReplyOut(BaseModel):
    text: str
    author: str | None
    at: datetime


class RemarkOut(BaseModel):
    """A remark as it is now; all empty when there is none."""

    activity_id: str
    felt: Literal["less", "same", "more"] | None = None
    minutes: int | None = None
    body: str = ""
    written_at: datetime | None = None
    seen: bool = False
    reply: ReplyOut | None = None
