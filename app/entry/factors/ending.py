"""Somebody else's open browsers, ended by whoever administers: a telephone stolen at noon, a contract that ends today.

It takes no way in away: whoever knows the password enters again. The page says so, beside the way to give another.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, Answer, Refusal, Role, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.i18n import _
from app.entry.factors import queries
from app.entry.factors.events import SessionsEnded
from app.identity import queries as identity
from app.identity import sign_ins
from app.identity.models import Account


def may_end(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Seule une personne qui administre l'organisme ferme les sessions de quelqu'un d'autre."))


def sessions_of(session: Session, actor: Actor, account_id: str) -> tuple[Account, Sequence[AnyRow]]:
    """The person, and where their account is open in this organisation. Whoever is of another is not there."""
    require(may_end(actor))
    account = _member(session, actor, account_id)
    opened = queries.sign_ins(session, account.id, now())
    return account, [one for one in opened if one.organisation_id == actor.organisation_id]


def end_sessions(session: Session, actor: Actor, account_id: str) -> int:
    """End the sessions and the keys of programs that somebody has in this organisation: how many sessions there were.

    The person is told. Again changes nothing; what they have open elsewhere is the business of the other organisation.
    """
    require(may_end(actor))
    account = _member(session, actor, account_id)
    require(
        account.id != actor.account_id
        or Refusal(_("Fermez les vôtres dans « Mes connexions » : celle où vous êtes resterait ouverte."))
    )
    ended = sign_ins.end_all(session, account.id, why="admin", place=actor.organisation_id, keys=True)
    if ended:
        journal.record(session, actor, SessionsEnded(account.id))
    return ended


def _member(session: Session, actor: Actor, account_id: str) -> Account:
    if actor.organisation_id not in identity.organisation_ids_of(session, account_id):
        raise NotFound()
    return session.get_one(Account, account_id)
