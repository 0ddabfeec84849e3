"""The files that somebody handed in, and what they have begun to send."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import files as queries
from app.privacy.copy.tables import Table, file_cell, table
from app.web import formats


def files(session: Session, me: str, files: dict[str, str]) -> Table:
    return table(
        _("Fichiers déposés"),
        (_("Date"), _("Fichier"), _("Taille")),
        [
            (
                formats.moment(row.created_at),
                file_cell(row.name, files.get(row.id, "")),
                formats.size(row.size),
            )
            for row in queries.files(session, me)
        ],
    )


def uploads(session: Session, me: str) -> Table:
    return table(
        _("Envois en cours"),
        (_("Commencé"), _("Fichier"), _("Taille annoncée"), _("Effacé le")),
        [
            (formats.moment(row.created_at), row.name, formats.size(row.size), formats.moment(row.expires_at))
            for row in queries.uploads(session, me)
        ],
    )
