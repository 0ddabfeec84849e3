"""What somebody was told beside the mail, and what they chose of it, in their copy."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.notifications.choices.pages import PACES
from app.notifications.kinds import Pace, by_code
from app.notifications.rules import time_of
from app.notifications.words import state_words
from app.privacy.copy.queries import news as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def news(session: Session, me: str) -> Chapter:
    """News, choices, hours, devices, and what made phones ring."""
    return Chapter(
        "nouvelles",
        _("Vos nouvelles, et ce que vous en avez choisi"),
        (
            table(
                _("Nouvelles"),
                (_("Date"), _("Titre"), _("Texte"), _("Lue le")),
                [
                    (formats.moment(row.created_at), row.title, row.text, formats.moment(row.read_at))
                    for row in queries.notices(session, me)
                ],
            ),
            table(
                _("Vos choix"),
                (_("Genre"), _("Page"), _("Courriel"), _("Notification"), _("SMS")),
                [
                    (_kind(row.kind), _yes(row.page), _(PACES[Pace(row.mail)]), _yes(row.push), _yes(row.sms))
                    for row in queries.notice_choices(session, me)
                ],
            ),
            table(
                _("Vos heures et votre numéro"),
                (_("Heures calmes"), _("Heure du résumé"), _("Numéro pour les SMS"), _("Accord donné le")),
                [
                    (
                        _hours(row.quiet_from, row.quiet_until),
                        row.digest_hour,
                        row.sms_number,
                        formats.moment(row.sms_agreed_at),
                    )
                    for row in queries.notice_habits(session, me)
                ],
            ),
            table(
                _("Appareils qui vous préviennent"),
                (_("Ajouté le"), _("Appareil"), _("Prévenu le")),
                [
                    (formats.moment(row.created_at), row.device, formats.moment(row.rung_at))
                    for row in queries.devices(session, me)
                ],
            ),
            table(
                _("Notifications et SMS"),
                (_("Écrit le"), _("Canal"), _("Numéro"), _("Texte"), _("État"), _("Parti le")),
                [
                    (
                        formats.moment(row.created_at),
                        _("SMS") if row.channel == "sms" else _("notification"),
                        row.address if row.channel == "sms" else "",
                        row.text,
                        state_words(row.state)[0],
                        formats.moment(row.sent_at),
                    )
                    for row in queries.rings(session, me)
                ],
            ),
        ),
    )


def _kind(code: str) -> str:
    kind = by_code(code)
    return _(kind.label) if kind else code


def _yes(said: bool) -> str:
    return _("oui") if said else _("non")


def _hours(begins: int | None, ends: int | None) -> str:
    if begins is None or ends is None:
        return ""
    return f"{time_of(begins):%H:%M} – {time_of(ends):%H:%M}"
