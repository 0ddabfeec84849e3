"""Answering a forum task from the page of its activity."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.errors import Conflict, FieldError, Invalid, TooMany
from app.core.i18n import _
from app.forum import services
from app.learning.pages import show_activity
from app.web.doors import CurrentActor, Writing, pages
from app.web.templating import go

router = pages("forum")


@router.post("/activites/{activity_id}/fil")
def answer_activity(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    body: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.answer_activity(session, actor, activity_id, body)
    except (Invalid, Conflict, TooMany) as error:
        enrolment, outline, task = services.task_of(session, actor, activity_id)
        problems = error.fields if isinstance(error, Invalid) else [FieldError("body", error.detail)]
        return show_activity(
            request, session, actor, enrolment, outline, task, status=error.status, problems=problems, body=body,
            refused=error, typed=[body] if body else [],
        )  # fmt: skip
    return go(
        f"/activites/{activity_id}#fil",
        _("Votre message est envoyé. Le groupe peut le lire et vous répondre."),
    )
