"""Slots in the browser: an adviser's week, opening more, blocking a time."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.appointments import forms, policies
from app.appointments.forms import Fields
from app.appointments.rules import MEANS_LABELS, Means
from app.appointments.slots import queries, services
from app.appointments.slots.rules import FURTHEST, LENGTHS, PAUSES, SKIPS, Cut, Wish
from app.appointments.slots.services import Blocked
from app.classrooms.rules import choices
from app.core.access import Actor, Role, require
from app.core.clock import local, now, paris, today
from app.core.days import read_hour
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.settings import settings
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("appointment-slots")

_WEEK = timedelta(days=7)


@router.get("/rendez-vous/creneaux")
def slots(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    semaine: Annotated[str, Query(max_length=10)] = "",
    conseil: Annotated[str, Query(max_length=36)] = "",
) -> Response:
    """The slots of a week, taken and free: one's own, or a colleague's."""
    require(policies.may_accompany(actor))
    try:
        day = date.fromisoformat(semaine)
    except ValueError:
        day = today()
    return _week(request, session, actor, conseil, day if abs(day - today()) <= FURTHEST else today())


@router.post("/rendez-vous/creneaux")
def open_slots(request: Request, session: Writing, actor: CurrentActor, fields: Fields) -> Response:
    """First what would be opened and what is skipped; then, once it is confirmed, the slots."""
    require(policies.may_accompany(actor))
    adviser_id = fields.get("adviser") or actor.account_id
    try:
        wish = _wish(fields)
        if not fields.get("confirmed"):
            found = services.look_at(session, actor, adviser_id, wish)
            return _week(request, session, actor, adviser_id, wish.day, asked=fields, cut=found)
        found = services.open_slots(session, actor, adviser_id, wish)
    except Invalid as error:
        return _week(request, session, actor, adviser_id, today(), asked=fields, error=error)
    if not found.opened:
        return go(_way(actor, adviser_id, wish.day), _("Rien n'a été ouvert : chaque heure est déjà prise ou fermée."))
    words = _("%(n)s créneaux sont ouverts.") if len(found.opened) > 1 else _("%(n)s créneau est ouvert.")
    return go(_way(actor, adviser_id, wish.day), words % {"n": len(found.opened)})


@router.post("/rendez-vous/creneaux/{slot_id}/retrait")
def close_slot(session: Writing, actor: CurrentActor, slot_id: str) -> Response:
    slot = services.close_slot(session, actor, slot_id)
    when = formats.moment(slot.starts_at)
    return go(
        _way(actor, slot.adviser_id, local(slot.starts_at).date()),
        _("Le créneau est retiré : %(when)s.") % {"when": when},
    )


@router.post("/rendez-vous/creneaux/absences")
def block(request: Request, session: Writing, actor: CurrentActor, fields: Fields) -> Response:
    """First what is in the way; then, once it is confirmed, nothing is offered in that time."""
    require(policies.may_accompany(actor))
    adviser_id = fields.get("adviser") or actor.account_id
    try:
        start, end = _period(fields)
        if not fields.get("confirmed"):
            found = services.look_at_block(session, actor, adviser_id, start, end)
            return _week(request, session, actor, adviser_id, local(start).date(), away=fields, blocked=found)
        cancelled = [one for one in fields.get("cancelled", "").split(",") if one]
        services.block(session, actor, adviser_id, start, end, cancelled, fields.get("reason", ""))
    except Invalid as error:
        return _week(request, session, actor, adviser_id, today(), away=fields, error=error)
    return go(
        _way(actor, adviser_id, max(local(start).date(), today())),
        _("La période est bloquée : rien n'y est plus proposé."),
    )


@router.post("/rendez-vous/creneaux/absences/{absence_id}/retrait")
def lift(session: Writing, actor: CurrentActor, absence_id: str) -> Response:
    absence = services.lift(session, actor, absence_id)
    return go(
        _way(actor, absence.adviser_id, max(local(absence.starts_at).date(), today())),
        _("La période est de nouveau libre. Ouvrez-y des créneaux."),
    )


def _way(actor: Actor, adviser_id: str, day: date) -> str:
    other = f"&conseil={adviser_id}" if adviser_id != actor.account_id else ""
    return f"/rendez-vous/creneaux?semaine={day.isoformat()}{other}"


def _wish(fields: dict[str, str]) -> Wish:
    until = fields.get("until", "").strip()
    times = fields.get("times", "").strip()
    return Wish(
        day=forms.read_day(fields.get("day", ""), "day"),
        start=read_hour(fields.get("start", ""), "start"),
        end=read_hour(fields.get("end", ""), "end"),
        length=forms.read_number(fields.get("length", "")),
        pause=forms.read_number(fields.get("pause", "0")),
        means=tuple(one for one in fields.get("means", "").split(",") if one),
        until=forms.read_day(until, "until") if until else None,
        times=forms.read_number(times) if times else 1,
        site_id=fields.get("site") or None,
        room=fields.get("room", ""),
        classroom=fields.get("classroom", ""),
        link=fields.get("link", ""),
    )


def _period(fields: dict[str, str]) -> tuple[datetime, datetime]:
    """Whole days, both included."""
    first = forms.read_day(fields.get("from_day", ""), "from_day")
    last = forms.read_day(fields.get("to_day", ""), "to_day")
    return paris(first, 0), paris(last + timedelta(days=1), 0)


def _week(
    request: Request,
    session: Session,
    actor: Actor,
    adviser_id: str,
    day: date,
    *,
    asked: dict[str, str] | None = None,
    cut: Cut | None = None,
    away: dict[str, str] | None = None,
    blocked: Blocked | None = None,
    error: Invalid | None = None,
) -> Response:
    team = [(row.id, row.name) for row in identity.members_with(session, actor.organisation_id, Role.ADVISER)]
    if adviser_id not in dict(team):
        adviser_id = actor.account_id if actor.account_id in dict(team) or not team else team[0][0]
    monday = day - timedelta(days=day.weekday())
    rows = queries.slots_between(session, actor, adviser_id, paris(monday, 0), paris(monday + _WEEK, 0))
    sites = [(row.id, row.name) for row in identity.sites(session, actor.organisation_id)]
    fields: list[FieldError] = error.fields if error else []
    values = {
        "day": today().isoformat(), "start": "", "end": "", "length": "30", "pause": "0", "means": "", "until": "",
        "times": "", "site": sites[0][0] if len(sites) == 1 else "", "room": "", "classroom": "", "link": "",
    }  # fmt: skip
    return show(
        request,
        "appointments/slots.html",
        status=error.status if error else 200,
        adviser_id=adviser_id,
        own=adviser_id == actor.account_id,
        adviser_name=dict(team).get(adviser_id, actor.name),
        team=team,
        monday=monday,
        sunday=monday + timedelta(days=6),
        earlier=_way(actor, adviser_id, monday - _WEEK),
        later=_way(actor, adviser_id, monday + _WEEK),
        days=[(one, list(found)) for one, found in groupby(rows, key=lambda row: local(row.starts_at).date())],
        absences=queries.absences(session, adviser_id, now()),
        asked=values | (asked or {}),
        cut=cut,
        skips={code: _(label) for code, label in SKIPS.items()},
        away={"from_day": "", "to_day": "", "reason": "", **(away or {})},
        blocked=blocked,
        fields=fields,
        errors={one.field: one.message for one in fields},
        wrong_away=bool(fields) and away is not None,
        lengths=[(n, formats.hours(n)) for n in LENGTHS],
        pauses=[(n, formats.hours(n) if n else _("sans pause")) for n in PAUSES],
        sites=sites,
        classrooms=choices(settings()),
        means=[(code.value, _(MEANS_LABELS[code])) for code in Means],
        ways_words={code.value: _(MEANS_LABELS[code]) for code in Means},
        moment=now(),
        last_day=_last_day,
    )


def _last_day(end: Any) -> date:
    """The last whole day before an instant."""
    return local(end - timedelta(minutes=1)).date()
