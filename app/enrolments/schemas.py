"""What machines say and are told about enrolments."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.enrolments.availability import LEAST, MOST, MOST_PERIODS, Given
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import Status

Email = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class AvailabilityIn(BaseModel):
    """What somebody can give. Nothing: the rhythm of the course."""

    model_config = ConfigDict(extra="forbid")

    weekly_minutes: Annotated[int, Field(ge=LEAST, le=MOST)] | None = None
    weekdays_off: Annotated[list[Annotated[int, Field(ge=0, le=4)]], Field(max_length=4)] = Field(
        default=[], description="0 Monday … 4 Friday"
    )
    days_off: Annotated[list[tuple[date, date]], Field(max_length=MOST_PERIODS)] = Field(
        default=[], description="[first, last]"
    )

    def given(self) -> Given:
        return Given(self.weekly_minutes, frozenset(self.weekdays_off), tuple(self.days_off))


class EnrolmentIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    course: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    learner_email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = Field(
        default="", description="nothing for a person who has none: they enter with a card or an SMS code"
    )
    learner_phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    learner_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    starts_on: date
    adviser_email: Email | None = None
    referrer: Line = ""
    funder: Line = ""
    site_id: Annotated[str, StringConstraints(max_length=36)] | None = None
    project: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    availability: AvailabilityIn | None = None


class StatusIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: Literal[Status.ACTIVE, Status.PAUSED, Status.FINISHED, Status.LEFT]
    on: date
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    exit_reason: Annotated[str, StringConstraints(max_length=40)] | None = None


class GroupsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    groups: Annotated[list[Annotated[str, StringConstraints(max_length=80)]], Field(max_length=100)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class GroupsOut(BaseModel):
    groups: list[str] = Field(description="names, in order")


class GroupOut(BaseModel):
    id: str
    name: str
    course: str | None = Field(description="slug of the course whose learners it is for; null: of any")
    members: int
    archived: bool


class PersonOut(BaseModel):
    id: str
    name: str


class LearnerOut(PersonOut):
    email: str


class EnrolmentOut(BaseModel):
    id: str
    course: str
    learner: LearnerOut
    adviser: PersonOut | None
    status: Status
    starts_on: date
    ends_on: date
    closed_on: date | None
    exit_reason: str | None
    site: str | None
    funder: str | None
    referrer: str


def enrolment_out(row: EnrolmentRow) -> EnrolmentOut:
    """An enrolment as machines read it."""
    return EnrolmentOut(
        id=row.id,
        course=row.course_slug,
        learner=LearnerOut(id=row.learner_id, name=row.learner_name, email=row.learner_email),
        adviser=PersonOut(id=row.adviser_id, name=row.adviser_name) if row.adviser_id and row.adviser_name else None,
        status=Status(row.status),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closed_on=row.closed_on,
        exit_reason=row.exit_reason,
        site=row.site_name,
        funder=row.funder_name,
        referrer=row.referrer,
    )


def group_out(row: Any) -> GroupOut:
    """A group as machines read it."""
    return GroupOut(
        id=row.id, name=row.name, course=row.course_slug, members=row.members, archived=row.archived_at is not None
    )
