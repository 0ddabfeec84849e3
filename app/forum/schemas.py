"""Threads and posts as machines read and write them."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Level = Literal["", "follow", "mute"]


class ThreadIn(BaseModel):
    """`experts` invites business owners to answer. Without a space, the thread goes to the one that suits it."""

    model_config = ConfigDict(extra="forbid")

    title: str
    body: str
    experts: bool = False
    space_id: str | None = None
    kind: Literal["discussion", "question", "announcement"] = "discussion"
    takes_replies: bool = Field(default=True, description="an announcement may take none")


class PostIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body: str = Field(description="Markdown, 10,000 characters at most")
    reply_to_number: int | None = Field(
        default=None, description="the post of the thread that it answers", ge=1, le=10_000_000
    )


class ThreadOut(BaseModel):
    id: str
    title: str
    author: str
    experts: bool
    post_count: int
    activity_id: str | None
    created_at: datetime
    last_post_at: datetime
    space_id: str
    kind: str
    accepted_post_id: str | None
    takes_replies: bool
    pinned: bool
    locked: bool
    removed: bool
    read_to: int = Field(description="the number of the last post that the caller has read, in order")
    level: str = Field(description="what news the caller wants: follow, mute, or nothing said")


class ThreadPage(BaseModel):
    items: list[ThreadOut]
    next: str | None


class PostOut(BaseModel):
    """A post taken back keeps its place, without its words."""

    id: str
    number: int
    author: str
    role: str = Field(description="who speaks, in a word: participant, conseil, formation, chef d'entreprise")
    body: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    removed: bool
    reply_to_number: int | None
    thanks: int
    thanked: bool


class ThreadWithPosts(ThreadOut):
    """A thread and a page of its posts, oldest first."""

    posts: list[PostOut]
    next: str | None


class PostKept(BaseModel):
    id: str
    thread_id: str
    number: int
    body: str
    html: str
    created_at: datetime
    edited_at: datetime | None


class PostChangeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body: str
    title: str | None = None


class ThanksIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    thanked: bool


class ThanksOut(BaseModel):
    thanked: bool
    thanks: int


class AcceptIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int | None = Field(
        description="the place of the answer in its thread; none: no answer settles it", ge=1, le=10_000_000
    )


class ReadIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1, le=10_000_000)
    unread: bool = False


class ReadOut(BaseModel):
    read_to: int


class FollowIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    level: Level


class FollowOut(BaseModel):
    level: Level


class PinIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pinned: bool
    until: AwareDatetime | None = None


class LockIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    locked: bool
    reason: str = ""


class MoveIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    space_id: str


class MergeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    into_id: str


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str


class SpaceOut(BaseModel):
    id: str
    kind: str
    name: str
    description: str
    archived: bool
    unread_threads: int = Field(description="among the hundred latest threads")
    level: str


class SpacePage(BaseModel):
    items: list[SpaceOut]
    next: str | None
