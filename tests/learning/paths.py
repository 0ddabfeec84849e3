"""Small outlines made by hand, for the rules that need no database."""

from itertools import groupby

from app.core.access import Actor, Role
from app.courses.outline import Activity, Block, Outline, Sequence


def make_activity(
    key: str, kind: str = "text", minutes: int = 30, place: str = "remote", block: str = "b1"
) -> Activity:
    return Activity(
        id=key, key=key, kind=kind, title=key, why="", minutes=minutes, place=place, timing="asynchronous",
        people="individual", guidance="training", completion={"rule": "read"}, competences=(),
        sequence_id=f"s-{block}", block_id=block, position=1,
    )  # fmt: skip


def make_outline(*activities: Activity) -> Outline:
    """One sequence for each block, in the order given."""
    groups = [(block, tuple(group)) for block, group in groupby(activities, key=lambda activity: activity.block_id)]
    blocks = tuple(
        Block(name, name.upper(), n, name, "compass", sum(activity.minutes for activity in group), ())
        for n, (name, group) in enumerate(groups, 1)
    )
    sequences = tuple(
        Sequence(f"s-{name}", name, name, n, name, "", n, n, n + 2, group) for n, (name, group) in enumerate(groups, 1)
    )
    return Outline(
        "edition", "course", "organisation", "slug", "Titre", 1, 2, (), blocks, sequences,
        {activity.id: activity for activity in activities},
    )  # fmt: skip


def learner(account_id: str) -> Actor:
    return Actor(account_id, "organisation", "demo", "Demo", "Nadia", "n@demo.example", frozenset({Role.LEARNER}))
