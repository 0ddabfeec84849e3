"""The private address of the forum: its page, and the feed behind it."""

import hashlib
import hmac
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core import i18n
from app.core.access import Actor, require
from app.core.errors import NotFound, TooMany
from app.core.i18n import _
from app.core.pace import Pace
from app.core.private_addresses import print_of
from app.core.settings import settings
from app.forum import policies, rules
from app.forum import queries as forum
from app.forum.feeds import atom, queries, services
from app.identity.services import actor_for
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")

SHOWN = 50
_PACE = Pace(most=240, within=timedelta(hours=1))  # an address: several readers may each ask every minute


@router.get("/flux/forum/{token}")
def whole(request: Request, session: Reading, token: str) -> Response:
    """The latest posts of all that the person may read. Whoever holds the address reads it."""
    actor, since = _holder(session, token)
    return _answer(request, session, actor, token, "", since)


@router.get("/flux/forum/{token}/espaces/{space_id}")
def of_space(request: Request, session: Reading, token: str, space_id: str) -> Response:
    actor, since = _holder(session, token)
    space = forum.space_for(session, actor, space_id)
    return _answer(request, session, actor, token, rules.title_for(space.kind, space.name), since, space_id=space_id)


@router.get("/flux/forum/{token}/fils/{thread_id}")
def of_thread(request: Request, session: Reading, token: str, thread_id: str) -> Response:
    actor, since = _holder(session, token)
    thread = forum.thread_for(session, actor, thread_id)
    return _answer(request, session, actor, token, thread.title, since, thread_id=thread_id)


def _holder(session: Session, token: str) -> tuple[Actor, datetime]:
    """Whose address it is, with the rights they have now, and the birth of the address."""
    fingerprint = print_of(token)
    row = queries.feed_by_print(session, fingerprint)
    if row is None or not hmac.compare_digest(row.token_hash, fingerprint):
        raise NotFound(_("Cette adresse n'existe plus. La nouvelle est sur la page « Le forum ailleurs »."))
    if wait := _PACE.wait(fingerprint):
        raise TooMany(_("Ce flux est demandé trop souvent. Réglez votre lecteur sur une fois par heure."), wait)
    actor = actor_for(session, row.organisation_id, row.account_id)
    if actor is None or not policies.may_visit(actor):
        raise NotFound()
    i18n.locale.set(actor.locale)
    return actor, row.created_at


def _answer(
    request: Request, session: Session, actor: Actor, token: str, part: str, since: datetime, *, space_id: str = "",
    thread_id: str = "",
) -> Response:  # fmt: skip
    base = settings().base_url.rstrip("/")
    where = f"/espaces/{space_id}" if space_id else f"/fils/{thread_id}" if thread_id else ""
    rows = queries.latest(session, actor, space_id=space_id, thread_id=thread_id, limit=SHOWN)
    names = {"name": actor.organisation_name, "part": part}
    body = atom.feed(
        rows,
        feed_id=space_id or thread_id or actor.organisation_id,
        title=_("Forum %(name)s : %(part)s") % names if part else _("Forum %(name)s") % names,
        own=f"{base}/flux/forum/{token}{where}",
        page=f"{base}/forum/{thread_id}" if thread_id else f"{base}/forum",
        base=base,
        since=since,
        language=actor.locale,
    )
    mark = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if mark.removeprefix("W/") in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=atom.MEDIA_TYPE, headers=headers)


@router.get("/forum/ailleurs")
def elsewhere(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_visit(actor))
    address = services.address_of(session, actor)
    return show(
        request,
        "forum/elsewhere.html",
        address=address,
        spaces=[
            (f"{address}/espaces/{row.id}", rules.title_for(row.kind, row.name)) for row in forum.names(session, actor)
        ],
    )


@router.post("/forum/ailleurs")
def open_address(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.open_address(session, actor)
    return go("/forum/ailleurs", _("Votre adresse est prête. Gardez-la pour vous."))


@router.post("/forum/ailleurs/nouvelle-adresse")
def renew(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.renew_address(session, actor)
    return go("/forum/ailleurs", _("L'ancienne adresse ne marche plus. Mettez la nouvelle dans votre lecteur."))


@router.post("/forum/ailleurs/fermeture")
def close(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.close_address(session, actor)
    return go("/forum/ailleurs", _("L'adresse est fermée : plus aucun lecteur ne lit le forum à votre place."))
