"""One walk to close a path, its exit with all that followed, and the closing interview that the person takes away."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.days import read_day
from app.core.documents import render
from app.core.errors import FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.sensitive import Doubtful
from app.enrolments import queries as enrolments
from app.enrolments.exits import queries as exits
from app.enrolments.exits import services as exiting
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.exits.rules import is_abandonment
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED, STATUS_LABELS, Act, Status, possible_acts
from app.outcomes import policies, queries
from app.outcomes.rules import DECISIONS, OPEN, STANDINGS, standing_of
from app.outcomes.services import asking, closing
from app.outcomes.services.closing import Interview
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show

router = pages("outcomes")

_ENDS = {"fin": Act.FINISH, "sortie": Act.LEAVE}
_FIELDS = (
    "end", "on", "exit_reason", "reason", "held", "held_on", "decision", "reached", "reasons", "elements", "next_steps",
)  # fmt: skip
_WAYS = ("mail", "sms", "call")


@router.get("/suivi/{enrolment_id}/sortie")
def exit_page(
    request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, corriger: str = ""
) -> Response:
    """For a path under way, the walk that closes it; for one that is over, its exit and the news since."""
    enrolment = _see(session, actor, enrolment_id)
    if enrolment.status in CLOSED:
        return _over(request, session, actor, enrolment, correcting=bool(corriger))
    require(policies.may_close(actor))
    end = "fin" if Act.FINISH in possible_acts(enrolment.status) and enrolment.ends_on <= today() else "sortie"
    return _walk(
        request, session, actor, enrolment, {"on": today().isoformat(), "held_on": today().isoformat(), "end": end}
    )


@router.post("/suivi/{enrolment_id}/sortie")
def close(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    enrolment = _see(session, actor, enrolment_id)
    require(policies.may_close(actor))
    asked = _asked(form)
    try:
        if asked["end"] not in _ENDS:
            message = _("Dites si le parcours est terminé, ou s'il s'arrête avant la fin.")
            raise Invalid(message, [FieldError("end", message)])
        on = read_day(asked["on"], "on")
        interview = _interview(form, asked) if _held(asked) else None
        closing.close(
            session, actor, enrolment_id, _ENDS[asked["end"]], on, asked["exit_reason"] or None, asked["reason"], interview,
            anyway=only(form, "anyway") == "1",
        )  # fmt: skip
    except Invalid as error:  # said before anything was written
        return _walk(request, session, actor, enrolment, asked, error)
    words = _("La sortie de %(name)s est notée. Ses nouvelles seront prises aux dates ci-dessous.")
    return go(f"/suivi/{enrolment_id}/sortie", words % {"name": enrolment.learner_name})


@router.post("/suivi/{enrolment_id}/sortie/correction")
def correct(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    enrolment = _see(session, actor, enrolment_id)
    require(policies.may_close(actor))
    asked = {name: only(form, name) for name in ("status", "on", "exit_reason", "reason")}
    try:
        exiting.correct_exit(
            session, actor, enrolment_id, read_day(asked["on"], "on"), asked["exit_reason"] or None, asked["reason"],
            asked["status"],
        )  # fmt: skip
    except Invalid as error:  # said before anything was written
        return _over(request, session, actor, enrolment, asked, error, correcting=True)
    return go(f"/suivi/{enrolment_id}/sortie", _("La sortie est corrigée. L'ancienne reste dans l'historique."))


@router.post("/suivi/{enrolment_id}/bilan")
def hold(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    """The closing interview by itself: before the exit, or after."""
    enrolment = _see(session, actor, enrolment_id)
    require(policies.may_close(actor))
    asked = _asked(form)
    try:
        closing.hold(session, actor, enrolment_id, _interview(form, asked), anyway=only(form, "anyway") == "1")
    except Invalid as error:
        return _interview_form(request, session, actor, enrolment, asked, error)
    return go(f"/bilans/{enrolment_id}", _("Le bilan est enregistré. La personne peut le lire et l'imprimer."))


@router.get("/suivi/{enrolment_id}/bilan")
def interview_form(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    enrolment = _see(session, actor, enrolment_id)
    require(policies.may_close(actor))
    return _interview_form(request, session, actor, enrolment, _known(session, enrolment))


@router.post("/suivi/nouvelles/{check_id}/envoi")
def send_again(session: Writing, actor: CurrentActor, check_id: str) -> Response:
    check = asking.ask_again(session, actor, check_id)
    return go(f"/suivi/{check.enrolment_id}/sortie#nouvelles", _("La demande de nouvelles est partie."))


@router.post("/suivi/nouvelles/{check_id}/retrait")
def take_back(session: Writing, actor: CurrentActor, check_id: str) -> Response:
    row = queries.check_for(session, actor, check_id)
    asking.take_link_back(session, actor, check_id)
    return go(f"/suivi/{row.enrolment_id}/sortie#nouvelles", _("Le lien envoyé n'ouvre plus rien."))


@router.get("/mon-bilan")
def own_interview(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The way of a person to what was concluded with them, whichever path it was."""
    mine = {row.enrolment_id: row for row in queries.own_interviews(session, actor)}
    if len(mine) == 1:
        return go(f"/bilans/{next(iter(mine))}")
    return show(request, "outcomes/mine.html", mine=list(mine.values()))


