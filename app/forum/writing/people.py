"""The people of the forum by name: to find what they wrote, and to name them in a post."""

from sqlalchemy.orm import Session

from app.forum.searching.words import folded
from app.forum.writing import queries


def named_like(session: Session, organisation_id: str, name: str) -> frozenset[str]:
    """Those whose name begins, word by word, as what was typed: « nad » finds Nadia, « el a » finds Nadia El Amrani."""
    wanted = folded(name)[:200].split()
    found = set()
    for row in queries.members(session, organisation_id):
        parts = folded(row.name).replace("-", " ").split()
        if wanted and all(any(part.startswith(each) for part in parts) for each in wanted):
            found.add(row.id)
    return frozenset(found)
