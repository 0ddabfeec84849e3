"""The documents of a person, what was agreed for them, their signatures, and what they have read."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.documents import words as said
from app.documents.signing import METHODS
from app.privacy.copy.queries import documents as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def documents(session: Session, me: str) -> Chapter:
    return Chapter(
        "documents",
        _("Vos documents"),
        (
            table(
                _("Documents faits à votre sujet"),
                (_("Document"), _("Numéro"), _("Fait le"), _("Remis le"), _("État"), _("Raison")),
                [
                    (row.title, row.number, formats.moment(row.made_at), formats.moment(row.sent_at), said.state_badge(row.state)[0], row.why)
                    for row in queries.documents(session, me)
                ],
            ),
            table(
                _("Signatures"),
                (_("Document"), _("Nom"), _("État"), _("Comment"), _("Quand"), _("Adresse réseau"), _("Raison d'un refus")),
                [
                    (
                        row.number, row.name, said.signer_badge(row.state)[0], _(METHODS.get(row.method, row.method)) if row.method else "",
                        formats.moment(row.answered_at), row.address, row.reason,
                    )
                    for row in queries.signatures(session, me)
                ],
            ),
            table(
                _("Ce qui est convenu pour votre formation"),
                (_("Acheteur"), _("Signe"), _("Employeur"), _("Prix"), _("Paiement"), _("En cas d'arrêt"), _("Effectif"), _("Niveau demandé"), _("Formateurs")),
                [
                    (row.buyer, row.signer, row.employer, row.price, row.payment, row.stopping, row.headcount, row.knowledge, row.trainers)
                    for row in queries.terms(session, me)
                ],
            ),
            table(
                _("Documents que vous avez lus"),
                (_("Document"), _("Numéro"), _("Quand")),
                [(row.title, row.number, formats.moment(row.at)) for row in queries.read(session, me)],
            ),
        ),
    )  # fmt: skip
