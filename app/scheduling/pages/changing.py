"""Changing, moving and cancelling: the form, what it would do, then the act."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local
from app.core.errors import Conflict, FieldError, Invalid, invalid
from app.core.i18n import _, ngettext
from app.courses.outline import current_outline
from app.scheduling import policies, queries, services
from app.scheduling.pages import forms
from app.scheduling.pages.forms import AllSaid, Said
from app.scheduling.rules import Place
from app.scheduling.services import Change, Preview
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("scheduling")


@router.get("/seances/{session_id}/modifier")
def change_form(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    require(policies.may_run_sessions(actor))
    meeting = queries.session_for(session, actor, session_id)
    return _form(request, session, actor, meeting, _as_it_is(meeting))


@router.post("/seances/{session_id}/modifier")
def change(request: Request, session: Writing, actor: CurrentActor, session_id: str, said: AllSaid) -> Response:
    """What tells nobody anything is done at once; the rest is shown first, and done when it is confirmed."""
    require(policies.may_run_sessions(actor))
    meeting = queries.session_for(session, actor, session_id)
    following = said.line("which") == "following"
    try:
        wanted = _change(said, meeting)
        preview = services.preview_change(session, actor, session_id, wanted, following=following)
        if not said.has("confirmed") and (preview.moves or preview.clashes or following):
            return _show_change(request, meeting, preview, said, following)
        services.change_session(
            session, actor, session_id, wanted, following=following, revision=forms.number_of(said.get("revision", "0"))
        )
    except (Invalid, Conflict) as error:
        return _form(request, session, actor, meeting, said.values(), error)
    return go(f"/seances/{session_id}", _done(preview))


def _done(preview: Preview) -> str:
    if not preview.moves:
        return _("C'est enregistré.")
    told = preview.booked + preview.waiting
    if not told:
        return _("La séance est déplacée. Personne n'y était inscrit.")
    return ngettext(
        "C'est déplacé. %(num)s personne inscrite est prévenue.",
        "C'est déplacé. %(num)s personnes inscrites sont prévenues.",
        told,
    ) % {"num": told}


@router.get("/seances/{session_id}/annuler")
def cancel_form(request: Request, session: Reading, actor: CurrentActor, session_id: str, suite: str = "") -> Response:
    """Who would be told, for this session or with the following ones, before anything is done."""
    require(policies.may_run_sessions(actor))
    return _show_cancel(request, session, actor, session_id, bool(suite), "")


@router.post("/seances/{session_id}/annuler")
def cancel(request: Request, session: Writing, actor: CurrentActor, session_id: str, said: AllSaid) -> Response:
    require(policies.may_run_sessions(actor))
    following = said.line("which") == "following"
    try:
        preview = services.cancel_session(session, actor, session_id, said.get("reason"), following=following)
    except (Invalid, Conflict) as error:
        return _show_cancel(request, session, actor, session_id, following, said.get("reason"), error)
    told = preview.booked + preview.waiting
    words = ngettext(
        "La séance est annulée. %(told)s inscriptions : les personnes sont prévenues.",
        "%(num)s séances sont annulées. %(told)s inscriptions : les personnes sont prévenues.",
        len(preview.effects),
    )
    return go(f"/seances/{session_id}", words % {"num": len(preview.effects), "told": told})


def _as_it_is(meeting: Any) -> dict[str, str]:
    starts, ends = local(meeting.starts_at), local(meeting.ends_at)
    return {
        "title": meeting.title,
        "day": starts.date().isoformat(),
        "start": starts.strftime("%H:%M"),
        "end": ends.strftime("%H:%M"),
        "overnight": "1" if ends.date() > starts.date() else "",
        "place": meeting.place,
        "site": meeting.site_id or "",
        "room_id": meeting.room_id or "",
        "room": "" if meeting.room_id else meeting.room,
        "classroom": meeting.classroom,
        "link": meeting.link,
        "capacity": str(meeting.capacity),
        "trainer": meeting.trainer_id or "",
        "running_order": meeting.running_order,
        "equivalent": meeting.equivalent_activity_id or "",
        "which": "one",
        "revision": str(meeting.revision),
    }


def _change(said: Said, meeting: Any) -> Change:
    """Only what is otherwise: what stays as it is is not asked again of the following sessions."""
    was = _as_it_is(meeting)

    def new(name: str) -> str | None:
        found = said.get(name, was[name]).replace("\r\n", "\n")
        return None if found == was[name] else found

    span = forms.span_of(said)
    moved = span != (meeting.starts_at, meeting.ends_at)
    place = said.line("place") or meeting.place
    if place != Place.REMOTE and not (said.line("site") or said.line("room_id") or said.line("room")):
        raise invalid("site", _("Dites où : choisissez une salle ou un lieu, ou écrivez l'endroit."))
    site, room_id, capacity = new("site"), new("room_id"), new("capacity")
    return Change(
        title=new("title"),
        trainer_id=new("trainer"),
        capacity=None if capacity is None else forms.number_of(capacity) or -1,
        starts_at=span.starts_at if moved else None,
        ends_at=span.ends_at if moved else None,
        place=new("place"),
        site_id=site if site is not None else ("" if room_id else None),  # another room has its own site
        room_id=room_id,
        room=new("room"),
        classroom=new("classroom"),
        link=new("link"),
        running_order=new("running_order"),
        equivalent_activity_id=new("equivalent"),
    )


def _show_change(request: Request, meeting: Any, preview: Preview, said: Said, following: bool) -> Response:
    kept = [
        (name, value) for name, found in said.fields.items() if name not in ("csrf", "confirmed") for value in found
    ]
    return show(
        request, "scheduling/change_preview.html", meeting=meeting, preview=preview, kept=kept, following=following
    )


def _show_cancel(
    request: Request,
    session: Session,
    actor: Actor,
    session_id: str,
    following: bool,
    reason: str,
    error: Invalid | Conflict | None = None,
) -> Response:
    meeting = queries.session_for(session, actor, session_id)
    errors = forms.errors_of(error) if isinstance(error, Invalid) else {}
    problems = [FieldError(field, message) for field, message in errors.items()]
    if error and not problems:
        problems = [FieldError("reason", error.detail)]
    return show(
        request,
        "scheduling/cancel.html",
        status=error.status if error else 200,
        meeting=meeting,
        preview=services.preview_cancellation(session, actor, session_id, following=following),
        following=following,
        reason=reason,
        errors=errors,
        problems=problems,
    )


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    meeting: Any,
    asked: dict[str, str],
    error: Invalid | Conflict | None = None,
) -> Response:
    errors = forms.errors_of(error) if isinstance(error, Invalid) else {}
    problems = [FieldError(field, message) for field, message in errors.items()]
    if error and not problems:
        problems = [FieldError("day", error.detail)]
    offered = forms.choices(session, actor)
    if meeting.room_id and meeting.room_id not in {room[0] for room in offered["rooms"]}:
        offered["rooms"].insert(0, (meeting.room_id, _("%(room)s (ne sert plus)") % {"room": meeting.room}))
    return show(
        request,
        "scheduling/change.html",
        status=error.status if error else 200,
        meeting=meeting,
        asked={**_as_it_is(meeting), "overnight": "", **asked} if error else asked,
        errors=errors,
        problems=problems,
        equivalents=_equivalents(session, meeting),
        **offered,
    )


def _equivalents(session: Session, meeting: Any) -> list[tuple[str, str]]:
    """What somebody can do alone, in the course of the session."""
    if not meeting.course_id:
        return []
    course = current_outline(session, meeting.course_id)
    return [
        (one.id, one.title) for one in course.activities.values() if one.kind != "session" and one.place == "remote"
    ]
