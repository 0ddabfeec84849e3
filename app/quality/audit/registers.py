"""The registers of the organisation in an audit file: their lines as tables, their pieces as documents.

What a register keeps for named people only, and the sealed register, are in no audit file.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app.core.clock import local
from app.core.db import AnyRow
from app.core.i18n import _
from app.quality.audit import naming
from app.quality.audit.content import contents
from app.quality.audit.pieces import Document, Scope, Table, house_chapter, register
from app.registers import exports, queries
from app.registers.kinds import Kind, registers

CHAPTER = "registres"
DOCUMENTS = "document"  # each of its lines says itself which indicators it serves


def open_to_auditors() -> list[Kind]:
    """The registers that are for everyone who keeps them, and about no learner."""
    return [kind for kind in registers().kinds.values() if not kind.restricted and kind.about != "learner"]


def _rows(session: Session, scope: Scope, kind: Kind) -> Sequence[AnyRow]:
    return queries.entries_on(session, scope.actor.organisation_id, kind.code, scope.period.end)


def code_of(kind: Kind) -> str:
    return f"registre-{naming.plain(kind.slug)}"


@house_chapter(CHAPTER)
def lines(session: Session, scope: Scope) -> Iterator[Table]:
    for kind in open_to_auditors():
        rows = _rows(session, scope, kind)
        pieces = queries.files_of(session, scope.actor.organisation_id, [row.id for row in rows])
        found = tuple(tuple(line) for line in exports.lines_of(kind, rows, pieces))
        yield Table(code_of(kind), _(kind.title), tuple(exports.heads(kind)), found, _(kind.says))


@register
def pieces(session: Session, scope: Scope) -> Iterator[Document]:
    """What was joined to these lines, named by its line."""
    head = contents().house[CHAPTER]
    for kind in open_to_auditors():
        rows = _rows(session, scope, kind)
        ids = [row.id for row in rows]
        joined = queries.files_of(session, scope.actor.organisation_id, ids)
        own = queries.indicators_of(session, ids) if kind.code == DOCUMENTS else {}
        number = 0
        for row in reversed(rows):
            for piece in joined[row.id]:
                number += 1
                name = naming.file_name(piece.name, number)
                yield Document(
                    f"{naming.plain(kind.slug)}/{name}", f"{row.title} ({piece.name})", local(row.at).date(), piece,
                    indicators=tuple(own.get(row.id, ())) or head.of(code_of(kind)),
                )  # fmt: skip
