"""Appointments in the browser: one's own as a learner, the day of an adviser, and each of them."""

from datetime import timedelta
from itertools import groupby
from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.appointments import forms, policies, queries, rules
from app.appointments.forms import Fields
from app.appointments.queries import AppointmentRow
from app.appointments.rules import MEANS_LABELS, Means, Note
from app.appointments.services import booking, changing, settling
from app.appointments.services.booking import SlotTaken
from app.appointments.slots import queries as slots
from app.attendance.rules import ABSENCES
from app.core.access import Actor, Role, require
from app.core.clock import local, now, paris, today
from app.core.errors import FieldError, Invalid, invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.enrolments.rules import CLOSED
from app.files import services as files
from app.files.uploads.forms import GivenFile, given_file
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("appointments")

_Line = Annotated[str, Form(max_length=2000)]
_Text = Annotated[str, Form(max_length=20_000)]

AHEAD = timedelta(days=14)  # of the adviser's list
LISTED = 100


@router.get("/rendez-vous")
def appointments(request: Request, session: Reading, actor: CurrentActor, qui: str = "") -> Response:
    """A learner's own, the next one first; for those who accompany, today's and those without an outcome."""
    require(policies.may_enter(actor))
    if policies.may_accompany(actor):
        return _of_adviser(request, session, actor, qui)
    enrolment = enrolments.current_enrolment(session, actor)
    moment = now()
    found = queries.of_learner(session, actor)
    coming = sorted((row for row in found if not row.cancelled_at and row.ends_at > moment), key=_by_date)
    past = [row for row in found if row.cancelled_at or row.ends_at <= moment]
    return show(
        request,
        "appointments/mine.html",
        enrolment=enrolment,
        may_take=enrolment is not None and enrolment.status not in CLOSED and len(coming) < rules.MOST_AHEAD,
        open_path=enrolment is not None and enrolment.status not in CLOSED,
        coming=coming,
        past=past,
        notes=queries.shared_notes(session, [row.id for row in past]),
        means=_means(),
        moment=moment,
    )


def _of_adviser(request: Request, session: Session, actor: Actor, who: str) -> Response:
    everyone = who == "tous" or not actor.has(Role.ADVISER)
    moment = now()
    midnight = paris(today(), 0)
    rows = queries.held_between(session, actor, midnight, midnight + AHEAD, everyone=everyone)
    tomorrow = paris(today() + timedelta(days=1), 0)
    return show(
        request,
        "appointments/day.html",
        everyone=everyone,
        chooses=actor.has(Role.ADVISER),
        today=today(),
        rows=[row for row in rows if row.starts_at < tomorrow],
        coming=by_day([row for row in rows if row.starts_at >= tomorrow]),
        unsettled=queries.unsettled(session, actor, midnight, everyone=everyone, limit=LISTED),
        means=_means(),
        moment=moment,
    )


# --- Taking a slot --------------------------------------------------------------------------------------------


@router.get("/rendez-vous/prendre")
def choose(request: Request, session: Reading, actor: CurrentActor, creneau: str = "") -> Response:
    """The free slots, day by day; once one is chosen, what to say of it."""
    require(policies.may_take(actor))
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None or enrolment.status in CLOSED:
        return go("/rendez-vous")  # which says why there is nothing to take
    if creneau:
        slot = slots.slot_of(session, actor.organisation_id, creneau)
        return _confirm(request, session, actor, slot, {})
    offered, others = booking.offered_to(session, enrolment, now())
    return _offers(request, enrolment, offered, others)


