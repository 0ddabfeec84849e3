"""A forgotten password: whoever administers gives another, said aloud. The second proof, if there is one, is still asked.

Somebody who has lost both is given a password first; then two colleagues open the replacement of the device (`lost`).
"""

import secrets

from sqlalchemy.orm import Session

from app.core.access import Actor, Answer, Refusal, Role, require
from app.core.errors import NotFound
from app.core.i18n import _
from app.entry.factors import services
from app.identity import passwords, queries, sign_ins
from app.identity.models import Account


def may_give(actor: Actor, account: Account, places: list[str]) -> Answer:
    if not actor.has(Role.ADMIN):
        return Refusal(_("Seule une personne qui administre l'organisme donne un nouveau mot de passe."))
    if account.id == actor.account_id:
        return Refusal(_("Changez le vôtre dans « Mes connexions » : personne ne s'en donne un à soi-même."))
    if places != [actor.organisation_id]:
        return Refusal(
            _("Cette personne a aussi un rôle dans un autre organisme : son mot de passe ouvre là-bas aussi.")
        )
    if not account.email:
        return Refusal(_("Cette personne n'a pas d'adresse : elle entre avec une carte."))
    return True


def give_password(session: Session, actor: Actor, account_id: str) -> tuple[Account, str]:
    """Another password, shown this once; every open browser of theirs ends, and they are told."""
    places = queries.organisation_ids_of(session, account_id)
    if actor.organisation_id not in places:
        raise NotFound()
    account = session.get_one(Account, account_id, with_for_update={"key_share": True})
    require(may_give(actor, account, places))
    return account, renew(session, actor, account)


def renew(session: Session, actor: Actor, account: Account) -> str:
    """The same for whoever holds the machine."""
    password = secrets.token_urlsafe(12)
    account.password_hash = passwords.hash_password(password)
    sign_ins.end_all(session, account.id, why="password")
    session.flush()
    services.tell_change(session, actor.organisation_id, account.id, "password_given")
    return password
