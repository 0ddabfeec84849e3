"""Drawing again the plans of a whole course: asked here, done by the worker, followed on the page of its work."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid
from app.core.i18n import _
from app.courses import queries as courses
from app.planning import policies, tasks
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("planning")

_Line = Annotated[str, Form(max_length=300)]
_Long = Annotated[str, Form(max_length=2000)]


@router.get("/suivi/plans")
def course_form(request: Request, session: Reading, actor: CurrentActor, parcours: str = "") -> Response:
    require(policies.may_change_plan(actor))
    return _course_form(request, session, actor, {"course": parcours, "reason": ""})


@router.post("/suivi/plans")
def draw_course_again(
    request: Request, session: Writing, actor: CurrentActor, course: _Line = "", reason: _Long = ""
) -> Response:
    try:
        task_id, count = tasks.reschedule_course(session, actor, course, reason)
    except Invalid as error:
        return _course_form(request, session, actor, {"course": course, "reason": reason}, error)
    return go(f"/avancement/{task_id}", _("Le calcul de %(num)s plans a commencé.") % {"num": count})


def _course_form(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    return show(
        request,
        "planning/course.html",
        status=error.status if error else 200,
        courses=[(row.slug, row.title) for row in courses.proposed_courses(session, actor)],
        asked=asked,
        error=error,
        errors={field.field: field.message for field in error.fields} if error else {},
    )
