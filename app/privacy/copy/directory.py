"""The directory in a person's copy."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import directory as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def named_at(session: Session, account_print: str) -> Table:
    return table(
        _("Fiches de partenaires où votre nom est donné"),
        (_("Partenaire"), _("Nom donné"), _("Relue le")),
        [
            (row.name, row.contact, formats.full_day(row.reviewed_on))
            for row in queries.named_at(session, account_print)
        ],
    )


def testimonies(session: Session, me: str) -> Table:
    return table(
        _("Vos témoignages"),
        (_("Reçu"), _("Projet"), _("Mots"), _("Accord"), _("Publié"), _("Retiré")),
        [
            (
                formats.moment(row.created_at),
                row.project,
                row.words,
                formats.full_day(row.consented_on),
                formats.moment(row.published_at),
                formats.moment(row.withdrawn_at),
            )
            for row in queries.testimonies(session, me)
        ],
    )
