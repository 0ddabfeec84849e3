"""Messages as machines read and write them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class MessageIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body: str = Field(description="Markdown, 10,000 characters at most")


class MessageOut(BaseModel):
    id: str
    author: str
    from_learner: bool
    body: str
    created_at: datetime
    read_at: datetime | None


class MessagePage(BaseModel):
    items: list[MessageOut]
    next: str | None
