"""The register of improvement actions, each of them, trials with volunteers, and what people may read of it all."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import Conflict, HouseError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.core.periods import Period, twelve_months_to
from app.feedback import data, files, policies, showing
from app.feedback.complaints.rules import reference as complaint_reference
from app.feedback.improvements import queries, rules, services
from app.feedback.improvements.services import Decided, Effect
from app.learning.remarks import policies as saying
from app.learning.remarks.rules import HELPED
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.formats import full_day
from app.web.formats import number as number_words
from app.web.forms import Form, Posted, number, only
from app.web.templating import go, show
from app.web.workbooks import Cell

router = pages("improvements")


@router.get("/qualite/ameliorations")
def register(
    request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "", tri: str = "", etat: str = ""
) -> Response:
    require(policies.may_read_register(actor))
    period, wrong = showing.period_of(du, au)
    rows = queries.register(session, actor, period, sort=tri, state=etat if etat in rules.STATES else "")
    return show(
        request,
        "feedback/improvements.html",
        status=wrong.status if wrong else 200,
        rows=rows,
        late={row.id for row in rows if rules.late(row, today())},
        measured=sum(row.measured_on is not None for row in rows),
        sort=tri if tri in queries.SORTS else "etat",
        period=period,
        du=du or period.start.isoformat(),
        au=au or period.end.isoformat(),
        may_improve=policies.may_improve(actor),
        names=_names(actor),
        words=showing.WORDS,
        reference=rules.reference,
        **showing.refusal(wrong),
    )


def _names(actor: Actor) -> bool:
    return actor.is_staff or not actor.has(Role.AUDITOR)


def _heads() -> list[str]:
    return [
        _("Numéro"), _("Action"), _("Origine"), _("Cause"), _("Parcours"), _("Responsable"), _("Décidée"), _("Attendue"),
        _("État"), _("Faite"), _("Mesure"), _("Avant"), _("Après"), _("Effet constaté"), _("Mesuré"), _("Publié"),
    ]  # fmt: skip


def _rows(session: Session, actor: Actor, period: Period, sort: str) -> Iterator[list[Cell]]:
    for row in queries.register(session, actor, period, sort=sort):
        yield [
            rules.reference(row.number), row.title, origin_words(row), row.cause, row.course_title or "",
            (row.owner_name or "") if _names(actor) else "", row.decided_on, row.due_on, _(rules.STATES[row.state][0]),
            row.done_on, _(rules.MEASURES[row.measure][0]) if row.measure else "", (row.before or {}).get("value"),
            (row.after or {}).get("value"), row.effect, row.measured_on, row.published,
        ]  # fmt: skip


@router.get("/qualite/ameliorations.csv")
def register_csv(session: Reading, actor: CurrentActor, du: str = "", au: str = "", tri: str = "") -> Response:
    require(policies.may_read_register(actor))
    return files.csv(_heads(), _rows(session, actor, showing.period_of(du, au)[0], tri), "ameliorations")


@router.get("/qualite/ameliorations.xlsx")
def register_xlsx(session: Reading, actor: CurrentActor, du: str = "", au: str = "", tri: str = "") -> Response:
    require(policies.may_read_register(actor))
    rows = _rows(session, actor, showing.period_of(du, au)[0], tri)
    return files.xlsx(_heads(), rows, "ameliorations", _("Améliorations"))


def origin_words(row: AnyRow) -> str:
    """« Réclamation R-0003 », « Aléa 2 », « Manque d'un indicateur : … »."""
    said = _(rules.ORIGINS[row.origin])
    if row.complaint_number:
        return f"{said} {complaint_reference(row.complaint_number)}"
    if row.incident_number:
        return f"{said} {row.incident_number}"
    return f"{said} : {row.origin_words}" if row.origin_words else said


def origin_link(actor: Actor, row: AnyRow) -> str:
    """The record that it comes from, for whoever may open it; empty when it comes from words."""
    if not actor.is_staff or (row.origin in ("complaint", "gap") and not policies.may_see_complaints(actor)):
        return ""
    where = {"complaint": "reclamations", "incident": "aleas", "survey": "enquetes", "trial": "essais"}.get(row.origin)
    if where and row.origin_id:
        return f"/qualite/{where}/{row.origin_id}"
    if row.origin == "gap" and row.origin_id.isdecimal():
        return f"/qualite/indicateurs/{row.origin_id}"
    return ""


