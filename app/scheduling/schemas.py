"""What machines say and are told about sessions."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.core.clock import local
from app.scheduling.rules import LARGEST, Classroom, People, Place, State

_Id = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class SessionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    course: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Place
    capacity: Annotated[int, Field(ge=1, le=LARGEST)]
    activity_id: _Id | None = None
    trainer_id: _Id | None = None
    site_id: _Id | None = None
    room: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    classroom: Classroom | None = None  # nothing with a link: that link
    link: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    people: People = People.COLLECTIVE


class SessionOut(BaseModel):
    id: str
    course: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: Place
    people: People
    site: str | None
    address: str | None
    room: str
    classroom: Classroom | None
    link: str
    trainer: str | None
    activity_id: str | None
    capacity: int
    booked: int
    waiting: int


class BookingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    enrolment_id: _Id


class BookingOut(BaseModel):
    state: State
    position: int | None


def session_out(row: Any) -> SessionOut:
    """A session as machines read it, in the time of Paris."""
    return SessionOut(
        id=row.id,
        course=row.course_slug,
        title=row.title,
        starts_at=local(row.starts_at),
        ends_at=local(row.ends_at),
        place=Place(row.place),
        people=People(row.people),
        site=row.site_name,
        address=row.site_address,
        room=row.room,
        classroom=Classroom(row.classroom) if row.classroom else None,
        link=row.link,
        trainer=row.trainer_name,
        activity_id=row.activity_id,
        capacity=row.capacity,
        booked=row.booked,
        waiting=row.waiting,
    )
