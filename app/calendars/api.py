"""The private address of an agenda, for machines."""

from fastapi import Response
from pydantic import BaseModel

from app.calendars import services
from app.web.doors import ApiActor, Writing, api

router = api("calendars")


class CalendarOut(BaseModel):
    """Where one's agenda is read as iCalendar without signing in: as private as a password."""

    feed_url: str
    with_activities: bool


@router.get("/me/calendar")
def calendar(session: Writing, actor: ApiActor) -> CalendarOut:
    """The private address of the caller's agenda. The first time it is asked for, it is made."""
    return _out(services.open_address(session, actor))


@router.post("/me/calendar")
def renew(session: Writing, actor: ApiActor) -> CalendarOut:
    """Another address; the old one is dead at once."""
    return _out(services.renew_address(session, actor))


@router.delete("/me/calendar", status_code=204)
def close(session: Writing, actor: ApiActor) -> Response:
    """No address any more. Asking again changes nothing."""
    services.close_address(session, actor)
    return Response(status_code=204)


def _out(address: services.Address) -> CalendarOut:
    return CalendarOut(feed_url=address.url, with_activities=address.with_activities)
