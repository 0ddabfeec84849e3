"""Work at a distance as the team follows it, as the person sees it, and the reminders."""

from datetime import date
from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.trail import concerns
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.notifications import queries as mailing
from app.notifications.distance import files, policies, queries, rules, services
from app.notifications.distance.evidence import followup, in_words
from app.notifications.distance.following import modules_of, remote_work
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("distance")

LINES_SHOWN = 100


@router.get("/suivi/modules")
def people(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """People and modules: where each stands, and the reminders sent."""
    require(policies.may_follow(actor))
    courses, course = _courses(session, actor, parcours)
    values: dict[str, Any] = {"people": [], "names": [], "modules": {}, "more": False}
    if course is not None:
        found = queries.followed(session, actor, course.id, skip=(page - 1) * LINES_SHOWN, limit=LINES_SHOWN + 1)
        shown = found[:LINES_SHOWN]
        modules = {key: {one.id: one for one in mine} for key, mine in modules_of(session, shown).items()}
        values = {
            "people": shown,
            "modules": modules,
            "more": len(found) > LINES_SHOWN,
            "names": _names(session, shown),
        }
    return show(
        request, "notifications/modules.html", courses=courses, course=course, page=page, status_words=_words(),
        remind_after=rules.REMIND_AFTER, **values,
    )  # fmt: skip


@router.get("/suivi/modules.csv")
def people_as_csv(request: Request, session: Reading, actor: CurrentActor, parcours: str = "") -> Response:
    require(policies.may_follow(actor))
    _all, course = _courses(session, actor, parcours)
    shown = queries.followed(session, actor, course.id, skip=0, limit=10_000) if course is not None else []
    concerns(row.id for row in shown)
    return _file(files.people_sheet(shown, modules_of(session, shown), _names(session, shown)), "modules")


@router.get("/suivi/{enrolment_id}/suivi-a-distance")
def person(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    """Everything that proves how one person's work at a distance was followed."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_follow(actor))
    return _show(request, session, actor, enrolment)


@router.get("/suivi/{enrolment_id}/suivi-a-distance.csv")
def person_as_csv(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_follow(actor))
    return _file(files.person_sheet(followup(session, enrolment)), "suivi-a-distance")


@router.get("/progression/a-distance")
def own(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The same for the person themselves."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    return _show(request, session, actor, enrolment)


@router.post("/suivi/{enrolment_id}/relances")
def remind(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    module: Annotated[str, Form(max_length=36)] = "",
    words: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    """« Relancer »."""
    try:
        services.remind(session, actor, enrolment_id, module, words)
    except Invalid as error:
        enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
        return _show(request, session, actor, enrolment, error, module=module, words=words)
    return go(
        f"/suivi/{enrolment_id}/suivi-a-distance",
        _("La relance part par courriel. Elle est gardée comme preuve du suivi."),
    )


@router.post("/suivi/{enrolment_id}/relances/suspension")
def hold(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    until: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    act: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """No reminder of the house until a day; `act` « lift » ends it."""
    try:
        services.hold_reminders(session, actor, enrolment_id, None if act == "lift" else _day(until), reason)
    except Invalid as error:
        enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
        return _show(request, session, actor, enrolment, error, until=until, reason=reason)
    said = _("Les rappels automatiques reprennent.") if act == "lift" else _("Les rappels automatiques sont suspendus.")
    return go(f"/suivi/{enrolment_id}/suivi-a-distance", said)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return today()  # which the service refuses, with the words that fit


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    error: Invalid | None = None,
    **typed: str,
) -> Response:
    team = bool(policies.may_follow(actor)) and actor.account_id != enrolment.learner_id
    course = outline_of(session, enrolment.edition_id)
    fields = list(error.fields) if error else []
    return show(
        request, "notifications/distance.html", status=error.status if error else 200, enrolment=enrolment,
        course=course, found=followup(session, enrolment), team=team,
        may_remind=team and bool(policies.may_remind(actor)), status_words=_words(), delay_words=in_words,
        hold=queries.holds(session, [enrolment.id]).get(enrolment.id), today=today(),
        undelivered=mailing.undelivered(session, enrolment.id) if team else None,
        first_name=enrolment.learner_name.split(" ")[0], error=error, fields=fields,
        errors={field.field: field.message for field in fields}, typed=typed,
        blocks={block.id: block for block in course.blocks},
    )  # fmt: skip


def _words() -> dict[str, tuple[str, str]]:
    return {str(status): (_(said), kind) for status, (said, kind) in rules.STATUS_WORDS.items()}


def _courses(session: Session, actor: Actor, slug: str) -> tuple[Any, Any]:
    """The courses that the actor follows people in, and the one asked for; the fullest otherwise."""
    found = queries.courses_followed(session, actor)
    return found, next((one for one in found if one.slug == slug), found[0] if found else None)


def _names(session: Session, people: Any) -> list[tuple[str, str]]:
    """(id, title) of the modules of the course that these people follow."""
    if not people:
        return []
    return [(key, title) for key, title, _block, _work in remote_work(outline_of(session, people[0].edition_id))]


def _file(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
