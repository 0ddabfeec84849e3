"""What somebody does with their own ways in: another PIN, another number, a card that is lost."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, Invalid
from app.core.i18n import _, speaking
from app.core.ids import new_id
from app.entry.cards import queries as cards
from app.entry.cards import services as carding
from app.identity.models import Account
from app.identity.rules import phone_of
from app.notifications.queries import person_of_account
from app.notifications.services import write_to


def change_pin(session: Session, actor: Actor, pin_hash: str) -> None:
    """Another PIN for one's card. The old one was checked by the door."""
    carding.change_pin(session, actor, pin_hash)
    with speaking(actor.locale):
        _tell(session, actor, _("Le code secret de votre carte a été changé"))


def lose_card(session: Session, actor: Actor) -> None:
    """One's own card is lost: it opens nothing any more. Again changes nothing."""
    if carding.end_own(session, actor):
        with speaking(actor.locale):
            _tell(session, actor, _("Votre carte pour entrer a été retirée"))


def change_phone(session: Session, actor: Actor, said: str) -> str:
    """Another number, where codes to enter may be sent: not from a screen of everybody's."""
    if actor.shared:
        raise Forbidden(
            _("Changez votre numéro depuis un appareil à vous, ou avec votre conseillère ou votre conseiller.")
        )
    phone = phone_of(said)
    if said.strip() and not phone:
        words = _("Ce numéro n'est pas complet. Écrivez-le comme 06 12 34 56 78.")
        raise Invalid(words, [FieldError("telephone", words)])
    account = session.get_one(Account, actor.account_id, with_for_update={"key_share": True})
    if account.phone == phone:
        return phone
    if not phone and not account.email and cards.shown(session, actor.organisation_id, actor.account_id) is None:
        raise Conflict(_("Sans numéro, sans courriel ni carte, vous ne pourriez plus entrer. Rien n'a été changé."))
    account.phone = phone
    with speaking(actor.locale):
        _tell(session, actor, _("Le numéro de téléphone de votre compte a été changé"))
    return phone


def _tell(session: Session, actor: Actor, what: str) -> None:
    person = person_of_account(session, actor.account_id)
    if person is not None:
        write_to(
            session, actor.organisation_id, person, "sign_in_changed", f"sign_in_changed:{new_id()}",
            {"what": what, "at": now()}, link="/compte/entrer",
        )  # fmt: skip
