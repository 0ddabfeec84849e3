"""Audit files: those in which somebody's path is, those they asked for or were invited to read, and what they opened."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import audits as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def audits(session: Session, me: str) -> Chapter:
    first, last, made = _("Premier jour"), _("Dernier jour"), _("Fait le")
    return Chapter(
        "audits",
        _("Les dossiers d'audit"),
        (
            table(
                _("Où figure votre parcours"),
                (first, last, made, _("Supprimé le")),
                [
                    (
                        formats.full_day(row.starts_on), formats.full_day(row.ends_on), formats.moment(row.created_at),
                        formats.moment(row.removed_at) if row.removed_at else "",
                    )
                    for row in queries.about(session, me)
                ],
            ),
            table(
                _("Que vous avez demandés"),
                (first, last, made),
                [
                    (formats.full_day(row.starts_on), formats.full_day(row.ends_on), formats.moment(row.created_at))
                    for row in queries.asked(session, me)
                ],
            ),
            table(
                _("Qui vous sont ouverts"),
                (_("Invitation"), _("Dernier jour"), _("Accès retiré le")),
                [
                    (
                        formats.moment(row.invited_at), formats.full_day(row.until),
                        formats.moment(row.revoked_at) if row.revoked_at else "",
                    )
                    for row in queries.opened_to(session, me)
                ],
            ),
            table(
                _("Ce que vous y avez ouvert"),
                (_("Date"), _("Page ou document")),
                [(formats.moment(row.at), row.path) for row in queries.looks(session, me)],
            ),
        ),
    )  # fmt: skip
