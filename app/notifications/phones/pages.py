"""The browsers that somebody lets us ring, and the script that shows what arrives there."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.i18n import _
from app.notifications.phones import services
from app.web import assets
from app.web.doors import CurrentActor, Writing, pages
from app.web.templating import go

router = pages("phones")


@router.get("/sw.js")
def service_worker(request: Request) -> Response:
    """At the root, as a worker rules over the folder it comes from; asked again each time, as browsers keep it."""
    return Response(assets.assets()["sw.js"].body, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.post("/reglages/avis/appareils")
def add_device(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    endpoint: Annotated[str, Form(max_length=2000)] = "",
    p256dh: Annotated[str, Form(max_length=200)] = "",
    auth: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    services.add_device(session, actor, endpoint, p256dh, auth, request.headers.get("user-agent", ""))
    return go("/reglages/avis#appareils", _("Cet appareil est ajouté : il vous préviendra."))


@router.post("/reglages/avis/appareils/{device_id}/retrait")
def remove_device(request: Request, session: Writing, actor: CurrentActor, device_id: str) -> Response:
    services.remove_device(session, actor, device_id)
    return go("/reglages/avis#appareils", _("Cet appareil est retiré : il ne sonnera plus."))