@router.get("/bilans/{enrolment_id}")
def interview(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    """The closing interview, for the person it is about and for the team; it prints."""
    enrolment, said = _said(session, actor, enrolment_id)
    return show(
        request, "outcomes/interview.html", enrolment=enrolment, said=said, decisions=DECISIONS,
        own=actor.account_id == enrolment.learner_id, may_close=bool(policies.may_close(actor)),
    )  # fmt: skip


@router.get("/bilans/{enrolment_id}/bilan.pdf")
def interview_as_pdf(session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    enrolment, said = _said(session, actor, enrolment_id)
    title = _("Bilan de fin de parcours")
    parts = [
        (_("Ce qui est atteint"), said.reached), (_("La décision"), _(DECISIONS[said.decision])),
        (_("Les raisons"), said.reasons), (_("Des éléments pour décider"), said.elements), (_("La suite"), said.next_steps),
    ]  # fmt: skip
    data = {
        "title": f"{title} · {enrolment.learner_name}",
        "heading": title,
        "organisation": actor.organisation_name,
        "facts": [
            [_("Personne"), enrolment.learner_name],
            [_("Entretien"), formats.full_day(said.held_on)],
            [_("Avec"), said.by_name],
        ],
        "parts": [{"title": heading, "lines": words.splitlines()} for heading, words in parts if words],
    }
    headers = {"Content-Disposition": 'inline; filename="bilan-de-fin.pdf"', "Cache-Control": "private, no-store"}
    return Response(render("closing-interview", data, said.at), media_type="application/pdf", headers=headers)


# --- What the pages share ---------------------------------------------------------------------------------------------


def _see(session: Session, actor: Actor, enrolment_id: str) -> EnrolmentRow:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_see_exit(actor))
    return enrolment


def _said(session: Session, actor: Actor, enrolment_id: str) -> tuple[EnrolmentRow, Any]:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    found = queries.interviews(session, enrolment_id)
    if not found:
        raise NotFound(_("Le bilan de fin n'est pas encore écrit."))
    return enrolment, found[0]


def _asked(form: Form) -> dict[str, Any]:
    return {name: only(form, name) for name in _FIELDS} | {"ways": form.get("ways", [])}


def _held(asked: dict[str, Any]) -> bool:
    return bool(asked["held"] == "1")


def _interview(form: Form, asked: dict[str, Any]) -> Interview:
    return Interview(
        read_day(asked["held_on"], "held_on"), asked["decision"], asked["reached"], asked["reasons"], asked["elements"],
        asked["next_steps"], *(way in asked["ways"] for way in _WAYS),
    )  # fmt: skip


def _known(session: Session, enrolment: EnrolmentRow) -> dict[str, Any]:
    """What the latest interview says, to be written again."""
    found = queries.interviews(session, enrolment.id)
    if not found:
        return {"held_on": today().isoformat()}
    said = found[0]
    return {
        "held_on": said.held_on.isoformat(), "decision": said.decision, "reached": said.reached, "reasons": said.reasons,
        "elements": said.elements, "next_steps": said.next_steps,
        "ways": [way for way in _WAYS if getattr(said, f"by_{way}")],
    }  # fmt: skip


def _form_values(asked: dict[str, Any], error: HouseError | None) -> dict[str, Any]:
    fields = error.fields if isinstance(error, Invalid) else []
    return {
        "status": error.status if error else 200,
        "asked": {name: asked.get(name, "") for name in _FIELDS} | {"ways": asked.get("ways", [])},
        "decisions": [(code, _(label)) for code, label in DECISIONS.items()],
        "doubtful": isinstance(error, Doubtful),
        "fields": fields,
        "errors": {field.field: field.message for field in fields},
    }


def _walk(
    request: Request, session: Session, actor: Actor, enrolment: EnrolmentRow, asked: dict[str, Any], error: Invalid | None = None
) -> Response:  # fmt: skip
    listed = exits.offered(session, actor.organisation_id, today())
    acts = possible_acts(enrolment.status)
    known = _known(session, enrolment) if error is None else {}
    return show(
        request,
        "outcomes/close.html",
        enrolment=enrolment,
        offered=[(one.key, _(one.label)) for one in listed],
        ends=[
            (word, label)
            for word, label in (
                ("fin", _("Le parcours est terminé")),
                ("sortie", _("Le parcours s'arrête avant la fin")),
            )
            if _ENDS[word] in acts
        ],
        **_form_values({**known, **asked}, error),
    )


def _interview_form(
    request: Request, session: Session, actor: Actor, enrolment: EnrolmentRow, asked: dict[str, Any], error: Invalid | None = None
) -> Response:  # fmt: skip
    return show(request, "outcomes/interview_form.html", enrolment=enrolment, **_form_values(asked, error))


def _over(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    asked: dict[str, str] | None = None,
    error: Invalid | None = None,
    *,
    correcting: bool,
) -> Response:
    history = exits.history(session, enrolment.id)
    current = history[0] if history else None
    asked = asked or (
        {"status": current.status, "on": current.left_on.isoformat(), "exit_reason": current.outcome, "reason": ""}
        if current
        else {}
    )
    listed = exits.every_choice(session, actor.organisation_id, today()) if correcting else []
    outcome = outcome_of(current.code, current.nomenclature) if current else None
    checks = queries.checks_of(session, enrolment.id)
    return show(
        request,
        "outcomes/over.html",
        status=error.status if error else 200,
        enrolment=enrolment,
        current=current,
        outcome=outcome,
        abandonment=bool(current) and is_abandonment(enrolment.status, outcome),
        history=[(row, _words(row)) for row in history],
        statuses={status.value: _(STATUS_LABELS[status]) for status in (Status.FINISHED, Status.LEFT)},
        interviews=queries.interviews(session, enrolment.id),
        decisions=DECISIONS,
        checks=[
            (row, _(STANDINGS[standing_of(row.state, row.due_on, today())]), _check_words(row))
            for row in checks
            if current and row.spell == current.spell and row.state != "cancelled"
        ],
        former=[(row, _check_words(row)) for row in checks if current and row.spell < current.spell and row.label],
        today=today(),
        open_states=OPEN,
        correcting=correcting and bool(policies.may_close(actor)),
        offered=[(one.key, _(one.label)) for one in listed if not one.hidden or one.key == asked.get("exit_reason")],
        asked=asked,
        may_close=bool(policies.may_close(actor)),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


def _words(row: Any) -> str:
    outcome = outcome_of(row.code, row.nomenclature)
    return row.label or (_(outcome.label) if outcome else _("situation non dite"))


def _check_words(row: Any) -> str:
    if not row.code:
        return ""
    words = str(row.label)
    if row.active is False:
        words = _("%(words)s, activité arrêtée") % {"words": words}
    return words
