"""The chapter of badges and booklet."""

import json

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import credentials as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def credentials(session: Session, account_id: str) -> Chapter:
    return Chapter(
        "badges",
        _("Vos badges et votre livret"),
        (
            table(
                _("Badges"),
                (_("Reçu"), _("Badge"), _("Montré depuis"), _("Retiré"), _("Pourquoi"), _("Ce qui est signé")),
                [
                    (
                        formats.moment(row.issued_at),
                        row.document["name"],
                        formats.moment(row.shown_at) if row.shown_at else "",
                        formats.moment(row.revoked_at) if row.revoked_at else "",
                        row.revoked_why,
                        json.dumps(row.document, ensure_ascii=False),
                    )
                    for row in queries.badges(session, account_id)
                ],
            ),
            table(
                _("Livret"),
                (_("Changé"), _("Ce que vous dites de vous")),
                [(formats.moment(row.changed_at), row.words) for row in queries.booklets(session, account_id)],
            ),
            table(
                _("Lignes du livret"),
                (_("Compétence"), _("Dans le livret"), _("Avec vos mots"), _("Preuves montrées")),
                [
                    (f"{row.code} {row.title}", _("non") if row.left_out else _("oui"), row.words, len(row.proofs))
                    for row in queries.lines(session, account_id)
                ],
            ),
        ),
    )
