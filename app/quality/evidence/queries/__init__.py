"""Where evidence is found: one small function per source, and one per lack. Each gives the rows of a period.

All rows have the same columns, so that any number of sources is counted in one statement and read as one
list. The codes are those of content/quality/evidence.yaml, which says in words what each is worth and to
which indicator. `papers` is a source of every indicator: the documents of the register that serve it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.quality.evidence.queries import held, kept, kept_people, lacking
from app.quality.evidence.queries.base import LACKS, SOURCES, Rows, Scope

__all__ = [
    "LACKS", "PAPERS", "SOURCES", "Scope", "Tally", "counts", "held", "kept", "kept_people", "lacking", "papers", "rows", "tallies",
]  # fmt: skip

PAPERS = "papers"
_ID = ("id", "enrolment_id", "session_id", "person_id", "activity_id")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows, the moment of the newest; `only` names the row when there is but one, so that it can be opened."""

    n: int
    newest: datetime | None
    only: Mapping[str, str | None]


NOTHING = Tally(0, None, {})


def tallies(session: Session, scope: Scope, codes: Iterable[str]) -> dict[str, Tally]:
    """What each source or lack holds, in one statement."""
    wanted = _wanted()
    parts = []
    for code in sorted(set(codes)):
        found = wanted[code](scope).subquery()
        parts.append(
            select(
                literal(code).label("code"),
                func.count().label("n"),
                func.max(found.c.at).label("newest"),
                *(func.max(found.c[name]).label(name) for name in _ID),
            ).select_from(found)
        )
    if not parts:
        return {}
    return {row.code: _tally(row) for row in session.execute(union_all(*parts))}


def _tally(row: AnyRow) -> Tally:
    only: dict[str, str | None] = {name: getattr(row, name) for name in _ID} if row.n == 1 else {}
    return Tally(int(row.n), row.newest, only)


def counts(session: Session, scope: Scope, codes: Iterable[str]) -> dict[str, int]:
    """How many rows each source or lack holds, in one statement."""
    return {code: tally.n for code, tally in tallies(session, scope, codes).items()}


def papers(session: Session, scope: Scope) -> Sequence[AnyRow]:
    """(number, id, facet, title, at, late) of every document in force, once for each indicator that it serves."""
    return session.execute(kept.papers_by_indicator(scope)).all()


def _wanted() -> dict[str, Rows]:
    return {**SOURCES, **LACKS, PAPERS: kept.papers}


def rows(
    session: Session,
    scope: Scope,
    codes: Iterable[str],
    *,
    limit: int,
    before: tuple[datetime, str] | None = None,
) -> list[AnyRow]:
    """The rows of some sources as one list, newest first. `before` is the (at, id) of the last row already shown."""
    wanted = _wanted()
    parts = [wanted[code](scope) for code in sorted(set(codes))]
    if not parts:
        return []
    every = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    statement = select(every)
    if before:
        at, last = before
        statement = statement.where(or_(every.c.at < at, and_(every.c.at == at, every.c.id < last)))
    return list(session.execute(statement.order_by(every.c.at.desc(), every.c.id.desc()).limit(limit)))
