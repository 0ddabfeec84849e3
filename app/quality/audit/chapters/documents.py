"""The documents that somebody was given: convention, convocation, certificates. As they were made, signed when they are."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.documents.kinds import kinds
from app.files import services as files
from app.quality.audit import naming
from app.quality.audit.chapters import queries
from app.quality.audit.pieces import Document, Person, Piece, Scope, Table, chapter

STATES = {"valid": N_("valable"), "replaced": N_("remplacé"), "cancelled": N_("annulé")}


@chapter("documents")
def documents(session: Session, scope: Scope, person: Person) -> Iterator[Piece]:
    found = queries.documents(session, person.enrolment.id)
    yield Table(
        "documents", _("Documents remis"),
        (_("Numéro"), _("Document"), _("Fait le"), _("Remis le"), _("État"), _("Minutes dites"), _("Empreinte SHA-256")),
        tuple(
            (
                one.number, _(kinds()[one.kind].title) if one.kind in kinds() else one.title, one.made_at, one.sent_at,
                _(STATES[one.state]), one.minutes, one.sha256,
            )
            for one in found
        ),
    )  # fmt: skip
    kept = files.describe(session, {one.file_id for one in found})
    for one in found:
        if one.file_id in kept:
            name = naming.plain(f"{one.number} {one.kind}")
            yield Document(f"documents/{name}.pdf", f"{one.number} : {one.title}", one.made_at, kept[one.file_id])
