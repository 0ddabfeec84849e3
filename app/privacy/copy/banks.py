"""The questions of banks that a person wrote."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.privacy.copy.queries import banks as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def bank_questions(session: Session, me: str) -> Table:
    return table(
        _("Questions écrites ou changées"),
        (_("Date"), _("Banque"), _("Question")),
        [(formats.moment(row.at), row.bank, row.name) for row in queries.bank_questions(session, me)],
    )
