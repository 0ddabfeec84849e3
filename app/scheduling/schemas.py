"""What machines say and are told about sessions."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.core.clock import local
from app.scheduling.rules import LARGEST, LONGEST_ORDER, Classroom, People, Place, State

_Id = Annotated[str, StringConstraints(min_length=1, max_length=36)]
_Maybe = Annotated[str, StringConstraints(max_length=36)]
_Order = Annotated[str, StringConstraints(max_length=LONGEST_ORDER)]


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
    room_id: _Id | None = None
    running_order: _Order = ""
    equivalent_activity_id: _Id | None = None


class SessionChange(BaseModel):
    """What is to be otherwise: what is left out stays as it is, an empty text takes away."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    place: Place | None = None
    capacity: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    trainer_id: _Maybe | None = None
    site_id: _Maybe | None = None
    room_id: _Maybe | None = None
    room: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    classroom: Annotated[str, StringConstraints(max_length=10)] | None = None
    link: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None
    running_order: _Order | None = None
    equivalent_activity_id: _Maybe | None = None
    following: bool = False  # the later sessions of its series too
    revision: int | None = None  # the one that was read: 409 when the session has moved since


class CancellationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    following: bool = False


class SessionOut(BaseModel):
    id: str
    course: str | None  # none: of no single course
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
    room_id: str | None = None
    series_id: str | None = None
    equivalent_activity_id: str | None = None
    revision: int = 0  # grows with each move or cancellation
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    running_order: str | None = None  # of one session, not of a list


class BookingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    enrolment_id: _Id
    place: Place | None = None  # the person's own, in a hybrid session


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
        room_id=row.room_id,
        series_id=row.series_id,
        equivalent_activity_id=row.equivalent_activity_id,
        revision=row.revision,
        cancelled_at=row.cancelled_at and local(row.cancelled_at),
        cancel_reason=row.cancel_reason,
        running_order=getattr(row, "running_order", None),
    )
