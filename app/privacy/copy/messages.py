"""What somebody wrote to others and was written, and the words they keep ready."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import messages as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def messages(session: Session, me: str) -> Table:
    you, main = _("vous"), _("Échanges")
    return table(
        _("Messages écrits et reçus"),
        (_("Date"), _("Objet"), _("De"), _("Texte")),
        [
            (formats.moment(row.created_at), row.subject or main, you if row.own else row.author, row.body)
            for row in queries.messages(session, me)
        ],
    )


def templates(session: Session, me: str) -> Table:
    return table(
        _("Modèles de message"),
        (_("Date"), _("Nom"), _("Objet"), _("Texte")),
        [(formats.moment(row.updated_at), row.title, row.subject, row.body) for row in queries.templates(session, me)],
    )


def group_messages(session: Session, me: str) -> Table:
    return table(
        _("Messages envoyés à plusieurs"),
        (_("Date"), _("Objet"), _("Texte"), _("Personnes")),
        [
            (formats.moment(row.created_at), row.subject, row.body, str(row.total))
            for row in queries.group_messages(session, me)
        ],
    )
