"""What staff prove who they are with, beside a password: set up, proved, taken away."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, Refusal, require, require_fresh
from app.core.clock import now
from app.core.errors import Conflict, FreshNeeded, Invalid, NotFound
from app.core.i18n import _
from app.core.sealed import Lost, seal_text, unseal_text
from app.entry import policies
from app.entry.cards.queries import places_of
from app.entry.factors import queries, rules
from app.entry.factors.events import FactorChanged
from app.entry.factors.models import OneTimeCode, RecoveryCode
from app.entry.prints import print_of
from app.identity import passwords, sign_ins
from app.identity.models import Account, SignIn

_SEALED = "one-time code "
SETUP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody has. `second`: what can be asked after a password."""

    has_code: bool
    passkeys: int
    paper: int
    has_password: bool

    @property
    def second(self) -> bool:
        return self.has_code or self.passkeys > 0


def held(session: Session, account_id: str) -> Held:
    row = queries.held(session, account_id)
    return Held(bool(row.has_code), row.passkeys, row.paper, bool(row.has_password))


# --- An application of codes -----------------------------------------------------------------------------------------


def begin_codes(session: Session, actor: Actor) -> None:
    """A secret to give to an application; it counts once a first code has proved that it arrived."""
    may_change(session, actor)
    known = queries.one_time_code(session, actor.account_id, hold=True)
    if known is not None and known.confirmed_at:
        raise Conflict(_("Vous avez déjà une application de codes. Retirez-la d'abord."))
    if known is None:
        known = OneTimeCode(account_id=actor.account_id, secret="")
        session.add(known)
    known.secret = seal_text(_SEALED + actor.account_id, rules.new_secret())
    known.created_at, known.last_step = now(), 0
    session.flush()


def secret_to_show(session: Session, actor: Actor) -> str | None:
    """The secret under way; None when there is none to set up. It is never shown again once it counts."""
    known = queries.one_time_code(session, actor.account_id)
    if known is None or known.confirmed_at or now() - known.created_at > SETUP:
        return None
    return _secret(known)


def confirm_codes(session: Session, actor: Actor, code: str) -> None:
    """The first code: from now on, one is asked after the password."""
    known = queries.one_time_code(session, actor.account_id, hold=True)
    if known is None or known.confirmed_at or now() - known.created_at > SETUP:
        raise NotFound()
    step = rules.step_of(_secret(known) or "", rules.digits_of(code), now())
    if step is None:
        raise Invalid(_("Ce code n'est pas le bon. Attendez le suivant, et vérifiez l'heure de votre téléphone."))
    known.confirmed_at, known.last_step = now(), step
    session.flush()
    changed(session, actor, "codes_added")


def remove_codes(session: Session, actor: Actor) -> None:
    require_fresh(actor)
    known = queries.one_time_code(session, actor.account_id, hold=True)
    if known is None or not known.confirmed_at:
        return
    _not_the_last(session, actor, queries.held(session, actor.account_id).passkeys)
    session.delete(known)
    session.flush()
    changed(session, actor, "codes_removed")


def is_code_of(session: Session, account_id: str, code: str) -> bool:
    """Whether this is the code of now, and it has not served. It has, from then on."""
    known = queries.one_time_code(session, account_id, hold=True)
    secret = _secret(known) if known is not None and known.confirmed_at else None
    step = rules.step_of(secret or rules.new_secret(), rules.digits_of(code), now())
    if known is None or secret is None or step is None or step <= known.last_step:
        return False
    known.last_step = step
    session.flush()
    return True


def _secret(known: OneTimeCode) -> str | None:
    try:
        return unseal_text(_SEALED + known.account_id, known.secret)
    except Lost:
        return None


# --- Codes on paper --------------------------------------------------------------------------------------------------


def make_paper_codes(session: Session, actor: Actor) -> list[str]:
    """Ten codes, shown this once; those made before open nothing any more."""
    may_change(session, actor)
    if not held(session, actor.account_id).second:
        raise Conflict(_("Mettez d'abord en place une clé d'accès ou une application de codes."))
    queries.forget_recovery_codes(session, actor.account_id)
    made = [rules.new_paper_code() for _place in range(rules.PAPER_CODES)]
    session.add_all(
        RecoveryCode(account_id=actor.account_id, code_print=print_of("recovery " + actor.account_id, code))
        for code in made
    )
    session.flush()
    changed(session, actor, "paper_made")
    return [rules.shown_paper_code(code) for code in made]


