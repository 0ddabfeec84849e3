"""Conversations in the browser."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.cursors import cursor, read_cursor, read_number
from app.core.db import AnyRow
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.files.answers import answer
from app.files.uploads.forms import GivenFile, given_files
from app.messaging import delivery, policies, queries, rules, services
from app.messaging.queries import ConversationRow
from app.messaging.reading import read_marks
from app.messaging.wordings import queries as wordings
from app.messaging.wordings import services as ready
from app.messaging.wordings.fields import FIELDS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("messaging")

CONVERSATIONS_SHOWN = 50
MESSAGES_SHOWN = 50
OTHERS_SHOWN = 5
PEOPLE_SHOWN = 30
PROPOSED_AT_MOST = 1000  # characters
FILE_FIELDS = ("file1", "file2", "file3")

_Line = Annotated[str, Form(max_length=300)]
_Text = Annotated[str, Form()]
_Files = Annotated[dict[str, GivenFile], given_files()]


@router.get("/messages")
def conversations(
    request: Request, session: Reading, actor: CurrentActor, qui: str = "", q: str = "", avant: str = ""
) -> Response:
    """What one takes part in, the latest first; those who accompany may look at all of it."""
    require(policies.may_converse(actor))
    looks = actor.has(Role.ADVISER, Role.ADMIN)
    if not looks and not actor.has(Role.TRAINER) and enrolments.current_enrolment(session, actor) is None:
        return show(request, "messaging/no_path.html")
    everyone = looks and (qui == "tous" or (not qui and not actor.has(Role.ADVISER)))
    words = q.strip()[:100]
    rows = queries.conversations(
        session, actor, mine=not everyone, unread=qui == "non-lus", words=words,
        before=read_cursor(avant) if avant else None, limit=CONVERSATIONS_SHOWN + 1,
    )  # fmt: skip
    following = ""
    if len(rows) > CONVERSATIONS_SHOWN:
        last = rows[CONVERSATIONS_SHOWN - 1]
        asked = {"qui": qui, "q": words, "avant": cursor(last.last_at, last.id)}
        following = "/messages?" + urlencode({name: value for name, value in asked.items() if value})
    return show(
        request,
        "messaging/conversations.html",
        conversations=rows[:CONVERSATIONS_SHOWN],
        unread=queries.unread_count(session, actor),
        shown="tous" if everyone else "non-lus" if qui == "non-lus" else "",
        looks=looks,
        team=actor.is_staff,
        groups=bool(policies.may_write_to_groups(actor)),
        words=words,
        following=following,
    )


# --- A new matter ------------------------------------------------------------------------------------------------------


@router.get("/messages/nouveau")
def choose(
    request: Request, session: Reading, actor: CurrentActor, personne: str = "", q: str = "", modele: str = ""
) -> Response:
    """To whom, about what. Those who accompany choose a person first."""
    require(policies.may_converse(actor))
    path_id = personne
    if not path_id and actor.has(Role.LEARNER):
        own = enrolments.current_enrolment(session, actor)
        if own is None and not actor.is_staff:
            return show(request, "messaging/no_path.html")
        path_id = own.id if own else ""
    if not path_id:
        words = q.strip()[:100]
        found = queries.people_to_write_to(session, actor, words, PEOPLE_SHOWN + 1)
        return show(
            request, "messaging/people.html", people=found[:PEOPLE_SHOWN], more=len(found) > PEOPLE_SHOWN, words=words
        )  # fmt: skip
    said, missing = _filled(session, actor, modele, path_id)
    return _new(request, session, actor, path_id, said, [], missing=missing)


@router.post("/messages/nouveau")
def begin(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    given: _Files,
    enrolment_id: _Line = "",
    subject: _Line = "",
    body: _Text = "",
    people: Annotated[list[str] | None, Form()] = None,
) -> Response:
    chosen = people or []
    try:
        sent = services.begin(session, actor, enrolment_id, subject, body, chosen, _in_order(given))
    except Invalid as error:
        said = {"subject": subject, "body": body}
        return _new(request, session, actor, enrolment_id, said, chosen, error=error, given=given)
    return go(f"/messages/{sent.conversation_id}#fin", _("Votre message est envoyé."))


def _new(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    said: Mapping[str, str],
    chosen: list[str],
    *,
    missing: Sequence[str] = (),
    error: Invalid | None = None,
    given: Mapping[str, GivenFile] | None = None,
) -> Response:
    path = services.path_to_write_about(session, actor, enrolment_id)
    team = services.correspondents(session, actor, path)
    fields = error.fields if error else []
    if error and not fields:
        fields = [FieldError("file1", error.detail)]
    return show(
        request,
        "messaging/new.html",
        status=error.status if error else 200,
        path_=path,
        own=actor.account_id == path.learner_id,
        team=[
            (
                one.id,
                one.name,
                _("Suit le parcours")
                if one.follows
                else _("Anime vos séances")
                if actor.account_id == path.learner_id
                else _("Anime ses séances"),
            )
            for one in team
        ],
        chosen=chosen or [one.id for one in team if one.follows],
        said=said,
        templates=_templates(session, actor),
        missing=missing,
        fields=fields,
        errors={one.field: one.message for one in fields},
        given=given or {},
        file_fields=FILE_FIELDS,
    )


# --- One of them -------------------------------------------------------------------------------------------------------


@router.get("/messages/{conversation_id}")
def conversation(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    conversation_id: str,
    avant: str = "",
    apres: str = "",
    modele: str = "",
    texte: str = "",
) -> Response:
    """Opening a conversation is an act: it tells the other side that their words were read. So this page,
    alone among those that are looked at, may write; it does so only when something was unread.

    Asked by htmx, it is what has come after the number `apres`, and nothing else: the page stays as it is.
    `texte` are words proposed to whoever writes, in the field: nothing is sent until they send it.
    """
    found = services.open_conversation(session, actor, conversation_id)
    said, missing = _filled(session, actor, modele, found.enrolment_id)
    proposed = "" if said else rules.clean(texte)[:PROPOSED_AT_MOST]
    return _conversation(
        request, session, actor, found, avant=avant, apres=apres, body=said.get("body", "") or proposed, missing=missing,
        proposed=bool(proposed),
    )  # fmt: skip


@router.post("/messages/{conversation_id}")
def send(
    request: Request, session: Writing, actor: CurrentActor, conversation_id: str, given: _Files, body: _Text = ""
) -> Response:
    try:
        services.send(session, actor, conversation_id, body, _in_order(given))
    except Invalid as error:
        found = services.conversation_for(session, actor, conversation_id)
        return _conversation(request, session, actor, found, body=body, error=error, given=given)
    return go(f"/messages/{conversation_id}#fin", _("Votre message est envoyé."))


@router.post("/messages/{conversation_id}/non-lu")
def put_back(session: Writing, actor: CurrentActor, conversation_id: str) -> Response:
    services.put_back(session, actor, conversation_id)
    return go("/messages", _("La conversation est de nouveau parmi celles à lire."))


@router.api_route("/messages/{conversation_id}/fichiers/{file_id}/{name}", methods=["GET", "HEAD"])
def open_file(
    request: Request, session: Reading, actor: CurrentActor, conversation_id: str, file_id: str, name: str
) -> Response:
    """A file that came with a message, for those who read the conversation. The name is for people."""
    return answer(request, services.file_for(session, actor, conversation_id, file_id))


def _conversation(
    request: Request,
    session: Session,
    actor: Actor,
    found: ConversationRow,
    *,
    avant: str = "",
    apres: str = "",
    body: str = "",
    missing: Sequence[str] = (),
    proposed: bool = False,
    error: Invalid | None = None,
    given: Mapping[str, GivenFile] | None = None,
) -> Response:
    rows = queries.messages(
        session, found.id, before=read_number(avant) if avant else None,
        after=read_number(apres) if apres else None, limit=MESSAGES_SHOWN + 1,
    )  # fmt: skip
    messages = rows[:MESSAGES_SHOWN][::-1]
    earlier = f"/messages/{found.id}?avant={messages[0].number}" if len(rows) > MESSAGES_SHOWN else ""
    own = actor.account_id == found.learner_id
    places = queries.marks(session, found.id)
    others = queries.conversations(
        session, actor, mine=False, enrolment_id=found.enrolment_id, limit=OTHERS_SHOWN + 1
    )  # fmt: skip
    fields = error.fields if error else []
    if error and not fields:
        fields = [FieldError("file1", error.detail)]
    return show(
        request,
        "messaging/conversation.html",
        block="newer" if apres else None,
        status=error.status if error else 200,
        conversation=found,
        own=own,
        messages=messages,
        files=queries.files_of(session, [row.id for row in messages]),
        unreached=[] if own else delivery.unreached(session, [row.account_id for row in places if row.account_id != actor.account_id]),
        marks=read_marks(places, messages, actor.account_id),
        with_people=[row.name for row in places if row.takes_part and row.account_id not in (actor.account_id, found.learner_id)],
        others=[row for row in others if row.id != found.id][:OTHERS_SHOWN],
        earlier=earlier,
        latest=not avant,
        body=body,
        proposed=proposed,
        templates=_templates(session, actor),
        missing=missing,
        fields=fields,
        errors={one.field: one.message for one in fields},
        given=given or {},
        file_fields=FILE_FIELDS,
    )  # fmt: skip


def _templates(session: Session, actor: Actor) -> Sequence[AnyRow]:
    return wordings.templates(session, actor) if policies.may_use_templates(actor) else []


def _filled(session: Session, actor: Actor, template_id: str, enrolment_id: str) -> tuple[dict[str, str], list[str]]:
    """The words of a template for one person, and what they have no value for."""
    if not template_id:
        return {}, []
    subject, body = ready.filled(session, actor, template_id, enrolment_id)
    missing = dict.fromkeys((*subject.missing, *body.missing))
    return {"subject": subject.text, "body": body.text}, [_(FIELDS[name]) for name in missing]


def _in_order(given: Mapping[str, GivenFile]) -> list[GivenFile]:
    return [given[name] for name in FILE_FIELDS if name in given]
