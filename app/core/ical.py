"""iCalendar (RFC 5545) and invitations (RFC 5546): the only module that knows the library. Folding and escaping are its."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur, vText

from app.core.clock import PARIS
from app.core.settings import settings

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Bidaide//Agenda//FR"
REFRESH = timedelta(hours=1)  # (PT1H) how often a client is asked to come back

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a calendar names: the organisation that invites, or the one person who is invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something with a beginning and an end. `revision` grows with each change, `said_at` is the moment of the last."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    said_at: datetime
    created_at: datetime
    revision: int = 0
    status: str = CONFIRMED
    place: str = ""
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class WholeDay:
    """Something of a day, which takes no hour of it."""

    uid: str
    title: str
    day: date
    said_at: datetime
    says: str = ""
    url: str = ""


def host() -> str:
    """The name of the house, which makes identifiers unique in the world."""
    return urlsplit(settings().base_url).hostname or "localhost"


def uid_of(session_id: str) -> str:
    """A session is the same event in the feed, in an invitation, and in the file that somebody downloads."""
    return f"{session_id}@{host()}"


def calendar(
    things: Iterable[Happening | WholeDay],
    *,
    name: str = "",
    method: str = PUBLISH,
    organiser: Person | None = None,
    invited: Person | None = None,
    subscribed: bool = False,
) -> bytes:
    """A whole calendar. The same things give the same bytes. `invited` makes each event an invitation to that person."""
    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", method)
    if name:
        made.add("NAME", name)
        made.add("X-WR-CALNAME", name)
        made.add("X-WR-TIMEZONE", PARIS.key)
    if subscribed:
        made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("X-PUBLISHED-TTL", "PT1H")
    made.add_component(_paris())
    for thing in things:
        made.add_component(_day(thing) if isinstance(thing, WholeDay) else _event(thing, organiser, invited, method))
    body: bytes = made.to_ical()
    return body


def _event(thing: Happening, organiser: Person | None, invited: Person | None, method: str) -> Event:
    made = Event()
    made.add("UID", thing.uid)
    made.add("SEQUENCE", thing.revision)
    made.add("DTSTAMP", _instant(thing.said_at))
    made.add("CREATED", _instant(thing.created_at))
    made.add("LAST-MODIFIED", _instant(thing.said_at))
    made.add("DTSTART", thing.starts_at.astimezone(PARIS))
    made.add("DTEND", thing.ends_at.astimezone(PARIS))
    made.add("SUMMARY", thing.title)
    made.add("STATUS", thing.status)
    for field, text in (("LOCATION", thing.place), ("DESCRIPTION", thing.says)):
        if text:
            made.add(field, text)
    if thing.url:
        made.add("URL", thing.url)
    if thing.status == CANCELLED:
        made.add("TRANSP", "TRANSPARENT")
    if organiser and organiser.email:
        made.add("ORGANIZER", _address(organiser))
    if invited and invited.email:
        who = _address(invited)
        who.params["ROLE"] = vText("REQ-PARTICIPANT")
        who.params["PARTSTAT"] = vText("ACCEPTED" if method == REQUEST else "NEEDS-ACTION")  # the seat is theirs
        who.params["RSVP"] = vText("FALSE")
        made.add("ATTENDEE", who)
    return made


def _day(thing: WholeDay) -> Event:
    made = Event()
    made.add("UID", thing.uid)
    made.add("DTSTAMP", _instant(thing.said_at))
    made.add("DTSTART", thing.day)
    made.add("DTEND", thing.day + timedelta(days=1))
    made.add("SUMMARY", thing.title)
    made.add("TRANSP", "TRANSPARENT")
    if thing.says:
        made.add("DESCRIPTION", thing.says)
    if thing.url:
        made.add("URL", thing.url)
    return made


def _address(person: Person) -> vCalAddress:
    made = vCalAddress(f"mailto:{person.email}")
    made.params["CN"] = vText(person.name)
    return made


def _instant(moment: datetime) -> datetime:
    """In UTC and whole seconds, as the format has it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _paris() -> Timezone:
    """The rule of Paris since 1996, said by itself: readers need no table of their own, and it never changes bytes."""
    made = Timezone()
    made.add("TZID", PARIS.key)
    made.add("X-LIC-LOCATION", PARIS.key)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, since, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),  # noqa: DTZ001 - wall-clock rules
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, summer, winter),  # noqa: DTZ001
    ):
        part.add("TZNAME", name)
        part.add("DTSTART", since)
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("RRULE", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        made.add_component(part)
    return made
