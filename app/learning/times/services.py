"""Declaring the time spent, and correcting it."""

from sqlalchemy.orm import Session

from app.core.access import Actor, Refusal, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.learning import queries as learning
from app.learning.models import DeclaredTime
from app.learning.rules import DONE, WAITING
from app.learning.services import activity_for, prove_step
from app.learning.times import queries, rules
from app.ledger.kinds import Kind

_GIVEN = (DONE, WAITING)  # the person has done their part


def declare_time(
    session: Session, actor: Actor, enrolment_id: str | None, activity_id: str, typed: str
) -> DeclaredTime:
    """How long an activity really took, as the person says; said again, it corrects what was said.

    It changes no hour that is counted: the ledger keeps it as a fact beside them.
    """
    enrolment, _course, activity = activity_for(session, actor, activity_id, enrolment_id)
    if actor.account_id != enrolment.learner_id:
        require(Refusal(_("Seule la personne qui suit ce parcours dit le temps qu'elle a passé.")))
    if not rules.is_remote_work(activity):
        raise Conflict(_("Le temps de cette activité ne se déclare pas : c'est la présence qui compte."))
    minutes = rules.minutes_of(typed)
    if minutes is None:
        message = _("Écrivez une durée en minutes, comme 45, ou en heures, comme 1 h 20. Au plus 40 heures.")
        raise Invalid(_("Le temps passé n'est pas enregistré."), [FieldError("time_spent", message)])
    state = learning.state_of(session, enrolment.id, activity.id)
    if state is None or state.state not in _GIVEN:
        raise Conflict(_("Le temps passé se dit quand l'activité est faite. Rien n'a été enregistré."))
    known = queries.declared_to_change(session, enrolment.id, activity.id)
    if known is not None and known.minutes == minutes:
        return known
    facts = {"declared": minutes, "planned": activity.minutes}
    if known is None:
        known = DeclaredTime(
            enrolment_id=enrolment.id, activity_id=activity.id, organisation_id=enrolment.organisation_id,
            minutes=minutes, planned=activity.minutes, said_at=now(),
        )  # fmt: skip
        session.add(known)
    else:
        facts["was"] = known.minutes
        known.minutes, known.planned, known.said_at = minutes, activity.minutes, now()
    session.flush()
    prove_step(session, actor, enrolment, activity, Kind.TIME_DECLARED, facts)
    return known
