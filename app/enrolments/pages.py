"""Enrolling somebody, and changing where their path stands."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.days import read_day
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import N_, _
from app.courses import queries as courses
from app.enrolments import policies, queries, rules, services
from app.enrolments.availability import WEEKDAYS, read_given
from app.enrolments.exits import queries as outcomes
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.groups import queries as groups
from app.enrolments.history import CHANGES
from app.enrolments.rules import Act
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("enrolments")

_Line = Annotated[str, Form(max_length=300)]

ACTS = {  # the word in the address, the act
    "demarrage": Act.START,
    "pause": Act.PAUSE,
    "reprise": Act.RESUME,
    "fin": Act.FINISH,
    "sortie": Act.LEAVE,
}
_WORDS = {act: word for word, act in ACTS.items()}
HAND_OVER = "referent"
GROUPS = "groupes"

_BUTTONS = {
    Act.START: N_("Démarrer le parcours"),
    Act.PAUSE: N_("Mettre en pause"),
    Act.RESUME: N_("Reprendre le parcours"),
    Act.FINISH: N_("Noter la fin du parcours"),
    Act.LEAVE: N_("Noter une sortie avant la fin"),
}
_DONE = {
    Act.START: N_("Le parcours de %(name)s a commencé."),
    Act.PAUSE: N_("Le parcours de %(name)s est en pause. Rien n'est perdu : les dates suivront à la reprise."),
    Act.RESUME: N_("%(name)s reprend. Les étapes qui restaient sont décalées : fin prévue le %(end)s."),
    Act.FINISH: N_("Le parcours de %(name)s est terminé. Tout reste lisible dans son dossier."),
    Act.LEAVE: N_("La sortie de %(name)s est notée. Tout reste lisible, et le retour est possible."),
}


@router.get("/inscriptions/nouvelle")
def enrolment_form(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: str = "",
    nom: str = "",
    courriel: str = "",
    telephone: str = "",
    origine: str = "",
) -> Response:
    """Empty, or with what the page that leads here knows already."""
    require(policies.may_enrol(actor))
    return _form(
        request,
        session,
        actor,
        {
            "course": parcours,
            "learner_name": nom,
            "learner_email": courriel,
            "learner_phone": telephone,
            "referrer": origine,
            "adviser_email": _own_address(actor),
        },
    )


@router.post("/inscriptions")
def enrol(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    course: _Line = "",
    learner_name: _Line = "",
    learner_email: _Line = "",
    learner_phone: _Line = "",
    starts_on: _Line = "",
    adviser_email: _Line = "",
    referrer: _Line = "",
    funder: _Line = "",
    site: _Line = "",
    project: _Line = "",
    weekly_hours: _Line = "",
    weekdays_off: Annotated[list[str] | None, Form()] = None,
    days_off: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    require(policies.may_enrol(actor))
    asked: dict[str, Any] = {
        "course": course,
        "learner_name": learner_name,
        "learner_email": learner_email,
        "learner_phone": learner_phone,
        "starts_on": starts_on,
        "adviser_email": adviser_email,
        "referrer": referrer,
        "funder": funder,
        "site": site,
        "project": project,
        "weekly_hours": weekly_hours,
        "weekdays_off": weekdays_off or [],
        "days_off": days_off,
    }
    try:
        made = services.enrol(
            session,
            actor,
            course,
            learner_email,
            learner_name,
            read_day(starts_on, "starts_on"),
            adviser_email=adviser_email or None,
            referrer=referrer,
            funder=funder,
            site_id=site or None,
            project=project,
            given=read_given(weekly_hours, weekdays_off or (), days_off),
            learner_phone=learner_phone,
        )
    except (Invalid, Conflict) as error:  # said before anything was written
        return _form(request, session, actor, asked, error)
    words = _("%(name)s est inscrit dans le parcours, du %(start)s au %(end)s. Son plan daté est prêt.")
    return go(
        f"/inscriptions/{made.id}",
        words
        % {
            "name": learner_name.strip(),
            "start": formats.full_day(made.starts_on),
            "end": formats.full_day(made.ends_on),
        },
    )


@router.get("/inscriptions/{enrolment_id}")
def enrolment(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, acte: str = "") -> Response:
    return show_enrolment(request, session, actor, enrolment_id, acte, {"on": today().isoformat()})


@router.post("/inscriptions/{enrolment_id}/{act}")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    act: str,
    on: _Line = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    exit_reason: _Line = "",
    adviser_email: _Line = "",
) -> Response:
    row = queries.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change(actor, row.adviser_id))
    asked = {"on": on, "reason": reason, "exit_reason": exit_reason, "adviser_email": adviser_email}
    try:
        if act == HAND_OVER:
            if not adviser_email:
                message = _("Choisissez une personne dans la liste.")
                raise Invalid(message, [FieldError("adviser_email", message)])
            services.change_adviser(session, actor, enrolment_id, adviser_email, reason)
            done = _("Le parcours de %(name)s a changé de mains.") % {"name": row.learner_name}
        elif act in ACTS:
            chosen = ACTS[act]
            changed = services.perform(
                session, actor, enrolment_id, chosen, read_day(on, "on"), reason, exit_reason or None
            )
            end = formats.full_day(changed.ends_on)
            done = _(_DONE[chosen]) % {"name": row.learner_name, "end": end}
        else:
            raise NotFound()
    except Invalid as error:  # said before anything was written
        return show_enrolment(request, session, actor, enrolment_id, act, asked, error)
    return go(f"/inscriptions/{enrolment_id}", done)


def _own_address(actor: Actor) -> str:
    return actor.email if actor.has(Role.ADVISER) else ""


def _advisers(session: Session, actor: Actor) -> list[tuple[str, str]]:
    return [(row.email, row.name) for row in identity.members_with(session, actor.organisation_id, Role.ADVISER)]


def _errors(error: HouseError | None) -> dict[str, str]:
    return {field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {}


def _form(
    request: Request, session: Session, actor: Actor, asked: dict[str, Any], error: HouseError | None = None
) -> Response:
    names = (
        "course",
        "learner_name",
        "learner_email",
        "learner_phone",
        "starts_on",
        "adviser_email",
        "referrer",
        "funder",
        "site",
    )
    closed = identity.closed_days(session, actor.organisation_id)
    mondays = rules.next_mondays(today(), 3, closed)
    values = {name: asked.get(name, "") for name in (*names, "project", "weekly_hours", "days_off")}
    values["weekdays_off"] = asked.get("weekdays_off", [])
    values["starts_on"] = values["starts_on"] or mondays[0].isoformat()
    return show(
        request,
        "enrolments/new.html",
        status=error.status if error else 200,
        asked=values,
        error=error,
        errors=_errors(error),
        mondays=mondays,
        weekdays=[(number, _(name)) for number, name in enumerate(WEEKDAYS)],
        courses=[(row.slug, row.title) for row in courses.proposed_courses(session, actor)],
        advisers=_advisers(session, actor),
        sites=[(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
        funders=[row.name for row in identity.funders(session, actor.organisation_id)],
    )


def show_enrolment(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    chosen: str,
    asked: dict[str, str],
    error: Invalid | None = None,
) -> Response:
    """The page of a path with the form of the act chosen, given back with its words when it was refused."""
    row = queries.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change(actor, row.adviser_id))
    acts = [
        {"word": _WORDS[act], "label": _(_BUTTONS[act]), "exits": act in (Act.FINISH, Act.LEAVE), "act": act}
        for act in rules.possible_acts(row.status)
    ]
    selected: dict[str, Any] | None = next((act for act in acts if act["word"] == chosen), None)
    course = courses.course_by_id(session, row.course_id)
    mine = [name for _id, name in groups.of_enrolment(session, enrolment_id)]
    offered = groups.names_for(session, row.organisation_id, row.course_id) if chosen == GROUPS else []
    listed = outcomes.offered(session, actor.organisation_id, today()) if selected and selected["exits"] else []
    gone = outcome_of(row.exit_reason)
    values = {name: asked.get(name, "") for name in ("on", "reason", "exit_reason", "adviser_email")}
    return show(
        request,
        "enrolments/enrolment.html",
        status=error.status if error else 200,
        enrolment=row,
        course_title=course.title if course else row.course_slug,
        status_label=_(rules.STATUS_LABELS[rules.Status(row.status)]),
        exit_label=_(gone.label) if gone else "",
        acts=acts,
        selected=selected,
        handing_over=chosen == HAND_OVER,
        hand_over=HAND_OVER,
        groups=mine,
        grouping=chosen == GROUPS,
        to_group=GROUPS,
        offered=[(name, name) for name in sorted({*offered, *mine})],
        exits=[(one.key, _(one.label)) for one in listed],
        asked=values,
        error=error,
        errors=_errors(error),
        advisers=_advisers(session, actor) if chosen == HAND_OVER else [],
        changes=queries.changes(session, enrolment_id),
        change_labels={what: _(label) for what, label in CHANGES.items()},
    )
