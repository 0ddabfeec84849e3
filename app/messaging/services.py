"""Writing to each other, and opening what was written.

    send(session, actor, conversation_id, body, files=…)                 in a conversation; `reply` is the same
    begin(session, actor, enrolment_id, subject, body, people, files=…)  a new matter
    open_conversation(session, actor, conversation_id)                   what was unread is read
    put_back(session, actor, conversation_id)                            among what is to be read

The main conversation of a path has the id of the path, and is there from its first word on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import add_at_once
from app.core.errors import NotFound, TooMany
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments import policies as seeing
from app.enrolments.covers import queries as covers
from app.enrolments.queries import EnrolmentRow
from app.files import queries as files_kept
from app.files.models import StoredFile
from app.files.queries import FileRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.messaging import policies, queries, rules
from app.messaging.events import ConversationRead, MessageSent
from app.messaging.models import Message, MessageFile
from app.messaging.queries import ConversationRow
from app.web.text import post_html

TEAM = "equipe"  # stands for whoever follows the path, when nobody does yet


class Attachment(Protocol):
    """What came and waits to be kept: a GivenFile of a form, or of a mail."""

    @property
    def name(self) -> str: ...

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile: ...


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody of the team who may take part in a new matter."""

    id: str
    name: str
    follows: bool  # the path; else leads sessions of it


def conversation_for(session: Session, actor: Actor, conversation_id: str) -> ConversationRow:
    """The conversation, if the actor may open it."""
    require(policies.may_converse(actor))
    found = queries.conversation_of(session, actor, conversation_id)
    if not seeing.may_see_enrolment(actor, found.learner_id, found.adviser_id):
        raise NotFound()  # what is another learner's does not show
    require(policies.may_read(actor, found.learner_id, takes_part=found.takes_part))
    return found


def main_conversation(session: Session, actor: Actor, enrolment_id: str) -> ConversationRow:
    """The one that every path has; a conversation on another matter has no such address."""
    found = conversation_for(session, actor, enrolment_id)
    if not found.is_main:
        raise NotFound()
    return found


def send(
    session: Session,
    actor: Actor,
    conversation_id: str,
    body: str,
    files: Sequence[Attachment] = (),
    *,
    group_id: str | None = None,
) -> Message:
    """Write in a conversation. The same words sent twice within a minute are kept once."""
    conversation = conversation_for(session, actor, conversation_id)
    body = rules.clean(body)
    rules.check(body, files=len(files))
    return _write(session, actor, conversation, body, files, group_id)


def reply(session: Session, actor: Actor, conversation_id: str, body: str, files: Sequence[Attachment] = ()) -> Message:
    """What came by e-mail: an act like any other, with the same checks."""
    return send(session, actor, conversation_id, body, files)


def correspondents(session: Session, actor: Actor, path: EnrolmentRow) -> list[Correspondent]:
    """Whom of the team a new matter about a path may be for, beside the actor."""
    found = []
    if path.adviser_id and path.adviser_name:
        found.append(Correspondent(path.adviser_id, path.adviser_name, follows=True))
    else:
        found.append(Correspondent(TEAM, _("L'équipe d'accompagnement"), follows=True))
    for row in queries.trainers_of(session, path.id):
        if row.id != path.adviser_id:
            found.append(Correspondent(row.id, row.name, follows=False))
    return [one for one in found if one.id != actor.account_id]


def path_to_write_about(session: Session, actor: Actor, enrolment_id: str) -> EnrolmentRow:
    """The path, if the actor may open a matter about it."""
    require(policies.may_converse(actor))
    path = queries.path_of(session, actor.organisation_id, enrolment_id)
    require(policies.may_begin(actor, path.learner_id, trains=queries.trains(session, actor.account_id, enrolment_id)))
    return path


