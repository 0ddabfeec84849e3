"""Saying who is the referent for handicap, and against violence."""

from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor, require
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.registers import people_queries, policies
from app.registers.models import RegisterReferent
from app.registers.words import DUTIES


def name_referent(session: Session, actor: Actor, duty: str, account_id: str) -> bool:
    """From now on, this person reads what the duty opens; whether it is news."""
    require(policies.may_name(actor))
    if duty not in DUTIES or not people_queries.is_member(session, actor.organisation_id, account_id, STAFF):
        message = _("Choisissez une personne de l'équipe.")
        raise Invalid(message, [FieldError(f"person-{duty}", message)])
    one_at_a_time(session, f"referent {actor.organisation_id} {duty}")
    if people_queries.named(session, actor.organisation_id, duty, account_id):
        return False
    session.add(
        RegisterReferent(
            id=new_id(), organisation_id=actor.organisation_id, duty=duty, account_id=account_id, named_at=now(),
            named_by=actor.account_id,
        )
    )  # fmt: skip
    session.flush()
    return True


def end_referent(session: Session, actor: Actor, duty: str, account_id: str) -> bool:
    """From now on, this person no longer opens it. That they did, and until when, stays written."""
    require(policies.may_name(actor))
    if not people_queries.is_member(session, actor.organisation_id, account_id, STAFF):
        raise NotFound()
    found = people_queries.named(session, actor.organisation_id, duty, account_id)
    if found is None:
        return False
    found.ended_at = now()
    return True
