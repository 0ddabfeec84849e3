"""The agenda in other calendars: the private address and its page, the feed behind it, one session as a file."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

import segno
from fastapi import Form, Request, Response
from markupsafe import Markup

from app.calendars import feeds, queries, services
from app.core import i18n, ical
from app.core.access import require
from app.core.clock import now
from app.core.errors import NotFound, TooMany
from app.core.i18n import _
from app.core.ical import Person
from app.core.pace import Pace
from app.core.private_addresses import print_of
from app.identity.services import actor_for
from app.scheduling import policies
from app.scheduling import queries as scheduling
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("calendars")

_PACE = Pace(most=240, within=timedelta(hours=1))  # an address: several devices may each ask every minute
_SETTLED = timedelta(seconds=2)  # a date says that nothing changed only when that second is over


@router.get("/agenda/flux/{token}.ics")
def feed(request: Request, session: Reading, token: str) -> Response:
    """Somebody's agenda for their own calendar. Whoever holds the address reads it: nothing of other people is in it."""
    fingerprint = print_of(token)
    row = queries.feed_by_print(session, fingerprint)
    if row is None or not hmac.compare_digest(row.token_hash, fingerprint):
        raise NotFound(_("Cette adresse d'agenda n'existe plus. La nouvelle est sur la page « Mon agenda ailleurs »."))
    if wait := _PACE.wait(fingerprint):
        raise TooMany(_("Cet agenda est demandé trop souvent. Réglez votre application sur une fois par heure."), wait)
    actor = actor_for(session, row.organisation_id, row.account_id)
    if actor is None or not policies.may_see_agenda(actor):
        raise NotFound()
    i18n.locale.set(actor.locale)
    body, changed = feeds.of_person(session, actor, with_activities=row.with_activities, since=row.created_at)
    return calendar_answer(request, body, changed, public=False)


def calendar_answer(request: Request, body: bytes, changed: datetime, *, public: bool) -> Response:
    """A feed, or « nothing new » to a client that says what it already has."""
    changed = changed.astimezone(UTC).replace(microsecond=0)
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # weak: the same content, packed or not
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(changed, usegmt=True),
        "Cache-Control": "public, max-age=300" if public else "private, no-cache",
        "X-Robots-Tag": "noindex",
    }
    if _is_known(request, tag, changed):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return Response(body, media_type=ical.MEDIA_TYPE, headers=headers)


def _is_known(request: Request, tag: str, changed: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag.removeprefix("W/") in [
            each.strip().removeprefix("W/") for each in known.split(",")
        ]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return changed <= since and changed < now() - _SETTLED
    except (TypeError, ValueError):
        return False


@router.get("/agenda/seances/{session_id}.ics")
def one_session(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """One session as a file, for somebody who has or awaits a seat there, or for the team."""
    scheduling.session_for(session, actor, session_id)
    row = queries.meeting(session, session_id)
    assert row is not None
    seat = queries.seat(session, session_id, actor.account_id)
    if seat is None and not actor.is_staff:
        raise NotFound()
    seen = queries.Seen(
        row,
        state=seat.state if seat else feeds.RUNS,
        place=seat.place if seat and row.place == "hybrid" else row.place,
        booked_at=seat.created_at if seat else None,
    )
    body = feeds.one_session(seen, Person(row.organisation_name, row.organisation_email))
    return Response(
        body,
        media_type=ical.MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="seance.ics"', "Cache-Control": "private, no-store"},
    )


@router.get("/agenda/ailleurs")
def elsewhere(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_agenda(actor))
    address = services.address_of(session, actor)
    return show(
        request,
        "calendars/elsewhere.html",
        address=address,
        code=_code(address.webcal) if address else "",
        follows_path=not actor.is_staff,
    )


def _code(text: str) -> Markup:
    """The address as a picture that the camera of a phone reads."""
    drawn = segno.make(text, error="m", micro=False)
    label = Markup(' role="img" aria-label="{}"').format(_("Code à lire avec l'appareil photo du téléphone"))
    svg = drawn.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True, dark="#000", light="#fff")
    return Markup(svg.replace("<svg", f"<svg{label}", 1))  # noqa: S704 - drawn by the library from an address of ours


@router.post("/agenda/ailleurs")
def open_address(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.open_address(session, actor)
    return go("/agenda/ailleurs", _("Votre adresse est prête. Gardez-la pour vous."))


@router.post("/agenda/ailleurs/contenu")
def choose(
    request: Request, session: Writing, actor: CurrentActor, content: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    services.choose_content(session, actor, with_activities=content == "activities")
    return go("/agenda/ailleurs", _("C'est noté. Vos calendriers changeront à leur prochaine lecture."))


@router.post("/agenda/ailleurs/nouvelle-adresse")
def renew(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.renew_address(session, actor)
    return go("/agenda/ailleurs", _("L'ancienne adresse ne marche plus. Mettez la nouvelle dans vos calendriers."))


@router.post("/agenda/ailleurs/fermeture")
def close(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.close_address(session, actor)
    return go("/agenda/ailleurs", _("L'adresse est fermée : plus aucun calendrier ne lit votre agenda."))
