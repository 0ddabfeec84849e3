"""Cards of paper: made by the adviser, opened with a PIN that the person chooses, revoked in one act."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments.groups import queries as groups
from app.entry import events, policies
from app.entry.cards import queries, rules
from app.entry.cards.models import EntryCard, EntryCardAct
from app.entry.prints import hash_of, matches, print_of
from app.identity.queries import member_roles

FIRST_USE = timedelta(days=30)  # a card that has waited longer opens nothing
AFTER_RESET = timedelta(days=1)  # the person is there: they choose at once
MOST_AT_ONCE = 200
_SECRET, CODE, _PIN = "card secret", "card code", "card pin"


class CardRefused(HouseError):
    """A card or a PIN that opens nothing, with what to do."""

    status = 401
    code = "card-refused"


@dataclass(frozen=True, slots=True)
class NewCard:
    """What is printed, this once: neither secret is kept."""

    card_id: str
    name: str
    secret: str
    code: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose card was shown."""

    card_id: str
    account_id: str
    organisation_id: str
    organisation: str
    phone: str
    first_name: str
    has_pin: bool


# --- What the adviser does ----------------------------------------------------------------------------------------


def make(session: Session, actor: Actor, enrolment_id: str) -> NewCard:
    """A card for the learner of a path; the one before it opens nothing any more."""
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_help_in(actor))
    require(
        policies.may_have_card(queries.roles_of(session, actor.organisation_id, [path.learner_id])[path.learner_id])
    )
    return _make(session, actor, path.learner_id, path.learner_name)


def make_for_group(session: Session, actor: Actor, group_id: str) -> list[NewCard]:
    """A card for each learner of a group who has none. Those who have one keep it."""
    require(policies.may_help_in(actor))
    group = groups.group_to_change(session, actor.organisation_id, group_id)
    members = groups.member_ids(session, actor.organisation_id, group.id)
    paths = [enrolments.enrolment_for(session, actor, enrolment_id) for enrolment_id in sorted(members)[:MOST_AT_ONCE]]
    return make_for(session, actor, {path.learner_id: path.learner_name for path in paths})


def make_for(session: Session, actor: Actor, people: dict[str, str]) -> list[NewCard]:
    """For whoever has none among these people (id, name), by name."""
    roles = queries.roles_of(session, actor.organisation_id, list(people))
    have = queries.with_cards(session, actor.organisation_id, list(people))
    wanted = [
        (name, account_id)
        for account_id, name in people.items()
        if account_id not in have and policies.may_have_card(roles[account_id])
    ]
    return [_make(session, actor, account_id, name) for name, account_id in sorted(wanted)]


def _make(session: Session, actor: Actor, account_id: str, name: str) -> NewCard:
    before = queries.card_of(session, actor.organisation_id, account_id)
    if before is not None:
        _end(session, actor, before, "replaced")
    secret, code = secrets.token_urlsafe(32), rules.new_code()
    card = EntryCard(
        organisation_id=actor.organisation_id,
        account_id=account_id,
        secret_print=print_of(_SECRET, secret),
        code_print=print_of(CODE, code),
        pin_until=now() + FIRST_USE,
        made_by=actor.account_id,
    )
    session.add(card)
    session.flush()
    _note(session, card, "made", actor.account_id)
    record(session, actor, events.CardMade(card.id, account_id))
    return NewCard(card.id, name, secret, code)


def revoke(session: Session, actor: Actor, enrolment_id: str) -> None:
    """A lost card opens nothing any more. Again changes nothing."""
    card = _of_path(session, actor, enrolment_id)
    if card is not None:
        _end(session, actor, card, "revoked")


def reset_pin(session: Session, actor: Actor, enrolment_id: str) -> datetime:
    """The person is there and has forgotten: until tomorrow, the next PIN typed with the card becomes theirs."""
    card = _of_path(session, actor, enrolment_id)
    if card is None:
        raise Conflict(_("Cette personne n'a pas de carte. Faites-en une."))
    card.pin_hash, card.wrong, card.blocked_at, card.pin_until = "", 0, None, now() + AFTER_RESET
    _note(session, card, "reset", actor.account_id)
    record(session, actor, events.PinReset(card.id, card.account_id))
    return card.pin_until


def _of_path(session: Session, actor: Actor, enrolment_id: str) -> EntryCard | None:
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_help_in(actor))
    return queries.card_of(session, actor.organisation_id, path.learner_id)


def _end(session: Session, actor: Actor, card: EntryCard, what: str) -> None:
    card.revoked_at = now()
    session.flush()
    _note(session, card, what, actor.account_id)
    record(session, actor, events.CardRevoked(card.id, card.account_id))


def _note(session: Session, card: EntryCard, what: str, by_id: str | None) -> None:
    session.add(EntryCardAct(card_id=card.id, what=what, by_id=by_id))
    session.flush()


# --- What the person does -----------------------------------------------------------------------------------------


