"""/messages/groupe: the same words to several people. /messages/envois: what became of them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.cursors import cursor, read_cursor
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments.rules import STATUS_LABELS, Status
from app.files.uploads.forms import GivenFile, given_files
from app.messaging import delivery, policies, rules
from app.messaging.groups import queries, services
from app.messaging.groups.queries import Wish
from app.messaging.wordings import queries as wordings
from app.messaging.wordings.fields import FIELDS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show
from app.web.text import post_html

router = pages("group-messages")

FILE_FIELDS = ("file1", "file2", "file3")
SENDINGS_SHOWN = 30

_Asked = Annotated[str, Query(max_length=100)]
_Line = Annotated[str, Form(max_length=300)]
_Text = Annotated[str, Form()]
_Files = Annotated[dict[str, GivenFile], given_files()]


@router.get("/messages/groupe")
def choose(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: _Asked = "",
    entree: _Asked = "",
    statut: _Asked = "",
    lieu: _Asked = "",
    groupe: _Asked = "",
    seance: _Asked = "",
    modele: _Asked = "",
) -> Response:
    """Whom, then what. The words of a template come with their fields: they are filled in for each."""
    require(policies.may_write_to_groups(actor))
    wish = Wish(parcours, entree, statut, lieu, groupe, seance)
    said = {}
    if modele:
        template = wordings.template_for(session, actor, modele)
        said = {"subject": template.subject, "body": template.body}
    return _write(request, session, actor, wish, said)


@router.post("/messages/groupe")
def send(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    given: _Files,
    parcours: _Line = "",
    entree: _Line = "",
    statut: _Line = "",
    lieu: _Line = "",
    groupe: _Line = "",
    seance: _Line = "",
    subject: _Line = "",
    body: _Text = "",
    step: _Line = "",
    form_key: _Line = "",
    seen: _Line = "",
) -> Response:
    """First shown: who receives it, who does not and why, how it reads. Then sent."""
    wish = Wish(parcours, entree, statut, lieu, groupe, seance)
    said = {"subject": subject, "body": body}
    if step == "edit":
        return _write(request, session, actor, wish, said, given=given)
    files = [given[name] for name in FILE_FIELDS if name in given]
    try:
        found = services.audience(session, actor, wish, rules.clean_line(subject), rules.clean(body))
        services.check(rules.clean_line(subject), rules.clean(body), len(files), found)
        for one in files:
            if one.refusal:
                raise one.refusal
        if step != "send":
            raise _NotYet
        group, task_id = services.send_to_group(
            session, actor, wish, subject, body, files, form_key=form_key, seen=seen
        )
    except _NotYet:
        return _preview(request, session, actor, wish, said, given, found, form_key or new_id())
    except Conflict as error:
        return _preview(request, session, actor, wish, said, given, found, form_key or new_id(), changed=error.detail)
    except Invalid as error:
        return _write(request, session, actor, wish, said, error, given)
    return go(f"/avancement/{task_id}" if task_id else f"/messages/envois/{group.id}")


class _NotYet(Exception):
    """Everything is sound; the person looks first."""


@router.get("/messages/envois")
def sendings(request: Request, session: Reading, actor: CurrentActor, avant: str = "") -> Response:
    require(policies.may_write_to_groups(actor))
    rows = queries.sent_messages(session, actor, before=read_cursor(avant) if avant else None, limit=SENDINGS_SHOWN + 1)
    following = ""
    if len(rows) > SENDINGS_SHOWN:
        last = rows[SENDINGS_SHOWN - 1]
        following = f"/messages/envois?avant={cursor(last.created_at, last.id)}"
    return show(request, "messaging/sendings.html", sendings=rows[:SENDINGS_SHOWN], following=following)


@router.get("/messages/envois/{group_id}")
def sending(request: Request, session: Reading, actor: CurrentActor, group_id: str) -> Response:
    require(policies.may_write_to_groups(actor))
    found = queries.sending_for(session, actor, group_id)
    return show(
        request, "messaging/sending.html", sending=found, html=post_html(found.body),
        people=queries.recipients(session, group_id), files=queries.stored(session, found.file_ids.split()),
    )  # fmt: skip


def _write(
    request: Request,
    session: Session,
    actor: Actor,
    wish: Wish,
    said: Mapping[str, str],
    error: Invalid | None = None,
    given: Mapping[str, GivenFile] | None = None,
) -> Response:
    """The form; what was written in it, when it comes back."""
    found = services.audience(session, actor, wish)
    fields = error.fields if error else []
    if error and not fields:
        fields = [FieldError("file1", error.detail)]
    everyone = _("Tous")
    return show(
        request,
        "messaging/group.html",
        status=error.status if error else 200,
        wish=wish,
        meeting=queries.session_named(session, actor, wish.session) if wish.session else None,
        found=found,
        said=said,
        fields=fields,
        errors={one.field: one.message for one in fields},
        given=given or {},
        file_fields=FILE_FIELDS,
        courses=[("", everyone), *queries.courses(session, actor)],
        sites=[("", everyone), *queries.sites(session, actor)],
        groups=[("", everyone), *queries.groups(session, actor)],
        statuses=[
            ("", _("En cours et à venir")),
            *((status.value, _(STATUS_LABELS[status]).capitalize()) for status in Status),
            ("tous", everyone),
        ],
        templates=wordings.templates(session, actor),
        known_fields=[(name, _(label)) for name, label in FIELDS.items()],
    )


def _preview(
    request: Request,
    session: Session,
    actor: Actor,
    wish: Wish,
    said: Mapping[str, str],
    given: Mapping[str, GivenFile],
    found: services.Audience,
    form_key: str,
    *,
    changed: str = "",
) -> Response:
    return show(
        request,
        "messaging/group_preview.html",
        status=409 if changed else 200,
        wish=wish,
        said=said,
        given=given,
        found=found,
        changed=changed,
        html=post_html(found.sample),
        unreached=delivery.unreached(session, [row.learner_id for row in found.people]),
        form_key=form_key,
    )
