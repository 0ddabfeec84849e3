"""Taking a free slot, and proposing an appointment, or a series of them, at any free time."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.appointments import agenda_queries as agendas
from app.appointments import events, policies, queries, rules
from app.appointments.models import Appointment
from app.appointments.rules import Means
from app.appointments.services import meetings
from app.appointments.services.meetings import Where
from app.appointments.slots import queries as slots
from app.classrooms import rules as classrooms
from app.core.access import Actor, Role, require
from app.core.clock import local, now
from app.core.db import add_at_once
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.core.settings import settings
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.enrolments.queries import EnrolmentRow
from app.identity import queries as identity
from app.scheduling.rules import Classroom

KeepFile = Callable[[], str]  # makes a file of what was sent, once everything else is sound; its id


class SlotTaken(Conflict):
    """Somebody was quicker, or something has come in the way: nothing was written, another slot can be chosen."""

    code = "slot-taken"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An appointment that an adviser makes for somebody, perhaps each week."""

    starts_at: datetime
    minutes: int
    means: str
    about: str
    adviser_id: str = ""  # none: who proposes
    phone: str = ""
    site_id: str | None = None
    room: str = ""
    classroom: str = ""
    link: str = ""
    activity_id: str | None = None
    every: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a proposal; `why_not` empty: it can be made."""

    starts_at: datetime
    ends_at: datetime
    why_not: str = ""


def own_path(session: Session, actor: Actor) -> EnrolmentRow:
    """The path for which somebody takes appointments."""
    require(policies.may_take(actor))
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None or enrolment.status in path_rules.CLOSED:
        raise Conflict(_("Votre parcours n'est pas ouvert : écrivez à l'équipe pour la rencontrer."))
    return enrolment


def offered_to(session: Session, enrolment: EnrolmentRow, moment: datetime) -> tuple[list[Any], bool]:
    """The free slots to show somebody, and whether they are those of others: theirs offers nothing soon.

    What falls on a seat of theirs is left out.
    """
    until = moment + rules.SHOWN
    found = slots.free_slots(session, enrolment.organisation_id, moment, until, enrolment.adviser_id or "")
    others = False
    if enrolment.adviser_id and not any(row.starts_at < moment + rules.SOON for row in found):
        every = slots.free_slots(session, enrolment.organisation_id, moment, until)
        others = len(every) > len(found)
        found = every
    seats = [(row.starts_at, row.ends_at) for row in agendas.seats(session, enrolment.learner_id, moment, until)]
    return [row for row in found if not rules.overlap(row.starts_at, row.ends_at, seats)], others


def take_slot(
    session: Session,
    actor: Actor,
    slot_id: str,
    means: str,
    about: str,
    phone: str = "",
    keep_file: KeepFile | None = None,
) -> Appointment:
    """Book a free slot for oneself. Taking again the slot that one has changes nothing."""
    slot = slots.slot_of(session, actor.organisation_id, slot_id)
    enrolment = own_path(session, actor)
    meetings.take_turn(session, actor)
    known = queries.live_in_slot(session, slot.id)
    if known is not None and known.enrolment_id == enrolment.id:
        return session.get_one(Appointment, known.id)
    check_free(session, slot, actor.account_id)
    about, phone = _checked_words(session, enrolment, means, slot.means, about, phone)
    if queries.coming_count(session, enrolment.id, now()) >= rules.MOST_AHEAD:
        raise Conflict(
            _("Vous avez déjà %(n)s rendez-vous à venir. Déplacez-en un, ou écrivez à l'équipe.")
            % {"n": rules.MOST_AHEAD}
        )
    return _make(
        session,
        actor,
        enrolment,
        slot.adviser_id,
        slot.starts_at,
        slot.ends_at,
        Where(means, slot.site_id, slot.room, slot.classroom, slot.link),
        about,
        phone=phone,
        slot_id=slot.id,
        activity_id=meetings.next_activity(session, enrolment, local(slot.starts_at).date()),
        file_id=keep_file() if keep_file else None,
    )


def check_free(session: Session, slot: Any, learner_id: str, but: Sequence[str] = ()) -> None:
    """Raises SlotTaken unless this slot can be had by this person; the turn is taken."""
    slot = slots.slot_of(session, slot.organisation_id, slot.id)
    if slot.starts_at <= now():
        raise SlotTaken(_("Ce créneau est passé. Rien n'a été réservé. Choisissez-en un autre."))
    if slot.closed_at is not None or slot.away or queries.live_in_slot(session, slot.id) is not None:
        raise SlotTaken(_("Ce créneau n'est plus libre. Rien n'a été réservé. Choisissez-en un autre."))
    if why := meetings.why_taken(session, slot.adviser_id, learner_id, slot.starts_at, slot.ends_at, but):
        raise SlotTaken(why + " " + _("Rien n'a été réservé. Choisissez un autre créneau."))


def dates_of(session: Session, actor: Actor, enrolment_id: str, asked: Proposal) -> list[Date]:
    """The dates that a proposal would give, and what is in the way of some: shown before, read again in the act."""
    require(policies.may_accompany(actor))
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    adviser_id = _check(session, actor, enrolment, asked)
    closed = identity.closed_days(session, actor.organisation_id)
    away = [(row.starts_at, row.ends_at) for row in slots.absences(session, adviser_id, now())]
    found = []
    for start in rules.repeated(asked.starts_at, asked.every, asked.times):
        end, day = start + timedelta(minutes=asked.minutes), local(start).date()
        why = ""
        if start <= now():
            why = _("Cette heure est passée.")
        elif rules.is_day_off(day, closed, path_rules.french_holidays(day.year)):
            why = _("C'est un jour férié ou de fermeture.")
        elif rules.overlap(start, end, away):
            why = _("La période est bloquée dans cet agenda.")
        else:
            why = meetings.why_taken(session, adviser_id, enrolment.learner_id, start, end)
        found.append(Date(start, end, why))
    return found


def propose(session: Session, actor: Actor, enrolment_id: str, asked: Proposal) -> list[Appointment]:
    """Make the appointments of a proposal, as one act; dates that something stands in the way of are left out.

    Raises Conflict when none is left.
    """
    require(policies.may_accompany(actor))
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    adviser_id = _check(session, actor, enrolment, asked)
    meetings.take_turn(session, actor)
    dates = dates_of(session, actor, enrolment_id, asked)
    free = [one for one in dates if not one.why_not]
    if not free:
        raise SlotTaken(dates[0].why_not + " " + _("Rien n'a été réservé. Choisissez une autre heure."))
    about, phone = _checked_words(session, enrolment, asked.means, list(Means), asked.about, asked.phone)
    where = Where(asked.means, asked.site_id or None, asked.room.strip()[:120], asked.classroom, asked.link.strip())
    series_id = new_id() if len(dates) > 1 else None
    activity_id = asked.activity_id
    made = []
    for one in free:
        made.append(
            _make(
                session, actor, enrolment, adviser_id, one.starts_at, one.ends_at, where, about, phone=phone,
                series_id=series_id, activity_id=activity_id,
            )
        )  # fmt: skip
        activity_id = None  # an activity is done at the first of them
    return made


def _make(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    adviser_id: str,
    start: datetime,
    end: datetime,
    where: Where,
    about: str,
    *,
    phone: str = "",
    slot_id: str | None = None,
    series_id: str | None = None,
    activity_id: str | None = None,
    file_id: str | None = None,
) -> Appointment:
    meeting = meetings.open_meeting(session, actor, enrolment, adviser_id, start, end, where, activity_id, series_id)
    made = Appointment(
        id=new_id(),
        organisation_id=actor.organisation_id,
        enrolment_id=enrolment.id,
        adviser_id=adviser_id,
        session_id=meeting.id,
        slot_id=slot_id,
        series_id=series_id,
        follows_id=queries.last_missed(session, enrolment.id),
        means=str(where.means),
        phone=phone,
        about=about,
        file_id=file_id,
        planned_minutes=int((end - start).total_seconds()) // 60,
        revision=0,
        booked_by=actor.account_id,
        created_at=now(),
        outcome="",
        absence="",
        cancel_reason="",
    )
    add_at_once(session, made)
    meetings.leave_reminders(session, made, start)
    record(session, actor, events.AppointmentBooked(made.id))
    return made


def check_classroom(means: Collection[str], classroom: str, link: str) -> None:
    """A video appointment needs a room that works here, or a link."""
    if link.strip() and not link.strip().startswith(("https://", "http://")):
        raise invalid("link", _("Le lien commence par https://."))
    if Means.VIDEO not in means:
        return
    if classroom and classroom not in [code for code, _label in classrooms.choices(settings())]:
        raise invalid("classroom", _("Cette salle à distance n'est pas réglée ici. Choisissez-en une de la liste."))
    if classroom in ("", Classroom.LINK) and not link.strip():
        raise invalid("link", _("Donnez le lien de la visio."))


def _checked_words(
    session: Session, enrolment: EnrolmentRow, means: str, offered: list[str], about: str, phone: str
) -> tuple[str, str]:
    """What it is about, and the number to call; both as they are kept."""
    about = " ".join(about.split())
    if not about:
        raise invalid("about", _("Dites en quelques mots de quoi vous voulez parler."))
    if len(about) > rules.LONGEST_TEXT:
        raise invalid("about", _("C'est trop long : %(most)s caractères au plus.") % {"most": rules.LONGEST_TEXT})
    if means not in offered:
        raise invalid("means", _("Choisissez comment le rendez-vous se fait."))
    phone = " ".join(phone.split())
    if means != Means.PHONE:
        return about, ""
    phone = phone or queries.phone_of(session, enrolment.learner_id)
    if sum(sign.isdigit() for sign in phone) < 6 or len(phone) > 40 or set(phone) - set("+0123456789 .-()"):
        raise invalid("phone", _("Donnez le numéro à appeler, comme 06 39 98 00 00."))
    return about, phone


def _check(session: Session, actor: Actor, enrolment: EnrolmentRow, asked: Proposal) -> str:
    """Raises Invalid for what no agenda could mend; the adviser that is meant."""
    if enrolment.status in path_rules.CLOSED:
        raise Conflict(_("Ce parcours est terminé : reprenez-le d'abord pour y mettre un rendez-vous."))
    adviser_id = asked.adviser_id or actor.account_id
    if not any(
        identity.has_role(session, actor.organisation_id, adviser_id, role) for role in (Role.ADVISER, Role.ADMIN)
    ):
        raise invalid("adviser", _("Cette personne n'accompagne pas ici."))
    if not rules.SHORTEST <= asked.minutes <= rules.LONGEST:
        raise invalid(
            "minutes",
            _("Un rendez-vous dure de %(least)s minutes à %(most)s minutes.")
            % {"least": rules.SHORTEST, "most": rules.LONGEST},
        )
    if asked.means not in set(Means):
        raise invalid("means", _("Choisissez comment le rendez-vous se fait."))
    if asked.every and asked.every not in set(rules.Every):
        raise invalid("every", _("Choisissez chaque semaine ou toutes les deux semaines."))
    if not 1 <= asked.times <= rules.MOST_TIMES:
        raise invalid("times", _("Une série compte au plus %(most)s rendez-vous.") % {"most": rules.MOST_TIMES})
    if abs(asked.starts_at - now()) > rules.FURTHEST:
        raise invalid("day", _("Cette date est à plus d'un an d'aujourd'hui. Vérifiez l'année."))
    if asked.site_id and asked.site_id not in [row.id for row in identity.sites(session, actor.organisation_id)]:
        raise invalid("site", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))
    check_classroom([asked.means], asked.classroom, asked.link)
    known = [one for one, _title in meetings.individual_activities(session, enrolment)]
    if asked.activity_id and asked.activity_id not in known:
        raise invalid("activity", _("Cette activité n'est pas dans ce parcours."))
    return adviser_id
