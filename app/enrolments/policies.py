"""Who may see, open and change a person's path. The organisation is checked before, by the query."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see_enrolment(actor: Actor, learner_id: str, adviser_id: str | None) -> bool:
    """The person whose path it is, and the whole team: a colleague can always take over."""
    return actor.account_id == learner_id or actor.is_staff


def may_enrol(actor: Actor) -> Answer:
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Seules les personnes qui accompagnent ou administrent peuvent inscrire quelqu'un."))


def may_change(actor: Actor, adviser_id: str | None) -> Answer:
    """Any adviser of the organisation, not only the person's own: paths go on during holidays."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Seules les personnes qui accompagnent ou administrent peuvent changer un parcours."))


def may_cover(actor: Actor, adviser_id: str) -> Answer:
    """Say who stands in for an adviser: themselves, or the administration; a colleague when the adviser is ill."""
    return may_change(actor, adviser_id)


def may_start(actor: Actor, learner_id: str) -> Answer:
    """The person themselves starts by coming on the day; the team may also say so."""
    return actor.account_id == learner_id or may_change(actor, None)


def may_see_groups(actor: Actor) -> Answer:
    """See which groups there are, and who is in them."""
    if actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN):
        return True
    return Refusal(_("Les groupes sont ouverts aux personnes qui accompagnent, forment ou administrent."))


def may_change_groups(actor: Actor) -> Answer:
    """Make, rename and archive groups; putting somebody in one is `may_change`."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Seules les personnes qui accompagnent ou administrent changent les groupes."))
