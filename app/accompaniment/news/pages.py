"""The list of those to call for their news, and noting how a call went."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.accompaniment import policies
from app.accompaniment.contacts.forms import days_ahead
from app.accompaniment.contacts.rules import OUTCOMES, Outcome
from app.accompaniment.news import services
from app.core.access import Actor, require
from app.core.clock import today
from app.core.days import maybe_day
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.sensitive import Doubtful
from app.enrolments.exits import queries as exits
from app.enrolments.exits.nomenclature import outcome_of
from app.outcomes import queries
from app.outcomes import rules as outcomes
from app.outcomes.services import answering
from app.outcomes.services.answering import Said
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, number, only
from app.web.templating import go, show

router = pages("news")

HERE = "/suivi/nouvelles"
LINES_SHOWN = 100
_FIELDS = ("outcome", "situation", "active", "siret", "started_on", "words", "minutes", "again_on", "reason")
_REFUSES = "refuse"


@router.get(HERE)
def to_take(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_follow(actor))
    rows = queries.news_to_take(session, actor, today(), LINES_SHOWN + 1)
    ways = queries.ways_of(session, actor.organisation_id)
    return show(
        request,
        "accompaniment/news.html",
        to_call=[(row, _words(row)) for row in rows[:LINES_SHOWN] if row.to_call],
        people=len({row.learner_id for row in rows[:LINES_SHOWN] if row.to_call}),
        waiting=[(row, _words(row)) for row in rows[:LINES_SHOWN] if not row.to_call],
        more=len(rows) > LINES_SHOWN,
        ways=ways,
        may_act=policies.may_act(actor),
        everyone=policies.follows_everyone(actor),
    )


def _words(row: Any) -> str:
    gone = outcome_of(row.exit_code, row.exit_nomenclature)
    return row.exit_label or (_(gone.label) if gone else _("situation non dite"))


@router.get(HERE + "/{check_id}")
def call(request: Request, session: Reading, actor: CurrentActor, check_id: str) -> Response:
    require(policies.may_contact(actor))
    return _form(request, session, actor, check_id, {})


@router.post(HERE + "/{check_id}")
def note(request: Request, session: Writing, actor: CurrentActor, check_id: str, form: Posted) -> Response:
    require(policies.may_contact(actor))
    asked = {name: only(form, name) for name in _FIELDS}
    try:
        services.record_call(
            session, actor, check_id, asked["outcome"], _said(asked), words=asked["words"], minutes=_minutes(form),
            again_on=maybe_day(asked["again_on"], "again_on"), reason=asked["reason"], anyway=only(form, "anyway") == "1",
        )  # fmt: skip
    except Invalid as error:
        return _form(request, session, actor, check_id, asked, error)
    return go(HERE, _("L'appel est noté."))


@router.post(HERE + "/{check_id}/injoignable")
def unreachable(session: Writing, actor: CurrentActor, check_id: str) -> Response:
    require(policies.may_contact(actor))
    answering.give_up(session, actor, check_id)
    return go(HERE, _("La personne est notée injoignable pour cette date. Elle reste comptée dans les chiffres."))


def _said(asked: dict[str, str]) -> Said:
    if asked["situation"] == _REFUSES:
        return Said(refused=True)
    active = {"1": True, "0": False}.get(asked["active"])
    return Said(asked["situation"], False, active, asked["siret"], maybe_day(asked["started_on"], "started_on"))


def _minutes(form: Form) -> int | None:
    """The minutes given; -1 for what is no number, which the service refuses."""
    return None if not only(form, "minutes") else (found if (found := number(form, "minutes")) is not None else -1)


def _form(
    request: Request, session: Session, actor: Actor, check_id: str, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    row = queries.check_for(session, actor, check_id)
    listed = exits.offered(session, actor.organisation_id, today())
    fields = error.fields if error else []
    wrong = {"outcome": "situation"}  # the situation is « outcome » for the service: here it is how the call went
    reached = asked.get("outcome") == Outcome.REACHED
    errors = {wrong.get(field.field, field.field) if reached else field.field: field.message for field in fields}
    return show(
        request,
        "accompaniment/news_call.html",
        status=422 if error else 200,
        row=row,
        left_words=_words(row),
        phone=row.phone,
        closed=row.state not in outcomes.OPEN,
        answers=queries.answers_of(session, check_id),
        ways=queries.ways_of(session, actor.organisation_id),
        wishes=queries.wishes_of(session, row.enrolment_id, row.spell),
        outcomes=[(code, _(label)) for code, label in OUTCOMES.items()],
        situations=[(one.key, _(one.label)) for one in listed] + [(_REFUSES, _("ne souhaite pas répondre"))],
        asked={name: asked.get(name, "") for name in _FIELDS},
        tomorrow=days_ahead(1),
        doubtful=isinstance(error, Doubtful),
        fields=[
            type(field)(wrong.get(field.field, field.field) if reached else field.field, field.message)
            for field in fields
        ],
        errors=errors,
    )
