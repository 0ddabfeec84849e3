"""The sealed register for those who are named: its list without words, a report, and each opening written down."""

from datetime import date

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.registers import people_queries, policies
from app.registers.sealed import queries, services
from app.registers.sealed.models import SealedCase
from app.registers.sealed.services import Opened
from app.registers.words import sealed_act_words
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("sealed_register")

_HERE = "/qualite/registre-scelle"


def _named(session: Session, actor: Actor) -> None:
    require(policies.may_read_sealed(people_queries.duties_of(session, actor)))


@router.get(_HERE)
def cases(request: Request, session: Reading, actor: CurrentActor) -> Response:
    _named(session, actor)
    return show(
        request, "registers/sealed.html", rows=queries.cases(session, actor.organisation_id), categories=services.CATEGORIES
    )  # fmt: skip


@router.get(f"{_HERE}/nouveau")
def new(request: Request, session: Reading, actor: CurrentActor) -> Response:
    _named(session, actor)
    return _form(request, {"received_on": today().isoformat()})


@router.post(_HERE)
def add(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    typed = {name: only(form, name) for name in ("category", "received_on", "story")}
    try:
        received = date.fromisoformat(typed["received_on"])
    except ValueError:
        received = None
    try:
        case = services.report(session, actor, typed["category"], received, typed["story"])
    except Invalid as error:
        return _form(request, typed, error)
    return go(_HERE, _("Le signalement %(n)s est au registre. Ses mots sont scellés.") % {"n": case.number})


@router.post(f"{_HERE}/{{case_id}}/ouverture")
def open_case(request: Request, session: Writing, actor: CurrentActor, case_id: str) -> Response:
    """The words of a report. A form and not a link: opening it is written down, under the name of whoever does."""
    return _case(request, services.open_case(session, actor, case_id), {})


@router.post(f"{_HERE}/{{case_id}}/suites")
def follow(request: Request, session: Writing, actor: CurrentActor, case_id: str, form: Posted) -> Response:
    try:
        case = services.follow(session, actor, case_id, only(form, "words"), closes=only(form, "closes") == "1")
    except HouseError as error:
        if error.status not in (409, 422):
            raise
        return _not_followed(request, services.case_to_follow(session, actor, case_id), form, error)
    return go(_HERE, _("La suite du signalement %(n)s est au registre, scellée.") % {"n": case.number})


def _not_followed(request: Request, case: SealedCase, form: Form, error: HouseError) -> Response:
    """The words that were typed, and not those that are sealed: showing these again is another opening."""
    typed = {name: only(form, name) for name in ("words", "closes")}
    return _case(request, Opened(case, (), ()), typed, error)


def _case(request: Request, opened: Opened, typed: dict[str, str], error: HouseError | None = None) -> Response:
    fields = error.fields if isinstance(error, Invalid) else []
    page = show(
        request,
        "registers/case.html",
        status=error.status if error else 200,
        opened=opened,
        typed=typed,
        categories=services.CATEGORIES,
        act_words=sealed_act_words,
        fields=fields,
        errors={one.field: one.message for one in fields},
        refused=error.detail if error and not fields else "",
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _form(request: Request, values: dict[str, str], error: Invalid | None = None) -> Response:
    fields = error.fields if error else []
    return show(
        request,
        "registers/sealed_form.html",
        status=error.status if error else 200,
        values=values,
        categories=[(code, _(label)) for code, label in services.CATEGORIES.items()],
        fields=fields,
        errors={one.field: one.message for one in fields},
    )
