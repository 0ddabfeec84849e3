"""News and choices as machines read them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.notifications.kinds import Pace


class NoticeOut(BaseModel):
    id: str
    kind: str
    title: str
    text: str
    why: str
    link: str = Field(description="the page it is about, from its first slash; may be empty")
    created_at: datetime
    read_at: datetime | None


class ChoiceIn(BaseModel):
    kind: Annotated[str, Field(max_length=30)]
    page: bool
    mail: Pace
    push: bool
    sms: bool


class ChoicesIn(BaseModel):
    items: Annotated[list[ChoiceIn], Field(max_length=50)]


class ChoiceOut(BaseModel):
    kind: str
    label: str
    page: bool
    mail: Pace
    push: bool
    sms: bool
    can_stop: bool
    channels: list[str]
    paces: list[Pace]


class ChoicesOut(BaseModel):
    items: list[ChoiceOut]
