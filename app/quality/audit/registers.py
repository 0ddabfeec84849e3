"""The registers of the organisation in an audit file: their lines as tables, their pieces as documents.

What a register keeps for named people only, and the sealed register, are in no audit file.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.clock import local
from app.core.i18n import _
from app.quality.audit import naming
from app.quality.audit.pieces import Document, Scope, register
from app.registers import exports, queries
from app.registers.kinds import registers


@register
def give(session: Session, scope: Scope) -> Iterator[Document]:
    for kind in registers().kinds.values():
        if kind.restricted or kind.about == "learner":
            continue
        rows = [
            row
            for row in queries.entries(session, scope.actor.organisation_id, kind.code)
            if row.at < scope.period.until
        ]
        if not rows:
            continue
        yield Document(f"{naming.plain(kind.slug)}.csv", _(kind.title), None, exports.csv(session, scope.actor, kind))
        pieces = queries.files_of(session, scope.actor.organisation_id, [row.id for row in rows])
        number = 0
        for row in reversed(rows):
            for piece in pieces[row.id]:
                number += 1
                name = naming.file_name(piece.name, number)
                yield Document(
                    f"{naming.plain(kind.slug)}/{name}", f"{row.title} ({piece.name})", local(row.at).date(), piece
                )
