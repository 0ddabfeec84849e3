"""The list of what people become, as the organisation wants it, and when it takes news."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.enrolments.exits import nomenclature
from app.enrolments.exits import queries as exits
from app.outcomes import policies, queries
from app.outcomes.rules import Ways
from app.outcomes.services import choosing
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, as_number, number, only
from app.web.templating import go, show

router = pages("outcomes")

HERE = "/admin/sorties"


@router.get(HERE)
def the_list(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_change_ways(actor))
    return _page(request, session, actor)


@router.post(HERE)
def add(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    asked = {"label": only(form, "label"), "code": only(form, "code")}
    try:
        choosing.add_label(session, actor, asked["label"], asked["code"])
    except Invalid as error:
        return _page(request, session, actor, asked, error)
    return go(HERE, _("Le libellé est ajouté à la fin de la liste."))


@router.post(HERE + "/lignes")
def change(session: Writing, actor: CurrentActor, form: Posted) -> Response:
    """Move a line up or down, leave it out, bring it back."""
    key, act = only(form, "key"), only(form, "act")
    if act in ("up", "down"):
        choosing.move(session, actor, key, -1 if act == "up" else 1)
    else:
        choosing.show_or_hide(session, actor, key, hidden=act == "hide")
    return go(HERE)


@router.post(HERE + "/nouvelles")
def change_ways(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    """The months at which news is taken, and how often it is asked."""
    asked = {name: only(form, name) for name in ("months", "reminders", "reminder_days", "attempts", "open_days")}
    try:
        choosing.change_ways(session, actor, _ways(form))
    except Invalid as error:
        return _page(request, session, actor, asked, error)
    return go(HERE, _("Ces règles valent pour les sorties à venir."))


def _ways(form: Form) -> Ways:
    """What is typed; -1 for what is no number, which the service refuses."""
    typed = [part for part in only(form, "months").replace(";", ",").replace(" ", ",").split(",") if part]
    read = [found if (found := as_number(part)) is not None else -1 for part in typed]
    names = ("reminders", "reminder_days", "attempts", "open_days")
    given = [found if (found := number(form, name)) is not None else -1 for name in names]
    return Ways(tuple(read), *given)


def _page(
    request: Request, session: Session, actor: Actor, asked: dict[str, str] | None = None, error: Invalid | None = None
) -> Response:
    ways = queries.ways_of(session, actor.organisation_id)
    version = nomenclature.version_on(today())
    known: dict[str, Any] = {
        "label": "", "code": "", "months": ", ".join(map(str, ways.months)), "reminders": ways.reminders,
        "reminder_days": ways.reminder_days, "attempts": ways.attempts, "open_days": ways.open_days,
    }  # fmt: skip
    return show(
        request,
        "outcomes/admin.html",
        status=error.status if error else 200,
        listed=exits.every_choice(session, actor.organisation_id, today()),
        version=version,
        official=[(code, _(outcome.label)) for code, outcome in version.outcomes.items()],
        asked=known | (asked or {}),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )
