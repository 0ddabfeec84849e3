"""Who may open a file, and who may bring the material of a course."""

from app.core.access import Actor, Role


def may_open(actor: Actor, organisation_id: str, owner_id: str | None) -> bool:
    """What a person handed in: that person, and the team. Course material, published or not: who writes courses."""
    if actor.organisation_id != organisation_id:
        return False
    return brings_material(actor) if owner_id is None else owner_id == actor.account_id or actor.is_staff


def brings_material(actor: Actor) -> bool:
    """Trainers and administrators send films; others send what they hand in."""
    return actor.has(Role.TRAINER, Role.ADMIN)
