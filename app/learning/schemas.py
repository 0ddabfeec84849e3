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


class Opening(BaseModel):
    """Whether something is open to the person today; when it is not, why, in sentences for them."""

    open: bool = True
    reasons: list[str] = []


class WaitingOut(Opening):
    """Something begun that does not count yet, and why."""

    activity_id: str
    title: str
    state: str
    reason: str


class ClosedOut(Opening):
    """Something of the path that is not open to the person today."""

    activity_id: str
    title: str


class PassedOut(BaseModel):
    """Something passed over, because the person already has what it gives: neither planned nor done."""

    activity_id: str
    title: str
    reason: str


class ProgressOut(BaseModel):
    percent: int
    minutes: MinutesOut
    blocks: list[BlockOut]
    next: NextOut | None
    not_yet_counted: list[WaitingOut]
    closed: list[ClosedOut] = Field(description="What is kept for other groups is not in this path, nor here.")
    passed_over: list[PassedOut]


class CompletionIn(BaseModel):
    done: bool = Field(description="Only true is accepted: what was done stays done.")


class StateOut(BaseModel):
    activity_id: str
    state: str
    done_at: str | None
    reason: str
    percent: int = Field(description="Of the whole path, after this.")
    next: NextOut | None


class BranchIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    go_to: str = Field(max_length=80, description="Id or key of the target of one of the branches of the activity.")
    why: str = Field("", max_length=300, description="The words of the branch, when two lead to the same target.")
    enrolment_id: str | None = Field(None, max_length=36)


class BranchTaken(BaseModel):
    target: NextOut
    passed_over: list[str] = Field(description="Ids of the activities; empty when this way was chosen before.")
    percent: int


class WhereIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    enrolment_id: str | None = Field(None, max_length=36)


class BranchOut(BaseModel):
    """« Si vous avez déjà … » : a way further on, open or not yet."""

    words: str
    go_to: str
    title: str
    open: bool
    reasons: list[str]


class ActivityOut(Opening):
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
    branches: list[BranchOut]


class RemarkIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    felt: Literal["less", "same", "more"] | None = Field(None, description="how long it felt, against the estimate")
    minutes: int | None = Field(None, ge=1, le=6_000, description="how long it took")
    helped: Literal["yes", "partly", "no"] | None = Field(None, description="whether the activity has helped")
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
    helped: Literal["yes", "partly", "no"] | None = None
    body: str = ""
    written_at: datetime | None = None
    seen: bool = False
    reply: ReplyOut | None = None
