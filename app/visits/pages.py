"""The public agenda: what anybody may come to, and coming without an account."""

from itertools import groupby
from typing import Annotated, Any
from xml.etree import ElementTree

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core import ical
from app.core.clock import local, now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ical import Happening, Person
from app.core.settings import settings
from app.visits import queries, rules, services
from app.visits.rules import Kind
from app.web import formats
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.templating import go, show
from app.web.text import post_html

router = pages("visits")

_Line = Annotated[str, Form(max_length=2000)]
SHOWN = 200
SEVERAL = 2


@router.get("/rencontres")
def public_agenda(request: Request, session: Reading, actor: MaybeActor, organisation: str = "") -> Response:
    """Information meetings and workshops, day by day, of every organisation or of the one named."""
    rows = queries.public_sessions(session, now(), organisation, limit=SHOWN)
    return show(
        request,
        "visits/agenda.html",
        days=[(day, list(found)) for day, found in groupby(rows, key=lambda row: local(row.starts_at).date())],
        several=len({row.organisation_slug for row in rows}) >= SEVERAL,
        only=rows[0].organisation_name if organisation and rows else "",
        feed="/rencontres.ics" + (f"?organisation={organisation}" if organisation and rows else ""),
        news="/rencontres.rss" + (f"?organisation={organisation}" if organisation and rows else ""),
    )


@router.get("/rencontres.ics")
def public_feed(session: Reading, organisation: str = "") -> Response:
    """The public agenda for anybody's calendar."""
    rows = queries.public_sessions(session, now(), organisation, limit=SHOWN)
    name = rows[0].organisation_name if organisation and rows else "Bidaide"
    body = ical.calendar(
        [happening(row) for row in rows], name=_("Rencontres · %(name)s") % {"name": name}, subscribed=True
    )
    return Response(body, media_type=ical.MEDIA_TYPE, headers=_FRESH)


_FRESH = {"Cache-Control": "public, max-age=300", "Content-Disposition": 'inline; filename="rencontres.ics"'}


@router.get("/rencontres.rss")
def public_news(session: Reading, organisation: str = "") -> Response:
    """The same as RSS 2.0, for readers of news and for other sites."""
    rows = queries.public_sessions(session, now(), organisation, limit=SHOWN)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    for tag, text in (
        ("title", _("Rencontres et ateliers ouverts à tous")),
        ("link", _house("/rencontres")),
        ("description", _("Réunions d'information et ateliers où l'on vient sans compte.")),
        ("language", "fr"),
    ):
        ElementTree.SubElement(channel, tag).text = text
    for row in rows:
        item = ElementTree.SubElement(channel, "item")
        off = _("Annulée : ") if row.cancelled_at else ""
        for tag, text in (
            ("title", f"{off}{row.title}, {formats.moment(row.starts_at)}"),
            ("link", _house(f"/rencontres/{row.id}")),
            ("description", f"{where(row)}. {row.organisation_name}."),
        ):
            ElementTree.SubElement(item, tag).text = _plain(text)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = f"{ical.uid_of(row.id)}#{row.revision}"
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(
        body, media_type="application/rss+xml; charset=utf-8", headers={"Cache-Control": "public, max-age=300"}
    )


@router.get("/rencontres/{session_id}.ics")
def one_file(session: Reading, session_id: str) -> Response:
    """One meeting, to add to a calendar once."""
    row = queries.public_session(session, session_id)
    body = ical.calendar([happening(row)], organiser=Person(row.organisation_name, row.organisation_email))
    headers = {"Content-Disposition": 'attachment; filename="rencontre.ics"', "Cache-Control": "private, no-store"}
    return Response(body, media_type=ical.MEDIA_TYPE, headers=headers)


@router.get("/rencontres/{session_id}")
def meeting(request: Request, session: Reading, actor: MaybeActor, session_id: str) -> Response:
    return _form(request, session, session_id, Kind.PERSON, {})


@router.get("/rencontres/{session_id}/groupe")
def group(request: Request, session: Reading, actor: MaybeActor, session_id: str) -> Response:
    """For a school or another structure: a number of people, and no name of theirs."""
    return _form(request, session, session_id, Kind.GROUP, {})


@router.post("/rencontres/{session_id}")
def register(
    request: Request,
    session: Writing,
    actor: MaybeActor,
    session_id: str,
    name: _Line = "",
    email: _Line = "",
    phone: _Line = "",
    consent: _Line = "",
    website: _Line = "",
) -> Response:
    asked = {"name": name, "email": email, "phone": phone, "consent": consent, "website": website}
    return _register(request, session, session_id, Kind.PERSON, asked)


