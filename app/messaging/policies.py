"""Who talks with whom."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_converse(actor: Actor) -> Answer:
    """Have conversations at all."""
    return actor.has(Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN) or Refusal(
        _("Les messages sont réservés à chaque participant et aux personnes qui l'accompagnent ou le forment.")
    )


def may_read(actor: Actor, learner_id: str, *, takes_part: bool = False) -> Answer:
    """Open a conversation of a learner: they, who was named in it, advisers (a colleague may take over), administrators."""
    return (
        actor.account_id == learner_id
        or takes_part
        or actor.has(Role.ADVISER, Role.ADMIN)
        or Refusal(_("Cette conversation est réservée à la personne et à celles qui l'accompagnent."))
    )


def may_begin(actor: Actor, learner_id: str, *, trains: bool) -> Answer:
    """Open a new matter: with the learner of a path, or for them. `trains`: the actor leads sessions of theirs."""
    if actor.account_id == learner_id or actor.has(Role.ADVISER, Role.ADMIN):
        return True
    if actor.has(Role.TRAINER):
        return trains or Refusal(_("Vous pouvez écrire aux personnes inscrites à vos séances."))
    return Refusal(_("Cette conversation est réservée à la personne et à celles qui l'accompagnent."))


def is_addressee(
    actor: Actor, learner_id: str, adviser_id: str | None, *, takes_part: bool = False, stands_in: bool = False
) -> bool:
    """Whether opening the conversation means that its messages were read by a person they are for.

    A colleague who looks in does not hide a message from the adviser who follows the learner; one who stands in for
    them today reads in their place. `adviser_id` is of who
    follows the path when the conversation is for them; None when nobody does yet, and everyone of the team may.
    """
    if actor.account_id == learner_id or takes_part or stands_in:
        return True
    return actor.account_id == adviser_id or (adviser_id is None and actor.has(Role.ADVISER, Role.ADMIN))


def may_use_templates(actor: Actor) -> Answer:
    """Have words ready; write to several people."""
    return actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN) or Refusal(
        _("Les modèles sont réservés aux personnes qui accompagnent ou forment.")
    )


def may_change_template(actor: Actor, owner_id: str | None) -> Answer:
    """One's own; those of the organisation, for administrators and advisers."""
    if owner_id is None:
        return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(
            _("Les modèles de l'organisme sont changés par les personnes qui accompagnent ou administrent.")
        )
    return owner_id == actor.account_id or Refusal(_("Ce modèle est à une autre personne."))


def may_write_to_groups(actor: Actor) -> Answer:
    return actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN) or Refusal(
        _("Les messages à plusieurs sont réservés aux personnes qui accompagnent ou forment.")
    )