@router.get("/qualite/ameliorations/nouvelle")
def new(
    request: Request, session: Reading, actor: CurrentActor, origine: str = "", de: str = "", mots: str = ""
) -> Response:
    """`origine` and `de`: the record it comes from; `mots`: what that record says of itself."""
    require(policies.may_improve(actor))
    form = {
        "origin": [origine if origine in rules.ORIGINS else "idea"], "origin_id": [de[:36]], "origin_words": [mots[:300]],
        "owner": [actor.account_id],
    }  # fmt: skip
    return _form(request, session, actor, None, form, None)


@router.post("/qualite/ameliorations/nouvelle")
def decide(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    try:
        made = services.decide(session, actor, _decided(form))
    except Invalid as error:
        return _form(request, session, actor, None, form, error)
    return go(f"/qualite/ameliorations/{made}", _("L'action est décidée. La personne responsable est prévenue."))


def _decided(form: Form) -> Decided:
    return Decided(
        title=only(form, "title"), due_on=showing.day_of(only(form, "due_on")), owner_id=only(form, "owner"),
        origin=only(form, "origin") or "idea", origin_id=only(form, "origin_id"), origin_words=only(form, "origin_words"),
        cause=(form.get("cause") or [""])[0], course_id=only(form, "course"), activity_id=only(form, "activity"),
    )  # fmt: skip


def _form(
    request: Request, session: Session, actor: Actor, row: AnyRow | None, form: Form, error: HouseError | None
) -> Response:
    names = ("title", "due_on", "owner", "origin", "origin_id", "origin_words", "course", "activity")
    return show(
        request,
        "feedback/improvement_form.html",
        status=error.status if error else 200,
        row=row,
        asked={name: only(form, name) for name in names} | {"cause": (form.get("cause") or [""])[0]},
        origins=[(code, _(label)) for code, label in rules.ORIGINS.items()],
        team=showing.team(session, actor.organisation_id),
        courses=[("", _("Tous, ou aucun en particulier")), *showing.courses(session, actor.organisation_id)],
        **showing.refusal(error),
    )


@router.get("/qualite/ameliorations/{improvement_id}")
def improvement(request: Request, session: Reading, actor: CurrentActor, improvement_id: str) -> Response:
    require(policies.may_read_register(actor))
    return _page(request, session, actor, improvement_id, {}, None)


def _page(
    request: Request, session: Session, actor: Actor, improvement_id: str, form: Form, error: HouseError | None
) -> Response:
    row = queries.improvement(session, actor, improvement_id)
    year = twelve_months_to(today())
    spans = ("before_from", "before_to", "after_from", "after_to")
    after = (
        max(row.done_on, row.decided_on + timedelta(days=1)) if row.done_on else None
    )  # done on the day it was decided
    first = {"before_from": year.start, "before_to": row.decided_on, "after_from": after, "after_to": today()}
    return show(
        request,
        "feedback/improvement.html",
        status=error.status if error else 200,
        row=row,
        reference=rules.reference(row.number),
        origin=origin_words(row),
        origin_href=origin_link(actor, row),
        late=rules.late(row, today()),
        may_improve=policies.may_improve(actor),
        may_move=policies.may_move_improvement(actor, row.owner_id),
        names=_names(actor),
        states=[(code, _(label)) for code, (label, _kind) in rules.STATES.items()],
        measures=[("", _("Aucun : des mots seulement")), *((code, _(one[0])) for code, one in rules.MEASURES.items())],
        unit=_(rules.MEASURES[row.measure][1]) if row.measure and rules.MEASURES[row.measure][1] else "",
        behind=_behind(row.measure),
        spans={when: _span(said) for when, said in (("before", row.before), ("after", row.after)) if said},
        measured_subject=_subject(row),
        asked={
            "state": only(form, "state") or row.state,
            "words": (form.get("words") or [row.state_words])[0],
            "measure": only(form, "measure") or row.measure,
            "effect": (form.get("effect") or [row.effect])[0],
            "published": (form.get("published") or [row.published])[0],
            **{name: only(form, name) or (first[name].isoformat() if first[name] else "") for name in spans},
        },
        words=showing.WORDS,
        **showing.refusal(error),
    )


def _span(said: dict[str, Any]) -> str:
    """« du 30 mai 2026 au 27 août 2026 »"""
    first, last = date.fromisoformat(said["from"]), date.fromisoformat(said["to"])
    return _("du %(first)s au %(last)s") % {"first": full_day(first), "last": full_day(last)}


def _subject(row: AnyRow) -> str:
    """The sort of complaints or incidents that were counted, in words; empty: all of them."""
    code = (row.before or {}).get("subject", "")
    known = data.rules().complaint_subjects if row.measure == "complaints" else data.rules().incident_subjects
    return known.get(code, "")


def _behind(measure: str) -> str:
    """The page of the rows that a measure counts."""
    return {"complaints": "/qualite/reclamations", "incidents": "/qualite/aleas"}.get(measure, "/qualite/enquetes")


@router.get("/qualite/ameliorations/{improvement_id}/modifier")
def edit(request: Request, session: Reading, actor: CurrentActor, improvement_id: str) -> Response:
    row = queries.improvement(session, actor, improvement_id)
    require(policies.may_improve(actor))
    form = {
        "title": [row.title], "due_on": [row.due_on.isoformat()], "owner": [row.owner_id or ""], "cause": [row.cause],
        "course": [row.course_id or ""], "origin": [row.origin],
    }  # fmt: skip
    return _form(request, session, actor, row, form, None)


@router.post("/qualite/ameliorations/{improvement_id}/modifier")
def change(request: Request, session: Writing, actor: CurrentActor, improvement_id: str, form: Posted) -> Response:
    try:
        services.change(session, actor, improvement_id, _decided(form), number(form, "version") or 0)
    except (Invalid, Conflict) as error:
        row = queries.improvement(session, actor, improvement_id)
        return _form(request, session, actor, row, form, error)
    return go(f"/qualite/ameliorations/{improvement_id}", _("L'action est à jour."))


@router.post("/qualite/ameliorations/{improvement_id}/etat")
def move(request: Request, session: Writing, actor: CurrentActor, improvement_id: str, form: Posted) -> Response:
    try:
        words = (form.get("words") or [""])[0]
        services.move(session, actor, improvement_id, only(form, "state"), words, number(form, "version") or 0)
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, improvement_id, form, error)
    done = only(form, "state") == rules.DONE
    return go(
        f"/qualite/ameliorations/{improvement_id}",
        _("C'est noté. Mesurez maintenant ce que l'action a changé.") if done else _("C'est noté."),
    )


