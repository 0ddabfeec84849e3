"""The public sessions that somebody signed up for, and the addresses of their agenda."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy import words
from app.privacy.copy.queries import agenda as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def visits(session: Session, contact_print: str) -> Table:
    return table(
        _("Inscriptions faites avec votre adresse de courriel"),
        (_("Rencontre"), _("Date"), _("Nom"), _("Joindre"), _("État"), _("Inscription")),
        [
            (
                row.title,
                formats.moment(row.starts_at),
                row.school or row.name,
                row.email or row.phone,
                words.word(words.VISITS, row.state),
                formats.moment(row.created_at),
            )
            for row in queries.visits(session, contact_print)
        ],
    )


def calendar_feeds(session: Session, me: str) -> Table:
    sessions, all_ = _("séances"), _("séances et activités")
    return table(
        _("Adresses ouvertes (l'adresse elle-même est sur la page « Mon agenda ailleurs »)"),
        (_("Depuis"), _("Contenu")),
        [
            (formats.moment(row.created_at), all_ if row.with_activities else sessions)
            for row in queries.calendar_feeds(session, me)
        ],
    )