@router.post("/rendez-vous")
def take(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    slot_id: _Line = "",
    means: _Line = "",
    about: _Text = "",
    phone: _Line = "",
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    keep = (lambda: str(file.keep(session, actor, actor.account_id).id)) if file else None
    asked = {"means": means, "about": about, "phone": phone}
    try:
        made = booking.take_slot(session, actor, slot_id, means, about, phone, keep)
    except SlotTaken as taken:
        enrolment = booking.own_path(session, actor)
        offered, others = booking.offered_to(session, enrolment, now())
        if not offered:
            return _offers(request, enrolment, offered, others, taken.detail)
        wanted = slots.slot_of(session, actor.organisation_id, slot_id).starts_at
        nearest = min(offered, key=lambda row: (abs(row.starts_at - wanted), row.starts_at))
        return _confirm(request, session, actor, nearest, asked, taken=taken.detail, file=file)
    except Invalid as error:
        slot = slots.slot_of(session, actor.organisation_id, slot_id)
        return _confirm(request, session, actor, slot, asked, error=error, file=file)
    row = queries.appointment_for(session, actor, made.id)
    return go("/rendez-vous", _("C'est réservé : %(when)s.") % {"when": formats.moment(row.starts_at)})


def _offers(request: Request, enrolment: Any, offered: list[Any], others: bool, taken: str = "") -> Response:
    return show(
        request,
        "appointments/choose.html",
        status=409 if taken else 200,
        taken=taken,
        enrolment=enrolment,
        others=others,
        days=by_day(offered),
        means=_means(),
        moving=None,
    )


def _confirm(
    request: Request,
    session: Session,
    actor: Actor,
    slot: Any,
    asked: dict[str, str],
    *,
    taken: str = "",
    error: Invalid | None = None,
    file: GivenFile | None = None,
) -> Response:
    fields = error.fields if error else []
    values = {
        "means": asked.get("means") or (slot.means[0] if len(slot.means) == 1 else ""),
        "about": asked.get("about", ""),
        "phone": asked.get("phone") or queries.phone_of(session, actor.account_id),
    }
    return show(
        request,
        "appointments/confirm.html",
        status=error.status if error else 409 if taken else 200,
        slot=slot,
        asked=values,
        taken=taken,
        fields=fields,
        errors={one.field: one.message for one in fields},
        kept=file,
        choices=[(one, _(MEANS_LABELS[Means(one)])) for one in slot.means],
        longest=rules.LONGEST_TEXT,
    )


# --- One of them ----------------------------------------------------------------------------------------------


@router.get("/rendez-vous/{appointment_id}")
def appointment(request: Request, session: Reading, actor: CurrentActor, appointment_id: str) -> Response:
    return _one(request, session, actor, appointment_id)


@router.post("/rendez-vous/{appointment_id}/annulation")
def cancel(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    appointment_id: str,
    reason: _Line = "",
    following: _Line = "",
) -> Response:
    row = queries.appointment_for(session, actor, appointment_id)
    gone = changing.cancel(session, actor, row.id, reason, following=bool(following))
    if len(gone) > 1:
        words = _("%(n)s rendez-vous sont annulés.") % {"n": len(gone)}
    elif actor.account_id == row.learner_id:
        words = _("Votre rendez-vous est annulé. Vous pouvez en prendre un autre.")
    else:
        words = _("Le rendez-vous est annulé.")
    return go("/rendez-vous" if actor.account_id == row.learner_id else f"/rendez-vous/{row.id}", words)


@router.get("/rendez-vous/{appointment_id}/deplacement")
def choose_another(request: Request, session: Reading, actor: CurrentActor, appointment_id: str) -> Response:
    return _move(request, session, actor, queries.appointment_for(session, actor, appointment_id))


@router.post("/rendez-vous/{appointment_id}/deplacement")
def move(request: Request, session: Writing, actor: CurrentActor, appointment_id: str, fields: Fields) -> Response:
    """To a slot that was chosen; or, for those who accompany, to a day and an hour, with what follows shown before."""
    row = queries.appointment_for(session, actor, appointment_id)
    try:
        if fields.get("slot_id"):
            changing.move_to_slot(session, actor, row.id, fields["slot_id"])
        else:
            moment = forms.read_moment(fields.get("day", ""), fields.get("start", ""), "day", "start")
            following = bool(fields.get("following"))
            if following and not fields.get("confirmed"):
                found = changing.shifts(session, actor, row.id, moment, following=True)
                return _move(request, session, actor, row, asked=fields, shifts=found)
            changing.move_to_time(session, actor, row.id, moment, following=following)
    except SlotTaken as taken:
        return _move(request, session, actor, row, asked=fields, taken=taken.detail)
    except Invalid as error:
        return _move(request, session, actor, row, asked=fields, error=error)
    moved = queries.appointment_for(session, actor, row.id)
    words = _("C'est déplacé : %(when)s.") % {"when": formats.moment(moved.starts_at)}
    return go("/rendez-vous" if actor.account_id == row.learner_id else f"/rendez-vous/{row.id}", words)


@router.post("/rendez-vous/{appointment_id}/issue")
def settle(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    appointment_id: str,
    outcome: _Line = "",
    minutes: _Line = "",
    absence: _Line = "",
    correction: _Line = "",
    shared_note: _Text = "",
    next_note: _Text = "",
    team_note: _Text = "",
) -> Response:
    """How it went, and what was said, at once."""
    said = {Note.SHARED: shared_note, Note.NEXT: next_note, Note.TEAM: team_note}
    try:
        _check(said)
        lasted = forms.read_number(minutes) if minutes.strip() else None
        settling.settle(session, actor, appointment_id, outcome, lasted, absence, correction)
        _add(session, actor, appointment_id, said)
    except Invalid as error:
        asked = {
            "outcome": outcome,
            "minutes": minutes,
            "absence": absence,
            "correction": correction,
            **_as_asked(said),
        }
        return _one(request, session, actor, appointment_id, asked=asked, error=error)
    return go(f"/rendez-vous/{appointment_id}", _("C'est noté. Les heures suivent."))


@router.post("/rendez-vous/{appointment_id}/notes")
def note(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    appointment_id: str,
    shared_note: _Text = "",
    next_note: _Text = "",
    team_note: _Text = "",
) -> Response:
    said = {Note.SHARED: shared_note, Note.NEXT: next_note, Note.TEAM: team_note}
    try:
        if not any(body.strip() for body in said.values()):
            raise invalid("shared_note", _("Écrivez quelques mots."))
        _check(said)
        _add(session, actor, appointment_id, said)
    except Invalid as error:
        return _one(request, session, actor, appointment_id, asked=_as_asked(said), error=error)
    return go(f"/rendez-vous/{appointment_id}#notes", _("La note est gardée, datée et signée."))


def _check(said: dict[Note, str]) -> None:
    """Before anything is written: a form is kept whole or not at all."""
    for kind, body in said.items():
        if body.strip():
            settling.check_note(kind, body)


def _add(session: Session, actor: Actor, appointment_id: str, said: dict[Note, str]) -> None:
    for kind, body in said.items():
        if body.strip():
            settling.add_note(session, actor, appointment_id, kind, body)


def _as_asked(said: dict[Note, str]) -> dict[str, str]:
    return {f"{kind}_note": body for kind, body in said.items()}


def _one(
    request: Request,
    session: Session,
    actor: Actor,
    appointment_id: str,
    *,
    asked: dict[str, str] | None = None,
    error: Invalid | None = None,
) -> Response:
    row = queries.appointment_for(session, actor, appointment_id)
    accompanies = bool(policies.may_accompany(actor)) and actor.account_id != row.learner_id
    moment = now()
    fields = error.fields if error else []
    return show(
        request,
        "appointments/one.html",
        status=error.status if error else 200,
        row=row,
        accompanies=accompanies,
        notes=[
            one for one in queries.notes_of(session, row.id) if policies.may_read_note(actor, row.learner_id, one.kind)
        ],
        moves=queries.moves_of(session, row.id),
        before=_missed(session, actor, row),
        following=queries.following_in_series(session, actor, row, moment) if row.series_id else [],
        file=next(iter(files.describe(session, [row.file_id]).values()), None) if row.file_id else None,
        means=_means(),
        absences=[(code, _(one.label)) for code, one in ABSENCES.items()],
        absence=ABSENCES.get(row.absence),
        late=rules.is_late(row.starts_at, moment),
        started=row.starts_at <= moment,
        moment=moment,
        asked=asked or {},
        fields=fields,
        errors={one.field: one.message for one in fields},
    )


def _missed(session: Session, actor: Actor, row: AppointmentRow) -> AppointmentRow | None:
    """The one that this replaces."""
    return queries.appointment_for(session, actor, row.follows_id) if row.follows_id else None


def _move(
    request: Request,
    session: Session,
    actor: Actor,
    row: AppointmentRow,
    *,
    asked: dict[str, str] | None = None,
    taken: str = "",
    error: Invalid | None = None,
    shifts: list[changing.Shift] | None = None,
) -> Response:
    enrolment = enrolments.enrolment_of(session, row.organisation_id, row.enrolment_id)
    moment = now()
    if actor.account_id == row.learner_id:
        offered, others = booking.offered_to(session, enrolment, moment)
    else:
        found = slots.free_slots(session, row.organisation_id, moment, moment + rules.SHOWN, row.adviser_id)
        offered, others = list(found), False
    fields: list[FieldError] = error.fields if error else []
    return show(
        request,
        "appointments/move.html",
        status=error.status if error else 409 if taken else 200,
        row=row,
        days=by_day(offered),
        others=others,
        means=_means(),
        taken=taken,
        fields=fields,
        errors={one.field: one.message for one in fields},
        accompanies=bool(policies.may_accompany(actor)) and actor.account_id != row.learner_id,
        series=len(queries.following_in_series(session, actor, row, moment)) if row.series_id else 1,
        asked={
            "day": local(row.starts_at).date().isoformat(),
            "start": f"{local(row.starts_at):%H:%M}",
            "following": "",
            **(asked or {}),
        },
        shifts=shifts,
    )


def by_day(rows: Any) -> list[tuple[Any, list[Any]]]:
    return [(day, list(found)) for day, found in groupby(rows, key=lambda row: local(row.starts_at).date())]


def _by_date(row: AppointmentRow) -> Any:
    return row.starts_at


def _means() -> dict[str, str]:
    return {code.value: _(label) for code, label in MEANS_LABELS.items()}
