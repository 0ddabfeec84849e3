"""Correcting an address that mail does not reach: what it refused leaves for the new one."""

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.errors import Conflict, FieldError, Forbidden, Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.identity import queries as identity
from app.identity import services as people
from app.notifications import queries, rules, services
from app.notifications.addresses import policies


def correct_address(session: Session, actor: Actor, enrolment_id: str, said: str) -> int:
    """Another address for the learner of a path; how many messages leave again.

    It is also what they sign in with: only an address that refused a message, or that takes none, is given up, and
    only that of somebody who is here as a learner.
    """
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_correct(actor))
    person = queries.person_of_path(session, enrolment.id)
    assert person is not None
    assert person.account_id is not None
    if rules.is_usable(person.email) and queries.undelivered(session, enrolment.id) is None:
        raise Conflict(_("L'adresse actuelle reçoit les messages. Rien n'a été changé."))
    if {row.role for row in identity.roles_everywhere(session, person.account_id)} != {Role.LEARNER}:
        raise Forbidden(_("Cette personne a un autre rôle : elle ou l'administration change son adresse."))
    address = said.strip().lower()
    if not rules.is_usable(address) or address == person.email:
        message = _("Écrivez une autre adresse de courriel, complète, comme prenom.nom@exemple.fr.")
        raise Invalid(_("Rien n'a été changé."), [FieldError("email", message)])
    people.change_email(session, person.account_id, address)
    return services.send_again_to(session, person.account_id, address)
