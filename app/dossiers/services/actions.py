"""What was agreed: who does what, by when. Do with, and not for."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.dossiers import plan_queries as plans
from app.dossiers import policies, queries
from app.dossiers.models import DossierAction, DossierComment
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_day, checked
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def agree(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    body: str,
    owner_id: str,
    due_on: date | None = None,
    *,
    anyway: bool = False,
) -> DossierAction:
    """`owner_id` is the person, or somebody of the team; a learner agrees for themselves. The same twice is kept once."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_agree(actor, enrolment.learner_id))
    said = checked({"body": Text(body, 500, _("Écrivez ce qu'il y a à faire."))}, anyway)
    check_day("due_on", due_on)
    if owner_id not in {enrolment.learner_id, actor.account_id}:
        known = {row.id for row in queries.team(session, actor.organisation_id)}
        if policies.is_own(actor, enrolment.learner_id) or owner_id not in known:
            raise invalid("owner_id", _("Choisissez qui fait cette action."))
    ledger.take_turn(session, actor.organisation_id)
    for row in plans.actions(session, enrolment_id):
        if (row.body, row.owner_id, row.due_on, row.done_at) == (said["body"], owner_id, due_on, None):
            return plans.action_to_change(session, enrolment_id, row.id)
    action = DossierAction(
        id=new_id(), organisation_id=actor.organisation_id, enrolment_id=enrolment_id, author_id=actor.account_id,
        owner_id=owner_id, body=said["body"], due_on=due_on, created_at=now(),
    )  # fmt: skip
    session.add(action)
    session.flush()
    _say(session, actor, action, enrolment.learner_id, Kind.ACTION_AGREED)
    return action


def tick(session: Session, actor: Actor, enrolment_id: str, action_id: str, done: bool) -> DossierAction:
    """Say that one's own action is done, or that it is not after all."""
    enrolment = see(session, actor, enrolment_id)
    ledger.take_turn(session, actor.organisation_id)
    action = plans.action_to_change(session, enrolment_id, action_id)
    require(policies.may_tick(actor, action.owner_id))
    if done == (action.done_at is not None):
        return action
    action.done_at = now() if done else None
    session.flush()
    if done:
        _say(session, actor, action, enrolment.learner_id, Kind.ACTION_DONE)
    return action


def comment(session: Session, actor: Actor, enrolment_id: str, action_id: str, body: str, anyway: bool = False) -> None:
    """A word to whoever does it, or from them. The same twice is kept once."""
    see(session, actor, enrolment_id)
    said = checked({"body": Text(body, 1000, _("Écrivez quelques mots."))}, anyway)
    action = plans.action_to_change(session, enrolment_id, action_id)
    for known in plans.comments(session, enrolment_id).get(action_id, ()):
        if (known.body, known.author_name) == (said["body"], actor.name):
            return
    session.add(
        DossierComment(
            id=new_id(), organisation_id=action.organisation_id, action_id=action_id, author_id=actor.account_id,
            body=said["body"], written_at=now(),
        )
    )  # fmt: skip
    session.flush()


def _say(session: Session, actor: Actor, action: DossierAction, learner_id: str, kind: Kind) -> None:
    ledger.append(
        session, actor, kind, person_id=learner_id, enrolment_id=action.enrolment_id, nature="accompaniment",
        proof_kind="action", proof_id=action.id,
    )  # fmt: skip
