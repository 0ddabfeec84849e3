"""A register as a file: one line each, the words of its form as columns. The sealed register has none."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.sealed import opens
from app.registers import queries
from app.registers.kinds import Kind
from app.web import spreadsheets, workbooks

Line = list[str | int | float | date | None]


def heads(kind: Kind) -> list[str]:
    return [
        _(kind.day),
        _("Intitulé"),
        *([_("Personne")] if kind.about else []),
        *(_(field.label) for field in kind.fields if field.name != "title"),
        _("Tenu par"),
        _("À relire le"),
        _("Relu le"),
        _("Pièces"),
    ]


def lines(session: Session, actor: Actor, kind: Kind) -> Iterator[Line]:
    rows = queries.entries(session, actor.organisation_id, kind.code)
    return lines_of(kind, rows, queries.files_of(session, actor.organisation_id, [row.id for row in rows]))


def lines_of(kind: Kind, rows: Sequence[AnyRow], files: Mapping[str, Sequence[AnyRow]]) -> Iterator[Line]:
    """These rows as the register writes them; `files`: their pieces, by row."""
    for row in rows:
        yield [
            local(row.at).date(),
            row.title,
            *([row.person or ""] if kind.about else []),
            *_cells(kind, row.data),
            row.owner or "",
            row.review_on,
            local(row.reviewed_at).date() if row.reviewed_at else None,
            ", ".join(one.name for one in files[row.id]),
        ]


def csv(session: Session, actor: Actor, kind: Kind) -> bytes:
    plain = (
        [one.isoformat() if isinstance(one, date) else _french(one) for one in line]
        for line in lines(session, actor, kind)
    )
    return spreadsheets.sheet([heads(kind), *plain])


def workbook(session: Session, actor: Actor, kind: Kind) -> bytes:
    sheet = workbooks.Sheet(
        _(kind.title), list(lines(session, actor, kind)), heads=heads(kind), widths=[12, 30, 24, 30], frozen_columns=2
    )
    return workbooks.workbook([sheet], title=_(kind.title), author=actor.organisation_name)


def _cells(kind: Kind, data: Any) -> Iterator[str | int | float | date | None]:
    for field in kind.fields:
        if field.name != "title":
            yield _cell(field.kind, data.get(field.name), field) if opens(data) else str(data)


def _cell(sort: str, value: Any, field: Any) -> str | int | float | date | None:
    if sort == "number":
        return value if isinstance(value, int | float) else None
    if sort == "day":
        return date.fromisoformat(value) if value else None
    return str(field.says(value))


def _french(value: Any) -> Any:
    if value is None:
        return ""
    return str(value).replace(".", ",") if isinstance(value, float) else value


def values_of(row: AnyRow) -> dict[str, Any]:
    """A line as its form shows it."""
    return {
        **row.data,
        "day": local(row.at).date().isoformat(),
        "person": row.person_id or "",
        "parent": row.parent_id or "",
        "owner": row.owner_id or "",
        "review_on": row.review_on.isoformat() if row.review_on else "",
        "version": row.version,
    }
