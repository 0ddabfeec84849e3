"""The chapter of a copy that tells what is held around the forum, beside what the person wrote there."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.forum.moderating.rules import REASONS
from app.privacy.copy.queries import forum as queries
from app.privacy.copy.tables import Table, table
from app.web import formats


def posts(session: Session, me: str) -> Table:
    elsewhere = _("discussion ouverte par une autre personne")
    return table(
        _("Ce que vous avez écrit"),
        (_("Date"), _("Discussion"), _("Texte")),
        [
            (formats.moment(row.created_at), row.title if row.own_thread else elsewhere, row.body)
            for row in queries.posts(session, me)
        ],
    )


def beside_posts(session: Session, me: str) -> tuple[Table, ...]:
    when = _("Date")
    outcomes = {"hidden": _("message masqué"), "kept": _("message gardé"), "": _("pas encore lu")}
    return (
        table(
            _("Messages qui vous nomment"),
            (when, _("Discussion")),
            [(formats.moment(row.created_at), row.title) for row in queries.mentions(session, me)],
        ),
        table(
            _("Messages que vous avez signalés"),
            (when, _("Raison"), _("Vos mots"), _("Décision")),
            [
                (formats.moment(row.created_at), _(REASONS.get(row.reason, "")), row.words, outcomes[row.outcome])
                for row in queries.reports(session, me)
            ],
        ),
        table(
            _("Votre présentation de chef d'entreprise"),
            (_("Métier"), _("Entreprise"), _("Lieu"), _("Ce qu'on peut vous demander")),
            [(row.trade, row.company, row.place, row.asks) for row in queries.profiles(session, me)],
        ),
        table(
            _("Adresses de flux ouvertes (l'adresse elle-même est sur la page « Le forum ailleurs »)"),
            (_("Depuis"),),
            [(formats.moment(row.created_at),) for row in queries.feeds(session, me)],
        ),
    )
