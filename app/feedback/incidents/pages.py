"""Writing down an incident in one short form, and the register."""

from collections.abc import Iterator

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments import queries as enrolments
from app.feedback import data, files, policies, showing
from app.feedback.improvements import queries as improvements
from app.feedback.improvements.rules import STATES as ACTION_STATES
from app.feedback.incidents import queries, services
from app.feedback.incidents.services import Happened
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show
from app.web.workbooks import Cell

router = pages("incidents")


@router.get("/qualite/aleas")
def register(
    request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "", voir: str = ""
) -> Response:
    """What happened in a period; `voir=ouverts`: what has no solution yet."""
    require(policies.may_read_register(actor))
    period, wrong = showing.period_of(du, au)
    rows = queries.register(session, actor, period, open_only=voir == "ouverts")
    return show(
        request,
        "feedback/incidents.html",
        status=wrong.status if wrong else 200,
        rows=rows,
        open_only=voir == "ouverts",
        period=period,
        du=du or period.start.isoformat(),
        au=au or period.end.isoformat(),
        may_record=policies.may_record_incident(actor),
        names=_names(actor),
        subjects=data.rules().incident_subjects,
        **showing.refusal(wrong),
    )


def _names(actor: Actor) -> bool:
    return actor.is_staff or not actor.has(Role.AUDITOR)


def _heads() -> list[str]:
    return [
        _("Numéro"), _("Jour"), _("Sujet"), _("Parcours"), _("Séance"), _("Ce qui s'est passé"), _("Solution apportée"),
        _("Résolu"), _("Noté par"),
    ]  # fmt: skip


def _rows(session: Session, actor: Actor, period: Period) -> Iterator[list[Cell]]:
    subjects = data.rules().incident_subjects
    for row in queries.register(session, actor, period):
        yield [
            row.number, row.happened_on, subjects.get(row.subject, row.subject), row.course_title or "",
            row.session_title or "", row.what, row.solution, row.closed_at, row.by_name if _names(actor) else "",
        ]  # fmt: skip


@router.get("/qualite/aleas.csv")
def register_csv(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_read_register(actor))
    return files.csv(_heads(), _rows(session, actor, showing.period_of(du, au)[0]), "aleas")


@router.get("/qualite/aleas.xlsx")
def register_xlsx(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_read_register(actor))
    return files.xlsx(_heads(), _rows(session, actor, showing.period_of(du, au)[0]), "aleas", _("Aléas"))


@router.get("/qualite/aleas/nouveau")
def note(
    request: Request, session: Reading, actor: CurrentActor, seance: str = "", activite: str = "", personne: str = ""
) -> Response:
    require(policies.may_record_incident(actor))
    form = {"session": [seance], "activity": [activite], "enrolment": [personne]}
    return _form(request, session, actor, form, None)


@router.post("/qualite/aleas/nouveau")
def record(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    typed = only(form, "happened_on")
    happened = Happened(
        what=(form.get("what") or [""])[0], happened_on=showing.day_of(typed) if typed else None,
        subject=only(form, "subject") or "other", solution=(form.get("solution") or [""])[0],
        course_id=only(form, "course"), session_id=only(form, "session"), activity_id=only(form, "activity"),
        enrolment_id=only(form, "enrolment"),
    )  # fmt: skip
    try:
        made = services.record_incident(session, actor, happened, anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _form(request, session, actor, form, error)
    return go(f"/qualite/aleas/{made}", _("L'aléa est noté."))


def _form(request: Request, session: Session, actor: Actor, form: Form, error: HouseError | None) -> Response:
    about = _about(session, actor, form)
    names = ("happened_on", "subject", "course", "session", "activity", "enrolment", "anyway")
    asked = {name: only(form, name) for name in names}
    return show(
        request,
        "feedback/incident_form.html",
        status=error.status if error else 200,
        asked=asked | {name: (form.get(name) or [""])[0] for name in ("what", "solution")},
        about=about,
        today=today().isoformat(),
        subjects=showing.incident_subjects(),
        courses=[("", _("Aucun en particulier")), *showing.courses(session, actor.organisation_id)],
        **showing.refusal(error),
    )


def _about(session: Session, actor: Actor, form: Form) -> str:
    """What the form was opened from, in words; NotFound for something of elsewhere."""
    if key := only(form, "session"):
        row = queries.course_of_session(session, actor.organisation_id, key)
        return row.title if row else ""
    if key := only(form, "activity"):
        row = queries.course_of_activity(session, actor.organisation_id, key)
        return row.title or "" if row else ""
    if key := only(form, "enrolment"):
        return enrolments.enrolment_for(session, actor, key).learner_name
    return ""


@router.get("/qualite/aleas/{incident_id}")
def incident(request: Request, session: Reading, actor: CurrentActor, incident_id: str) -> Response:
    require(policies.may_read_register(actor))
    return _page(request, session, actor, incident_id, {}, None)


def _page(
    request: Request, session: Session, actor: Actor, incident_id: str, form: Form, error: HouseError | None
) -> Response:
    row = queries.incident(session, actor, incident_id)
    return show(
        request,
        "feedback/incident.html",
        status=error.status if error else 200,
        incident=row,
        subject=data.rules().incident_subjects.get(row.subject, row.subject),
        names=_names(actor),
        may_record=policies.may_record_incident(actor),
        may_improve=policies.may_improve(actor),
        born=improvements.of_origin(session, actor.organisation_id, "incident", [incident_id]),
        action_states=ACTION_STATES,
        asked={"solution": (form.get("solution") or [row.solution])[0], "anyway": only(form, "anyway")},
        **showing.refusal(error),
    )


@router.post("/qualite/aleas/{incident_id}")
def solve(request: Request, session: Writing, actor: CurrentActor, incident_id: str, form: Posted) -> Response:
    try:
        solution = (form.get("solution") or [""])[0]
        services.solve(session, actor, incident_id, solution, anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _page(request, session, actor, incident_id, form, error)
    return go(f"/qualite/aleas/{incident_id}", _("La solution est notée : l'aléa est clos."))
