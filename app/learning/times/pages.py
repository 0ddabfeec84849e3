"""« J'ai terminé », with the time it took; and that time said or corrected afterwards."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Invalid
from app.core.i18n import _
from app.learning import services
from app.learning.pages import show_activity, what_next
from app.learning.times.services import declare_time
from app.web.doors import CurrentActor, Writing, pages
from app.web.formats import hours
from app.web.templating import go

router = pages("times")

Typed = Annotated[str, Form(max_length=20)]


@router.post("/activites/{activity_id}/fait")
def done(request: Request, session: Writing, actor: CurrentActor, activity_id: str, time_spent: Typed = "") -> Response:
    """The learner says it is done, and how long it took when they know; the next step is ready."""
    services.complete_activity(session, actor, None, activity_id)
    if time_spent.strip():
        try:
            declare_time(session, actor, None, activity_id, time_spent)
        except Invalid as error:  # the work is done all the same: only its time is to be said again
            return _again(request, session, actor, activity_id, time_spent, error)
    return go("/accueil", what_next(session, actor, activity_id))


@router.post("/activites/{activity_id}/temps")
def say_time(
    request: Request, session: Writing, actor: CurrentActor, activity_id: str, time_spent: Typed = ""
) -> Response:
    """How long it really took: said afterwards, or corrected."""
    try:
        said = declare_time(session, actor, None, activity_id, time_spent)
    except Invalid as error:
        return _again(request, session, actor, activity_id, time_spent, error)
    return go(f"/activites/{activity_id}#temps", _("Temps enregistré : %(time)s.") % {"time": hours(said.minutes)})


def _again(request: Request, session: Session, actor: Actor, activity_id: str, typed: str, error: Invalid) -> Response:
    session.flush()
    enrolment, outline, found = services.activity_for(session, actor, activity_id)
    return show_activity(
        request, session, actor, enrolment, outline, found, status=error.status, time_refused=error, time_typed=typed,
        time_errors={field.field: field.message for field in error.fields},
    )  # fmt: skip
