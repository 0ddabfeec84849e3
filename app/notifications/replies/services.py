"""A message that came by e-mail lands where it belongs, once; or it is said why it could not.

    receive(raw)        from a mailbox or a pipe: everything is decided here

Nobody is believed for what their message says of itself: the token of the address names the message that is answered,
and so the person; whoever else writes is turned away. Programs are never answered, so that two of them cannot talk.
"""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import AnyRow, database
from app.core.errors import Conflict, Forbidden, Gone, HouseError, Invalid, NotFound, TooMany
from app.core.i18n import _, speaking
from app.core.ids import new_id
from app.files.models import StoredFile
from app.files.uploads import services as uploads
from app.forum import services as forum
from app.forum.writing.files import MOST as FILES_OF_A_POST
from app.forum.writing.files import attach_undescribed
from app.identity.services import actor_for
from app.messaging import services as messaging
from app.notifications import queries as mails
from app.notifications import services as telling
from app.notifications.replies import addresses, queries, reading
from app.notifications.replies.models import BOUNCED, IGNORED, LANDED, REFUSED
from app.notifications.replies.reading import Arrived, Broken
from app.notifications.writing import Person

MOST_AN_HOUR = 40  # messages from one address: beyond, it is a program
KEPT_WORDS = 20_000
FILES_AT_MOST = 5  # of a message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; `again` when it had come before."""

    state: str
    why: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Came:
    """A file that came with a message, examined and put aside: claimed when the message lands."""

    name: str
    upload_id: str

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return uploads.claim(session, actor, self.upload_id, owner_id)


def receive(raw: bytes, *, too_heavy: bool = False) -> Outcome:
    """Deal with one message. The same one given again changes nothing."""
    try:
        arrived = reading.read(raw if len(raw) <= reading.HEAVIEST else raw[:200_000])
    except Broken:
        return _broken(raw)
    too_heavy = too_heavy or len(raw) > reading.HEAVIEST
    if arrived.bounce is not None:
        return _bounced(arrived)
    mail_id = addresses.mail_answered(*arrived.to)
    with database().reading() as session:
        if queries.is_known(session, arrived.key):
            return Outcome(IGNORED, again=True)
        mail = queries.mail_answered(session, mail_id) if mail_id else None
        actor = actor_for(session, mail.organisation_id, mail.account_id) if mail and mail.account_id else None
        came = queries.came_from(session, arrived.sender, now() - timedelta(hours=1)) if arrived.sender else 0
    state, why = _before_landing(arrived, mail, actor, came, too_heavy=too_heavy)
    if state:
        return _turned_away(arrived, mail, state, why)
    assert mail is not None
    assert actor is not None
    return _land(arrived, mail, actor)


def _before_landing(
    arrived: Arrived, mail: AnyRow | None, actor: Actor | None, came: int, *, too_heavy: bool
) -> tuple[str, str]:
    """Why a message cannot land, before anything was tried; ("", "") when it may."""
    if addresses.is_ours(arrived.sender):
        return IGNORED, "loop"
    if arrived.automatic:
        return IGNORED, "automatic"
    if mail is None or not mail.answers:
        return IGNORED, "unknown"
    if came >= MOST_AN_HOUR:
        return IGNORED, "flood"
    if arrived.sender not in {mail.address.lower(), (mail.email or "").lower()}:
        return REFUSED, "stranger"
    if actor is None:
        return REFUSED, "gone"
    if too_heavy:
        return REFUSED, "heavy"
    if not arrived.words and not arrived.files:
        return REFUSED, "empty"
    return "", ""


def _land(arrived: Arrived, mail: AnyRow, actor: Actor) -> Outcome:
    kind, _colon, thing = mail.answers.partition(":")
    with speaking(actor.locale):
        files, refused = _put_aside(actor, arrived, FILES_OF_A_POST if kind == "thread" else FILES_AT_MOST)
        with database().writing() as session:
            received_id = new_id()
            row = _row(received_id, arrived, mail, LANDED, "files" if refused else "")
            if not queries.keep_once(session, row):
                return Outcome(IGNORED, again=True)
            try:
                with session.begin_nested():
                    if kind == "conversation":
                        messaging.reply(session, actor, thing, arrived.words, files)
                    elif kind == "thread":
                        post = forum.post(session, actor, thing, arrived.words, via="mail")
                        attach_undescribed(session, actor, post, files)
                    else:
                        raise NotFound()
            except HouseError as error:
                why = _why(error)
                said = _said(error)
                queries.say(
                    session, received_id, state=REFUSED, why=why, detail=said[:500], words=arrived.words[:KEPT_WORDS]
                )
                _answer(session, mail, arrived, why, said)
                return Outcome(REFUSED, why)
            place = f"/messages/{thing}" if kind == "conversation" else f"/forum/{thing}"
            queries.say(session, received_id, landed_in=mail.link or place)
            if refused:
                _answer(session, mail, arrived, "files", " ".join(refused))
            return Outcome(LANDED, "files" if refused else "")


