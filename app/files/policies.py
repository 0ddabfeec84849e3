"""Who may open a file."""

from app.core.access import Actor


def may_open(actor: Actor, organisation_id: str, owner_id: str | None) -> bool:
    """Course material: the whole organisation. What a person handed in: that person, and the team."""
    if actor.organisation_id != organisation_id:
        return False
    return owner_id is None or owner_id == actor.account_id or actor.is_staff
