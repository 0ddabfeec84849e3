"""Public sessions for machines and for other sites: open to everybody, without a token."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.clock import local, now
from app.core.settings import settings
from app.visits import queries, services
from app.visits.pages import where
from app.visits.rules import LARGEST_GROUP, Kind, State
from app.web.doors import Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("visits")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]


class PublicSessionOut(BaseModel):
    id: str
    organisation: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    seats_left: int
    cancelled: bool
    url: str


class RegistrationIn(BaseModel):
    """One way to be reached is enough. `consent`: the person agrees that this is kept until six months after."""

    model_config = ConfigDict(extra="forbid")

    name: _Text
    email: _Text = ""
    phone: _Text = ""
    consent: Literal[True]
    kind: Kind = Kind.PERSON
    school: _Text = ""
    level: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    people: Annotated[int, Field(ge=1, le=LARGEST_GROUP)] = 1


class RegistrationOut(BaseModel):
    """`private_url` is where the person reads and cancels their registration."""

    state: State
    position: int | None
    private_url: str


@router.get("/public/sessions")
def public_sessions(
    session: Reading,
    organisation: Annotated[str, Query(max_length=80, description="the slug of one organisation")] = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[PublicSessionOut]:
    """What anybody may come to, by date."""
    rows = queries.public_sessions(session, now(), organisation, limit=limit + 1, after=after_id(after))
    return page(rows, limit, _out, key=queries.list_key)


@router.post("/public/sessions/{session_id}/registrations", status_code=201)
def register(request: Request, session: Writing, session_id: str, asked: RegistrationIn) -> RegistrationOut:
    """A seat for a person, or a place on the waiting list; the seats of a whole group, or 409 with what is left."""
    wish = services.Wish(
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        consent=asked.consent,
        kind=asked.kind,
        school=asked.school,
        level=asked.level,
        people=asked.people,
    )
    made = services.register(session, session_id, wish, request.client.host if request.client else "")
    return RegistrationOut(state=made.state, position=made.position, private_url=services.private_link(made.visit_id))


def _out(row: Any) -> PublicSessionOut:
    return PublicSessionOut(
        id=row.id,
        organisation=row.organisation_slug,
        title=row.title,
        starts_at=local(row.starts_at),
        ends_at=local(row.ends_at),
        place=row.place,
        address=where(row),
        seats_left=max(row.capacity - row.booked, 0),
        cancelled=row.cancelled_at is not None,
        url=settings().base_url.rstrip("/") + f"/rencontres/{row.id}",
    )
