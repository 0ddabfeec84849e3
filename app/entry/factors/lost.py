"""A lost telephone: the person asks, two colleagues make sure that it is really them, a day passes, a new one is set up.

Neither alone is enough, one of the two administers, and nobody says yes to themselves. Everybody is told at each step,
and the person can stop it until the end: whoever has stolen a password must fool two people and wait in full view.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import STAFF, Actor, Answer, Refusal, Role, require, require_fresh
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.entry.factors import queries
from app.entry.factors.events import DeviceLost, DeviceReplaced, DeviceVouched
from app.entry.factors.models import LostDevice
from app.entry.factors.words import CHECKS
from app.identity import sign_ins
from app.identity.models import Account

DELAY = timedelta(hours=24)  # in full view, so that the person can stop what is not theirs
OPEN_FOR = timedelta(days=3)
ASKED_FOR = timedelta(days=7)


def may_vouch(actor: Actor, lost: LostDevice) -> Answer:
    """Say that it is really them."""
    if not actor.is_staff:
        return Refusal(_("Seules les personnes de l'équipe confirment une demande."))
    if lost.account_id == actor.account_id:
        return Refusal(_("Personne ne confirme sa propre demande : deux collègues le font."))
    if lost.first_by == actor.account_id:
        return Refusal(_("Vous avez déjà confirmé. Une autre personne doit le faire aussi."))
    return True


def ask(session: Session, account_id: str, organisation_id: str) -> LostDevice:
    """Asked twice, it is the same request."""
    moment = now()
    found = queries.lost_device_of(session, account_id, moment)
    if found is not None:
        return found
    over = queries.stale_lost_device(session, account_id, moment)
    if over is not None:
        over.ended_at = over.expires_at
        session.flush()
    asked = LostDevice(account_id=account_id, organisation_id=organisation_id, expires_at=moment + ASKED_FOR)
    session.add(asked)
    session.flush()
    journal.record(session, _nobody(organisation_id), DeviceLost(asked.id, account_id))
    return asked


def vouch(session: Session, actor: Actor, lost_id: str, how: str) -> LostDevice:
    """A colleague has made sure that it is really the person, and says how. The second yes starts the delay."""
    asked = queries.lost_device_to_judge(session, actor, lost_id)
    require(may_vouch(actor, asked))
    require_fresh(actor)
    if how not in CHECKS:
        raise Invalid(_("Dites comment vous avez vérifié que c'est bien cette personne."))
    moment = now()
    if asked.used_at or asked.ended_at or asked.expires_at <= moment or asked.second_by:
        raise Conflict(_("Cette demande n'attend plus de confirmation. Rien n'a été changé."))
    if asked.first_by is None:
        asked.first_by, asked.first_at, asked.first_how = actor.account_id, moment, how
        session.flush()
        return asked
    if not (actor.has(Role.ADMIN) or queries.has_role(session, asked.organisation_id, asked.first_by, Role.ADMIN)):
        raise Forbidden(
            _(
                "L'une des deux personnes doit administrer l'organisme. Demandez-le à une administratrice ou un administrateur."
            )
        )
    asked.second_by, asked.second_at, asked.second_how = actor.account_id, moment, how
    asked.opens_at = moment + DELAY
    asked.expires_at = asked.opens_at + OPEN_FOR
    session.flush()
    journal.record(session, actor, DeviceVouched(asked.id, asked.account_id))
    return asked


def refuse(session: Session, actor: Actor, lost_id: str) -> None:
    """A colleague knows that it is not them: the request ends, and nothing has changed."""
    asked = queries.lost_device_to_judge(session, actor, lost_id)
    if not actor.is_staff:
        raise Forbidden(_("Seules les personnes de l'équipe confirment une demande."))
    if asked.used_at is None and asked.ended_at is None:
        asked.ended_at, asked.ended_by = now(), actor.account_id


def cancel(session: Session, account_id: str) -> None:
    """By the person; twice changes nothing."""
    asked = queries.lost_device_of(session, account_id, now())
    if asked is not None:
        asked.ended_at, asked.ended_by = now(), account_id
        session.flush()


def under_way(session: Session, account_id: str) -> LostDevice | None:
    return queries.lost_device_of(session, account_id, now())


def is_open(asked: LostDevice | None) -> bool:
    return asked is not None and asked.opens_at is not None and asked.opens_at <= now()


def use(session: Session, account_id: str) -> None:
    """Once: the old proofs and every open browser end."""
    asked = queries.lost_device_of(session, account_id, now())
    if asked is None or not is_open(asked):
        raise Forbidden(_("Cette demande n'est pas encore ouverte. Rien n'a été changé."))
    asked.used_at = now()
    queries.forget_factors(session, account_id)
    sign_ins.end_all(session, account_id, why="recovery", keys=True)
    session.flush()
    journal.record(session, _nobody(asked.organisation_id), DeviceReplaced(asked.id, account_id))


def open_at_once(session: Session, account: Account, organisation_id: str) -> LostDevice:
    """From the command line, by whoever holds the machine: an organisation may have one administrator, and no second."""
    asked = ask(session, account.id, organisation_id)
    moment = now()
    asked.opens_at, asked.expires_at = moment, moment + OPEN_FOR
    session.flush()
    journal.record(session, _nobody(organisation_id), DeviceVouched(asked.id, account.id))
    return asked


def colleagues(session: Session, asked: LostDevice) -> list[str]:
    """Who can say yes."""
    everyone = queries.people_with_roles(session, asked.organisation_id, sorted(STAFF))
    return [account_id for account_id in everyone if account_id != asked.account_id]


def _nobody(organisation_id: str) -> Actor:
    return Actor("", organisation_id, "", "", "", "", frozenset())
