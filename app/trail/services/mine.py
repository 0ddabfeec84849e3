"""Who looked at one's own data, and why they may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.trail import Search, trail, words
from app.core.trail.store import Line
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.trail import queries
from app.trail.saying import Shown, moment_of, shown, who_did
from app.trail.services.searching import officer_of
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


def ask_about(session: Session, actor: Actor, line_id: str) -> str:
    """« Je ne comprends pas cette lecture »: whoever answers for data here is told, once; their names."""
    line = line_about_me(session, actor, line_id)
    answering = queries.answering(session, actor.organisation_id, officer_of(session, actor.organisation_id))
    for row in answering:
        write_to(
            session, actor.organisation_id, Person(row.name, row.email, row.id, locale=row.locale), "trail_question",
            f"trail_question:{line_id}:{row.id}",
            {"by": actor.name, "said": line.sentence, "at": formats.moment(line.at), "account_id": actor.account_id},
            link=f"/donnees/journal?personne={actor.account_id}",
        )  # fmt: skip
    return ", ".join(row.name for row in answering)
