"""What people answered to an activity that gives no mark: surveys, choices, lists. For the team."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.checklists import results as checklists
from app.assessment.choices import results as choices
from app.assessment.surveys import results as surveys
from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid, NotFound
from app.core.periods import read_period
from app.courses import queries as courses
from app.courses.outline import Activity, outline
from app.web.doors import CurrentActor, Reading, pages
from app.web.spreadsheets import sheet
from app.web.templating import show

router = pages("assessment")

SUBROOMS: dict[str, Any] = {"survey": surveys, "choice": choices, "checklist": checklists}

Day = Annotated[str, Query(max_length=40)]


def answers_href(slug: str, activity: Activity) -> str:
    """Where the team reads the answers to an activity; empty for a kind whose answers are elsewhere."""
    return f"/atelier/{slug}/activites/{activity.id}/reponses" if activity.kind in SUBROOMS else ""


def _met(
    session: Session, actor: Actor, slug: str, activity_id: str
) -> tuple[courses.AnyRow, Activity, dict[str, Any]]:
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound()
    require(policies.may_see_sequence(actor))
    activity = outline(session, course.edition_id).activities.get(activity_id)
    content = courses.content_of(session, course.edition_id, activity_id)
    if activity is None or activity.kind not in SUBROOMS or content is None:
        raise NotFound()
    return course, activity, content


@router.get("/atelier/{slug}/activites/{activity_id}/reponses")
def answers(
    request: Request, session: Reading, actor: CurrentActor, slug: str, activity_id: str, du: Day = "", au: Day = ""
) -> Response:
    """Over a period, the last twelve months when none is asked for."""
    course, activity, content = _met(session, actor, slug, activity_id)
    refused: Invalid | None = None
    try:
        period = read_period(du, au, today=today())
    except Invalid as error:
        refused, period = error, read_period("", "", today=today())
    return show(
        request, "assessment/answers.html", status=refused.status if refused else 200, course=course, activity=activity,
        period=period, found=SUBROOMS[activity.kind].results(session, actor, activity_id, content, period),
        here=answers_href(slug, activity), refused=refused,
        du=du if refused else period.start.isoformat(), au=au if refused else period.end.isoformat(),
        errors={field.field: field.message for field in refused.fields} if refused else {},
    )  # fmt: skip


@router.get("/atelier/{slug}/activites/{activity_id}/reponses.csv")
def answers_as_csv(
    request: Request, session: Reading, actor: CurrentActor, slug: str, activity_id: str, du: Day = "", au: Day = ""
) -> Response:
    _course, activity, content = _met(session, actor, slug, activity_id)
    period = read_period(du, au, today=today())
    name = f"reponses-{activity.key}-{period.start.isoformat()}-{period.end.isoformat()}.csv"
    return Response(
        sheet(SUBROOMS[activity.kind].rows(session, actor, activity_id, content, period)),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
