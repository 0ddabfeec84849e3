"""Who looked at one's own data, and why they may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.trail import Search, trail, words
from app.core.trail.store import Line
from app.trail import queries
from app.trail.saying import Shown, moment_of, shown, who_did
from app.web import formats

MOST = 300  # lines shown; the copy of one's data holds them all
AGAIN = timedelta(minutes=15)  # looks of one person at one thing that make one hour


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person did in one day with somebody's data; each thing once, with its hours."""

    who: str
    why: str
    things: Sequence[tuple[str, Sequence[datetime]]]
    line_id: str  # names it all when one asks about it


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    readings: Sequence[Reading]


def about_me(session: Session, actor: Actor) -> list[Day]:
    """Who opened, changed, exported what is held about whoever asks, day by day, the latest first."""
    paths = queries.paths_of(session, actor.organisation_id, actor.account_id)
    lines = trail().find(_mine(session, actor, [row.id for row in paths]))
    names = queries.names(session, {line["reader_id"] for line in lines} - {""})
    advisers = {row.adviser_id for row in paths}
    days: dict[date, dict[tuple[str, str], list[Line]]] = {}
    for line in lines:
        readers = days.setdefault(local(moment_of(line)).date(), {})
        readers.setdefault((line["reader_id"], line["role"]), []).append(line)
    return [Day(day, [_reading(found, names, advisers) for found in readers.values()]) for day, readers in days.items()]


def _mine(session: Session, actor: Actor, paths: Sequence[str]) -> Search:
    return Search(
        actor.organisation_id, accounts=(actor.account_id,), enrolments=tuple(paths),
        subject_ids=tuple(queries.belongings(session, paths)), not_by=actor.account_id, limit=MOST,
    )  # fmt: skip


def _reading(lines: Sequence[Line], names: dict[str, str], advisers: set[str | None]) -> Reading:
    first = lines[0]
    things: dict[str, list[datetime]] = {}
    for line in reversed(lines):
        said = f"{words.did_words(line['did'])} {words.what_words(line['subject'], '', line['people'])}"
        hours = things.setdefault(said, [])
        if not hours or moment_of(line) - hours[-1] >= AGAIN:
            hours.append(moment_of(line))
    why = words.why_words(first["role"])
    if first["reader_id"] and first["reader_id"] in advisers:
        why = _("vous accompagne")
    return Reading(who_did(first, names), why, list(things.items()), first["id"])


def line_about_me(session: Session, actor: Actor, line_id: str) -> Shown:
    """One line of one's own. Raises NotFound."""
    paths = [row.id for row in queries.paths_of(session, actor.organisation_id, actor.account_id)]
    lines = trail().find(replace(_mine(session, actor, paths), id=line_id[:36]))
    if not lines:
        raise NotFound()
    return shown(session, actor.organisation_id, lines, actor.name)[0]


# Told by `wiring`: opens a request to whoever answers for data, with a reading joined to it; the id of the request.
_open_request: Callable[[Session, Actor, str, str], str] = lambda session, actor, line_id, words: ""  # noqa: E731


def plug_asking(open_request: Callable[[Session, Actor, str, str], str]) -> None:
    global _open_request
    _open_request = open_request


def ask_about(session: Session, actor: Actor, line_id: str) -> str:
    """« Je ne comprends pas cette lecture »: a request like the others, with its month; its id. Twice is once."""
    line = line_about_me(session, actor, line_id)
    words = _("Je ne comprends pas cette lecture : %(what)s, %(at)s.") % {
        "what": line.sentence.rstrip(". "), "at": formats.moment(line.at),
    }  # fmt: skip
    return _open_request(session, actor, line.line["id"], words)