def _put_aside(actor: Actor, arrived: Arrived, at_most: int) -> tuple[list[_Came], list[str]]:
    """The files that may be kept, and what is said of the others: the words land all the same."""
    if arrived.too_many_files or len(arrived.files) > at_most:
        return [], [_("Trop de fichiers sont joints : %(number)s au plus.") % {"number": at_most}]
    kept, refused = [], []
    for file in arrived.files:
        try:
            kept.append(_Came(file.name, uploads.receive(database(), actor, file.name, io.BytesIO(file.data))))
        except HouseError as error:
            refused.append(f"{file.name} : {error.detail}")
    return kept, refused


def _turned_away(arrived: Arrived, mail: AnyRow | None, state: str, why: str) -> Outcome:
    with database().writing() as session:
        words = arrived.words or arrived.raw_words
        row = _row(new_id(), arrived, mail, state, why) | {"words": words[:KEPT_WORDS] if state == REFUSED else ""}
        if not queries.keep_once(session, row):
            return Outcome(IGNORED, again=True)
        if state == REFUSED and mail is not None:
            _answer(session, mail, arrived, why, "")
    return Outcome(state, why)


def _bounced(arrived: Arrived) -> Outcome:
    """The message that could not be delivered says so from now on: the team sees that the address takes no mail."""
    bounce = arrived.bounce
    assert bounce is not None
    mail_id = bounce.mail_id or addresses.mail_answered(*arrived.to)
    with database().writing() as session:
        mail = queries.mail_answered(session, mail_id) if mail_id else None
        ours = mail is not None and bounce.address in ("", mail.address.lower())
        state, why = (BOUNCED, "") if ours and bounce.for_good else (IGNORED, "passing" if ours else "unknown")
        row = _row(new_id(), arrived, mail if ours else None, state, why) | {"detail": bounce.why[:500]}
        if not queries.keep_once(session, row):
            return Outcome(IGNORED, again=True)
        if state == BOUNCED and mail is not None:
            telling.note_bounce(session, mail.id, bounce.why)
    return Outcome(state, why)


def _broken(raw: bytes) -> Outcome:
    with database().writing() as session:
        arrived = Arrived(reading.mark_of(raw), "", (), "")
        if not queries.keep_once(session, _row(new_id(), arrived, None, REFUSED, "broken")):
            return Outcome(IGNORED, again=True)
    return Outcome(REFUSED, "broken")


def _row(received_id: str, arrived: Arrived, mail: AnyRow | None, state: str, why: str) -> dict[str, Any]:
    return {
        "id": received_id, "key": arrived.key, "organisation_id": mail.organisation_id if mail else None,
        "mail_id": mail.id if mail else None, "account_id": mail.account_id if mail else None,
        "sender": arrived.sender, "subject": arrived.subject, "words": "", "state": state, "why": why, "detail": "",
        "landed_in": "", "received_at": now(),
    }  # fmt: skip


def _answer(session: Session, mail: AnyRow, arrived: Arrived, why: str, said: str) -> None:
    """Told once for each message of ours and each reason. A stranger is told where to write from, and nothing else."""
    own = why != "stranger"
    person = mails.person_of_account(session, mail.account_id) if own and mail.account_id else None
    if own and person is None:
        return
    telling.write_to(
        session, mail.organisation_id, person or Person("", arrived.sender), "reply_refused",
        f"reply:{mail.id}:{why}:{arrived.key[:16] if own else arrived.sender[:100]}",
        {"became": why, "said": said, "words": arrived.words[:KEPT_WORDS] if own else "", "page": mail.link if own else ""},
        link=mail.link if own else "",
    )  # fmt: skip


def _why(error: HouseError) -> str:
    if isinstance(error, NotFound | Forbidden | Conflict | Gone):
        return "gone"
    return "flood" if isinstance(error, TooMany) else "unsound"


def _said(error: HouseError) -> str:
    fields = error.fields if isinstance(error, Invalid) else []
    return " ".join(field.message for field in fields) or error.detail