def begin(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    subject: str,
    body: str,
    people: Collection[str] = (),
    files: Sequence[Attachment] = (),
    *,
    group_id: str | None = None,
) -> Message:
    """Open a matter with its first message. `people` are those of `correspondents` who take part in it.

    Sent twice within a minute, it is one matter.
    """
    path = path_to_write_about(session, actor, enrolment_id)
    known = {one.id: one for one in correspondents(session, actor, path)}
    chosen = [known[one] for one in dict.fromkeys(people) if one in known]
    own = actor.account_id == path.learner_id
    subject, body = rules.clean_line(subject), rules.clean(body)
    rules.check_matter(subject, body, files=len(files), people=not own or bool(chosen))
    ledger.take_turn(session, actor.organisation_id)
    moment = now()
    twin = queries.same_matter(session, path.id, actor.account_id, subject, moment - rules.SENT_TWICE)
    if twin:
        return send(session, actor, twin, body, files, group_id=group_id)
    conversation_id = new_id()
    follows = actor.account_id == path.adviser_id or any(one.follows for one in chosen)
    _found(session, path, conversation_id, subject, for_adviser=follows)
    for one in chosen:
        if not one.follows:
            _join(session, path.organisation_id, conversation_id, one.id, takes_part=True)
    if not own and actor.account_id != path.adviser_id:
        _join(session, path.organisation_id, conversation_id, actor.account_id, takes_part=True)
    conversation = queries.conversation_of(session, actor, conversation_id)
    return _write(session, actor, conversation, body, files, group_id)


def open_conversation(session: Session, actor: Actor, conversation_id: str) -> ConversationRow:
    """Open a conversation: what was written to the actor is now read. Writes only when something was unread."""
    conversation = conversation_for(session, actor, conversation_id)
    if not conversation.begun or not _is_for(actor, conversation):
        return conversation
    seen = conversation.read_number
    if seen is not None and seen >= conversation.last_number and not conversation.kept_unread:
        return conversation
    moment, number = now(), conversation.last_number
    if seen is None:
        _join(session, conversation.organisation_id, conversation.id, actor.account_id, takes_part=False)
    queries.update_member(
        session, conversation.id, actor.account_id, read_number=number, read_at=moment, kept_unread=False
    )
    queries.mark_read(
        session, conversation.id, number, moment, of_learner=conversation.learner_id,
        own=actor.account_id == conversation.learner_id,
    )  # fmt: skip
    journal.record(session, actor, ConversationRead(conversation.id, actor.account_id, number))
    return conversation


def put_back(session: Session, actor: Actor, conversation_id: str) -> ConversationRow:
    """Keep a conversation among what one has to read. What the others see of it does not change: it was read."""
    conversation = conversation_for(session, actor, conversation_id)
    if conversation.begun and _is_for(actor, conversation):
        _join(session, conversation.organisation_id, conversation.id, actor.account_id, takes_part=False)
        queries.update_member(session, conversation.id, actor.account_id, kept_unread=True)
    return conversation


def told(session: Session, conversation_id: str, account_id: str = "") -> None:
    """Somebody (or everybody) has been told of what is written, outside of the page."""
    session.flush()
    queries.set_told(session, conversation_id, account_id)


def _is_for(actor: Actor, conversation: ConversationRow) -> bool:
    if not conversation.for_adviser:
        return actor.account_id == conversation.learner_id or conversation.takes_part
    return policies.is_addressee(
        actor, conversation.learner_id, conversation.adviser_id, takes_part=conversation.takes_part,
        stands_in=conversation.stands_in,
    )  # fmt: skip


