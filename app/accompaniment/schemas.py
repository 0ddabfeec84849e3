"""Follow-up as machines read it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from app.accompaniment.contacts.rules import LONGEST, LONGEST_WORDS, Channel, Outcome


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
    REFERRAL = "referral"
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


class ContactIn(BaseModel):
    channel: Channel
    outcome: Outcome
    words: str = Field(default="", max_length=LONGEST_WORDS)
    visibility: Literal["team", "shared"] = "team"
    minutes: int | None = Field(default=None, ge=0, le=LONGEST, description="counted once, as accompaniment")
    again_on: date | None = Field(default=None, description="the day agreed, when the outcome is call_again")


class ContactOut(BaseModel):
    id: str
    enrolment_id: str
    channel: Channel
    outcome: Outcome
    minutes: int | None
    at: datetime
    quiet_until: date = Field(description="what called for the person is quiet until then, unless its facts change")
    again_on: date | None


class RestIn(BaseModel):
    kind: SignalKind | None = Field(default=None, description="none: all the reasons of this person")
    until: date
    word: str = Field(default="", max_length=LONGEST_WORDS)


class RestOut(BaseModel):
    id: str
    enrolment_id: str
    kind: SignalKind | None
    until: date
    woken_at: datetime | None
