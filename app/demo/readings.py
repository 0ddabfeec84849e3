"""A month of the trail: dossiers opened and changed, lists looked at, exports, a refusal; what the demonstration lived."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.core import clock
from app.core.access import Actor
from app.core.db import AnyRow, Database
from app.core.trail import Act, Did, trail
from app.demo import reading_queries as queries

DAYS = 30
_SUBJECTS = {"notes": "notes", "levels": "levels", "document": "file", "appointment": "appointment"}  # by part read
_DEVICES = {
    "adviser": "chrome/windows", "trainer": "firefox/linux", "quality": "edge/windows", "admin": "firefox/windows",
    "auditor": "safari/mac",
}  # fmt: skip
_BY_ADVISER = ("dossier", "dossier", "messages", "plan", "levels", "work", "contact")


def forget() -> None:
    """For a demonstration made again."""
    for month in trail().months():
        trail().drop(month)


def tell_who_read(database: Database, staff: dict[str, list[Actor]], featured: str, now: datetime) -> None:
    organisation_id = staff["admin"][0].organisation_id
    with database.reading() as session:
        known = queries.readings(session, organisation_id, now - timedelta(days=DAYS))
        paths = queries.paths(session, organisation_id)
    by_id = {actor.account_id: (role, actor) for role, actors in staff.items() for actor in actors}
    acts = [
        _act(*by_id[row.reader_id], Did.SAW, _SUBJECTS.get(row.part, "dossier"), row.at, enrolment_id=row.enrolment_id)
        for row in known
        if row.reader_id in by_id
    ]
    acts += _days(staff, paths, featured, now)
    acts.sort(key=lambda act: act.at)
    trail().add([act.row() for act in acts if act.at <= now], surely=False)


def _act(role: str, actor: Actor, did: Did, subject: str, at: datetime, **more: Any) -> Act:
    return Act.by(actor, did, subject, at=at, device=_DEVICES.get(role, "chrome/android"), origin="", **more)


def _days(staff: dict[str, list[Actor]], paths: Sequence[AnyRow], featured: str, now: datetime) -> Iterator[Act]:
    random = Random(7)
    today = clock.local(now).date()
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        if day.weekday() < 5:
            yield from _day(staff, paths, day, random)
        for row in paths:
            if row.email == featured and day.weekday() in (1, 3):
                adviser, trainer = staff["adviser"][0], staff["trainer"][0]
                yield _act("adviser", adviser, Did.SAW, "dossier", clock.paris(day, 9, 12), enrolment_id=row.id)
                yield _act("adviser", adviser, Did.SAW, "messages", clock.paris(day, 9, 20), enrolment_id=row.id)
                yield _act("trainer", trainer, Did.CHANGED, "work", clock.paris(day, 16, 35), enrolment_id=row.id)


def _day(staff: dict[str, list[Actor]], paths: Sequence[AnyRow], day: date, random: Random) -> Iterator[Act]:
    adviser, trainer, quality = staff["adviser"][0], staff["trainer"][0], staff["quality"][0]
    mine = [row for row in paths if row.adviser_id == adviser.account_id] or list(paths)

    def at(hour: int) -> datetime:
        return clock.paris(day, hour, random.randrange(60))

    yield _act("adviser", adviser, Did.SAW, "list_follow_up", at(8), people=len(mine))
    for _n in range(4):
        row, subject = random.choice(mine), random.choice(_BY_ADVISER)
        did = Did.CHANGED if subject in ("plan", "contact") else Did.SAW
        yield _act("adviser", adviser, did, subject, at(random.randrange(9, 12)), enrolment_id=row.id)
    for _n in range(2):
        row = random.choice(list(paths))
        did = random.choice((Did.SAW, Did.CHANGED))
        yield _act("trainer", trainer, did, random.choice(("levels", "work")), at(14), enrolment_id=row.id)
    if day.weekday() == 0:
        some = [row.id for row in paths[:40]]
        yield _act("quality", quality, Did.EXPORTED, "list_hours", at(16), people=len(some), among=tuple(some))
    if day.weekday() == 2:
        yield _act("trainer", trainer, Did.REFUSED, "exit", at(17), enrolment_id=random.choice(list(paths)).id)
    if day.weekday() == 4:
        admin = staff["admin"][0]
        yield _act("admin", admin, Did.SAW, "list_accounts", at(11), people=len(paths))
