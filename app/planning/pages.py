"""The plan of a person: read, changed after a preview, taken back; and the time one has."""

from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.enrolments.availability import WEEKDAYS, written_days, written_hours
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED, STATUS_LABELS, Status
from app.identity import queries as identity
from app.planning import forms, policies, queries, showing
from app.planning.changes import services as changing
from app.planning.changes.rules import LABELS, Act
from app.planning.days import Means
from app.planning.paths import Path, means_of
from app.planning.services import read_one
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.formats import moment
from app.web.templating import go, show

router = pages("planning")

_Line = Annotated[str, Form(max_length=300)]
_Days = Annotated[list[str] | None, Form()]
_Long = Annotated[str, Form(max_length=2000)]


@router.get("/suivi/{enrolment_id}/plan")
def plan(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, acte: str = "") -> Response:
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    return _plan(request, session, actor, row, acte, {})


@router.post("/suivi/{enrolment_id}/plan/{act}")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    act: str,
    reason: _Long = "",
    print_: Annotated[str, Form(alias="print", max_length=64)] = "",
    since: _Line = "",
    until: _Line = "",
    days: _Line = "",
    seats: _Line = "",
    ends_on: _Line = "",
    weeks: _Line = "",
    weekly_hours: _Line = "",
    weekdays_off: _Days = None,
    days_off: _Long = "",
    seance: _Line = "",
    sequence: _Line = "",
    site: _Line = "",
) -> Response:
    """Without the print of a preview, the preview; with it, the change itself."""
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    given = (
        since, until, days, seats, ends_on, weeks, weekly_hours, weekdays_off or [], days_off, seance, sequence, site,
        reason,
    )  # fmt: skip
    form = dict(zip(forms.FIELDS, given, strict=True))
    here = f"/suivi/{enrolment_id}/plan"
    try:
        asked = forms.read(act, form, row.ends_on)
        if not print_:
            seen = changing.preview(session, actor, enrolment_id, asked)
            return _preview(request, row, act, form, seen, f"{here}/{act}", here)
        made = changing.change_plan(session, actor, enrolment_id, asked, reason, print_)
    except changing.Outdated as error:
        return _preview(request, row, act, form, error.preview, f"{here}/{act}", here, error)
    except Invalid as error:  # said before anything was written
        if error.fields and error.fields[0].field == "reason":
            seen = changing.preview(session, actor, enrolment_id, asked)
            return _preview(request, row, act, form, seen, f"{here}/{act}", here, error)
        return _plan(request, session, actor, row, act, form, error)
    return go(here, _done(made, row))


def _done(made: Any, row: EnrolmentRow) -> str:
    return _("%(label)s : c'est fait. %(name)s le verra dans son plan.") % {
        "label": _(LABELS[Act(made.act)]),
        "name": row.learner_name,
    }


@router.get("/suivi/{enrolment_id}/plan/annulation/{change_id}")
def undoing(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, change_id: str) -> Response:
    """What taking a change back would do."""
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    seen, made = changing.preview_undo(session, actor, enrolment_id, change_id)
    return _undoing(request, row, seen, made.id, made.reason)


@router.post("/suivi/{enrolment_id}/plan/annulation/{change_id}")
def undo(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    change_id: str,
    print_: Annotated[str, Form(alias="print", max_length=64)] = "",
) -> Response:
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    try:
        changing.undo_change(session, actor, enrolment_id, change_id, print_ or None)
    except changing.Outdated as error:
        return _undoing(request, row, error.preview, change_id, "", error)
    return go(f"/suivi/{enrolment_id}/plan", _("Le changement est annulé. Il reste dans l'historique."))


def _undoing(
    request: Request,
    row: EnrolmentRow,
    seen: changing.Preview,
    change_id: str,
    reason: str,
    error: HouseError | None = None,
) -> Response:
    here = f"/suivi/{row.id}/plan"
    return _preview(request, row, "", {"reason": reason}, seen, f"{here}/annulation/{change_id}", here, error)


