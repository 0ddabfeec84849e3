"""The form of the weekly hours expected."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.days import maybe_day
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.enrolments import engagement, policies, queries
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("enrolments")


@router.get("/inscriptions/{enrolment_id}/engagement")
def weekly_hours(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    row = queries.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change(actor, row.adviser_id))
    hours = row.weekly_hours_due if row.weekly_hours_due is not None else engagement.USUAL
    since = row.weekly_hours_from or row.starts_on
    return _form(request, session, actor, enrolment_id, {"hours": str(hours), "since": since.isoformat(), "reason": ""})


@router.post("/inscriptions/{enrolment_id}/engagement")
def set_weekly_hours(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    hours: Annotated[str, Form(max_length=10)] = "",
    since: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    asked = {"hours": hours, "since": since, "reason": reason}
    try:
        kept = engagement.expect_weekly_hours(
            session, actor, enrolment_id, _whole(hours), maybe_day(since, "since") if hours.strip() else None, reason
        )
    except Invalid as error:  # said before anything was written
        return _form(request, session, actor, enrolment_id, asked, error)
    if kept.weekly_hours_due is None:
        return go(f"/inscriptions/{enrolment_id}", _("Aucune heure n'est attendue chaque semaine."))
    done = _("%(hours)s heures sont attendues chaque semaine. Le relevé est dans les heures de la personne.")
    return go(f"/inscriptions/{enrolment_id}", done % {"hours": kept.weekly_hours_due})


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    asked: dict[str, str],
    error: Invalid | None = None,
) -> Response:
    row = queries.enrolment_for(session, actor, enrolment_id)
    return show(
        request,
        "enrolments/engagement.html",
        status=error.status if error else 200,
        enrolment=row,
        asked=asked,
        error=error,
        errors={field.field: field.message for field in error.fields} if error else {},
    )


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text.strip())
    except ValueError as error:
        message = _("Écrivez un nombre d'heures, en chiffres.")
        raise Invalid(message, [FieldError("hours", message)]) from error
