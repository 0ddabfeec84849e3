"""What machines say and are told about plans."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.enrolments.schemas import AvailabilityIn
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means

_Id = Annotated[str, StringConstraints(max_length=36)]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class StepOut(BaseModel):
    activity_id: str
    title: str
    starts_on: date
    due_on: date
    minutes: int
    done: bool
    session_id: str | None = Field(description="where the person has or awaits a seat")
    seat: Literal["booked", "waiting"] | None
    dated: bool = Field(description="false: a group session whose date is to come")


class PauseOut(BaseModel):
    since: date
    until: date | None


class AvailabilityOut(BaseModel):
    weekly_minutes: int | None
    weekdays_off: list[int]
    days_off: list[tuple[date, date]]
    until: date | None = Field(description="the end agreed when the path was extended")


class ChangeOut(BaseModel):
    id: str
    act: str
    reason: str
    activities: int
    sessions: int
    at: datetime
    by: str
    undone_at: datetime | None
    ends_on_before: date
    ends_on_after: date


class PlanOut(BaseModel):
    enrolment_id: str
    starts_on: date
    ends_on: date
    availability: AvailabilityOut
    pauses: list[PauseOut]
    left_out: list[str] = Field(description="ids of the sequences that are not in the plan")
    steps: list[StepOut]
    changes: list[ChangeOut]


class ChangeIn(BaseModel):
    """One change. `act` says which of the other fields speak."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["pause", "resume", "extend", "pace", "session", "omit", "add", "site"]
    reason: _Reason
    dry_run: bool = False
    fingerprint: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        default=None, description="of a dry run: the change is made only if it would still do the very same"
    )
    since: date | None = None
    until: date | None = Field(default=None, description="of a pause: the day of the return")
    keep_seats: bool = False
    ends_on: date | None = None
    availability: AvailabilityIn | None = None
    activity_id: _Id = ""
    session_id: _Id = ""
    sequence_id: _Id = ""
    site_id: _Id | None = None

    def asked(self) -> Asked:
        given = self.availability.given() if self.availability else None
        means = Means(given.weekly_minutes, given.weekdays_off, given.days_off) if given else None
        return Asked(
            Act(self.act), self.since, self.until, self.keep_seats, self.ends_on, means, self.activity_id,
            self.session_id, self.sequence_id, self.site_id,
        )  # fmt: skip


class TimeIn(AvailabilityIn):
    reason: _Reason


class MoveOut(BaseModel):
    activity_id: str
    before: tuple[date, date] | None
    after: tuple[date, date] | None


class SeatOut(BaseModel):
    session_id: str
    activity_id: str | None
    waiting: bool


class PreviewOut(BaseModel):
    applied: bool
    change_id: str | None
    fingerprint: str
    told: str
    activities: int
    sessions: int
    ends_on_before: date
    ends_on_after: date
    moves: list[MoveOut]
    freed: list[SeatOut]
    taken: list[SeatOut]