def _preview(
    request: Request,
    row: EnrolmentRow,
    word: str,
    form: dict[str, Any],
    seen: changing.Preview,
    action: str,
    back: str,
    error: HouseError | None = None,
) -> Response:
    act = forms.WORDS.get(word)
    return show(
        request,
        "planning/preview.html",
        status=error.status if error else 200,
        enrolment=row,
        title=_(LABELS[act]) if act else _("Annuler ce changement"),
        button=_("Appliquer ce changement") if act else _("Annuler ce changement"),
        asks_reason=act is not None,
        hidden=[
            (name, value)
            for name, values in form.items()
            if name != "reason"
            for value in (values if isinstance(values, list) else [values])
            if value
        ],
        asked=form,
        told=showing.told(seen),
        moved=showing.moved(seen),
        seats=showing.seats(seen),
        undated=showing.undated(seen),
        print=seen.print,
        action=action,
        back_to=back,
        mine=not back.startswith("/suivi"),
        error=error,
        errors=_errors(error),
    )


def _errors(error: HouseError | None) -> dict[str, str]:
    return {field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {}


def _plan(
    request: Request,
    session: Session,
    actor: Actor,
    row: EnrolmentRow,
    chosen: str,
    form: dict[str, Any],
    error: Invalid | None = None,
) -> Response:
    outline = outline_of(session, row.edition_id)
    shown = showing.plan_of(session, row, outline)
    means = means_of(queries.availability(session, row.id))
    act = forms.WORDS.get(chosen)
    asked = {name: form.get(name, "") for name in forms.FIELDS}
    if not form:
        asked |= {"since": today().isoformat(), **_time(means)}
    options: dict[str, Any] = _choices(session, row, act) if act in (Act.SESSION, Act.OMIT, Act.ADD, Act.SITE) else {}
    paused = row.status == Status.PAUSED
    acts = [
        (word, _(forms.BUTTONS[one]))
        for word, one in forms.WORDS.items()
        if (one is Act.RESUME) == (paused or row.status in CLOSED)
        or (paused and any(until for _since, until in shown.pauses) and one is not Act.PAUSE)
    ]
    return show(
        request,
        "planning/plan.html",
        status=error.status if error else 200,
        enrolment=row,
        outline=outline,
        shown=shown,
        status_label=_(STATUS_LABELS[Status(row.status)]),
        means=means,
        weekdays_off=[_(WEEKDAYS[number]) for number in sorted(means.weekdays_off)],
        weekdays=[(number, _(name)) for number, name in enumerate(WEEKDAYS)],
        acts=acts,
        word=chosen if act else "",
        act_label=_(forms.BUTTONS[act]) if act else "",
        asked=asked,
        error=error,
        errors=_errors(error),
        history=showing.history(queries.changes(session, row.id)),
        **{"sequences": [], "meetings": [], "sites": [], **options},
    )


def _time(means: Means) -> dict[str, Any]:
    return {
        "weekly_hours": written_hours(means.weekly_minutes),
        "weekdays_off": [str(number) for number in sorted(means.weekdays_off)],
        "days_off": written_days(means.days_off),
    }


def _choices(session: Session, row: EnrolmentRow, act: Act | None) -> dict[str, Any]:
    """What a form offers to choose from."""
    if act is Act.SITE:
        sites = identity.sites(session, row.organisation_id)
        return {"sites": [(one.id, one.name) for one in sites if one.id != row.site_id]}
    path = read_one(session, row.organisation_id, row.id)
    if act is Act.SESSION:
        return {"meetings": _meetings(path)}
    titles = {sequence.id: sequence.title for sequence in path.outline.sequences}
    wanted = [
        part.id
        for part in path.parts
        if (part.id in path.omitted) == (act is Act.ADD) and not all(one.id in path.done for one in part.pieces)
    ]
    return {"sequences": [(key, titles[key]) for key in wanted]}


def _meetings(path: Path) -> list[tuple[str, str]]:
    """Every occurrence that the person could come to instead, for each session to come."""
    mine = {seat.id for seat in path.seats}
    busy = [seat for seat in path.seats if seat.starts_at > now()]
    found = []
    for key, offers in path.offers.at(path.row.site_id).items():
        if key in path.done or key not in path.steps:
            continue
        for one in offers:
            clash = any(
                one.starts_at < seat.ends_at and seat.starts_at < one.ends_at
                for seat in busy
                if seat.activity_id != key
            )
            if one.id in mine or clash or not path.days.possible(one.day):
                continue
            title = path.outline.activities[key].title
            words = _("%(title)s : %(when)s") % {"title": title, "when": moment(one.starts_at)}
            found.append((f"{key} {one.id}", words if one.free else _("%(what)s (complet)") % {"what": words}))
    order = {key: number for number, key in enumerate(path.outline.activities)}
    return sorted(found, key=lambda choice: order[choice[0].partition(" ")[0]])


# --- The time one has -----------------------------------------------------------------------------------------


def _time_form(
    weekly_hours: _Line = "", weekdays_off: _Days = None, days_off: _Long = "", reason: _Long = ""
) -> dict[str, Any]:
    return {"weekly_hours": weekly_hours, "weekdays_off": weekdays_off or [], "days_off": days_off, "reason": reason}


TimeForm = Annotated[dict[str, Any], Depends(_time_form)]


@router.get("/suivi/{enrolment_id}/disponibilites")
def time_of(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    return _availability(request, session, row, f"/suivi/{row.id}/disponibilites", f"/suivi/{row.id}/plan", {})


@router.post("/suivi/{enrolment_id}/disponibilites")
def say_time_of(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    form: TimeForm,
    print_: Annotated[str, Form(alias="print", max_length=64)] = "",
) -> Response:
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    return _say(request, session, actor, row, form, print_, f"/suivi/{row.id}/disponibilites", f"/suivi/{row.id}/plan")


@router.get("/mon-parcours/disponibilites")
def my_time(request: Request, session: Reading, actor: CurrentActor) -> Response:
    row = _own(session, actor)
    return _availability(request, session, row, "/mon-parcours/disponibilites", "/mon-parcours", {})


@router.post("/mon-parcours/disponibilites")
def say_my_time(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    form: TimeForm,
    print_: Annotated[str, Form(alias="print", max_length=64)] = "",
) -> Response:
    row = _own(session, actor)
    return _say(request, session, actor, row, form, print_, "/mon-parcours/disponibilites", "/mon-parcours")


def _own(session: Session, actor: Actor) -> EnrolmentRow:
    row = enrolments.current_enrolment(session, actor)
    if row is None:
        raise NotFound()
    return row


def _say(
    request: Request,
    session: Session,
    actor: Actor,
    row: EnrolmentRow,
    form: dict[str, Any],
    print_: str,
    here: str,
    back: str,
) -> Response:
    """The preview, then the change: the same for a person and for who accompanies them."""
    try:
        asked = forms.read("rythme", form, row.ends_on)
        if not print_:
            seen = changing.preview(session, actor, row.id, asked)
            return _preview(request, row, "rythme", form, seen, here, back)
        changing.change_plan(session, actor, row.id, asked, form["reason"], print_)
    except changing.Outdated as error:
        return _preview(request, row, "rythme", form, error.preview, here, back, error)
    except Invalid as error:  # said before anything was written
        if error.fields and error.fields[0].field == "reason":
            return _preview(
                request, row, "rythme", form, changing.preview(session, actor, row.id, asked), here, back, error
            )
        return _availability(request, session, row, here, back, form, error)
    except Conflict as error:
        return _availability(request, session, row, here, back, form, error)
    return go(back, _("C'est enregistré : le plan suit le temps que vous avez dit."))


def _availability(
    request: Request,
    session: Session,
    row: EnrolmentRow,
    here: str,
    back: str,
    form: dict[str, Any],
    error: HouseError | None = None,
) -> Response:
    means = means_of(queries.availability(session, row.id))
    return show(
        request,
        "planning/availability.html",
        status=error.status if error else 200,
        enrolment=row,
        asked=form or _time(means),
        weekdays=[(number, _(name)) for number, name in enumerate(WEEKDAYS)],
        action=here,
        back_to=back,
        mine=not back.startswith("/suivi"),
        error=error,
        errors=_errors(error),
    )
