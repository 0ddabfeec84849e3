"""Opening slots, withdrawing them, and blocking a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.appointments import agenda_queries as agendas
from app.appointments import policies, rules
from app.appointments import queries as appointments
from app.appointments.models import AdviserAbsence, AppointmentSlot
from app.appointments.queries import AppointmentRow
from app.appointments.services import booking, changing, meetings
from app.appointments.slots import queries
from app.appointments.slots import rules as cutting
from app.appointments.slots.rules import Cut, Wish
from app.core.access import Actor, Role, require
from app.core.clock import now, paris, today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments.rules import french_holidays
from app.identity import queries as identity


@dataclass(frozen=True, slots=True)
class Blocked:
    """What blocking a time would do: slots that close, appointments that are in it."""

    free: int
    booked: list[AppointmentRow]


def look_at(session: Session, actor: Actor, adviser_id: str, wish: Wish) -> Cut:
    """What a wish would open and what it skips: shown before, read again in the act."""
    require(policies.may_accompany(actor))
    _check_adviser(session, actor, adviser_id)
    _check(session, actor, wish)
    days = list(cutting.days_of(wish))
    start, end = paris(days[0], 0), paris(days[-1] + timedelta(days=1), 0)
    holidays = {one for year in range(days[0].year, days[-1].year + 1) for one in french_holidays(year)}
    return cutting.cut(
        wish,
        closed=identity.closed_days(session, actor.organisation_id),
        holidays=holidays,
        away=[(row.starts_at, row.ends_at) for row in queries.absences(session, adviser_id, start)],
        busy=[(row.starts_at, row.ends_at) for row in agendas.held_sessions(session, adviser_id, start, end)],
        known=[(row.starts_at, row.ends_at) for row in queries.slots_between(session, actor, adviser_id, start, end)],
        moment=now(),
    )


def open_slots(session: Session, actor: Actor, adviser_id: str, wish: Wish) -> Cut:
    """Offer times. Opening the same again opens nothing: they are known."""
    meetings.take_turn(session, actor)
    found = look_at(session, actor, adviser_id, wish)
    series_id, moment = new_id(), now()
    session.add_all(
        AppointmentSlot(
            organisation_id=actor.organisation_id,
            adviser_id=adviser_id,
            starts_at=start,
            ends_at=end,
            means=list(wish.means),
            site_id=wish.site_id or None,
            room=wish.room.strip()[:120],
            classroom=wish.classroom,
            link=wish.link.strip(),
            series_id=series_id,
            created_at=moment,
        )
        for start, end in found.opened
    )
    session.flush()
    return found


def close_slot(session: Session, actor: Actor, slot_id: str) -> AppointmentSlot:
    """Withdraw a free slot. Withdrawing it again changes nothing."""
    queries.slot_to_close(session, actor, slot_id, locked=False)
    require(policies.may_accompany(actor))
    meetings.take_turn(session, actor)
    slot = queries.slot_to_close(session, actor, slot_id)
    if slot.closed_at is not None:
        return slot
    if appointments.live_in_slot(session, slot.id):
        raise Conflict(_("Ce créneau vient d'être pris : ouvrez le rendez-vous pour le déplacer ou l'annuler."))
    slot.closed_at = now()
    return slot


def look_at_block(session: Session, actor: Actor, adviser_id: str, start: datetime, end: datetime) -> Blocked:
    """What blocking a time would do, before it is done."""
    require(policies.may_accompany(actor))
    _check_adviser(session, actor, adviser_id)
    if end <= start:
        raise invalid("to_day", _("La fin doit suivre le début."))
    if end <= now():
        raise invalid("to_day", _("Cette période est déjà passée."))
    if end - now() > cutting.FURTHEST:
        raise invalid("to_day", _("Cette date est à plus d'un an d'aujourd'hui. Vérifiez l'année."))
    booked = appointments.held_by(session, actor, adviser_id, max(start, now()), end)
    return Blocked(len(queries.free_to_close(session, adviser_id, start, end)), booked)


def block(
    session: Session,
    actor: Actor,
    adviser_id: str,
    start: datetime,
    end: datetime,
    cancelled: Collection[str] = (),
    reason: str = "",
) -> Blocked:
    """Give no appointment in that time: free slots close, those of `cancelled` are cancelled, the others stay."""
    seen = look_at_block(session, actor, adviser_id, start, end)
    meetings.take_turn(session, actor, *(row.session_id for row in seen.booked if row.id in cancelled))
    found = look_at_block(session, actor, adviser_id, start, end)
    for row in found.booked:
        if row.id in cancelled:
            changing.cancel(session, actor, row.id, reason)
    for slot in queries.free_to_close(session, adviser_id, start, end):
        slot.closed_at = now()
    session.add(
        AdviserAbsence(organisation_id=actor.organisation_id, adviser_id=adviser_id, starts_at=start, ends_at=end)
    )
    session.flush()
    return found


def lift(session: Session, actor: Actor, absence_id: str) -> AdviserAbsence:
    """Give appointments again in a time that was blocked: slots are opened anew."""
    absence = queries.absence_to_lift(session, actor, absence_id)
    require(policies.may_accompany(actor))
    if absence.lifted_at is None:
        absence.lifted_at = now()
    return absence


def _check_adviser(session: Session, actor: Actor, adviser_id: str) -> None:
    roles = (Role.ADVISER, Role.ADMIN)
    if not any(identity.has_role(session, actor.organisation_id, adviser_id, role) for role in roles):
        raise invalid("adviser", _("Cette personne n'accompagne pas ici."))


def _check(session: Session, actor: Actor, wish: Wish) -> None:
    if wish.day < today():
        raise invalid("day", _("Ce jour est passé."))
    if wish.day > today() + cutting.FURTHEST or (wish.until and wish.until > today() + cutting.FURTHEST):
        field = "day" if wish.day > today() + cutting.FURTHEST else "until"
        raise invalid(field, _("Cette date est à plus d'un an d'aujourd'hui. Vérifiez l'année."))
    if wish.until and wish.until < wish.day:
        raise invalid("until", _("La fin doit suivre le début."))
    if not 1 <= wish.times <= cutting.MOST_WEEKS:
        raise invalid("times", _("Répétez de 1 à %(most)s fois.") % {"most": cutting.MOST_WEEKS})
    if wish.end <= wish.start:
        raise invalid("end", _("La fin doit suivre le début."))
    if wish.length not in cutting.LENGTHS:
        raise invalid("length", _("Choisissez une durée de la liste."))
    if wish.pause not in cutting.PAUSES:
        raise invalid("pause", _("Choisissez une pause de la liste."))
    if not wish.means or not set(wish.means) <= set(rules.Means):
        raise invalid("means", _("Cochez au moins une façon de se rencontrer."))
    if wish.site_id and wish.site_id not in [row.id for row in identity.sites(session, actor.organisation_id)]:
        raise invalid("site", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))
    if rules.Means.PLACE in wish.means and not wish.site_id and not wish.room.strip():
        raise invalid("site", _("Dites où vous recevez."))
    booking.check_classroom(wish.means, wish.classroom, wish.link)
    first = sum(1 for _window in cutting.windows_of(wish.day, wish))
    if not first:
        raise invalid("end", _("La plage est plus courte que la durée d'un rendez-vous."))
    if first * sum(1 for _day in cutting.days_of(wish)) > cutting.MOST_SLOTS:
        raise invalid(
            "times", _("Cela fait trop de créneaux d'un coup : %(most)s au plus.") % {"most": cutting.MOST_SLOTS}
        )
