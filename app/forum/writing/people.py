"""The people of the forum by name: to find what they wrote, and to name them in a post."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import record
from app.forum.models import Post
from app.forum.searching.words import folded
from app.forum.writing import queries, rules
from app.forum.writing.events import PeopleNamed
from app.web.text import post_html

SUGGESTED = 8
_SHORTEST = 2  # letters from which names are suggested: nobody lists the whole house by typing one


def named_like(session: Session, organisation_id: str, name: str) -> frozenset[str]:
    """Those whose name begins, word by word, as what was typed: « nad » finds Nadia, « el a » finds Nadia El Amrani."""
    return frozenset(row.id for row in queries.members(session, organisation_id) if _begins(row.name, name))


def suggested(session: Session, space_id: str, experts: bool, typed: str) -> list[str]:
    """The names of people who read a thread, as they are written after an @."""
    if len(typed.strip()) < _SHORTEST:
        return []
    readers = [(row.id, row.name) for row in queries.readers(session, space_id, experts)]
    _full, _unclear, shown = rules.keys(readers)
    fitting = [shown[account_id] for account_id, name in readers if _begins(name, typed)]
    return sorted(fitting, key=folded)[:SUGGESTED]


def check_named(session: Session, space_id: str, experts: bool, body: str) -> None:
    """Before a post is kept: raise Invalid when it names too many people, or somebody who is not known for sure."""
    if "@" in body:
        rules.check(_named(session, space_id, experts, body))


def note_named(session: Session, actor: Actor, post: Post) -> None:
    """Link the people whom a post names, and remember them: each is told once, however often the post is changed."""
    if "@" not in post.body:
        return
    place = queries.place_of_post(session, post.id)
    found = _named(session, place.space_id, place.experts, post.body)
    if not found.named:
        return
    post.html = rules.marked(post_html(post.body), found.named)
    session.flush()
    ids = dict.fromkeys(one.account_id for one in found.named if one.account_id != post.author_id)
    new = [
        each
        for each in list(ids)[: rules.MOST_NAMED]
        if queries.note_mention(session, post.organisation_id, post.id, each)
    ]
    if new:
        record(session, actor, PeopleNamed(post.id, tuple(new)))


def _named(session: Session, space_id: str, experts: bool, body: str) -> rules.Found:
    return rules.find(body, [(row.id, row.name) for row in queries.readers(session, space_id, experts)])


def _begins(name: str, typed: str) -> bool:
    wanted = folded(typed)[:200].split()
    parts = folded(name).replace("-", " ").split()
    return bool(wanted) and all(any(part.startswith(each) for part in parts) for each in wanted)
