"""/messages/modeles: words ready to be sent."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid
from app.core.i18n import _
from app.messaging import policies
from app.messaging.wordings import queries, services
from app.messaging.wordings.fields import FIELDS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("wordings")

_Line = Annotated[str, Form(max_length=300)]
_Text = Annotated[str, Form()]


@router.get("/messages/modeles")
def templates(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _list(request, session, actor)


@router.post("/messages/modeles")
def create(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    title: _Line = "",
    subject: _Line = "",
    body: _Text = "",
    shared: _Line = "",
) -> Response:
    said = {"title": title, "subject": subject, "body": body, "shared": shared}
    try:
        services.keep(session, actor, "", title, subject, body, shared=bool(shared))
    except Invalid as error:
        return _list(request, session, actor, said, error)
    return go("/messages/modeles", _("Le modèle est enregistré."))


@router.get("/messages/modeles/{template_id}")
def template(request: Request, session: Reading, actor: CurrentActor, template_id: str) -> Response:
    return _one(request, session, actor, template_id)


@router.post("/messages/modeles/{template_id}")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    template_id: str,
    title: _Line = "",
    subject: _Line = "",
    body: _Text = "",
    shared: _Line = "",
) -> Response:
    said = {"title": title, "subject": subject, "body": body, "shared": shared}
    try:
        services.keep(session, actor, template_id, title, subject, body, shared=bool(shared))
    except Invalid as error:
        return _one(request, session, actor, template_id, said, error)
    return go("/messages/modeles", _("Le modèle est enregistré."))


@router.post("/messages/modeles/{template_id}/suppression")
def drop(session: Writing, actor: CurrentActor, template_id: str) -> Response:
    title = services.drop(session, actor, template_id)
    return go("/messages/modeles", _("Le modèle « %(title)s » est supprimé.") % {"title": title})


def _list(
    request: Request, session: Session, actor: Actor, said: dict[str, str] | None = None, error: Invalid | None = None
) -> Response:
    require(policies.may_use_templates(actor))
    return show(
        request, "messaging/templates.html", status=error.status if error else 200,
        templates=queries.templates(session, actor), **_form(actor, said or {}, error),
    )  # fmt: skip


def _one(
    request: Request,
    session: Session,
    actor: Actor,
    template_id: str,
    said: dict[str, str] | None = None,
    error: Invalid | None = None,
) -> Response:
    require(policies.may_use_templates(actor))
    found = queries.template_for(session, actor, template_id)
    require(policies.may_change_template(actor, found.owner_id))
    known = {
        "title": found.title,
        "subject": found.subject,
        "body": found.body,
        "shared": "" if found.owner_id else "1",
    }
    return show(
        request, "messaging/template.html", status=error.status if error else 200, wording=found,
        **_form(actor, said or known, error),
    )  # fmt: skip


def _form(actor: Actor, said: dict[str, str], error: Invalid | None) -> dict[str, Any]:
    fields = error.fields if error else []
    return {
        "said": said,
        "fields": fields,
        "errors": {one.field: one.message for one in fields},
        "known_fields": [(name, _(label)) for name, label in FIELDS.items()],
        "may_share": bool(policies.may_change_template(actor, None)),
    }