def use_paper_code(session: Session, account_id: str, typed: str) -> bool:
    bare = rules.bare_paper_code(typed)
    if not bare:
        return False
    return queries.use_recovery_code(session, account_id, print_of("recovery " + account_id, bare), now())


def paper_used(session: Session, account_id: str, organisation_id: str) -> None:
    tell_change(session, organisation_id, account_id, "paper_used")


# --- Passwords -------------------------------------------------------------------------------------------------------


def check_strength(password: str, about: tuple[str, ...]) -> None:
    """Twelve characters that nobody guesses: a sentence does very well. Raises Invalid."""
    if len(password) < rules.SHORTEST:
        raise Invalid(_("Le mot de passe doit compter au moins 12 caractères. Une phrase fait très bien l'affaire."))
    if len(password) > rules.LONGEST:
        raise Invalid(_("Ce mot de passe est trop long : 256 caractères au plus."))
    if not rules.is_strong(password, about):
        raise Invalid(
            _("Ce mot de passe se devine trop vite. Choisissez une phrase de quatre mots ou plus, sans votre nom.")
        )


class WrongPassword(Invalid):
    """The present password was not the right one: a guess, which the caller counts."""


def change_password(session: Session, actor: Actor, before: str, after: str) -> None:
    """Ends every other open browser of theirs; this one stays. Whoever has just entered otherwise may have forgotten it."""
    account = session.get_one(Account, actor.account_id, with_for_update={"key_share": True})
    first_by_mail = actor.way == "mail" and not account.password_hash and not held(session, account.id).second
    if not before and not first_by_mail:  # whoever reads the mail of an account that has nothing yet gives it its first
        _opens_everywhere(session, actor)
    if not account.password_hash or (not before and has_proved_otherwise(actor)):
        require_fresh(actor)
    elif not passwords.matches(account.password_hash, before):
        raise WrongPassword(_("Votre mot de passe actuel n'est pas celui-là. Rien n'a été changé."))
    check_strength(after, (account.name, account.email, actor.organisation_name, actor.organisation_slug))
    account.password_hash = passwords.hash_password(after)
    sign_ins.end_all(session, account.id, why="password", but=actor.session_id)
    session.flush()
    changed(session, actor, "password_changed")


def has_proved_otherwise(actor: Actor) -> bool:
    """Whether they have just shown something else than their password: a key, a code, a link, their card."""
    other = actor.factors > 1 or actor.way not in ("", "password", "screen")
    return other and actor.fresh_until is not None and actor.fresh_until > now()


def _opens_everywhere(session: Session, actor: Actor) -> None:
    """A way in of one organisation gives none to the others."""
    places = places_of(session, [actor.account_id])[actor.account_id]
    elsewhere = [roles for place, roles in places.items() if place != actor.organisation_id]
    require(policies.may_change_for_all(actor.way, elsewhere))


# --- What all of them share ------------------------------------------------------------------------------------------


def proved(session: Session, actor: Actor) -> tuple[SignIn, str]:
    """They have just shown their second proof, or set one up: gives the new secret of their browser."""
    return sign_ins.refresh(session, actor, 2)


def changed(session: Session, actor: Actor, what: str) -> None:
    """The others of their browsers stay open; they are told."""
    journal.record(session, actor, FactorChanged(actor.account_id, what))


def tell_change(session: Session, organisation_id: str, account_id: str, what: str) -> None:
    """The same when it is not they who are signed in."""
    nobody = Actor("", organisation_id, "", "", "", "", frozenset())
    journal.record(session, nobody, FactorChanged(account_id, what))


def may_drop_last(actor: Actor, others: int, asked: bool) -> bool | Refusal:
    if others or not asked:
        return True
    return Refusal(_("Votre organisme demande une deuxième preuve : ajoutez-en une autre avant de retirer celle-ci."))


def _not_the_last(session: Session, actor: Actor, others: int) -> None:
    asked = queries.factors_from(session, actor.organisation_id).factors_from
    require(may_drop_last(actor, others, sign_ins.are_two_asked(actor.roles, asked, now())))


def not_the_last_passkey(session: Session, actor: Actor) -> None:
    row = queries.held(session, actor.account_id)
    _not_the_last(session, actor, row.passkeys - 1 + bool(row.has_code))


def may_change(session: Session, actor: Actor) -> None:
    """Adding a proof asks for a fresh one, of the best kind there is: an open screen must not be enough."""
    require_fresh(actor)
    _opens_everywhere(session, actor)
    if actor.factors < 2 and held(session, actor.account_id).second:
        raise FreshNeeded(_("Cet acte compte : confirmez d'abord que c'est bien vous. Rien n'a été changé."))
