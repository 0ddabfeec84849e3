"""What machines are told of classrooms."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class ClassroomOut(BaseModel):
    """`join_url` is there when the room is open to who asks; it is theirs alone."""

    provider: Literal["bbb", "jitsi", "link"] | None
    opens_at: datetime | None
    closes_at: datetime | None
    state: Literal["none", "cancelled", "later", "preparing", "open", "over"]
    join_url: str | None


class HalfDayConnectionOut(BaseModel):
    day: str
    half_day: str
    minutes: int
    planned_minutes: int
    attendance: bool | None


class VisitOut(BaseModel):
    came_at: datetime
    left_at: datetime


class PresenceOut(BaseModel):
    name: str
    role: Literal["learner", "team", "guest"]
    enrolment_id: str | None
    minutes: int
    visits: list[VisitOut]
    half_days: list[HalfDayConnectionOut]


class PresencesOut(BaseModel):
    items: list[PresenceOut]
