"""The register of complaints, and each of them as the team handles it."""

from collections.abc import Iterator

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.core.periods import Period
from app.feedback import data, files, policies, showing
from app.feedback.complaints import queries, rules, services
from app.feedback.complaints.services import Said
from app.feedback.improvements import queries as improvements
from app.feedback.improvements.rules import STATES as ACTION_STATES
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, only
from app.web.templating import go, show
from app.web.workbooks import Cell

router = pages("complaints")


@router.get("/qualite/reclamations")
def register(
    request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "", voir: str = ""
) -> Response:
    """Those of a period with its figures; `voir=retard`: all that are late. Whoever owns some sees theirs alone."""
    if not policies.may_see_complaints(actor):
        require(policies.may_enter_complaint(actor))
    period, wrong = showing.period_of(du, au)
    moment = now()
    every = queries.register(session, actor, period)
    late = queries.register(session, actor, period, late_at=moment)
    return show(
        request,
        "feedback/complaints.html",
        status=wrong.status if wrong else 200,
        rows=late if voir == "retard" else every,
        late={row.id for row in late},
        late_only=voir == "retard",
        figures=rules.figures(every, moment),
        period=period,
        du=du or period.start.isoformat(),
        au=au or period.end.isoformat(),
        sees_all=policies.may_see_complaints(actor),
        delays=data.rules().complaints(today()),
        subjects=data.rules().complaint_subjects,
        words=showing.WORDS,
        reference=rules.reference,
        **showing.refusal(wrong),
    )


def _heads() -> list[str]:
    return [
        _("Numéro"), _("Sujet"), _("Reçue"), _("Voie"), _("État"), _("Accusé attendu"), _("Accusé donné"),
        _("Réponse attendue"), _("Réponse donnée"), _("Close"), _("Issue"), _("Satisfaite de la réponse"),
        _("Responsable"), _("Réclamation"),
    ]  # fmt: skip


def _rows(session: Session, actor: Actor, period: Period) -> Iterator[list[Cell]]:
    subjects = data.rules().complaint_subjects
    for row in queries.register(session, actor, period):
        yield [
            rules.reference(row.number), subjects.get(row.subject, row.subject), row.received_at,
            _(rules.WAYS[row.way]), _(rules.STATES[row.state][0]), row.acknowledge_by, row.acknowledged_at,
            row.answer_by, row.answered_at, row.closed_at, _(rules.OUTCOMES[row.outcome]) if row.outcome else "",
            _(rules.SATISFIED[row.satisfied]) if row.satisfied else "", row.owner_name or "", row.words,
        ]  # fmt: skip


@router.get("/qualite/reclamations.csv")
def register_csv(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_see_complaints(actor))
    return files.csv(_heads(), _rows(session, actor, showing.period_of(du, au)[0]), "reclamations")


@router.get("/qualite/reclamations.xlsx")
def register_xlsx(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_see_complaints(actor))
    rows = _rows(session, actor, showing.period_of(du, au)[0])
    return files.xlsx(_heads(), rows, "reclamations", _("Réclamations"))


@router.get("/qualite/reclamations/nouvelle")
def note(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_enter_complaint(actor))
    return _form(request, session, actor, {}, None)