@router.post("/qualite/ameliorations/{improvement_id}/effet")
def measure(request: Request, session: Writing, actor: CurrentActor, improvement_id: str, form: Posted) -> Response:
    said = Effect(
        words=(form.get("effect") or [""])[0], measure=only(form, "measure"), before=showing.span_of(form, "before"),
        after=showing.span_of(form, "after"),
    )  # fmt: skip
    try:
        services.measure_effect(session, actor, improvement_id, said, number(form, "version") or 0)
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, improvement_id, form, error)
    return go(f"/qualite/ameliorations/{improvement_id}", _("L'effet est mesuré, à la date d'aujourd'hui."))


@router.post("/qualite/ameliorations/{improvement_id}/publication")
def publish(request: Request, session: Writing, actor: CurrentActor, improvement_id: str, form: Posted) -> Response:
    words = (form.get("published") or [""])[0]
    try:
        services.publish(session, actor, improvement_id, words, number(form, "version") or 0)
    except (Invalid, Conflict) as error:
        return _page(request, session, actor, improvement_id, form, error)
    said = (
        _("Ces mots se lisent sur « Ce que vos retours ont changé ».") if words.strip() else _("Ces mots sont retirés.")
    )
    return go(f"/qualite/ameliorations/{improvement_id}", said)


# --- What people may read ----------------------------------------------------------------------------------------


