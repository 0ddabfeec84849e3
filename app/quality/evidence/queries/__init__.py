"""Where evidence is found: one small function per source, and one per lack. Each gives the rows of a period.

All rows have the same columns, so that any number of sources is counted in one statement and read as one
list. The codes are those of content/quality/evidence.yaml, which says in words what each is worth and to
which indicator.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.quality.evidence.queries import held, lacking
from app.quality.evidence.queries.base import LACKS, SOURCES, Scope

__all__ = ["LACKS", "SOURCES", "Scope", "counts", "held", "lacking", "rows"]


def counts(session: Session, scope: Scope, codes: Iterable[str]) -> dict[str, int]:
    """How many rows each source or lack holds, in one statement."""
    wanted = {**SOURCES, **LACKS}
    parts = [
        select(
            literal(code).label("code"),
            select(func.count()).select_from(wanted[code](scope).subquery()).scalar_subquery().label("n"),
        )
        for code in sorted(set(codes))
    ]
    if not parts:
        return {}
    return {row.code: int(row.n) for row in session.execute(union_all(*parts))}


def rows(
    session: Session,
    scope: Scope,
    codes: Iterable[str],
    *,
    limit: int,
    before: tuple[datetime, str] | None = None,
) -> list[AnyRow]:
    """The rows of some sources as one list, newest first. `before` is the (at, id) of the last row already shown."""
    wanted = {**SOURCES, **LACKS}
    parts = [wanted[code](scope) for code in sorted(set(codes))]
    if not parts:
        return []
    every = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    statement = select(every)
    if before:
        at, last = before
        statement = statement.where(or_(every.c.at < at, and_(every.c.at == at, every.c.id < last)))
    return list(session.execute(statement.order_by(every.c.at.desc(), every.c.id.desc()).limit(limit)))
