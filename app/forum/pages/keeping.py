"""Keeping a thread in order: pin, close, move, merge, remove; and the spaces of the organisation."""

from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import paris
from app.core.errors import Conflict, FieldError, HouseError, Invalid
from app.core.i18n import _
from app.forum import history, policies, queries, rules, services
from app.forum.pages.words import choices_of_spaces
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")

Words = Annotated[str, Form()]


@router.get("/forum/{thread_id}/tenue")
def keep(request: Request, session: Reading, actor: CurrentActor, thread_id: str) -> Response:
    """What a moderator may do with a thread, and what was done to it."""
    return _keep(request, session, actor, thread_id)


@router.post("/forum/{thread_id}/epingle")
def pin(
    request: Request, session: Writing, actor: CurrentActor, thread_id: str, undo: Words = "", until: Words = ""
) -> Response:
    try:
        services.pin_thread(session, actor, thread_id, not undo, paris(_day(until), 23, 59) if until else None)
    except (Invalid, Conflict) as error:
        return _keep(request, session, actor, thread_id, error)
    return go(f"/forum/{thread_id}", _("Le fil n'est plus épinglé.") if undo else _("Le fil est épinglé en haut de son espace."))  # fmt: skip


@router.post("/forum/{thread_id}/fermeture")
def lock(
    request: Request, session: Writing, actor: CurrentActor, thread_id: str, undo: Words = "", reason: Words = ""
) -> Response:
    try:
        services.lock_thread(session, actor, thread_id, not undo, reason)
    except (Invalid, Conflict) as error:
        return _keep(request, session, actor, thread_id, error)
    return go(f"/forum/{thread_id}", _("Le fil est rouvert.") if undo else _("Le fil est fermé. Tout le monde peut encore le lire."))  # fmt: skip


@router.post("/forum/{thread_id}/deplacement")
def move(request: Request, session: Writing, actor: CurrentActor, thread_id: str, space: Words = "") -> Response:
    try:
        services.move_thread(session, actor, thread_id, space)
    except (Invalid, Conflict) as error:
        return _keep(request, session, actor, thread_id, error)
    return go(f"/forum/{thread_id}", _("Le fil est dans son nouvel espace."))


@router.post("/forum/{thread_id}/fusion")
def merge(request: Request, session: Writing, actor: CurrentActor, thread_id: str, into: Words = "") -> Response:
    try:
        target = services.merge_threads(session, actor, thread_id, into)
    except (Invalid, Conflict) as error:
        return _keep(request, session, actor, thread_id, error)
    return go(f"/forum/{target.id}", _("Les deux fils n'en font plus qu'un. L'ancienne adresse mène ici."))


@router.post("/forum/{thread_id}/retrait")
def remove(
    request: Request, session: Writing, actor: CurrentActor, thread_id: str, undo: Words = "", removal: Words = ""
) -> Response:
    if undo:
        services.restore_thread(session, actor, thread_id)
        return go(f"/forum/{thread_id}", _("Le fil est remis à sa place."))
    try:
        services.remove_thread(session, actor, thread_id, removal)
    except (Invalid, Conflict) as error:
        return _keep(request, session, actor, thread_id, error)
    return go(f"/forum/{thread_id}/tenue", _("Le fil est retiré. L'équipe le voit encore et peut le remettre."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = _("Choisissez un jour à venir, ou aucun.")
        raise Invalid(_("Le fil n'est pas épinglé."), [FieldError("until", problem)]) from None


def _keep(
    request: Request, session: Session, actor: Actor, thread_id: str, refused: HouseError | None = None
) -> Response:
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    require(policies.may_moderate(actor))
    wrong = refused.fields if isinstance(refused, Invalid) else []
    spaces = queries.names(session, actor)
    return show(
        request,
        "forum/keeping.html",
        status=refused.status if refused else 200,
        thread=thread,
        here=f"/forum/{thread.id}",
        spaces=choices_of_spaces(spaces),
        others=[
            (row.id, row.title) for row in queries.titles_to_merge_into(session, actor, thread_id, thread.space_id)
        ],
        acts=queries.acts(session, thread_id),
        act_words=history.words,
        detail=refused.detail if refused else "",
        fields=wrong,
        errors={field.field: field.message for field in wrong},
        longest_reason=rules.LONGEST_REASON,
    )


@router.get("/forum/espaces")
def spaces(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The spaces of the organisation, to name, describe, add and archive."""
    require(policies.may_visit(actor))
    require(policies.may_moderate(actor))
    return _spaces(request, session, actor)


@router.post("/forum/espaces")
def add_space(
    request: Request, session: Writing, actor: CurrentActor, name: Words = "", description: Words = "",
    experts: Words = "",
) -> Response:  # fmt: skip
    try:
        kind = "entrepreneurs" if experts else "organisation"
        services.add_space(session, actor, name, description, kind=kind)
    except Invalid as error:
        return _spaces(request, session, actor, name, description, bool(experts), error)
    return go("/forum/espaces", _("L'espace est ouvert. Ouvrez-y un premier fil pour lui donner le ton."))


@router.post("/forum/espaces/{space_id}")
def change_space(
    request: Request, session: Writing, actor: CurrentActor, space_id: str, name: Words = "",
    description: Words = "", archived: Words = "",
) -> Response:  # fmt: skip
    try:
        services.change_space(session, actor, space_id, name, description, archived=bool(archived))
    except Invalid as error:
        return _spaces(request, session, actor, refused=error)
    return go("/forum/espaces", _("L'espace est enregistré."))


def _spaces(
    request: Request, session: Session, actor: Actor, name: str = "", description: str = "", experts: bool = False,
    refused: Invalid | None = None,
) -> Response:  # fmt: skip
    wrong = refused.fields if refused else []
    return show(
        request,
        "forum/spaces.html",
        status=refused.status if refused else 200,
        spaces=queries.names(session, actor),
        name_of=lambda one: rules.title_for(one.kind, one.name),
        kinds=rules.SPACES,
        name=name,
        description=description,
        experts=experts,
        detail=refused.detail if refused else "",
        fields=wrong,
        errors={field.field: field.message for field in wrong},
    )