@router.get("/vos-retours")
def heard(request: Request, session: Reading, actor: MaybeActor, organisation: str = "") -> Response:
    """« Ce que vos retours ont changé »: the published words of actions, for everybody."""
    known = queries.organisations(session)
    slug = organisation or (actor.organisation_slug if actor else "")
    chosen = next((row for row in known if row.slug == slug), known[0] if len(known) == 1 else None)
    if slug and chosen is None:
        raise NotFound(_("Cette organisation n'existe pas. Vérifiez le lien."))
    return show(
        request,
        "feedback/heard.html",
        organisations=known,
        organisation=chosen,
        rows=[(row, _effect_told(row)) for row in queries.published(session, chosen.id)] if chosen else [],
    )


def _effect_told(row: AnyRow) -> str:
    """« Note moyenne de satisfaction : 7,5 sur 10 avant, 7,7 sur 10 après. »; empty when it is not for everybody."""
    if not row.measure or not rules.may_be_told(row.before, row.after, data.SMALL_GROUP):
        return ""
    name, unit, _less = rules.MEASURES[row.measure]
    subject = _subject(row)
    return _("%(what)s : %(before)s avant, %(after)s après.") % {
        "what": f"{_(name)} ({subject})" if subject else _(name),
        "before": _figure(row.before, unit),
        "after": _figure(row.after, unit),
    }


def _figure(side: dict[str, Any], unit: str) -> str:
    """A mean or a rate; what is only counted says in how many days, since the two periods need not be as long."""
    said = number_words(side["value"], 0 if side["value"] == int(side["value"]) else 1)
    if side["denominator"] is not None:
        return f"{said} {_(unit)}"
    days = (date.fromisoformat(side["to"]) - date.fromisoformat(side["from"])).days + 1
    return ngettext("%(count)s en %(num)s jour", "%(count)s en %(num)s jours", days) % {"count": said, "num": days}


# --- Trials ------------------------------------------------------------------------------------------------------


@router.get("/qualite/essais")
def trials(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Groups with whom a course is tried."""
    require(policies.may_read_results(actor))
    return show(request, "feedback/trials.html", rows=queries.groups_with_course(session, actor.organisation_id))


@router.get("/qualite/essais/{group_id}")
def trial(request: Request, session: Reading, actor: CurrentActor, group_id: str) -> Response:
    return _trial(request, session, actor, group_id, {}, None)


def _trial(
    request: Request, session: Session, actor: Actor, group_id: str, form: Form, error: HouseError | None
) -> Response:
    group = queries.group(session, actor, group_id)
    require(policies.may_read_results(actor))
    course_id = group.course_id or queries.course_of_group(session, group_id)
    said: dict[str, list[Any]] = defaultdict(list)
    for row in queries.remarks(session, group_id):
        said[row.activity_id].append(row)
    return show(
        request,
        "feedback/trial.html",
        status=error.status if error else 200,
        group=group,
        elements=queries.elements(session, course_id) if course_id else [],
        done=queries.done_counts(session, group_id),
        said=said,
        reads_words=saying.may_read_remarks(actor),  # people were told who reads their words: not everybody here
        choices=queries.choices(session, group_id),
        helped={code: _(label) for code, label in HELPED.items()},
        small=data.SMALL_GROUP,
        options=[(code, _(label)) for code, label in rules.CHOICES.items()],
        may_improve=policies.may_improve(actor),
        activity=only(form, "activity"),
        asked={"choice": only(form, "choice"), "reason": (form.get("reason") or [""])[0]},
        words=showing.WORDS,
        **showing.refusal(error),
    )


@router.post("/qualite/essais/{group_id}")
def choose(request: Request, session: Writing, actor: CurrentActor, group_id: str, form: Posted) -> Response:
    activity_id = only(form, "activity")
    try:
        reason = (form.get("reason") or [""])[0]
        services.choose(session, actor, group_id, activity_id, only(form, "choice"), reason, None)
    except Invalid as error:
        return _trial(request, session, actor, group_id, form, error)
    return go(f"/qualite/essais/{group_id}#a-{activity_id}", _("La décision est notée."))
