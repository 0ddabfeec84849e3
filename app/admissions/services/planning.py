"""Planning a step: when, where, and in which meeting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.admissions import events, rules
from app.admissions.models import Application, ApplicationStep
from app.admissions.rules import SETTLED, StepState
from app.admissions.services import acts
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.journal import record
from app.visits import queries as meetings
from app.visits import services as visits

FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a step takes place: in a meeting open to everybody, else at an hour of its own."""

    starts_at: datetime | None = None
    where: str = ""
    session_id: str = ""

    def check(self, session: Session, actor: Actor) -> None:
        """Raises Invalid or Conflict for what cannot be planned."""
        if self.session_id:
            meeting = meetings.session_of_team(session, actor, self.session_id)
            if meeting.cancelled_at or not meeting.is_public or meeting.starts_at <= now():
                raise invalid("session", _("On ne s'inscrit plus à cette rencontre. Choisissez-en une autre."))
            if meeting.booked >= meeting.capacity:
                raise invalid("session", _("Cette rencontre est complète. Choisissez-en une autre."))
            return
        if self.starts_at is None:
            raise invalid("day", _("Donnez un jour et une heure, ou choisissez une rencontre."))
        if self.starts_at <= now():
            raise invalid("day", _("Cette date est passée. Choisissez un jour à venir."))
        if self.starts_at > now() + FURTHEST:
            raise invalid("day", _("Cette date est à plus d'un an d'aujourd'hui. Vérifiez l'année."))


def take_seat(session: Session, actor: Actor, place: Place, name: str, email: str, phone: str) -> str | None:
    """A seat in the meeting of a step, with the consent already given; the visit. First of what is written."""
    if not place.session_id:
        return None
    wish = visits.Wish(name=name, email=email, phone=phone, consent=True)
    return visits.register(session, place.session_id, wish, f"team {actor.account_id}").visit_id


def refuse_settled(row: ApplicationStep) -> None:
    if row.state in SETTLED:
        raise Conflict(_("Cette étape est déjà réglée. Rien n'a été changé."))


def put_down(
    session: Session, actor: Actor, application: Application, row: ApplicationStep, place: Place, visit_id: str | None
) -> None:
    """Write the date of a step, everything being checked and the seat taken."""
    starts_at = place.starts_at
    if place.session_id:
        starts_at = meetings.session_of_team(session, actor, place.session_id).starts_at
    application.visit_id = application.visit_id or visit_id
    row.state, row.planned_at = StepState.PLANNED.value, starts_at
    row.session_id, row.place = place.session_id or None, rules.one_line(place.where, rules.LINE)
    row.done_on = row.settled_at = row.settled_by = None
    session.add(row)
    acts.note(session, actor, application, "planned", step_id=row.step_id)
    application.to_call = not application.email
    acts.aim(session, application)
    record(session, actor, events.StepPlanned(application.id, row.step_id))


def is_there(row: ApplicationStep, place: Place) -> bool:
    """Whether the step has this date already."""
    if row.state != StepState.PLANNED or (row.session_id or "") != place.session_id:
        return False
    return bool(place.session_id) or row.planned_at == place.starts_at
