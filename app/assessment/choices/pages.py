"""Choosing."""

from fastapi import Request, Response

from app.assessment.choices import services
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.learning import services as learning
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Writing, pages
from app.web.forms import Posted
from app.web.templating import go

router = pages("assessment")


@router.post("/activites/{activity_id}/choix")
def choose(request: Request, session: Writing, actor: CurrentActor, activity_id: str, form: Posted) -> Response:
    """What is refused comes back with what is left now."""
    wanted = form.get("option", [])
    refused: HouseError
    try:
        chosen = services.choose(session, actor, None, activity_id, wanted)
        if not chosen.changed:
            return go(f"/activites/{activity_id}", _("C'était déjà votre choix. Rien n'a changé."))
        return go("/accueil", what_next(session, actor, activity_id))
    except (Invalid, Conflict) as error:
        refused = error
    enrolment, outline, activity = learning.activity_for(session, actor, activity_id)
    return show_activity(
        request,
        session,
        actor,
        enrolment,
        outline,
        activity,
        status=refused.status,
        refused=refused,
        chosen=set(wanted),
    )
