"""Telling somebody something once, by the ways they chose; sending a message again; starting work again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.ids import new_id
from app.core.mail import one_line
from app.core.settings import settings
from app.core.tasks import later
from app.core.tasks import models as work
from app.identity.freezing import queries as freezing
from app.notifications import policies, queries, rules
from app.notifications.choices import queries as choices
from app.notifications.choices.rules import Choice, Reach
from app.notifications.kinds import Kind, Pace, kind_of
from app.notifications.models import SENT, UNDELIVERABLE, WAITING, Mail
from app.notifications.phones import services as phones
from app.notifications.writing import Person, words

LOOKED_BACK = timedelta(days=14)  # what an address refused before is news no more once it is corrected


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
    """Tell one person something, now or from `due_at` on, by the ways they chose for this kind of news; its id.

    `link` is the page it is about; `answers` what an answer by e-mail goes to ("conversation:<id>", "thread:<id>").

    None when this key has been told before, when nothing reaches the person: no account, no address; or when their
    data are frozen, unless it is about their account or their rights.
    """
    by_mail = rules.is_usable(person.email)
    if not (person.account_id or by_mail) or queries.is_known(session, key):
        return None
    kind, moment, news_id = kind_of(event), now(), new_id()
    if kind.can_stop and person.account_id and freezing.standing(session, organisation_id, person.account_id):
        return None
    reach = reach_of(session, organisation_id, person, kind)
    by_answer = bool(answers and person.account_id and settings().reply_address)
    said = words(session, organisation_id, person, event, kind, {"by_answer": by_answer, **values})
    about = link or said.link
    pace = reach.choice.mail if by_mail else Pace.NEVER
    if (calendar or kind.is_digest) and pace in (Pace.DAY, Pace.WEEK):
        pace = Pace.NOW  # an invitation is answered from the message that brings it; a digest is not put in another
    if person.account_id:
        notice = {
            "id": news_id, "organisation_id": organisation_id, "account_id": person.account_id, "kind": kind.code,
            "event": event, "key": key, "title": said.subject, "text": said.told, "link": about,
            "on_page": reach.choice.page, "gathered": pace if pace in (Pace.DAY, Pace.WEEK) else "",
            "created_at": moment,
        }  # fmt: skip
        if not queries.keep_notice_once(session, notice):
            return None
        phones.ring(session, organisation_id, person, news_id, said, reach, due_at or moment)
    if pace == Pace.NOW:
        due = max(due_at or moment, _not_before(reach, kind, moment))
        letter = {
            "id": news_id, "organisation_id": organisation_id, "account_id": person.account_id,
            "enrolment_id": person.enrolment_id, "address": person.email, "name": person.name, "event": event,
            "key": key, "subject": said.subject, "text": said.text, "html": said.html, "calendar": calendar,
            "method": method, "link": about, "answers": answers, "state": WAITING, "due_at": due, "attempts": 0,
            "sendings": 1, "error": "", "created_at": moment,
        }  # fmt: skip
        if not queries.keep_once(session, letter):
            return None
        leave_errand(session, organisation_id, news_id, 1, due)
    return news_id


def reach_of(session: Session, organisation_id: str, person: Person, kind: Kind) -> Reach:
    """How a person is reached: by what they chose; by e-mail alone without an account to choose in."""
    if person.account_id:
        return choices.reach(session, organisation_id, person.account_id, kind)
    return Reach(Choice(page=False, mail=Pace.NOW, push=False, sms=False))


def _not_before(reach: Reach, kind: Kind, moment: datetime) -> datetime:
    """A message does not ring: it waits for kinds that say so, and for whoever chose hours of their own."""
    if kind.can_stop and (kind.waits or reach.own is not None):
        return reach.undisturbed(moment)
    return moment


def quiet_until(session: Session, organisation_id: str, account_id: str | None, moment: datetime) -> datetime:
    """That moment, or the end of the quiet hours that it falls in: somebody's own, or those of the organisation."""
    if account_id:
        row = choices.habits(session, organisation_id, account_id)
        house, own = rules.quiet_of(row.house_from, row.house_until), rules.quiet_of(row.quiet_from, row.quiet_until)
        return rules.quiet_until(moment, house or rules.NIGHT, own)
    kept = choices.house(session, organisation_id)
    quiet = rules.quiet_of(kept.quiet_from, kept.quiet_until) if kept else None
    return rules.quiet_until(moment, quiet or rules.NIGHT)


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
    if not mail.text:
        raise Conflict(_("Ce message portait un code ou un lien qui ne sert plus. La personne en demande un autre."))
    person = queries.person_of_account(session, mail.account_id) if mail.account_id else None
    if person is not None and rules.is_usable(person.email):
        mail.address = person.email
    _leave_again(session, mail)
    return mail


def note_bounce(session: Session, mail_id: str, words: str) -> bool:
    """An address sent a message back for good (what inbound e-mail reads in a delivery report); whether it is news.

    The dossier then says it, and messages to this address wait until somebody corrects it.
    """
    row = queries.mail_to_mark(session, mail_id)
    if row is None or row.state == UNDELIVERABLE:
        return False
    row.state, row.error = UNDELIVERABLE, one_line(words)[:1000]
    session.flush()
    return True


def send_again_to(session: Session, account_id: str, address: str) -> int:
    """The address of somebody was corrected: what the old one refused leaves for the new one; how many messages."""
    refused = queries.refused_mail(session, account_id, now() - LOOKED_BACK)
    again = [row for row in refused if row.address != address and row.text]
    for row in again if rules.is_usable(address) else ():
        row.address = address
        _leave_again(session, row)
    return len(again)


def _leave_again(session: Session, mail: Mail) -> None:
    mail.state, mail.error, mail.attempts = WAITING, "", 0
    mail.sendings, mail.due_at = mail.sendings + 1, now()
    session.flush()
    leave_errand(session, mail.organisation_id, mail.id, mail.sendings, mail.due_at)


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
