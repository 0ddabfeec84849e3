"""Ticking a list, a point at a time."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.assessment.checklists import services
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.learning import rules as path
from app.learning import services as learning
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Writing, pages
from app.web.templating import go

router = pages("assessment")


@router.post("/activites/{activity_id}/points")
def tick(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    item: Annotated[str, Form(max_length=60)] = "",
    checked: Annotated[str, Form(max_length=5)] = "1",
) -> Response:
    """Kept at once; the last point leads to what comes next."""
    shortened = request.headers.get("hx-request") == "true"
    refused: HouseError | None = None
    try:
        ticked = services.tick(session, actor, None, activity_id, item, checked == "1")
        if ticked.changed and ticked.state and ticked.state.state == path.DONE:
            done = go("/accueil", what_next(session, actor, activity_id))
            if shortened:
                done.status_code, done.headers["HX-Redirect"] = 200, "/accueil"
            return done
        if not shortened:
            said = _("C'est gardé : %(checked)s sur %(wanted)s.") % {"checked": ticked.checked, "wanted": ticked.wanted}
            return go(f"/activites/{activity_id}#point-{item}", said)
    except (Invalid, Conflict) as error:
        refused = error
    enrolment, outline, activity = learning.activity_for(session, actor, activity_id)
    return show_activity(
        request, session, actor, enrolment, outline, activity, status=refused.status if refused else 200, block="doing",
        refused=refused,
    )  # fmt: skip
