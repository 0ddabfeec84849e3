"""Two threads become one: its posts in the order of time, and everybody's marks where they belong."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.journal import record
from app.forum import queries, rules
from app.forum.events import ThreadMerged
from app.forum.models import Thread
from app.forum.services.moderation import note, thread_to_keep
from app.forum.services.reading import keep_mark


def merge_threads(session: Session, actor: Actor, thread_id: str, into_id: str) -> Thread:
    """Put the posts of a thread among those of another one. Its address leads there from now on."""
    if thread_id == into_id:
        raise Conflict(_("Un fil ne peut pas être fusionné avec lui-même. Choisissez-en un autre."))
    first, second = (thread_to_keep(session, actor, one) for one in sorted((thread_id, into_id)))
    source, target = (first, second) if first.id == thread_id else (second, first)
    if source.activity_id:
        raise Conflict(
            _("Ce fil répond à une étape d'un parcours : c'est lui qui doit recevoir les messages de l'autre.")
        )
    if source.deleted_at or target.deleted_at:
        raise Conflict(_("L'un des deux fils est retiré. Remettez-le avant de les fusionner."))
    woven = rules.woven(queries.placed(session, (source.id, target.id)))
    _place_posts(session, target.id, woven)
    _place_marks(session, source, target, woven)
    _place_follows(session, source, target)
    target.posts = len(woven)
    target.last_post_at = max(source.last_post_at, target.last_post_at)
    target.experts = target.experts or source.experts
    if target.kind == "question" and target.accepted_post_id is None:
        target.accepted_post_id = source.accepted_post_id
    for earlier in queries.merged_earlier(session, source.id):
        earlier.merged_into_id = target.id
    source.merged_into_id, source.posts, source.accepted_post_id, source.pinned_at = target.id, 0, None, None
    note(session, actor, source.id, "merged", details={"into": target.id})
    note(session, actor, target.id, "received", details={"from": source.id})
    record(session, actor, ThreadMerged(source.id, target.id))
    return target


Woven = list[tuple[rules.Placed, int, int | None]]


def _place_posts(session: Session, into_id: str, woven: Woven) -> None:
    session.flush()
    connection = session.connection()
    connection.execute(
        queries.PLACE,
        [{"post_id": post.id, "into": into_id, "place": place, "answers": answers} for post, place, answers in woven],
    )
    connection.execute(queries.PLACED, {"into": into_id})


def _place_marks(session: Session, source: Thread, target: Thread, woven: Woven) -> None:
    read_to: dict[str, dict[str, int]] = {}
    for mark in queries.readings_of(session, (source.id, target.id)):
        read_to.setdefault(mark.account_id, {})[mark.thread_id] = mark.read_to
        if mark.thread_id == source.id:
            session.delete(mark)
    session.flush()
    for account_id, marks in read_to.items():
        keep_mark(session, target.organisation_id, account_id, target.id, rules.read_once_woven(woven, marks))


def _place_follows(session: Session, source: Thread, target: Thread) -> None:
    """A wish for the thread that stays counts first; else that for the other one goes with its posts."""
    follows = queries.follows_of(session, (source.id, target.id))
    known = {wish.account_id for wish in follows if wish.thread_id == target.id}
    for wish in follows:
        if wish.thread_id == source.id and wish.account_id in known:
            session.delete(wish)
        elif wish.thread_id == source.id:
            wish.thread_id = target.id
    session.flush()
