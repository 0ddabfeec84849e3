"""Threads and posts as machines read and write them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class ThreadIn(BaseModel):
    """`experts` invites business owners to answer."""

    model_config = ConfigDict(extra="forbid")

    title: str
    body: str
    experts: bool = False


class PostIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body: str = Field(description="Markdown, 10,000 characters at most")


class ThreadOut(BaseModel):
    id: str
    title: str
    author: str
    experts: bool
    post_count: int
    activity_id: str | None
    created_at: datetime
    last_post_at: datetime


class ThreadPage(BaseModel):
    items: list[ThreadOut]
    next: str | None


class PostOut(BaseModel):
    id: str
    author: str
    role: str = Field(description="who speaks, in a word: participant, conseil, formation, chef d'entreprise")
    body: str
    html: str
    created_at: datetime


class ThreadWithPosts(ThreadOut):
    """A thread and a page of its posts, oldest first."""

    posts: list[PostOut]
    next: str | None


class PostKept(BaseModel):
    id: str
    thread_id: str
    body: str
    html: str
    created_at: datetime
