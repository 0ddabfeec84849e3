"""/seances/salles: the rooms of the sites."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.identity import queries as identity
from app.scheduling import policies, queries, services
from app.scheduling.pages import forms
from app.scheduling.services import Occupied
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("scheduling")

_Line = Annotated[str, Form(max_length=500)]


@router.get("/seances/salles")
def rooms(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep_rooms(actor))
    return _show(request, session, actor)


@router.post("/seances/salles")
def add_room(
    request: Request, session: Writing, actor: CurrentActor, site: _Line = "", name: _Line = "", capacity: _Line = ""
) -> Response:
    try:
        room = services.add_room(session, actor, site, name, forms.number_of(capacity))
    except Invalid as error:
        return _show(request, session, actor, error, site=site, name=name, capacity=capacity)
    return go("/seances/salles", _("La salle « %(name)s » est ajoutée.") % {"name": room.name})


@router.get("/seances/salles/{room_id}")
def one_room(request: Request, session: Reading, actor: CurrentActor, room_id: str) -> Response:
    """The room, what is to take place there, and how to change it or put it away."""
    require(policies.may_keep_rooms(actor))
    return _show_one(request, session, actor, room_id)


@router.post("/seances/salles/{room_id}")
def change_room(
    request: Request, session: Writing, actor: CurrentActor, room_id: str, name: _Line = "", capacity: _Line = ""
) -> Response:
    try:
        services.change_room(session, actor, room_id, name, forms.number_of(capacity))
    except Invalid as error:
        return _show_one(request, session, actor, room_id, error, name=name, capacity=capacity)
    return go(f"/seances/salles/{room_id}", _("La salle est modifiée. Les séances à venir disent son nouveau nom."))


@router.post("/seances/salles/{room_id}/archivage")
def archive_room(
    request: Request, session: Writing, actor: CurrentActor, room_id: str, keep: _Line = "", again: _Line = ""
) -> Response:
    """Put away, or taken out again. With sessions to come, the choice is asked for first."""
    if again:
        services.reopen_room(session, actor, room_id)
        return go(f"/seances/salles/{room_id}", _("La salle sert de nouveau."))
    try:
        services.archive_room(session, actor, room_id, keep_sessions=bool(keep))
    except Occupied as error:
        return _show_one(request, session, actor, room_id, error)
    return go("/seances/salles", _("La salle ne sert plus : aucune nouvelle séance n'y sera prévue."))


def _show(request: Request, session: Session, actor: Actor, error: Invalid | None = None, **typed: str) -> Response:
    errors = forms.errors_of(error)
    return show(
        request,
        "scheduling/rooms.html",
        status=error.status if error else 200,
        rooms=queries.rooms(session, actor.organisation_id, archived=True),
        coming=queries.room_of_many(session, actor.organisation_id, now()),
        sites=[(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
        typed={"site": "", "name": "", "capacity": "12", **typed},
        errors=errors,
        problems=[FieldError(field, message) for field, message in errors.items()],
    )


def _show_one(
    request: Request,
    session: Session,
    actor: Actor,
    room_id: str,
    error: Invalid | Occupied | None = None,
    **typed: str,
) -> Response:
    room = queries.room_for(session, actor, room_id)
    errors = forms.errors_of(error) if isinstance(error, Invalid) else {}
    site = next((row for row in identity.sites(session, actor.organisation_id) if row.id == room.site_id), None)
    return show(
        request,
        "scheduling/room.html",
        status=error.status if error else 200,
        room=room,
        site=site,
        coming=queries.sessions_in(session, room.id, now()),
        refused=error.detail if isinstance(error, Occupied) else "",
        typed={"name": room.name, "capacity": str(room.capacity), **typed},
        errors=errors,
        problems=[FieldError(field, message) for field, message in errors.items()],
    )
