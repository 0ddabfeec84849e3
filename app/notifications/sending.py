"""Carrying the mail: one errand for each message, tried for two days, then shown to the administrator."""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.core import mail
from app.core.clock import now
from app.core.db import AnyRow, database
from app.core.settings import settings
from app.core.tasks import Afterwards, errand, every
from app.core.tasks.queries import DELAYS
from app.core.tasks.registry import Payload
from app.notifications import queries, rules, services
from app.notifications.models import FAILED, SENT, UNDELIVERABLE
from app.notifications.replies import addresses
from app.visits.rules import KEPT

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
    try:
        letter = _letter(row)
        message = mail.compose(letter)
        mail.deliver(
            mail.server_of(settings().smtp_url), message, addresses.reply_address(mail_id) or letter.sender, letter.to
        )
    except mail.Undeliverable as error:
        return _marked(mail_id, UNDELIVERABLE, str(error))
    except mail.Refused as error:
        return _marked(mail_id, FAILED, str(error))
    except Exception as error:
        _note_miss(row, error)
        raise NotSent(f"le serveur de courrier n'a pas pris le message ({type(error).__name__})") from error

    def sent(session: Session) -> None:
        queries.mark(session, mail_id, state=SENT, sent_at=now(), error="")

    return sent


def _marked(mail_id: str, state: str, error: str) -> Afterwards:
    return lambda session: queries.mark(session, mail_id, state=state, error=error[:1000])


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
        id=row.id if row.sendings == 1 else f"{row.id}.{row.sendings}", to=row.address, to_name=row.name, sender=sender, sender_name=row.organisation_name, reply_to=(addresses.reply_address(row.id) if row.answers else "") or own,
        subject=row.subject, text=row.text, html=row.html, at=row.due_at, calendar=row.calendar, method=row.method,
    )  # fmt: skip


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
