"""Carrying the mail: one errand for each message, tried for two days, then shown to the administrator."""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.core import mail
from app.core.clock import now
from app.core.db import AnyRow, database
from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.core.tasks import Afterwards, errand, every
from app.core.tasks.queries import DELAYS
from app.core.tasks.registry import Payload
from app.notifications import handing, queries, rules, services, stopping, withheld
from app.notifications.handing import Handed
from app.notifications.kinds import kind_of
from app.notifications.models import DOUBTFUL, FAILED, SENT, UNDELIVERABLE
from app.notifications.replies import addresses
from app.visits.rules import KEPT

keeps(
    Where.LEAVING,
    "mail",
    N_("Courriels : l'adresse de la personne, son nom, et ce qui lui est dit."),
    until=N_("le temps que garde le service de courriel"),
    data=PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PASSING),
    to="smtp_url",
)
keeps(
    Where.LEAVING,
    "inbox",
    N_("Réponses par courriel : elles arrivent dans une boîte que le service relève."),
    until=N_("le temps que garde le service de courriel"),
    data=PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PASSING),
    to="inbox_url",
)

LOOKED_BACK = timedelta(days=2)  # what is older is no news any more: it is for the administrator to send


class NotSent(Exception):
    """Says why without an address or a word of the message: the row of the work keeps it."""


@errand("notifications.send")
def send(payload: Payload) -> Afterwards | None:
    mail_id = payload["mail_id"]
    with database().reading() as session:
        row = queries.to_send(session, mail_id)
    if row is None or not settings().smtp_url:
        return None
    name = f"{mail_id}.{row.sendings}"
    left = handing.found(name)  # by a process that was killed while it carried this message
    if left is Handed.YES:
        return _sent(row, name)
    if left is Handed.MAYBE:
        return _marked(mail_id, DOUBTFUL, _INTERRUPTED, name)
    try:
        letter = _letter(row)
        message = mail.compose(letter)
        sender = addresses.reply_address(mail_id) or letter.sender
        mail.deliver(mail.server_of(settings().smtp_url), message, sender, letter.to, _progress(name))
    except mail.Undeliverable as error:
        return _marked(mail_id, UNDELIVERABLE, str(error), name)
    except mail.Refused as error:
        return _marked(mail_id, FAILED, str(error), name)
    except mail.Unanswered as error:
        return _marked(mail_id, DOUBTFUL, str(error), name)
    except Exception as error:
        if handing.found(name) is Handed.YES:  # taken, and the line cut before the goodbye
            return _sent(row, name)
        handing.clear(name)  # the other side broke off: it has not answered for the letter
        _note_miss(row, error)
        raise NotSent(f"le serveur de courrier n'a pas pris le message ({type(error).__name__})") from error
    return _sent(row, name)


_INTERRUPTED = "le programme a été arrêté avant que le serveur réponde : le message est peut-être arrivé"


def _progress(name: str) -> mail.Progress:
    return mail.Progress(
        at_the_end=lambda: handing.mark(name, Handed.MAYBE), taken=lambda: handing.mark(name, Handed.YES)
    )


def _sent(row: AnyRow, name: str) -> Afterwards:
    emptied = {"text": "", "html": ""} if row.event in withheld.ALONE else {}

    def sent(session: Session) -> None:
        queries.mark(session, row.id, state=SENT, sent_at=now(), error="", **emptied)
        handing.clear_if_kept(session, name)

    return sent


def _marked(mail_id: str, state: str, error: str, name: str) -> Afterwards:
    def marked(session: Session) -> None:
        queries.mark(session, mail_id, state=state, error=error[:1000])
        handing.clear_if_kept(session, name)

    return marked


def _note_miss(row: AnyRow, error: Exception) -> None:
    """What happened is told on the message itself; after the last try, it has failed."""
    with database().writing() as session:
        given_up = {"state": FAILED} if row.attempts >= len(DELAYS) else {}
        said = mail.one_line(f"{type(error).__name__}: {error}")[:1000]
        queries.mark(session, row.id, attempts=row.attempts + 1, error=said, **given_up)


def _letter(row: AnyRow) -> mail.Letter:
    own = row.organisation_email if rules.is_usable(row.organisation_email) else ""
    sender = settings().mail_from or own or f"ne-pas-repondre@{urlsplit(settings().base_url).hostname or 'localhost'}"
    return mail.Letter(
        id=row.id if row.sendings == 1 else f"{row.id}.{row.sendings}", to=row.address, to_name=row.name, sender=sender, sender_name=row.organisation_name,
        reply_to=(addresses.reply_address(row.id) if row.answers else "") or own,
        subject=row.subject, text=row.text, html=row.html, at=row.due_at, calendar=row.calendar, method=row.method,
        stop=_stop(row),
    )  # fmt: skip


def _stop(row: AnyRow) -> str:
    """Where one tap of a mail program stops this kind of message; empty when it cannot be."""
    kind = kind_of(row.event)
    if not (kind.can_stop and row.account_id):
        return ""
    return stopping.address_of(stopping.token_of(row.account_id, row.organisation_id, kind.code))


@every("notifications.outbox", minutes=10)
def look_into_the_outbox(session: Session) -> None:
    """What was written while there was no mail server goes when there is one."""
    if settings().smtp_url:
        for row in queries.left_waiting(session, now() - LOOKED_BACK, now()):
            services.leave_errand(session, row.organisation_id, row.id, row.sendings, row.due_at)


@every("notifications.forget", minutes=24 * 60)
def forget_visitors(session: Session) -> None:
    """What was written to somebody without an account goes when their registration is emptied."""
    queries.drop_visitors_mail(session, now() - KEPT)
