"""What is decided about a candidate: each step, the decision, the entry, the doubles."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.admissions import asking, policies, queries, rules, showing
from app.admissions.pages import Line, Words, coming_meetings, refused
from app.admissions.rules import DECISIONS
from app.admissions.services import deciding, following
from app.admissions.services.deciding import Entry
from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.days import maybe_day, read_day
from app.core.errors import Conflict, Invalid, NotFound, invalid
from app.core.i18n import _
from app.courses import queries as courses
from app.enrolments.policies import may_enrol
from app.enrolments.rules import next_mondays
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("admissions")


@router.get("/candidatures/{application_id}/etapes/{step_id}")
def step(request: Request, session: Reading, actor: CurrentActor, application_id: str, step_id: str) -> Response:
    return _step(request, session, actor, application_id, step_id, {})


@router.post("/candidatures/{application_id}/etapes/{step_id}")
def settle(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    application_id: str,
    step_id: str,
    act: Line = "",
    meeting: Line = "",
    day: Line = "",
    hour: Line = "",
    where: Line = "",
    on: Line = "",
    words: Words = "",
    anyway: Line = "",
) -> Response:
    """Planned (or planned again), done, not come, dispensed."""
    require(policies.may_receive(actor))
    asked = {
        "act": act, "meeting": meeting, "day": day, "hour": hour, "where": where, "on": on, "words": words,
        "anyway": anyway,
    }  # fmt: skip
    try:
        asking.look_at({"words": words}, anyway)
        if act == "planned":
            place = asking.place_of(meeting, day, hour, where)
            if place is None:
                raise invalid("day", _("Donnez un jour et une heure, ou choisissez une rencontre."))
            following.plan_step(session, actor, application_id, step_id, place)
        else:
            done_on = maybe_day(on, "on")
            following.settle_step(session, actor, application_id, step_id, act, done_on, words)
    except (Invalid, Conflict) as error:  # said before anything was written
        return _step(request, session, actor, application_id, step_id, asked, error)
    return go(f"/candidatures/{application_id}", _("C'est noté. La prochaine étape est à jour."))


def _step(
    request: Request,
    session: Session,
    actor: Actor,
    application_id: str,
    step_id: str,
    asked: dict[str, str],
    error: Invalid | Conflict | None = None,
) -> Response:
    row = queries.application_for(session, actor, application_id)
    require(policies.may_receive(actor))
    chosen = next((one for one in showing.steps_shown(session, row) if one.id == step_id), None)
    if chosen is None:
        raise NotFound()
    values = {name: asked.get(name, "") for name in ("act", "meeting", "day", "hour", "where", "on", "words", "anyway")}
    values["on"] = values["on"] or today().isoformat()
    return show(
        request,
        "admissions/step.html",
        application=row,
        step=chosen,
        asked=values,
        meetings=coming_meetings(session, actor),
        **refused(error),
    )


@router.get("/candidatures/{application_id}/decision")
def decision(request: Request, session: Reading, actor: CurrentActor, application_id: str) -> Response:
    return _decision(request, session, actor, application_id, {})


@router.post("/candidatures/{application_id}/decision")
def decide(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    application_id: str,
    decision: Line = "",
    reason: Words = "",
    orientation: Line = "",
    again_on: Line = "",
    anyway: Line = "",
) -> Response:
    require(policies.may_receive(actor))
    asked = {
        "decision": decision, "reason": reason, "orientation": orientation, "again_on": again_on, "anyway": anyway,
    }  # fmt: skip
    try:
        asking.look_at({"reason": reason, "orientation": orientation}, anyway)
        later = maybe_day(again_on, "again_on")
        deciding.decide(session, actor, application_id, decision, reason, orientation=orientation, again_on=later)
    except (Invalid, Conflict) as error:  # said before anything was written
        return _decision(request, session, actor, application_id, asked, error)
    return go(f"/candidatures/{application_id}", _("La décision est notée. La personne la lit sur sa page."))


def _decision(
    request: Request,
    session: Session,
    actor: Actor,
    application_id: str,
    asked: dict[str, str],
    error: Invalid | Conflict | None = None,
) -> Response:
    row = queries.application_for(session, actor, application_id)
    require(policies.may_receive(actor))
    names = ("decision", "reason", "orientation", "again_on", "anyway")
    return show(
        request,
        "admissions/decision.html",
        application=row,
        decisions=[(state.value, _(label)) for state, label in DECISIONS.items()],
        asked={name: asked.get(name, "") for name in names},
        may_enrol=bool(may_enrol(actor)),
        **refused(error),
    )


@router.post("/candidatures/{application_id}/reouverture")
def reopen(request: Request, session: Writing, actor: CurrentActor, application_id: str) -> Response:
    deciding.reopen(session, actor, application_id)
    return go(f"/candidatures/{application_id}", _("La candidature est rouverte, là où elle s'était arrêtée."))


@router.post("/candidatures/{application_id}/effacement")
def erase(
    request: Request, session: Writing, actor: CurrentActor, application_id: str, confirmed: Line = ""
) -> Response:
    """Asked by the person: what names them leaves now."""
    queries.application_for(session, actor, application_id)
    require(policies.may_receive(actor))
    if not confirmed:
        return go(f"/candidatures/{application_id}", _("Rien n'a été effacé : cochez la case pour confirmer."))
    deciding.erase(session, actor, application_id)
    return go("/candidatures", _("Ce qui nommait cette personne est effacé. Les chiffres restent."))


@router.post("/candidatures/{application_id}/double")
def merge(request: Request, session: Writing, actor: CurrentActor, application_id: str, into: Line = "") -> Response:
    deciding.merge(session, actor, application_id, into)
    return go(f"/candidatures/{into}", _("C'est la même personne : une seule candidature continue."))


@router.get("/candidatures/{application_id}/entree")
def entry(request: Request, session: Reading, actor: CurrentActor, application_id: str) -> Response:
    return _entry(request, session, actor, application_id, {})


@router.post("/candidatures/{application_id}/entree")
def admit(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    application_id: str,
    course: Line = "",
    starts_on: Line = "",
    email: Line = "",
    adviser_email: Line = "",
    site: Line = "",
    funder: Line = "",
    words: Words = "",
    anyway: Line = "",
) -> Response:
    """The candidate becomes a learner."""
    require(policies.may_receive(actor))
    asked = {
        "course": course, "starts_on": starts_on, "email": email, "adviser_email": adviser_email, "site": site,
        "funder": funder, "words": words, "anyway": anyway,
    }  # fmt: skip
    try:
        asking.look_at({"words": words}, anyway)
        made = deciding.admit(
            session,
            actor,
            application_id,
            Entry(course, read_day(starts_on, "starts_on"), email, adviser_email, funder, site, words),
        )
    except (Invalid, Conflict) as error:  # said before anything was written
        return _entry(request, session, actor, application_id, asked, error)
    words = _("L'entrée est prévue le %(day)s. Le plan daté est prêt.")
    return go(f"/suivi/{made.id}", words % {"day": formats.full_day(made.starts_on)})


def _entry(
    request: Request,
    session: Session,
    actor: Actor,
    application_id: str,
    asked: dict[str, str],
    error: Invalid | Conflict | None = None,
) -> Response:
    row = queries.application_for(session, actor, application_id)
    require(policies.may_receive(actor))
    require(may_enrol(actor))
    mondays = next_mondays(today(), 3, identity.closed_days(session, actor.organisation_id))
    names = ("course", "starts_on", "email", "adviser_email", "site", "funder", "words", "anyway")
    values = {name: asked.get(name, "") for name in names}
    values["starts_on"] = values["starts_on"] or mondays[0].isoformat()
    values["adviser_email"] = values["adviser_email"] or row.adviser_email or ""
    answer = refused(error)
    renamed = {"learner_email": "email", "learner_name": "email", "learner_phone": "email"}
    return show(
        request,
        "admissions/entry.html",
        application=row,
        asked=values,
        mondays=mondays,
        courses=[(one.slug, one.title) for one in courses.proposed_courses(session, actor)],
        advisers=[(one.email, one.name) for one in identity.members_with(session, actor.organisation_id, Role.ADVISER)],
        sites=[(one.id, one.name) for one in identity.sites(session, actor.organisation_id)],
        funders=[one.name for one in identity.funders(session, actor.organisation_id)],
        left=[one for one in showing.steps_shown(session, row) if one.required and one.state not in rules.SETTLED],
        **{**answer, "errors": {renamed.get(name, name): said for name, said in answer["errors"].items()}},
    )
