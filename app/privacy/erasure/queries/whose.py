"""Which rows of which tables are about somebody, found by the map and the metadata: no table is named here."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Table, and_, or_, select, text
from sqlalchemy.orm import Session

from app.privacy import map as house
from app.privacy.erasure.fates import MORE, OF_A_PATH, WORK
from app.privacy.erasure.queries.rows import Row


def rows_about(
    session: Session, name: str, organisation_id: str, account_id: str, enrolment_id: str | None
) -> list[Row]:
    """Whole rows of a table about a person in an organisation, or about one of their paths."""
    table = house.table(name)
    found = _of_path(table, enrolment_id) if enrolment_id else _of_person(table, account_id)
    if found is None:
        return []
    if "organisation_id" in table.c:
        found = and_(found, or_(table.c.organisation_id == organisation_id, table.c.organisation_id.is_(None)))
    return [dict(row) for row in session.execute(select(*table.columns).where(found)).mappings()]


def tables_about(session: Session, account_id: str, enrolment_id: str | None) -> set[str]:
    """The tables that hold anything about a person or a path: one statement, so that the others are not asked.

    Written as text: most tables hold nothing of anybody, and to compile a query for each costs more than to answer it.
    """
    quoted = session.connection().dialect.identifier_preparer.quote
    parts = []
    for name in house.PATHS:
        ways = _ways_of_path(name) if enrolment_id else _ways_of_person(name)
        said = " OR ".join(_followed(house.table(name), way.split(">"), quoted) for way in ways)
        if said:
            parts.append(f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM {quoted(name)} WHERE {said})")  # noqa: S608
    return set(session.execute(text(" UNION ALL ".join(parts)), {"whose": enrolment_id or account_id}).scalars())


def _followed(start: Table, steps: Sequence[str], quoted: Callable[[str], str]) -> str:
    column = f"{quoted(start.name)}.{quoted(steps[0])}"
    if len(steps) == 1:
        return f"{column} = :whose"
    target = next(iter(start.c[steps[0]].foreign_keys)).column
    inner = _followed(target.table, steps[1:], quoted)
    return f"{column} IN (SELECT {quoted(target.name)} FROM {quoted(target.table.name)} WHERE {inner})"  # noqa: S608


def rows_by_print(session: Session, name: str, prints: Sequence[str]) -> list[Row]:
    """Rows known by the fingerprint of an address or of an account, and by no account."""
    table = house.table(name)
    column = table.c["print" if "print" in table.c else "contact_print"]
    return [dict(row) for row in session.execute(select(*table.columns).where(column.in_(prints))).mappings()]


def _of_person(table: Table, account_id: str) -> ColumnElement[bool] | None:
    conditions = [_follow(table, way.split(">"), account_id) for way in _ways_of_person(table.name)]
    return or_(*conditions) if conditions else None


def _of_path(table: Table, enrolment_id: str) -> ColumnElement[bool] | None:
    conditions = [_follow(table, way.split(">"), enrolment_id) for way in _ways_of_path(table.name)]
    return or_(*conditions) if conditions else None


def _ways_of_person(name: str) -> list[str]:
    return [*(path for path in house.PATHS[name] if (name, path) not in WORK), *MORE.get(name, ())]


def _ways_of_path(name: str) -> list[str]:
    paths = sorted({*house.PATHS[name], *MORE.get(name, ())})
    ways = [path.removesuffix(">learner_id") for path in paths if path.endswith("enrolment_id>learner_id")]
    return [*ways, *OF_A_PATH.get(name, ())]


def _follow(start: Table, steps: Sequence[str], value: str) -> ColumnElement[bool]:
    column = start.c[steps[0]]
    if len(steps) == 1:
        return column == value
    target = next(iter(column.foreign_keys)).column
    return column.in_(select(target).where(_follow(target.table, steps[1:], value)))
