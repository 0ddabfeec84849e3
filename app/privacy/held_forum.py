"""The chapter of a copy that tells what is held around the forum, beside what the person wrote there."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.forum.moderating.rules import REASONS
from app.privacy import forum_queries
from app.privacy.tables import Table, table
from app.web import formats


def beside_posts(session: Session, me: str) -> tuple[Table, ...]:
    when = _("Date")
    outcomes = {"hidden": _("message masqué"), "kept": _("message gardé"), "": _("pas encore lu")}
    return (
        table(
            _("Messages qui vous nomment"),
            (when, _("Discussion")),
            [(formats.moment(row.created_at), row.title) for row in forum_queries.mentions(session, me)],
        ),
        table(
            _("Messages que vous avez signalés"),
            (when, _("Raison"), _("Vos mots"), _("Décision")),
            [
                (formats.moment(row.created_at), _(REASONS.get(row.reason, "")), row.words, outcomes[row.outcome])
                for row in forum_queries.reports(session, me)
            ],
        ),
        table(
            _("Votre présentation de chef d'entreprise"),
            (_("Métier"), _("Entreprise"), _("Lieu"), _("Ce qu'on peut vous demander")),
            [(row.trade, row.company, row.place, row.asks) for row in forum_queries.profiles(session, me)],
        ),
        table(
            _("Adresses de flux ouvertes (l'adresse elle-même est sur la page « Le forum ailleurs »)"),
            (_("Depuis"),),
            [(formats.moment(row.created_at),) for row in forum_queries.feeds(session, me)],
        ),
    )
