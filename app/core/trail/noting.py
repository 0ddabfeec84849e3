"""Noting an act in the trail, and carrying there what could only be left in the application's database.

A reading is noted at once, after the page is made and before it leaves: some tens of microseconds in a file. A change
is left in the transaction of the change itself, so that one is never kept without the other, and carried a moment
later; whoever is killed in between leaves it to the next. When the trail refuses (full, away), readings wait in the
application's database too; when that refuses as well, the page is not shown: nobody looks unseen.
"""

import contextlib
import os
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog import get_logger

from app.core.aftermath import if_kept, if_undone
from app.core.clock import now
from app.core.db import database
from app.core.errors import Unavailable
from app.core.i18n import _
from app.core.settings import settings
from app.core.tasks import every
from app.core.trail import queries
from app.core.trail.acts import Act
from app.core.trail.files import FileTrail
from app.core.trail.server import ServerTrail
from app.core.trail.store import Line, Trail, Unwritable, Verdict, verify
from app.core.trail.whence import forget_keys

log = get_logger()

ADDRESSES = 6  # months during which two acts can be seen to come from one address
PATIENCE = 30.0  # seconds during which a trail that has just refused is not asked again by those who show pages

_current: Trail | None = None
_refused_at = -PATIENCE
_opening = Lock()


def trail() -> Trail:
    """The trail of this process, opened when it is first needed."""
    global _current
    if _current is None:
        with _opening:
            if _current is None:
                _current = open_trail(settings().trail_url, settings().data_dir)
    return _current


def open_trail(url: str, data_dir: Path) -> Trail:
    return ServerTrail(url) if url else FileTrail(data_dir / "trail")


def use_trail(other: Trail | None) -> None:
    """Hand the process a trail that somebody else opened (tests); None: that of the settings, when next needed."""
    global _current, _refused_at
    if _current is not None and _current is not other:
        _current.close()
    _current, _refused_at = other, -PATIENCE


@contextlib.contextmanager
def another_trail(other: Trail) -> Iterator[Trail]:
    """For a while, the process notes elsewhere."""
    global _current, _refused_at
    before, _current, _refused_at = _current, other, -PATIENCE
    try:
        yield other
    finally:
        other.close()
        _current, _refused_at = before, -PATIENCE


def note(act: Act, session: Session | None = None) -> None:
    """Keep an act in the trail.

    With the `session` of the act: kept with it or not at all. Without: kept now, whatever becomes of anything else, and
    never from inside a transaction that writes. Raises Unavailable when it can be kept nowhere.
    """
    if session is None:
        _now(act.row())
        return
    line = act.row()
    queries.leave(session, line)
    if_kept(session, partial(_at_once, line))


def note_even_if_undone(session: Session, act: Act) -> None:
    """Keep an act that ends in a refusal: its transaction will be rolled back, and the trail must know all the same."""
    if_undone(session, partial(note, act))


def _at_once(line: Line) -> None:
    """What its transaction left is in the trail a moment later; the row goes with the next carrying."""
    with contextlib.suppress(Unwritable):
        _add(line)


def _add(line: Line) -> None:
    global _refused_at
    if monotonic() - _refused_at < PATIENCE:
        raise Unwritable("refused a moment ago")
    try:
        trail().add([line], surely=False)
    except Unwritable as error:
        _refused_at = monotonic()
        log.warning("trail", refused=str(error))
        raise


def _now(line: Line) -> None:
    try:
        _add(line)
        return
    except Unwritable:
        pass
    try:
        with database().writing() as session:
            queries.leave(session, line)
    except SQLAlchemyError as error:
        log.error("trail", nowhere=str(error))
        raise Unavailable(
            _(
                "Le journal des accès ne peut pas être tenu en ce moment. Cette page ne peut donc pas être montrée. "
                "Rien n'a été changé. Prévenez l'administrateur."
            )
        ) from error


def answers() -> bool:
    """Whether the trail can be read and written now; nothing is left there."""
    try:
        trail().months()
        folder = settings().data_dir / "trail"
        return bool(settings().trail_url) or not folder.exists() or os.access(folder, os.W_OK)
    except (Unwritable, SQLAlchemyError, OSError):
        return False


def carry(session: Session) -> int:
    """Carry to the trail what waits, then let it go; how many lines. Raises Unwritable: it all waits on.

    Where the chains then end is noted in the transaction that lets go: a line that somebody cuts off waits here still, and
    comes back, or is missed by `verify`.
    """
    count = 0
    chains: set[tuple[str, str]] = set()
    while rows := queries.waiting(session):
        trail().add([row.line for row in rows], surely=True)
        queries.carried(session, [row.id for row in rows])
        chains |= {(row.line["at"][:7], row.line["organisation_id"]) for row in rows}
        count += len(rows)
    if chains:
        known = queries.organisation_ids(session)
        _remember(session, [(month, one) for month, one in chains if one in known])
    return count


def remember_ends(session: Session) -> None:
    """Note in the application's database where each chain of this month ends: what pages noted since the last time."""
    month = f"{now():%Y-%m}"
    if month in trail().months():
        _remember(session, {(month, one) for one in queries.organisation_ids(session)})


def _remember(session: Session, chains: Collection[tuple[str, str]]) -> None:
    """(month, organisation)"""
    for month, organisation in sorted(chains):
        if end := trail().end(month, organisation):
            queries.mark(session, organisation, month, *end, now())


def check(session: Session) -> Verdict:
    """Whether every line of the trail still is what was written, where it was written; what waits is carried first."""
    carry(session)
    return look(session)


def look(session: Session) -> Verdict:
    """The same, which only reads. What an old backup brings back of months that have gone since is no alarm."""
    oldest = months_ago(settings().trail_months)
    return verify(trail(), [mark for mark in queries.marks(session) if mark[0] >= oldest])


def waits(session: Session) -> int:
    """How many lines the trail does not have yet for sure."""
    return queries.count(session)


def let_go(session: Session, kept: int) -> list[str]:
    """Months older than so many months go whole, and the keys of addresses after six; the months that went."""
    gone = [month for month in trail().months() if month < months_ago(kept)]
    for month in gone:
        trail().drop(month)
    queries.forget_marks(session, months_ago(kept))
    forget_keys(settings().data_dir / "trail", months_ago(ADDRESSES))
    return gone


def months_ago(count: int) -> str:
    """ "2026-05" for six months before any day of November 2026."""
    today = now()
    index = today.year * 12 + today.month - 1 - count
    return f"{index // 12}-{index % 12 + 1:02}"


@every("trail.carry", minutes=5)
def _carry(session: Session) -> None:
    carry(session)


@every("trail.mark", minutes=60)
def _mark(session: Session) -> None:
    remember_ends(session)


@every("trail.let_go", minutes=24 * 60)
def _let_go(session: Session) -> None:
    let_go(session, settings().trail_months)
