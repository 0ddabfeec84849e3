"""Answering a survey."""

from fastapi import Request, Response

from app.assessment.surveys import services, showing
from app.assessment.tasks import task_for
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go

router = pages("assessment")

NAMED, UNNAMED = "named", "unnamed"  # what the page promised of the answers


@router.post("/activites/{activity_id}/avis")
def answer(request: Request, session: Writing, actor: CurrentActor, activity_id: str, form: Posted) -> Response:
    """The whole survey at once, or what is answered so far. Whatever is refused comes back with each answer in its place."""
    asked = [one for one in only(form, "asked").split(",") if one]
    given = {
        name.removeprefix("q"): values for name, values in form.items() if name[:1] == "q" and name[1:].isdecimal()
    }
    answers = {number: values if len(values) > 1 else values[0] for number, values in given.items() if values}
    promise = {NAMED: False, UNNAMED: True}.get(only(form, "promise"))
    refused: HouseError
    try:
        if only(form, "act") == "keep":
            services.keep_answers(session, actor, None, activity_id, answers, asked=asked)
            return go(f"/activites/{activity_id}", _("Vos réponses sont gardées. Vous pouvez finir plus tard."))
        sent = services.send_answers(session, actor, None, activity_id, answers, asked=asked, promised=promise)
        if not sent.changed:
            return go(f"/activites/{activity_id}", _("Vos réponses étaient déjà arrivées. Rien n'a changé."))
        return go("/accueil", what_next(session, actor, activity_id))
    except (Invalid, Conflict) as error:
        refused = error
    task = task_for(session, actor, activity_id, None, services.KIND)
    questions = services.questions_shown(session, task, asked) or task.content["asked"]
    typed = {question["id"]: given.get(str(number)) for number, question in enumerate(questions, 1)}
    fields = refused.fields if isinstance(refused, Invalid) else []
    return show_activity(
        request, session, actor, task.enrolment, task.outline, task.activity, status=refused.status, refused=refused,
        asked=showing.asked(questions, typed, {field.field: field.message for field in fields}),
        asked_ids=",".join(question["id"] for question in questions),
    )  # fmt: skip
