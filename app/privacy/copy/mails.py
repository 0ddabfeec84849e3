"""What was written to somebody by e-mail, and the reminders of modules."""

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.notifications.replies.words import STATES
from app.privacy.copy.queries import mails as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def mails(session: Session, account_id: str) -> Chapter:
    """What was written to somebody by e-mail, and the reminders of modules."""
    sent = [
        (formats.moment(row.created_at), row.address, row.subject, row.text, formats.moment(row.sent_at))
        for row in queries.mails(session, account_id)
    ]
    reminded = [
        (formats.moment(row.at), row.late_days, row.words, row.by or "")
        for row in queries.reminders(session, account_id)
    ]
    held = [(formats.full_day(row.until), row.reason) for row in queries.holds(session, account_id)]
    return Chapter(
        "courriels",
        _("Vos courriels"),
        (
            table(
                _("Courriels reçus"),
                (_("Écrit le"), _("Adresse"), _("Objet"), _("Texte"), _("Envoyé le")),
                sent,
            ),
            table(
                _("Réponses venues par courriel"),
                (_("Reçue"), _("Adresse"), _("Objet"), _("Texte gardé"), _("État")),
                [
                    (formats.moment(row.received_at), row.sender, row.subject, row.words, _(STATES[row.state][0]))
                    for row in queries.received(session, account_id)
                ],
            ),
            table(_("Relances de modules"), (_("Date"), _("Jours de retard"), _("Mot"), _("Par")), reminded),
            table(_("Relances suspendues"), (_("Jusqu'au"), _("Raison")), held),
        ),
    )
