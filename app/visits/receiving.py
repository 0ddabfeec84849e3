"""Receiving who comes to a public session: who is registered, who came, and a new meeting."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, paris, today
from app.core.days import read_day, read_hour
from app.core.errors import FieldError, Invalid, invalid
from app.core.i18n import _
from app.enrolments.policies import may_enrol
from app.identity import queries as identity
from app.visits import policies, queries, services
from app.visits.pages import where
from app.visits.rules import Kind, same_contact
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("visits")

_Line = Annotated[str, Form(max_length=2000)]


@router.get("/seances/{session_id}/visiteurs")
def visitors(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    return _visitors(request, session, actor, session_id)


def _visitors(
    request: Request, session: Session, actor: Actor, session_id: str, error: Invalid | None = None
) -> Response:
    meeting = queries.session_of_team(session, actor, session_id)
    require(policies.may_see_visitors(actor))
    found = queries.visits_of(session, session_id)
    seated = [row for row in found if row.state == "booked"]
    return show(
        request,
        "visits/visitors.html",
        status=error.status if error else 200,
        meeting=meeting,
        place=where(meeting),
        people=[row for row in seated if row.kind == Kind.PERSON],
        groups=[row for row in seated if row.kind == Kind.GROUP],
        waiting=[row for row in found if row.state == "waiting"],
        again=_again(found),
        came=sum(row.came or 0 for row in seated),
        started=meeting.starts_at <= now(),
        may_receive=bool(policies.may_receive(actor)),
        enrol_links={row.id: _enrol(row) for row in seated} if may_enrol(actor) else {},
        problems=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


def _again(rows: queries.Rows) -> set[str]:
    """The registrations of somebody who stands above already: they were answered as the first was."""
    known: set[tuple[str, str]] = set()
    twice = set()
    for row in rows:
        who = (row.name.casefold(), same_contact(row.email, row.phone))
        if who in known:
            twice.add(row.id)
        known.add(who)
    return twice


def _enrol(row: queries.AnyRow) -> str:
    """The form that enters somebody into a course, with what they have already told."""
    return "/inscriptions/nouvelle?" + urlencode(
        {"nom": row.name, "courriel": row.email, "origine": _("Rencontre publique")}
    )


@router.post("/seances/{session_id}/visiteurs")
def say_who_came(request: Request, session: Writing, actor: CurrentActor, session_id: str, form: Posted) -> Response:
    """Every line that was filled in, at once; the others stay as they were."""
    came = {}
    for name in form:
        said = only(form, name)
        if name.startswith("came-") and said:
            number = as_number(said)
            came[name.removeprefix("came-")] = -1 if number is None else number
    try:
        services.say_who_came(session, actor, session_id, came)
    except Invalid as error:
        return _visitors(request, session, actor, session_id, error)
    return go(f"/seances/{session_id}/visiteurs", _("C'est noté. Vous pouvez encore corriger."))


@router.post("/seances/{session_id}/visiteurs/annonce")
def announce(request: Request, session: Writing, actor: CurrentActor, session_id: str, public: _Line = "") -> Response:
    services.announce(session, actor, session_id, public == "oui")
    words = (
        _("La séance est dans l'agenda public. Chacun peut s'y inscrire.")
        if public == "oui"
        else _("La séance n'est plus dans l'agenda public. Les personnes inscrites gardent leur place.")
    )
    return go(f"/seances/{session_id}/visiteurs", words)


@router.get("/rencontres/nouvelle")
def new_meeting(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_receive(actor))
    asked = {"day": today().isoformat(), "start": "10:00", "end": "11:30", "capacity": "15"}
    return _form(request, session, actor, asked)


@router.post("/rencontres")
def plan(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    title: _Line = "",
    day: _Line = "",
    start: _Line = "",
    end: _Line = "",
    place: _Line = "on_site",
    site: _Line = "",
    room: _Line = "",
    link: _Line = "",
    capacity: _Line = "",
    says: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    require(policies.may_receive(actor))
    asked = {
        "title": title, "day": day, "start": start, "end": end, "place": place, "site": site, "room": room,
        "link": link, "capacity": capacity, "says": says,
    }  # fmt: skip
    try:
        if place == "on_site" and not site and not room.strip():
            raise invalid("site", _("Dites où : choisissez un lieu, ou écrivez la salle."))
        made = services.plan_meeting(
            session,
            actor,
            title,
            _instant(day, start, "start"),
            _instant(day, end, "end"),
            as_number(capacity.strip()) or 0,
            place=place,
            site_id=site or None,
            room=room,
            link=link,
            says=says,
        )
    except Invalid as error:  # said before anything was written
        return _form(request, session, actor, asked, error)
    words = _("La rencontre du %(when)s est dans l'agenda public.") % {"when": formats.moment(made.starts_at)}
    return go(f"/seances/{made.id}/visiteurs", words)


def _form(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    names = ("title", "day", "start", "end", "place", "site", "room", "link", "capacity", "says")
    renamed = {"starts_at": "start", "ends_at": "end"}
    errors = {renamed.get(field.field, field.field): field.message for field in error.fields} if error else {}
    values = {name: asked.get(name, "") for name in names}
    values["place"] = values["place"] or "on_site"
    return show(
        request,
        "visits/new.html",
        status=error.status if error else 200,
        asked=values,
        errors=errors,
        problems=[FieldError(field, message) for field, message in errors.items()],
        sites=[(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
    )


def _instant(day: str, hour: str, field: str) -> datetime:
    on, at = read_day(day, "day"), read_hour(hour, field)
    try:
        return paris(on, at.hour, at.minute)
    except (ValueError, OverflowError) as error:
        raise invalid(field, _("Cette heure n'est pas écrite comme 09:00.")) from error
