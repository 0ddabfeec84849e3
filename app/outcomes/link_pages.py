"""Saying where one is, with the private link of a message: no account, no password, three big choices.

Reading the page records nothing, whoever follows the link: programs that look at mail do. Only the button does.
"""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.days import maybe_day
from app.core.db import AnyRow
from app.core.errors import Invalid
from app.core.i18n import _
from app.enrolments.exits import queries as exits
from app.enrolments.exits.nomenclature import Outcome, outcome_of
from app.outcomes import queries, rules
from app.outcomes.rules import State
from app.outcomes.services import answering
from app.outcomes.services.answering import Said
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("outcomes")

_Line = Annotated[str, Form(max_length=100)]
STOPPED = "arret"  # « mon activité s'est arrêtée »: what the person does now is asked next


@router.get("/nouvelles/{token}")
def ask(request: Request, session: Reading, actor: MaybeActor, token: str, choix: str = "") -> Response:
    return _page(request, session, answering.opened_by(session, token), token, choix)


@router.post("/nouvelles/{token}")
def answer(
    request: Request,
    session: Writing,
    actor: MaybeActor,
    token: str,
    outcome: _Line = "",
    refuse: _Line = "",
    active: _Line = "",
    siret: _Line = "",
    started_on: _Line = "",
) -> Response:
    row = answering.opened_by(session, token)
    asked = {"siret": siret, "started_on": started_on, "outcome": outcome}
    try:
        said = Said(
            outcome, refused=bool(refuse), active={"1": True, "0": False}.get(active), siret=siret,
            started_on=maybe_day(started_on, "started_on"),
        )  # fmt: skip
        answering.answer_by_link(session, token, said)
    except Invalid as error:  # said before anything was written
        return _page(request, session, row, token, "", asked, error)
    return go(f"/nouvelles/{token}", _("Merci, votre réponse est enregistrée."))


def _page(
    request: Request,
    session: Session,
    row: AnyRow,
    token: str,
    choice: str,
    asked: dict[str, str] | None = None,
    error: Invalid | None = None,
) -> Response:
    answers = queries.answers_of(session, row.id)
    said = answers[0] if answers else None
    listed = [one for one in exits.offered(session, row.organisation_id, today()) if one.outcome.asked]
    made = _made_before(session, row)
    chosen = choice if choice in (*rules.FAMILIES, STOPPED) else ""
    return show(
        request,
        "outcomes/ask.html",
        status=error.status if error else 200,
        row=row,
        token=token,
        said=said,
        refused=bool(said and said.refused),
        kept=outcome_of(said.code, said.nomenclature) if said else None,
        unreachable=row.state == State.UNREACHABLE,
        choice=chosen,
        stopped=chosen == STOPPED,
        families=[(code, _(label)) for code, label in rules.FAMILIES.items()],
        question=_(rules.FAMILIES[chosen]) if chosen in rules.FAMILIES else "",
        offered=[
            (one.key, _(one.label) if one.own else _(one.outcome.asked))
            for one in listed
            if _is_in(one.outcome, chosen)
        ],
        made=made,
        until=row.open_until,
        asked=asked or {},
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


def _is_in(outcome: Outcome, choice: str) -> bool:
    if choice == STOPPED:
        return not outcome.business
    return rules.FAMILY_OF.get(outcome.family) == choice


def _made_before(session: Session, row: AnyRow) -> dict[str, Any] | None:
    """The activity that the person had created by an earlier moment: its situation, its number if it is known."""
    found: dict[str, Any] | None = None
    gone = outcome_of(row.exit_code, row.exit_nomenclature)
    if gone is not None and gone.business:
        found = {"outcome": gone.code, "siret": "", "started_on": None}
    for one in queries.before(session, row):
        outcome = outcome_of(one.code, one.nomenclature)
        if outcome is not None and outcome.business:
            known = found or {"siret": "", "started_on": None}
            found = {
                "outcome": outcome.code,
                "siret": one.siret or known["siret"],
                "started_on": one.started_on or known["started_on"],
            }
        if one.active is False:
            found = None
    return found
