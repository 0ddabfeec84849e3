"""/candidatures/affiche: an invitation to print for a place where people come, with a code for their phone."""

from typing import Annotated
from urllib.parse import urlencode

import segno
from fastapi import Query, Request, Response
from markupsafe import Markup

from app.admissions import policies, rules
from app.core.access import require
from app.core.i18n import _
from app.core.settings import settings
from app.identity import queries as identity
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("admissions")


@router.get("/candidatures/affiche")
def poster(
    request: Request, session: Reading, actor: CurrentActor, lieu: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """The place is in the address, so that a contact says where it comes from."""
    require(policies.may_receive(actor))
    place = rules.one_line(lieu, 120)
    asked = {"organisation": actor.organisation_slug} | ({"lieu": place} if place else {})
    address = f"{settings().base_url.rstrip('/')}/rejoindre?{urlencode(asked)}"
    return show(
        request,
        "admissions/poster.html",
        place=place,
        address=address,
        code=_code(address),
        organisation=identity.contact(session, actor.organisation_id),
    )


def _code(text: str) -> Markup:
    """The address as a picture that the camera of a phone reads."""
    drawn = segno.make(text, error="m", micro=False)
    label = Markup(' role="img" aria-label="{}"').format(_("Code à lire avec l'appareil photo du téléphone"))
    svg = drawn.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True, dark="#000", light="#fff")
    return Markup(svg.replace("<svg", f"<svg{label}", 1))  # noqa: S704 - drawn by the library from an address of ours
