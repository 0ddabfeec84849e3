"""Freezing somebody's data, and lifting it."""

from sqlalchemy.orm import Session

from app.core.access import Actor, Answer, Refusal
from app.core.clock import now
from app.core.i18n import _
from app.identity.freezing import queries
from app.identity.freezing.models import DataFreeze


def may_use(session: Session, actor: Actor, account_id: str) -> Answer:
    """Whether the data of somebody may be used today: by the person always, by the team unless they are frozen."""
    if actor.account_id == account_id or queries.standing(session, actor.organisation_id, account_id) is None:
        return True
    return Refusal(why_not())


def why_not() -> str:
    return _(
        "Les données de cette personne sont gelées à sa demande : elles sont gardées, et personne ne s'en sert. "
        "La personne référente pour les données peut vous en dire plus."
    )


def freeze(session: Session, actor: Actor, account_id: str, ground: str, reason: str) -> DataFreeze:
    """The caller has checked who asks. Asked twice, it is one freeze."""
    known = queries.standing(session, actor.organisation_id, account_id)
    if known is not None:
        return known
    made = DataFreeze(
        organisation_id=actor.organisation_id, account_id=account_id, ground=ground, reason=reason, frozen_at=now(),
        frozen_by=actor.account_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def lift(session: Session, actor: Actor, account_id: str) -> bool:
    """Use the data again; whether a freeze was there."""
    known = queries.standing(session, actor.organisation_id, account_id)
    if known is None:
        return False
    known.lift_told_at = known.lift_told_at or now()
    known.lifted_at, known.lifted_by = now(), actor.account_id
    session.flush()
    return True
