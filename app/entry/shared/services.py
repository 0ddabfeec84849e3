"""A screen lets somebody in who types nothing on it: their telephone or their adviser says who they are.

Whoever helps at an access point never learns a secret: there is none to learn. The screen shows a code that opens
nothing by itself; it only tells the other device which screen is meant.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.core.tasks import every
from app.enrolments import queries as enrolments
from app.entry import events, policies
from app.entry.cards import rules
from app.entry.cards.queries import roles_of
from app.entry.prints import print_of
from app.entry.shared import queries
from app.entry.shared.models import EntryPairing
from app.identity.models import Account

LIFETIME = timedelta(minutes=10)
KEPT = timedelta(days=180)
UNUSED = timedelta(days=1)  # of a screen that nobody entered by
_SCREEN, _CODE = "screen", "screen code"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A screen as it shows itself."""

    code: str
    ready: bool
    name: str = ""


def begin(session: Session, device: str) -> str:
    """A screen begins to wait; what its browser keeps."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        EntryPairing(
            screen_print=print_of(_SCREEN, secret), code_print=print_of(_CODE, code_of(secret)), device=device[:200],
            created_at=moment, expires_at=moment + LIFETIME,
        )
    )  # fmt: skip
    session.flush()
    return secret


def code_of(secret: str) -> str:
    """The code that a screen shows, drawn from what its browser keeps: written nowhere."""
    drawn = int(print_of("screen shows", secret), 16)
    signs = []
    for _each in range(rules.LENGTH - 1):
        drawn, sign = divmod(drawn, len(rules.ALPHABET))
        signs.append(rules.ALPHABET[sign])
    return rules.closed("".join(signs))


def waiting(session: Session, secret: str) -> Waiting | None:
    """What a screen shows; None once it has waited too long, or has opened."""
    row = queries.by_screen(session, print_of(_SCREEN, secret)) if secret else None
    if row is None or row.opened_at is not None or row.expires_at <= now():
        return None
    name = session.get_one(Account, row.account_id).name.split(" ")[0] if row.account_id else ""
    return Waiting(rules.in_groups(code_of(secret)), row.account_id is not None, name)


def confirm_own(session: Session, actor: Actor, code: str) -> EntryPairing:
    """The person, signed in on their telephone, opens their own session on a screen."""
    if not policies.may_enter_by_message(actor.roles):
        raise Forbidden(
            _("Votre compte voit les dossiers d'autres personnes : il ne s'ouvre pas depuis un autre écran.")
        )
    return _confirm(session, actor, code, actor.account_id)


def confirm_for(session: Session, actor: Actor, enrolment_id: str, code: str, talking: bool) -> EntryPairing:
    """Whoever accompanies opens the session of the learner of a path on the screen that the learner sits at.

    `talking`: they say that they are with the person, or on the telephone with them. A code that comes by another way
    may be that of anybody's screen.
    """
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_help_in(actor))
    require(policies.may_have_card(roles_of(session, actor.organisation_id, [path.learner_id])[path.learner_id]))
    if not talking:
        raise Invalid(
            _("Parlez d'abord avec la personne : un code reçu autrement peut être celui de n'importe quel écran.")
        )
    return _confirm(session, actor, code, path.learner_id)


def _confirm(session: Session, actor: Actor, code: str, account_id: str) -> EntryPairing:
    typed = rules.bare(code)
    if not rules.is_well_typed(typed):
        raise Invalid(_("Ce code n'est pas complet, ou une lettre n'est pas la bonne. Recopiez celui de l'écran."))
    row = queries.by_code_to_change(session, print_of(_CODE, typed), now())
    if row is None:
        raise NotFound(
            _("Aucun écran n'attend avec ce code. Il change toutes les dix minutes : regardez-le de nouveau.")
        )
    if row.account_id is not None:
        if row.account_id == account_id and row.confirmed_by == actor.account_id:
            return row
        raise Conflict(_("Cet écran attend déjà quelqu'un d'autre. Affichez-y un nouveau code."))
    row.account_id, row.organisation_id = account_id, actor.organisation_id
    row.confirmed_by, row.confirmed_at = actor.account_id, now()
    record(session, actor, events.HelpedIn(row.id, account_id, actor.account_id))
    return row


def open_screen(session: Session, secret: str) -> EntryPairing | None:
    """The screen that was confirmed opens, once; None when there is nothing to open."""
    row = queries.by_screen_to_change(session, print_of(_SCREEN, secret)) if secret else None
    if row is None or row.account_id is None or row.opened_at is not None or row.expires_at <= now():
        return None
    row.opened_at = now()
    return row


@every("entry.forget_screens", minutes=24 * 60)
def forget_old(session: Session) -> None:
    queries.forget(session, now() - KEPT, now() - UNUSED)
