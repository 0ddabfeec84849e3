"""Introducing a business owner."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.forum import policies as forum
from app.forum import rules as forum_rules
from app.forum.experts import policies, queries, rules
from app.forum.experts.models import ExpertProfile


def expert_for(session: Session, actor: Actor, account_id: str) -> AnyRow:
    """A business owner of the organisation; NotFound otherwise."""
    require(forum.may_visit(actor))
    found = queries.expert(session, actor.organisation_id, account_id)
    if found is None:
        raise NotFound()
    return found


def introduce(
    session: Session, actor: Actor, account_id: str, *, trade: str, company: str = "", place: str = "", asks: str = ""
) -> ExpertProfile:
    """Say who an expert is: trade, company, place, and what they can be asked."""
    expert_for(session, actor, account_id)
    require(policies.may_introduce(actor, account_id))
    given = {"trade": trade, "company": company, "place": place, "asks": asks}
    said = {name: forum_rules.clean(text) for name, text in given.items()}
    rules.check(said)
    known = queries.profile(session, actor.organisation_id, account_id)
    if known is None:
        known = ExpertProfile(organisation_id=actor.organisation_id, account_id=account_id)
        session.add(known)
    for name, text in said.items():
        setattr(known, name, text)
    known.changed_at = now()
    session.flush()
    return known