@router.post("/rencontres/{session_id}/groupe")
def register_group(
    request: Request,
    session: Writing,
    actor: MaybeActor,
    session_id: str,
    school: _Line = "",
    name: _Line = "",
    email: _Line = "",
    phone: _Line = "",
    level: _Line = "",
    people: _Line = "",
    consent: _Line = "",
    website: _Line = "",
) -> Response:
    asked = {
        "name": name, "email": email, "phone": phone, "consent": consent, "website": website, "school": school,
        "level": level, "people": people,
    }  # fmt: skip
    return _register(request, session, session_id, Kind.GROUP, asked)


def _register(request: Request, session: Session, session_id: str, kind: Kind, asked: dict[str, str]) -> Response:
    people = asked.get("people", "").strip()
    wish = services.Wish(
        name=asked["name"],
        email=asked["email"],
        phone=asked["phone"],
        consent=bool(asked["consent"]),
        kind=kind,
        school=asked.get("school", ""),
        level=asked.get("level", ""),
        people=int(people) if people.isascii() and people.isdigit() and len(people) < 6 else 1,
    )
    try:
        if asked["website"].strip():  # a field that people do not see: a program filled it in
            message = _("Laissez ce champ vide.")
            raise Invalid(message, [FieldError("website", message)])
        made = services.register(session, session_id, wish, request.client.host if request.client else "")
    except (Invalid, Conflict) as error:  # said before anything was written
        return _form(request, session, session_id, kind, asked, error)
    return go(f"/rencontres/inscription/{made.token}")


def _form(
    request: Request,
    session: Session,
    session_id: str,
    kind: Kind,
    asked: dict[str, str],
    error: Invalid | Conflict | None = None,
) -> Response:
    row = queries.public_session(session, session_id)
    problems = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "visits/meeting.html" if kind is Kind.PERSON else "visits/group.html",
        status=error.status if error else 200,
        meeting=row,
        place=where(row),
        left=max(row.capacity - row.booked, 0),
        html=post_html(row.running_order),
        over=row.starts_at <= now(),
        asked={name: asked.get(name, "") for name in ("name", "email", "phone", "consent", "website", "school", "level", "people")},
        problems=problems,
        errors={field.field: field.message for field in problems},
        refused=error.detail if isinstance(error, Conflict) else "",
        most=rules.LARGEST_GROUP,
    )  # fmt: skip


@router.get("/rencontres/inscription/{token}")
def registration(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    """Somebody's own registration, by the link that they alone have."""
    visit = services.visit_of(session, token)
    row = queries.session_of_visit(session, visit.session_id)
    return show(
        request,
        "visits/registration.html",
        visit=visit,
        meeting=row,
        place=where(row),
        rank=queries.rank(session, visit.session_id, visit.id) if visit.state == "waiting" else 0,
        link=services.private_link(visit.id),
        token=token,
        may_cancel=visit.state != "cancelled" and row.starts_at > now(),
        joins=row.link if visit.state == "booked" and row.place != "on_site" and not row.cancelled_at else "",
    )


@router.post("/rencontres/inscription/{token}/annulation")
def cancel(request: Request, session: Writing, actor: MaybeActor, token: str) -> Response:
    services.cancel(session, token)
    return go(f"/rencontres/inscription/{token}", _("Votre inscription est annulée. La place est rendue."))


def where(row: Any) -> str:
    """The place of a public meeting, in one line."""
    if row.place == "remote":
        return _("À distance")
    found = ", ".join(part for part in (row.room, row.site_name, row.site_address) if part)
    if row.place == "hybrid":
        return _("%(place)s, ou à distance") % {"place": found or _("Sur place")}
    return found or _("Lieu à préciser")


def happening(row: Any) -> Happening:
    """A public meeting as an event: the same one as in the agenda of whoever has a seat."""
    off = row.cancelled_at is not None
    url = _house(f"/rencontres/{row.id}")
    return Happening(
        uid=ical.uid_of(row.id),
        title=_("Annulée : %(title)s") % {"title": row.title} if off else row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        said_at=max(moment for moment in (row.created_at, row.changed_at, row.cancelled_at) if moment),
        created_at=row.created_at,
        revision=row.revision,
        status=ical.CANCELLED if off else ical.CONFIRMED,
        place=where(row),
        says=row.cancel_reason if off else _("S'inscrire : %(address)s") % {"address": url},
        url=url,
    )


def _house(path: str) -> str:
    return settings().base_url.rstrip("/") + path


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(character for character in text if character.isprintable() or character == "\n")