@router.post("/qualite/reclamations/nouvelle")
def enter(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    try:
        kept = services.enter(session, actor, said(form), anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _form(request, session, actor, form, error)
    return go(
        f"/qualite/reclamations/{kept.complaint_id}",
        _("La réclamation %(reference)s est notée. Dites son numéro à la personne.")
        % {"reference": rules.reference(kept.number)},
    )


def said(form: Form) -> Said:
    """A complaint as a form says it."""
    return Said(
        words=(form.get("words") or [""])[0], subject=only(form, "subject") or "other", name=only(form, "name"),
        email=only(form, "email"), phone=only(form, "phone"), wish=(form.get("wish") or [""])[0],
        course_id=only(form, "course"), about_id=only(form, "about"),
    )  # fmt: skip


def typed(form: Form) -> dict[str, str]:
    """The same, to be shown again. A text beyond what may be kept comes back whole up to a page or two."""
    names = ("name", "email", "phone", "subject", "course", "about", "anyway", "website")
    found = {name: only(form, name) for name in names}
    return found | {name: (form.get(name) or [""])[0][: 4 * rules.WORDS] for name in ("words", "wish")}


def _form(request: Request, session: Session, actor: Actor, form: Form, error: HouseError | None) -> Response:
    team = [pair for pair in showing.team(session, actor.organisation_id) if pair[0] != actor.account_id]
    return show(
        request,
        "feedback/complaint_form.html",
        status=error.status if error else 200,
        asked=typed(form),
        subjects=showing.complaint_subjects(),
        courses=[("", _("Aucun en particulier")), *showing.courses(session, actor.organisation_id)],
        team=[("", _("Personne en particulier")), *team],
        delays=data.rules().complaints(today()),
        **showing.refusal(error),
    )


@router.get("/qualite/reclamations/{complaint_id}")
def complaint(request: Request, session: Reading, actor: CurrentActor, complaint_id: str) -> Response:
    return _page(request, session, actor, queries.complaint(session, actor, complaint_id), {}, None)


def _page(
    request: Request, session: Session, actor: Actor, row: AnyRow, form: Form, error: HouseError | None
) -> Response:
    team, courses = showing.team(session, actor.organisation_id), showing.courses(session, actor.organisation_id)
    return show(
        request,
        "feedback/complaint.html",
        status=error.status if error else 200,
        complaint=row,
        reference=rules.reference(row.number),
        late=rules.late(row, now()),
        acts=queries.acts(session, row.id),
        born=improvements.of_origin(session, actor.organisation_id, "complaint", [row.id]),
        owners=[pair for pair in team if pair[0] != row.about_id],
        abouts=[("", _("Personne en particulier")), *(pair for pair in team if pair[0] != actor.account_id)],
        course=dict(courses).get(row.course_id or "", ""),
        courses=[("", _("Aucun en particulier")), *courses],
        subject=data.rules().complaint_subjects.get(row.subject, row.subject),
        link=services.link_of(row.nonce),
        may_improve=policies.may_improve(actor),
        outcomes=[(code, _(label)) for code, label in rules.OUTCOMES.items()],
        asked={"words": (form.get("words") or [""])[0], "anyway": only(form, "anyway")},
        words=showing.WORDS,
        action_states=ACTION_STATES,
        **showing.refusal(error),
    )


@router.post("/qualite/reclamations/{complaint_id}/accuse")
def acknowledge(session: Writing, actor: CurrentActor, complaint_id: str, form: Posted) -> Response:
    services.acknowledge(session, actor, complaint_id, only(form, "words"))
    return go(f"/qualite/reclamations/{complaint_id}", _("L'accusé de réception est noté."))


@router.post("/qualite/reclamations/{complaint_id}/responsable")
def hand(request: Request, session: Writing, actor: CurrentActor, complaint_id: str, form: Posted) -> Response:
    try:
        about, course = (only(form, name) if name in form else None for name in ("about", "course"))
        services.hand(session, actor, complaint_id, only(form, "owner"), about, course)
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, queries.complaint(session, actor, complaint_id), form, error)
    if only(form, "owner") != actor.account_id and not policies.may_see_complaints(actor):
        return go("/qualite/reclamations", _("La réclamation est confiée. Elle n'est plus dans votre liste."))
    return go(f"/qualite/reclamations/{complaint_id}", _("La réclamation est confiée."))


@router.post("/qualite/reclamations/{complaint_id}/mots")
def write(request: Request, session: Writing, actor: CurrentActor, complaint_id: str, form: Posted) -> Response:
    what = only(form, "act")
    try:
        words = (form.get("words") or [""])[0]
        services.write(session, actor, complaint_id, what, words, anyway=bool(only(form, "anyway")))
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, queries.complaint(session, actor, complaint_id), form, error)
    told = {
        "note": _("La note est gardée. La personne ne la lit pas."),
        "message": _("Le message est envoyé."),
        "answer": _("La réponse est donnée. Vous pouvez clore la réclamation."),
    }
    return go(f"/qualite/reclamations/{complaint_id}", told[what])


@router.post("/qualite/reclamations/{complaint_id}/cloture")
def close(request: Request, session: Writing, actor: CurrentActor, complaint_id: str, form: Posted) -> Response:
    try:
        if only(form, "act") == "reopen":
            services.reopen(session, actor, complaint_id, only(form, "words"))
            return go(f"/qualite/reclamations/{complaint_id}", _("La réclamation est rouverte."))
        services.close(session, actor, complaint_id, only(form, "outcome"), only(form, "words"))
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, queries.complaint(session, actor, complaint_id), form, error)
    return go(f"/qualite/reclamations/{complaint_id}", _("La réclamation est close. Que faut-il améliorer ?"))
