"""How the team follows somebody, in words."""

from sqlalchemy.orm import Session

from app.accompaniment.contacts.rules import CHANNELS, OUTCOMES, VISIBILITIES
from app.accompaniment.reasons import BY_KIND
from app.core.i18n import _
from app.privacy.copy.queries import follow_up as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def follow_up(session: Session, me: str) -> Chapter:
    """With the words that the team wrote for itself: the law gives a person what is written about them."""
    contacts = [
        (
            formats.moment(row.at),
            _(CHANNELS[row.channel]),
            _(OUTCOMES[row.outcome]),
            formats.hours(row.minutes) if row.minutes else "",
            row.author,
            _(VISIBILITIES[row.visibility]) if row.words else "",
            row.words,
        )
        for row in queries.contacts(session, me)
    ]
    rests = [
        (
            formats.moment(row.at),
            _(BY_KIND[row.kind].label) if row.kind in BY_KIND else _("Toutes les raisons"),
            formats.full_day(row.until),
            row.author,
            row.word,
        )
        for row in queries.rests(session, me)
    ]
    covers = [
        (formats.full_day(row.since), formats.full_day(row.until), row.adviser, row.colleague, row.reason)
        for row in queries.covers(session, me)
    ]
    when = _("Date")
    return Chapter(
        "suivi",
        _("Les contacts de l'équipe avec vous"),
        (
            table(
                _("Contacts"),
                (when, _("Contact"), _("Issue"), _("Durée"), _("Par"), _("Pour qui"), _("Texte")),
                contacts,
            ),
            table(_("Ce qui a été remis à plus tard"), (when, _("Raison"), _("Jusqu'au"), _("Par"), _("Mot")), rests),
            table(
                _("Remplacements entre collègues"),
                (_("Premier jour"), _("Dernier jour"), _("Absence de"), _("Par"), _("Raison")),
                covers,
            ),
        ),
    )