def _write(
    session: Session,
    actor: Actor,
    conversation: ConversationRow,
    body: str,
    files: Sequence[Attachment],
    group_id: str | None,
) -> Message:
    """The message itself, once everything is sound."""
    ledger.take_turn(session, actor.organisation_id)
    moment = now()
    names = [one.name for one in files]
    twin = queries.same_message(session, conversation.id, actor.account_id, body, moment - rules.SENT_TWICE, names)
    if twin:
        return twin
    if group_id is None:
        _check_pace(session, actor)
    if not conversation.begun:
        path = queries.path_of(session, conversation.organisation_id, conversation.enrolment_id)
        _found(session, path, conversation.id, "", for_adviser=True)
    kept = queries.conversation_to_write(session, conversation.id)
    _seat(session, actor, conversation)
    kept.last_number += 1
    kept.last_at = moment
    message = Message(
        id=new_id(),
        organisation_id=conversation.organisation_id,
        conversation_id=conversation.id,
        number=kept.last_number,
        enrolment_id=conversation.enrolment_id,
        author_id=actor.account_id,
        body=body,
        html=post_html(body),
        group_id=group_id,
        created_at=moment,
        read_at=None,
    )
    add_at_once(session, message)
    queries.keep_up(session, conversation.id, actor.account_id, message.number)
    for position, one in enumerate(files):
        file = one.keep(session, actor, actor.account_id)
        session.add(
            MessageFile(
                message_id=message.id, file_id=file.id, organisation_id=message.organisation_id, position=position
            )
        )
    ledger.append(
        session,
        actor,
        Kind.MESSAGE_SENT,
        person_id=conversation.learner_id,
        enrolment_id=conversation.enrolment_id,
        funder_id=conversation.funder_id,
        nature="accompaniment",
        proof_kind="message",
        proof_id=message.id,
    )
    journal.record(session, actor, MessageSent(message.id, conversation.id, conversation.enrolment_id))
    return message


def _check_pace(session: Session, actor: Actor) -> None:
    count, first = queries.written_since(session, actor.account_id, now() - rules.FLOOD_WITHIN)
    if count >= rules.FLOOD and first is not None:
        wait = max(1, int((first + rules.FLOOD_WITHIN - now()).total_seconds()))
        raise TooMany(
            _(
                "Vous avez envoyé beaucoup de messages en peu de temps. Celui-ci n'est pas parti. Attendez quelques minutes."
            ),
            wait,
        )


def _found(session: Session, path: EnrolmentRow, conversation_id: str, subject: str, *, for_adviser: bool) -> None:
    moment = now()
    queries.keep_conversation(
        session,
        {
            "id": conversation_id, "organisation_id": path.organisation_id, "enrolment_id": path.id,
            "learner_id": path.learner_id, "subject": subject, "for_adviser": for_adviser, "last_number": 0,
            "last_at": moment, "created_at": moment,
        },
    )  # fmt: skip
    _join(session, path.organisation_id, conversation_id, path.learner_id, takes_part=True)


def _join(
    session: Session, organisation_id: str, conversation_id: str, account_id: str, *, takes_part: bool, read: int = 0
) -> None:
    queries.keep_member(
        session,
        {
            "conversation_id": conversation_id, "account_id": account_id, "organisation_id": organisation_id,
            "takes_part": takes_part, "read_number": read, "read_at": None, "kept_unread": False, "told_number": read,
            "joined_at": now(),
        },
    )  # fmt: skip


def _seat(session: Session, actor: Actor, conversation: ConversationRow) -> None:
    """A place for whoever writes, and for whoever follows the path: from here on, it is known what they have read.

    A colleague who writes takes part from then on, unless they stand in for some days. Somebody who comes later finds what
    nobody has read yet, and no more.
    """
    places = queries.member_ids(session, conversation.id)
    followers = []
    if conversation.for_adviser and conversation.adviser_id:
        followers = [conversation.adviser_id, *covers.stand_ins(session, conversation.enrolment_id, today())]
    if actor.account_id not in (conversation.learner_id, *followers) and not places.get(actor.account_id):
        if actor.account_id in places:
            queries.update_member(session, conversation.id, actor.account_id, takes_part=True)
        else:
            _join(
                session, conversation.organisation_id, conversation.id, actor.account_id, takes_part=True,
                read=conversation.last_number,
            )  # fmt: skip
    come = [one for one in followers if one not in places]
    if come:
        first = queries.first_unread(session, conversation.id, conversation.learner_id)
        read = conversation.last_number if first is None else first - 1
        for one in come:
            _join(session, conversation.organisation_id, conversation.id, one, takes_part=False, read=read)


def file_for(session: Session, actor: Actor, conversation_id: str, file_id: str) -> FileRow:
    """A file of a conversation that the actor may open; NotFound for any other."""
    conversation = conversation_for(session, actor, conversation_id)
    if not queries.has_file(session, conversation.id, file_id):
        raise NotFound()
    return files_kept.file_of(session, conversation.organisation_id, file_id)
