"""Follow-up as machines read it."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class SignalKind(StrEnum):
    CALLBACK = "callback"
    UNDELIVERED = "undelivered"
    ABSENCE = "absence"
    MISSED = "missed"
    MESSAGE = "message"
    NEVER = "never"
    SILENCE = "silence"
    SEAT = "seat"
    RETURN = "return"
    WORK = "work"
    ENDING = "ending"
    LATE = "late"
    MEETING = "meeting"
    SESSION = "session"


class SignalOut(BaseModel):
    kind: SignalKind
    text: str
    since: date | None


class BlockOut(BaseModel):
    code: str
    percent: int
    level: float | None = Field(description="mean of the competences at the latest stage assessed")


class MinutesOut(BaseModel):
    planned: int
    done: int
    on_site: int
    remote: int
    due: int = Field(description="planned minutes of what should be over by today")


class FollowUpOut(BaseModel):
    enrolment_id: str
    learner: str
    status: str
    course: str
    starts_on: date
    signals: list[SignalOut]
    percent: int
    minutes: MinutesOut
    blocks: list[BlockOut]
    last_act: datetime | None
    next_session: datetime | None


class FollowUpPage(BaseModel):
    items: list[FollowUpOut]
    next: str | None
