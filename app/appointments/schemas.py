"""What machines say and are told about appointments."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.appointments.rules import LONGEST, LONGEST_TEXT, SHORTEST, Means, Outcome
from app.core.clock import local

_Id = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class SlotOut(BaseModel):
    id: str
    adviser: str
    starts_at: datetime
    ends_at: datetime
    means: list[Means]
    site: str | None
    room: str


class AppointmentIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slot_id: _Id
    means: Means
    about: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class MoveIn(BaseModel):
    """To a free slot; or, for those who accompany, to any free time."""

    model_config = ConfigDict(extra="forbid")

    slot_id: _Id | None = None
    starts_at: AwareDatetime | None = None


class OutcomeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    minutes: Annotated[int, Field(ge=SHORTEST, le=LONGEST)] | None = None
    absence: Annotated[str, StringConstraints(max_length=20)] = Field("", description="a code, when absent")


class AppointmentOut(BaseModel):
    id: str
    enrolment_id: str
    session_id: str
    slot_id: str | None
    follows_id: str | None
    adviser: str
    learner: str
    starts_at: datetime
    ends_at: datetime
    means: Means
    site: str | None
    room: str
    link: str
    phone: str
    about: str
    revision: int
    cancelled_at: datetime | None
    outcome: Outcome | None
    absence: str
    held_minutes: int | None


def slot_out(row: Any) -> SlotOut:
    """A free slot, in the time of Paris. Its link is for whoever takes it."""
    return SlotOut(
        id=row.id,
        adviser=row.adviser_name,
        starts_at=local(row.starts_at),
        ends_at=local(row.ends_at),
        means=[Means(one) for one in row.means],
        site=row.site_name,
        room=row.room,
    )


def appointment_out(row: Any) -> AppointmentOut:
    return AppointmentOut(
        id=row.id,
        enrolment_id=row.enrolment_id,
        session_id=row.session_id,
        slot_id=row.slot_id,
        follows_id=row.follows_id,
        adviser=row.adviser_name,
        learner=row.learner_name,
        starts_at=local(row.starts_at),
        ends_at=local(row.ends_at),
        means=Means(row.means),
        site=row.site_name,
        room=row.room,
        link=row.link,
        phone=row.phone,
        about=row.about,
        revision=row.revision,
        cancelled_at=row.cancelled_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        absence=row.absence,
        held_minutes=row.held_minutes,
    )