def find(session: Session, secret: str = "", code: str = "") -> Holder:
    """Whose card it is, by its square or by its code. Raises CardRefused."""
    kept = print_of(_SECRET, secret) if secret else print_of(CODE, rules.bare(code))
    return _holder(session, queries.by_print(session, kept))


def holder(session: Session, card_id: str) -> Holder:
    """The same once the card was shown. Raises CardRefused when it has been revoked since."""
    return _holder(session, queries.standing(session, card_id))


def _holder(session: Session, row: AnyRow | None) -> Holder:
    if row is None:
        raise CardRefused(
            _("Cette carte n'ouvre rien : elle a peut-être été remplacée. Demandez-en une nouvelle à votre organisme.")
        )
    if row.blocked_at is not None:
        raise CardRefused(_blocked(row.phone))
    if not row.pin_hash and row.pin_until <= now():
        raise CardRefused(
            _("Cette carte a attendu trop longtemps. Demandez-en une nouvelle à votre organisme.") + _call(row.phone)
        )
    if not policies.may_enter_by_message(
        {one.role for one in member_roles(session, row.organisation_id, row.account_id)}
    ):
        raise CardRefused(_("Ce compte s'ouvre maintenant avec un mot de passe ou une clé d'accès."))
    return Holder(
        row.id, row.account_id, row.organisation_id, row.organisation_name, row.phone, row.name.split(" ")[0],
        bool(row.pin_hash),
    )  # fmt: skip


def check_new_pin(pin: str, again: str) -> None:
    """Invalid when it is no PIN, a PIN that everybody tries first, or not twice the same."""
    if not rules.PIN_SHAPE.fullmatch(pin):
        raise Invalid(_("Le code secret compte de 4 à 6 chiffres."))
    if rules.is_weak(pin):
        raise Invalid(_("Ce code est trop facile à deviner. Choisissez d'autres chiffres : ni suite, ni année."))
    if pin != again:
        raise Invalid(_("Les deux codes ne sont pas les mêmes. Tapez-les de nouveau."))


def is_pin_of(session: Session, card_id: str, pin: str) -> bool:
    """Slow on purpose: asked outside of the turn of writers."""
    row = queries.standing(session, card_id)
    return matches(row.pin_hash if row else "", _PIN, pin) and row is not None and row.blocked_at is None


def hashed(pin: str) -> str:
    return hash_of(_PIN, pin)


def choose_pin(session: Session, card_id: str, pin_hash: str) -> EntryCard:
    """The first PIN of a card, once: whoever sends another at the same moment is asked for the first."""
    card = queries.card_to_change(session, card_id)
    if card is None or card.pin_hash or card.pin_until <= now():
        raise Conflict(_("Le code secret de cette carte est déjà choisi. Tapez-le."))
    card.pin_hash, card.wrong, card.used_at = pin_hash, 0, now()
    _note(session, card, "chosen", card.account_id)
    return card


def entered(session: Session, card_id: str) -> EntryCard:
    """The right PIN was typed. Raises CardRefused when the card was blocked or revoked meanwhile."""
    card = queries.card_to_change(session, card_id)
    if card is None or card.blocked_at is not None:
        raise CardRefused(_("Cette carte n'ouvre rien. Demandez de l'aide à votre organisme."))
    card.wrong, card.used_at = 0, now()
    return card


def mistyped(session: Session, card_id: str) -> int:
    """A wrong PIN; how many tries are left. The last one blocks the card, and the person and their adviser are told."""
    card = queries.card_to_change(session, card_id)
    if card is None or card.blocked_at is not None:
        return 0
    card.wrong += 1
    if card.wrong >= rules.MOST_WRONG:
        card.blocked_at = now()
        _note(session, card, "blocked", None)
        nobody = Actor(card.account_id, card.organisation_id, "", "", "", "", frozenset({Role.LEARNER}))
        record(session, nobody, events.CardBlocked(card.id, card.account_id, card.organisation_id))
    return rules.MOST_WRONG - card.wrong


def change_pin(session: Session, actor: Actor, pin_hash: str) -> None:
    """The person, signed in, changes the PIN of their card. Their old one was checked by the door."""
    card = queries.card_of(session, actor.organisation_id, actor.account_id)
    if card is None:
        raise NotFound()
    card.pin_hash, card.wrong = pin_hash, 0
    _note(session, card, "changed", actor.account_id)


def end_own(session: Session, actor: Actor) -> bool:
    """The person has lost their card; whether they had one."""
    card = queries.card_of(session, actor.organisation_id, actor.account_id)
    if card is not None:
        _end(session, actor, card, "revoked")
    return card is not None


def _blocked(phone: str) -> str:
    return _("Cette carte est bloquée : le code secret a été mal tapé trop de fois.") + " " + _(
        "Votre conseillère ou votre conseiller est prévenu et peut la rouvrir avec vous."
    ) + _call(phone)  # fmt: skip


def _call(phone: str) -> str:
    return " " + _("Appelez le %(phone)s.") % {"phone": phone.replace(" ", "\u00a0")} if phone else ""
