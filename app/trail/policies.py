"""Who may look into the trail: whoever answers for data here, and for a stated reason. Never a superior as such."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_search(actor: Actor, officer_id: str | None) -> Answer:
    """`officer_id`: the person named for data; none: the administration."""
    answers = actor.has(Role.ADMIN) if officer_id is None else actor.account_id == officer_id
    return answers or Refusal(
        _("Le journal des accès est réservé à la personne qui répond des données. Chacun peut lire ce qui le concerne.")
    )
