"""Calendars as other programs read them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from app.core import ical
from app.core.clock import paris
from app.core.ical import Happening, Person, WholeDay
from tests.calendars.readers import both, raw

SAID = datetime(2026, 11, 20, 8, 15, 30, 250_000, tzinfo=UTC)
pytestmark = pytest.mark.once


def happening(starts: datetime, ends: datetime, **more: object) -> Happening:
    return Happening("one@house.test", "Atelier prix", starts, ends, SAID, SAID, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (paris(date(2026, 7, 9), 9), paris(date(2026, 7, 9), 12, 30)),  # summer
        (paris(date(2026, 12, 3), 9), paris(date(2026, 12, 3), 12)),  # winter
        (paris(date(2026, 10, 24), 22), paris(date(2026, 10, 25), 6)),  # the night that lasts 25 hours
        (paris(date(2027, 3, 27), 22), paris(date(2027, 3, 28), 6)),  # the one that lasts 23
        (paris(date(2026, 10, 25), 9), paris(date(2026, 10, 25), 10)),
        (paris(date(2027, 3, 28), 9), paris(date(2027, 3, 28), 10)),
        (paris(date(2028, 2, 29), 9), paris(date(2028, 2, 29), 17)),
        (paris(date(2026, 12, 31), 22), paris(date(2027, 1, 1), 1)),  # midnight, and another year
    ],
)
def test_two_readers_find_the_very_instants(starts: datetime, ends: datetime) -> None:
    _method, (found,) = both(ical.calendar([happening(starts, ends)]))
    assert (found.starts, found.ends, found.zone) == (starts, ends, "Europe/Paris")
    assert found.stamp == SAID.replace(microsecond=0)


def test_the_rule_of_the_zone_is_that_of_paris_for_thirty_years() -> None:
    """Hour by hour around each change, and once a week: the offsets of the rule against those of the system's table."""
    calendar = icalendar.Calendar.from_ical(ical.calendar([]))
    ours, theirs = calendar.walk("VTIMEZONE")[0].to_tz(), ZoneInfo("Europe/Paris")
    moment, end = datetime(1997, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
    while moment < end:
        changes = moment.month in (3, 10) and moment.day >= 25
        assert moment.astimezone(ours).utcoffset() == moment.astimezone(theirs).utcoffset(), moment
        moment += timedelta(hours=1) if changes else timedelta(hours=20)


def test_words_are_escaped_and_folded_by_the_library() -> None:
    words = "Prix ; marge, \\ et « réduction »\nDeuxième ligne " + "très longue " * 20 + "€ 🙂"
    made = happening(paris(date(2026, 12, 3), 9), paris(date(2026, 12, 3), 12), says=words, place="Tulle, 1 rue ; B")
    body = ical.calendar([made], name="Agenda ; d'ici, là")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    _method, (found,) = both(body)
    assert found.description == words
    assert found.location == "Tulle, 1 rue ; B"
    assert raw(body)["name"] == "Agenda ; d'ici, là"


def test_a_word_cannot_add_a_line_of_its_own() -> None:
    evil = "Atelier\r\nATTENDEE:mailto:all@example.org\r\nEND:VEVENT"
    made = Happening("one@house.test", evil, SAID, SAID + timedelta(hours=1), SAID, SAID)
    body = ical.calendar([made])
    assert body.count(b"END:VEVENT") == 2  # once as words, once as the end
    assert b"\r\nATTENDEE" not in body
    assert len(both(body)[1]) == 1


def test_the_same_things_give_the_same_bytes() -> None:
    made = happening(paris(date(2026, 12, 3), 9), paris(date(2026, 12, 3), 12))
    assert ical.calendar([made], name="A", subscribed=True) == ical.calendar([made], name="A", subscribed=True)


def test_a_day_takes_no_hour() -> None:
    _method, (found,) = both(ical.calendar([WholeDay("d@house.test", "À finir", date(2026, 10, 25), SAID)]))
    assert (found.starts, found.ends) == (date(2026, 10, 25), date(2026, 10, 26))


def test_an_invitation_names_who_invites_and_who_is_invited() -> None:
    made = happening(paris(date(2026, 12, 3), 9), paris(date(2026, 12, 3), 12), revision=3)
    body = ical.calendar(
        [made],
        method=ical.REQUEST,
        organiser=Person("Les Chemins, d'Argent", "accueil@demo.example"),
        invited=Person('Nadia "B" Test', "nadia@demo.example"),
    )
    method, (found,) = both(body)
    assert (method, found.sequence) == ("REQUEST", 3)
    said = raw(body)["events"][0]
    assert said["organizer"] == "mailto:accueil@demo.example"
    assert said["attendee"] == "mailto:nadia@demo.example"


def test_real_files_are_read_or_refused_cleanly(samples: Path) -> None:
    """What the world sends: nothing worse than « this is no calendar » comes out of the library that we build with."""
    read, refused = [], []
    for path in sorted((samples / "ical").glob("*.ics")):
        try:
            read.append((path.name, icalendar.Calendar.from_ical(path.read_bytes())))
        except ValueError:
            refused.append(path.name)
    assert len(read) >= 6
    assert len(read) + len(refused) == len(list((samples / "ical").glob("*.ics")))
    google = dict(read)["alarm_google_future.ics"]
    ours = icalendar.Calendar.from_ical(
        ical.calendar([happening(SAID, SAID + timedelta(hours=1))], name="A", subscribed=True)
    )
    assert {"PRODID", "VERSION", "CALSCALE", "METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE"} <= {*google, *ours}
    theirs, mine = google.walk("VEVENT")[0], ours.walk("VEVENT")[0]
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY"} <= set(theirs) & set(mine)
