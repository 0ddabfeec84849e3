"""The person's own goals, with their dates."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.dossiers import plan_queries as plans
from app.dossiers import policies, rules
from app.dossiers.models import DossierGoal
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_choice, check_day, checked
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def set_goal(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    title: str,
    planned_on: date | None = None,
    *,
    hidden: bool = False,
    anyway: bool = False,
) -> DossierGoal:
    """A goal, by a date or without one. The person may keep it to themselves; the same goal twice is set once."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_set_goal(actor, enrolment.learner_id))
    if hidden:
        require(policies.may_speak_for_oneself(actor, enrolment.learner_id))
    said = checked({"title": Text(title, rules.LONGEST_LINE, _("Écrivez l'objectif."))}, anyway)
    check_day("planned_on", planned_on)
    ledger.take_turn(session, actor.organisation_id)
    for known in plans.goals(session, actor, enrolment_id):
        if (known.title, known.planned_on, known.hidden, known.ended_on) == (said["title"], planned_on, hidden, None):
            return session.get_one(DossierGoal, known.id)
    goal = DossierGoal(
        id=new_id(), organisation_id=actor.organisation_id, enrolment_id=enrolment_id, author_id=actor.account_id,
        title=said["title"], planned_on=planned_on, hidden=hidden, created_at=now(),
    )  # fmt: skip
    session.add(goal)
    session.flush()
    _say(session, actor, goal, enrolment.learner_id, Kind.GOAL_SET)
    return goal


def change_goal(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    goal_id: str,
    *,
    title: str,
    planned_on: date | None,
    outcome: str = "",
    ended_on: date | None = None,
    review: str = "",
    hidden: bool | None = None,
    anyway: bool = False,
) -> DossierGoal:
    """Say it otherwise, move it, or end it with a look back. Whether it is hidden is the person's own choice."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_set_goal(actor, enrolment.learner_id))
    said = checked({"title": Text(title, rules.LONGEST_LINE, _("Écrivez l'objectif.")), "review": Text(review)}, anyway)
    check_choice("outcome", outcome, rules.GOAL_OUTCOMES, _("Choisissez dans la liste."))
    check_day("planned_on", planned_on)
    check_day("ended_on", ended_on)
    if ended_on and ended_on > today():
        raise invalid("ended_on", _("Cette date est dans l'avenir. Mettez-la dans la date prévue."))
    if ended_on and not outcome:
        raise invalid("outcome", _("Dites comment l'objectif s'est terminé."))
    ledger.take_turn(session, actor.organisation_id)
    goal = plans.goal_to_change(session, actor, enrolment_id, goal_id)
    if hidden is not None and hidden != goal.hidden:
        require(policies.may_speak_for_oneself(actor, enrolment.learner_id))
        goal.hidden = hidden
    over = goal.outcome == "" and outcome != ""
    goal.title, goal.review, goal.planned_on, goal.outcome = said["title"], said["review"], planned_on, outcome
    goal.ended_on = (ended_on or goal.ended_on or today()) if outcome else None
    session.flush()
    if over:
        _say(session, actor, goal, enrolment.learner_id, Kind.GOAL_ENDED)
    return goal


def _say(session: Session, actor: Actor, goal: DossierGoal, learner_id: str, kind: Kind) -> None:
    if not goal.hidden:  # the ledger is read by others
        ledger.append(
            session, actor, kind, person_id=learner_id, enrolment_id=goal.enrolment_id, nature="accompaniment",
            proof_kind="goal", proof_id=goal.id,
        )  # fmt: skip
