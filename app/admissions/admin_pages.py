"""/admin/admission: the steps that the organisation asks for."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.admissions import policies, queries, rules
from app.admissions.pages import refused
from app.admissions.services import steps as arranging
from app.core.access import Actor, require
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.settings import settings
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import as_number
from app.web.templating import go, show

router = pages("admissions")

_Line = Annotated[str, Form(max_length=2000)]
_Words = Annotated[str, Form(max_length=20_000)]
_PAGE = "/admin/admission"


@router.get(_PAGE)
def arrange(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _show(request, session, actor, {})


@router.post(_PAGE)
def add(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    kind: _Line = "",
    name: _Line = "",
    days: _Line = "",
    required: _Line = "",
    asks: _Words = "",
) -> Response:
    """Without a name: the set that everybody begins with, to be changed."""
    require(policies.may_arrange(actor))
    asked = {"kind": kind, "name": name, "days": days, "required": required, "asks": asks}
    try:
        made = arranging.add_step(
            session, actor, kind=kind, name=name, days=as_number(days.strip()), required=bool(required), asks=asks
        )
    except Invalid as error:  # said before anything was written
        return _show(request, session, actor, asked, error)
    return go(_PAGE, _("L'étape « %(name)s » est à la fin de la liste.") % {"name": made.name})


@router.get(_PAGE + "/{step_id}")
def step(request: Request, session: Reading, actor: CurrentActor, step_id: str) -> Response:
    return _one(request, session, actor, step_id)


@router.post(_PAGE + "/{step_id}")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    step_id: str,
    kind: _Line = "",
    name: _Line = "",
    days: _Line = "",
    required: _Line = "",
    asks: _Words = "",
) -> Response:
    require(policies.may_arrange(actor))
    asked = {"kind": kind, "name": name, "days": days, "required": required, "asks": asks}
    try:
        arranging.change_step(
            session, actor, step_id, kind=kind, name=name, days=as_number(days.strip()), required=bool(required),
            asks=asks,
        )  # fmt: skip
    except Invalid as error:  # said before anything was written
        return _one(request, session, actor, step_id, asked, error)
    return go(_PAGE, _("L'étape est changée. Les personnes en cours suivent le nouvel ordre."))


@router.post(_PAGE + "/{step_id}/ordre")
def move(request: Request, session: Writing, actor: CurrentActor, step_id: str, by: _Line = "") -> Response:
    arranging.move_step(session, actor, step_id, -1 if by == "-1" else 1)
    return go(_PAGE)


@router.post(_PAGE + "/{step_id}/archivage")
def archive(request: Request, session: Writing, actor: CurrentActor, step_id: str, archived: _Line = "") -> Response:
    arranging.archive_step(session, actor, step_id, archived == "oui")
    return go(_PAGE, _("L'étape est archivée.") if archived == "oui" else _("L'étape est reprise, à la fin."))


def _show(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    require(policies.may_arrange(actor))
    found = queries.steps(session, actor.organisation_id, archived=True)
    return show(
        request,
        "admissions/steps.html",
        steps=[step for step in found if step.archived_at is None],
        archived=[step for step in found if step.archived_at is not None],
        defaults=() if found else rules.DEFAULTS,
        kinds={code: _(label) for code, label in rules.KINDS.items()},
        asked=_values(asked),
        join=f"{settings().base_url.rstrip('/')}/rejoindre?organisation={actor.organisation_slug}",
        **refused(error),
    )


def _one(
    request: Request,
    session: Session,
    actor: Actor,
    step_id: str,
    asked: dict[str, str] | None = None,
    error: Invalid | None = None,
) -> Response:
    found = queries.steps(session, actor.organisation_id, archived=True)
    chosen = next((step for step in found if step.id == step_id), None)
    require(policies.may_arrange(actor))
    if chosen is None:
        raise NotFound()
    known = {
        "kind": chosen.kind, "name": chosen.name, "days": str(chosen.days), "required": "1" if chosen.required else "",
        "asks": chosen.asks,
    }  # fmt: skip
    return show(
        request,
        "admissions/one_step.html",
        step=chosen,
        kinds={code: _(label) for code, label in rules.KINDS.items()},
        asked=_values(asked if asked is not None else known),
        **refused(error),
    )


def _values(asked: dict[str, str]) -> dict[str, str]:
    return {name: asked.get(name, "") for name in ("kind", "name", "days", "required", "asks")}
