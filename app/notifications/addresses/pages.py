"""/suivi/{id}/adresse: another address for somebody whom mail does not reach."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.enrolments import queries as enrolments
from app.notifications import queries
from app.notifications.addresses import policies, services
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("addresses")


@router.get("/suivi/{enrolment_id}/adresse")
def address(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    return _page(request, session, actor, enrolment_id)


def _page(
    request: Request, session: Session, actor: Actor, enrolment_id: str, typed: str = "", error: Invalid | None = None
) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_correct(actor))
    return show(
        request, "notifications/address.html", status=error.status if error else 200, enrolment=enrolment, typed=typed,
        person=queries.person_of_path(session, enrolment.id), undelivered=queries.undelivered(session, enrolment.id),
        problem=error, errors={one.field: one.message for one in error.fields} if error else {},
    )  # fmt: skip


@router.post("/suivi/{enrolment_id}/adresse")
def correct(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str,
    email: Annotated[str, Form(max_length=254)] = "",
) -> Response:  # fmt: skip
    try:
        count = services.correct_address(session, actor, enrolment_id, email)
    except Invalid as error:
        return _page(request, session, actor, enrolment_id, email, error)
    said = ngettext("Un message repart vers elle.", "%(num)s messages repartent vers elle.", count) % {"num": count}
    return go(f"/suivi/{enrolment_id}", _("La nouvelle adresse est enregistrée.") + (f" {said}" if count else ""))
