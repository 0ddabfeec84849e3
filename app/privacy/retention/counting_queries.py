"""How many rows of each table hang on a path or on an account: one statement for everybody."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.core.privacy import Retention
from app.enrolments.models import Enrolment
from app.privacy import map as house

Counts = dict[str, dict[str, int]]  # path or account → table → rows


@cache
def retentions_of(name: str) -> frozenset[Retention]:
    """Under which retentions a table keeps what it keeps."""
    found = {said.retention for column in house.table(name).columns if (said := house.declared(column))}
    if not found and name in house.LINKS:
        found.add(house.LINKS[name].retention)
    return frozenset(found)


def tables_under(retentions: Iterable[Retention]) -> list[str]:
    wanted = frozenset(retentions)
    return [name for name in sorted(house.PATHS) if retentions_of(name) & wanted and name != "ledger_entry"]


def of_paths(session: Session, organisation_id: str, retentions: frozenset[Retention], closed_before: date) -> Counts:
    """Rows of each path of an organisation that ended before a day or never began, under some retentions."""
    wanted = (
        select(Enrolment.id)
        .where(
            Enrolment.organisation_id == organisation_id,
            (Enrolment.closed_on < closed_before) | (Enrolment.status == "admitted"),
        )
    )  # fmt: skip
    parts = []
    for name in tables_under(retentions):
        for path in house.PATHS[name]:
            steps = path.split(">")
            if name == "enrolment" or (len(steps) > 1 and steps[-2] == "enrolment_id"):
                parts.append(_by(name, steps[:-1] if name != "enrolment" else ["id"], wanted))
    return _gathered(session, parts)


def of_accounts(session: Session, retentions: frozenset[Retention], account_ids: list[str]) -> Counts:
    """Rows that hang on accounts and not on one path, under some retentions."""
    wanted = select(house.table("account").c.id).where(house.table("account").c.id.in_(account_ids))
    parts = []
    for name in tables_under(retentions):
        for path in house.PATHS[name]:
            steps = path.split(">")
            if "enrolment_id" not in steps and name != "enrolment":
                parts.append(_by(name, steps, wanted))
    return _gathered(session, parts) if account_ids else {}


def _by(name: str, steps: list[str], wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Rows of a table by what the last step names, the steps before it followed by joins."""
    table = house.table(name)
    source: FromClause = table
    here = table
    for step in steps[:-1]:
        target = next(iter(here.c[step].foreign_keys)).column
        there = target.table.alias() if target.table is table else target.table
        source = source.join(there, there.c[target.name] == here.c[step])
        here = there  # type: ignore[assignment]
    key: ColumnElement[str] = here.c[steps[-1]]
    return (
        select(key.label("of"), literal(name).label("name"), func.count().label("n"))
        .select_from(source)
        .where(key.in_(wanted))
        .group_by(key)
    )


def _gathered(session: Session, parts: list[Select[*tuple[Any, ...]]]) -> Counts:
    found: Counts = defaultdict(dict)
    for row in session.execute(union_all(*parts)):
        found[row.of][row.name] = max(int(row.n), found[row.of].get(row.name, 0))
    return dict(found)
