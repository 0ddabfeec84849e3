"""What people are told of the ways into their account."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import _, speaking
from app.core.ids import new_id
from app.core.journal import on
from app.entry import events, queries
from app.entry.codes.sending import leave_sms, sms_is_open
from app.identity.events import AccountAttacked
from app.identity.limits import Way
from app.identity.models import Account
from app.notifications.phones import rules as phones
from app.notifications.queries import person_of_account
from app.notifications.services import write_to
from app.notifications.writing import Person

_WORTH_TELLING = timedelta(days=1)


@on(events.CardBlocked)
def tell_of_a_blocked_card(session: Session, actor: Actor, event: events.CardBlocked) -> None:
    """The person, and whoever accompanies them: the way out is to see one another."""
    person = person_of_account(session, event.account_id)
    if person is None:
        return
    key = f"{event.card_id}:{now().isoformat()}"
    write_to(session, event.organisation_id, person, "sign_in_card_blocked", f"card_blocked:{key}", {}, link="/aide")
    with speaking(person.locale):
        words = _(
            "Votre carte Bidaide est bloquée : code secret mal tapé cinq fois. Si ce n'était pas vous, dites-le à votre organisme."
        )
    _by_sms(session, event.organisation_id, person, words)
    for path in queries.accompanied(session, event.organisation_id, event.account_id):
        adviser = person_of_account(session, path.adviser_id)
        if adviser is not None:
            page = f"/suivi/{path.id}/acces"
            write_to(
                session, event.organisation_id, adviser, "sign_in_card_to_see", f"card_to_see:{key}:{path.adviser_id}",
                {"name": person.name, "page": page}, link=page,
            )  # fmt: skip


@on(AccountAttacked)
def tell_by_sms_of_an_attack(session: Session, actor: Actor, event: AccountAttacked) -> None:
    """Whoever reads no e-mail would learn of it when they next enter. A PIN that is guessed blocks its card: told above."""
    person = person_of_account(session, event.account_id)
    if person is None or event.way == Way.PIN:
        return
    with speaking(person.locale):
        words = _(
            "Quelqu'un essaie d'entrer dans votre compte Bidaide. Personne n'est entré. Si ce n'est pas vous, dites-le à votre organisme."
        )
    _by_sms(session, actor.organisation_id, person, words)


def _by_sms(session: Session, organisation_id: str, person: Person, words: str) -> None:
    """To whoever has a number and no address. It concerns the safety of their account: no choice stops it."""
    if person.email or person.account_id is None or not sms_is_open():
        return
    number = phones.number_of(session.get_one(Account, person.account_id).phone)
    if number is not None and phones.takes_sms(number):
        leave_sms(session, organisation_id, new_id(), number, words, (now() + _WORTH_TELLING).timestamp())


@on(events.HelpedIn)
def tell_who_was_helped(session: Session, actor: Actor, event: events.HelpedIn) -> None:
    """Nobody's account is opened by somebody else without their knowing."""
    person = person_of_account(session, event.account_id)
    if person is not None and event.helper_id != event.account_id:
        write_to(
            session, actor.organisation_id, person, "sign_in_helped", f"helped:{event.pairing_id}",
            {"name": actor.name, "at": now()}, link="/compte",
        )  # fmt: skip
