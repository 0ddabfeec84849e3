"""Writing to somebody once, sending a message again, starting work again."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import settings
from app.core.tasks import later
from app.core.tasks import models as work
from app.notifications import policies, queries, rules
from app.notifications.models import SENT, UNDELIVERABLE, WAITING, Mail
from app.notifications.writing import Person, words


def write_to(
    session: Session,
    organisation_id: str,
    person: Person,
    event: str,
    key: str,
    values: dict[str, Any],
    *,
    calendar: str = "",
    method: str = "",
    due_at: datetime | None = None,
    link: str = "",
    answers: str = "",
) -> str | None:
    """A message to one person, to be sent now or from `due_at` on; its id.

    `link` is the page it is about; `answers` what an answer by e-mail goes to ("conversation:<id>", "thread:<id>").

    None when this key has been written before, or when the person has no address that mail reaches.
    """
    if not rules.is_usable(person.email) or queries.is_known(session, key):
        return None
    said = words(session, organisation_id, person, event, values)
    moment, mail_id = now(), new_id()
    due = due_at or moment
    row = {
        "id": mail_id, "organisation_id": organisation_id, "account_id": person.account_id,
        "enrolment_id": person.enrolment_id, "address": person.email, "name": person.name, "event": event, "key": key,
        "subject": said.subject, "text": said.text, "html": said.html, "calendar": calendar, "method": method,
        "link": link, "answers": answers,
        "state": WAITING, "due_at": due, "attempts": 0, "sendings": 1, "error": "", "created_at": moment,
    }  # fmt: skip
    if not queries.keep_once(session, row):
        return None
    leave_errand(session, organisation_id, mail_id, 1, due)
    return mail_id


def leave_errand(session: Session, organisation_id: str, mail_id: str, sending: int, due_at: datetime) -> None:
    """Have a message carried, once for each time it is to be sent. Without a mail server, it stays in the outbox."""
    if settings().smtp_url:
        later(
            session, "notifications.send", {"mail_id": mail_id}, organisation_id=organisation_id,
            key=f"mail:{mail_id}:{sending}", due_at=due_at,
        )  # fmt: skip


def send_again(session: Session, actor: Actor, mail_id: str) -> Mail:
    """Send a message once more, to the address that the person has now."""
    mail = queries.mail_for(session, actor, mail_id)
    require(policies.may_read_mail(actor))
    if mail.state == WAITING and settings().smtp_url:
        raise Conflict(_("Ce message attend déjà de partir. Rien n'a été changé."))
    person = queries.person_of_account(session, mail.account_id) if mail.account_id else None
    if person is not None and rules.is_usable(person.email):
        mail.address = person.email
    mail.state, mail.error, mail.attempts = WAITING, "", 0
    mail.sendings, mail.due_at = mail.sendings + 1, now()
    leave_errand(session, mail.organisation_id, mail.id, mail.sendings, mail.due_at)
    return mail


def start_again(session: Session, actor: Actor, task_id: str) -> None:
    """Try at once what was given up, or waits for its next try."""
    task = queries.work_to_restart(session, actor, task_id)
    require(policies.may_see_work(actor))
    if task.state not in (work.FAILED, work.WAITING):
        raise Conflict(_("Ce travail est fait, ou en train de se faire. Rien n'a été changé."))
    task.state, task.attempts, task.due_at, task.finished_at = work.WAITING, 0, now(), None
    mail = session.get(Mail, task.payload["mail_id"]) if task.name == "notifications.send" else None
    if mail is not None and mail.state not in (SENT, UNDELIVERABLE):
        mail.state, mail.attempts = WAITING, 0
