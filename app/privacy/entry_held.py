"""How somebody has entered, in words."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.entry.cards.words import act_words
from app.privacy import entry_queries as queries
from app.privacy.tables import Chapter, table
from app.web import formats


def ways_in(session: Session, me: str) -> Chapter:
    cards = [(formats.moment(row.at), act_words(row.what), row.by or "–") for row in queries.card_acts(session, me)]
    links = [(formats.moment(row.created_at), formats.moment(row.used_at)) for row in queries.links(session, me)]
    screens = [
        (formats.moment(row.confirmed_at), row.by, row.device, formats.moment(row.opened_at))
        for row in queries.screens(session, me)
    ]
    return Chapter(
        "entrer",
        _("Vos façons d'entrer"),
        (
            table(_("Vos cartes"), (_("Quand"), _("Ce qui a été fait"), _("Par")), cards),
            table(_("Liens et codes envoyés"), (_("Envoyé"), _("Utilisé")), links),
            table(
                _("Écrans ouverts d'ailleurs"),
                (_("Quand"), _("Par"), _("Navigateur ou appareil"), _("Ouvert")),
                screens,
            ),
        ),
    )
