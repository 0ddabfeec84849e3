"""Leading somebody on: answering, planning and settling steps, noting, handing over."""

from datetime import date

from sqlalchemy.orm import Session

from app.admissions import events, policies, rules
from app.admissions.rules import SETTLED, StepState
from app.admissions.services import acts
from app.admissions.services.planning import Place, is_there, put_down, refuse_settled, take_seat
from app.core.access import Actor, Role, require
from app.core.clock import local, now, today
from app.core.errors import invalid
from app.core.i18n import _
from app.core.journal import record
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def answer(session: Session, actor: Actor, application_id: str, *, reached: bool, words: str = "") -> None:
    """Somebody has called or written: reached, the waiting for a first answer is over; not reached, it is a try."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id)
    said = acts.checked("words", words)
    if not reached:
        acts.note(session, actor, application, "tried", said)
        return
    if acts.has_met(session, actor, application, said):
        acts.aim(session, application)
        record(session, actor, events.ApplicantAnswered(application.id))
    elif said:
        acts.note(session, actor, application, "noted", said)


def told(session: Session, actor: Actor, application_id: str) -> None:
    """What waited to be said by voice has been said."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    if application.to_call:
        application.to_call = False
        acts.note(session, actor, application, "told")


def add_note(session: Session, actor: Actor, application_id: str, words: str) -> None:
    """For the team; never shown to the person's partner."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    said = acts.checked("words", words)
    if not said:
        raise invalid("words", _("Écrivez quelques mots."))
    acts.note(session, actor, application, "noted", said)


def hand_over(session: Session, actor: Actor, application_id: str, adviser_id: str) -> None:
    """Somebody else of the team leads this person on."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id)
    if not any(
        identity.has_role(session, actor.organisation_id, adviser_id, role) for role in (Role.ADVISER, Role.ADMIN)
    ):
        raise invalid("adviser", _("Cette personne n'accompagne pas ici."))
    if application.adviser_id != adviser_id:
        application.adviser_id = adviser_id
        acts.note(session, actor, application, "adviser")


def plan_step(session: Session, actor: Actor, application_id: str, step_id: str, place: Place) -> None:
    """Give a step its date, or another one. The person is told; whoever plans with them has answered them."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id)
    row = acts.step_row(session, application, step_id)
    refuse_settled(row)
    if not is_there(row, place):
        place.check(session, actor)
        visit_id = take_seat(session, actor, place, application.name, application.email, application.phone)
        put_down(session, actor, application, row, place, visit_id)
    else:
        row.place = rules.one_line(place.where, rules.LINE)
    if acts.has_met(session, actor, application):
        acts.aim(session, application)
        record(session, actor, events.ApplicantAnswered(application.id))


def settle_step(
    session: Session,
    actor: Actor,
    application_id: str,
    step_id: str,
    state: str,
    on: date | None = None,
    words: str = "",
) -> None:
    """Done, not come, or dispensed with. The same said twice changes nothing; said otherwise, it corrects."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id)
    row = acts.step_row(session, application, step_id)
    said = acts.checked("words", words)
    if state not in (StepState.DONE, StepState.MISSED, StepState.DISPENSED):
        raise invalid("state", _("Dites ce que cette étape est devenue."))
    day = on or today()
    if day > today():
        raise invalid("on", _("Cette date est à venir. Revenez l'enregistrer ce jour-là."))
    if day < local(application.contacted_at).date():
        raise invalid("on", _("Cette date est avant le premier contact."))
    if state == StepState.DISPENSED and not said:
        raise invalid("words", _("Dites pourquoi cette étape n'est pas demandée."))
    if state == StepState.MISSED and row.planned_at is None:
        raise invalid("state", _("Cette étape n'était pas prévue : donnez-lui d'abord une date."))
    if row.state == state and (state not in SETTLED or row.done_on == day or on is None) and not said:
        return
    row.state, row.settled_at, row.settled_by = str(state), now(), actor.account_id
    row.done_on = day if state in SETTLED else None
    session.add(row)
    acts.note(session, actor, application, str(state), said, step_id)
    if state == StepState.DONE:
        acts.has_met(session, actor, application)
    acts.aim(session, application)
    ledger.append(
        session, actor, Kind.APPLICATION_STEP, person_id=None, nature="accompaniment", proof_kind="application",
        proof_id=application.id, session_id=row.session_id, facts={"step": step_id, "state": str(state)},
    )  # fmt: skip
    record(session, actor, events.StepSettled(application.id, step_id))
