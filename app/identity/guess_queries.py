"""What is known of tries that failed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import GuessCount

_counts = cast(Table, GuessCount.__table__)


def counts(session: Session, prints: Iterable[str]) -> dict[str, AnyRow]:
    rows = session.execute(
        select(GuessCount.print, GuessCount.failures, GuessCount.last_at, GuessCount.free_at).where(
            GuessCount.print.in_(sorted(prints))
        )
    )
    return {row.print: row for row in rows}


def failed_tries(session: Session, prints: Iterable[str]) -> Sequence[AnyRow]:
    """For the copy of whoever was tried: by which way, how often, when last."""
    return session.execute(
        select(GuessCount.way, GuessCount.failures, GuessCount.last_at)
        .where(GuessCount.print.in_(sorted(prints)), GuessCount.failures > 0)
        .order_by(GuessCount.last_at, GuessCount.print)
    ).all()


def count_one(
    session: Session, key: str, way: str, scope: str, moment: datetime, forget_before: datetime
) -> int | None:
    """One failure more, from one when the last is old; how many that makes. None when this is held back by now.

    One statement: two processes that count at once both count, and the row is theirs in turn until each has committed.
    """
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    new = {"print": key, "way": way, "scope": scope, "failures": 1, "last_at": moment, "free_at": moment}
    again = case((_counts.c.last_at < forget_before, 1), else_=_counts.c.failures + 1)
    counted = (
        dialect.insert(_counts)
        .values(new)
        .on_conflict_do_update(
            index_elements=["print"], set_={"failures": again, "last_at": moment}, where=_counts.c.free_at <= moment
        )
        .returning(_counts.c.failures)
    )
    found: int | None = session.scalar(counted)
    return found


def hold_back(session: Session, key: str, until: datetime) -> None:
    session.execute(update(_counts).where(_counts.c.print == key).values(free_at=until))


def told_once(session: Session, key: str, moment: datetime, not_since: datetime) -> bool:
    """Mark the person as told, unless they were lately: true for whoever comes first."""
    marked = session.execute(
        update(_counts)
        .where(_counts.c.print == key, _counts.c.told_at.is_(None) | (_counts.c.told_at < not_since))
        .values(told_at=moment)
        .returning(_counts.c.print)
    )
    return marked.first() is not None


def clear(session: Session, keys: Iterable[str], moment: datetime) -> None:
    """Start again from nothing; the row stays for its `told_at`."""
    session.execute(update(_counts).where(_counts.c.print.in_(sorted(keys))).values(failures=0, free_at=moment))


def be_at_home(session: Session, key: str, way: str, scope: str, moment: datetime) -> None:
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    new = {"print": key, "way": way, "scope": scope, "failures": 0, "last_at": moment, "free_at": moment}
    session.execute(
        dialect.insert(_counts).values(new).on_conflict_do_update(index_elements=["print"], set_={"last_at": moment})
    )


def forget(session: Session, before: datetime) -> None:
    session.execute(delete(_counts).where(_counts.c.last_at < before))
