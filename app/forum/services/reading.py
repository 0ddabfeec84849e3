"""How far one has read, and of what one wants news."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.forum import policies, queries, rules
from app.forum.models import SpaceFollow, ThreadFollow, ThreadReading


def horizon() -> datetime:
    """What was last said before is no longer news."""
    return now() - rules.NEW_FOR


def mark_read(session: Session, actor: Actor, thread_id: str, number: int) -> int:
    """The actor has read up to a post, in order: an earlier one changes nothing. Gives how far they have read."""
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    number = min(number, thread.posts)
    known = thread.read_to or 0
    if number <= known:
        return known
    keep_mark(session, actor.organisation_id, actor.account_id, thread_id, number)
    return number


def mark_unread(session: Session, actor: Actor, thread_id: str, number: int) -> int:
    """From this post on, the thread is new to the actor again."""
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    if not 1 <= number <= thread.posts:
        raise NotFound()
    keep_mark(session, actor.organisation_id, actor.account_id, thread_id, number - 1)
    return number - 1


def mark_space_read(session: Session, actor: Actor, space_id: str) -> int:
    """Nothing of a space is new to the actor any more; gives how many threads were."""
    require(policies.may_visit(actor))
    queries.space_for(session, actor, space_id)
    found = queries.unread_in(session, actor, space_id, horizon())
    moment = now()
    session.add_all(
        ThreadReading(
            account_id=actor.account_id, thread_id=one, organisation_id=actor.organisation_id, read_to=posts, at=moment
        )
        for one, posts, marked in found
        if not marked
    )
    session.flush()
    if known := [(one, posts) for one, posts, marked in found if marked]:
        session.connection().execute(
            queries.READ_TO,
            [{"reader_id": actor.account_id, "thread": one, "number": posts, "moment": moment} for one, posts in known],
        )
    return len(found)


def keep_mark(session: Session, organisation_id: str, account_id: str, thread_id: str, number: int) -> None:
    """How far somebody has read a thread, whatever was kept before."""
    wanted = {"reader_id": account_id, "thread": thread_id, "number": number, "moment": now()}
    session.flush()
    if session.connection().execute(queries.READ_TO, wanted).rowcount:
        return
    mark = ThreadReading(
        account_id=account_id, thread_id=thread_id, organisation_id=organisation_id, read_to=number, at=wanted["moment"]
    )
    try:
        with session.begin_nested():
            session.add(mark)
    except IntegrityError:  # PostgreSQL: two windows of the same person
        session.connection().execute(queries.READ_TO, wanted)


def follow_thread(session: Session, actor: Actor, thread_id: str, level: str) -> None:
    """Choose: "follow", "mute", or "" for what the space says."""
    require(policies.may_visit(actor))
    queries.thread_for(session, actor, thread_id)
    _check(level)
    known = queries.follow(session, actor.account_id, thread_id)
    if known is None:
        if level:
            _add_follow(session, actor, thread_id, level, chosen=True)
    elif not level:
        session.delete(known)
    else:
        known.level, known.chosen, known.at = level, True, now()
    session.flush()


def follow_space(session: Session, actor: Actor, space_id: str, level: str) -> None:
    """Choose for every thread of a space: "follow", "mute", or "" for neither."""
    require(policies.may_visit(actor))
    queries.space_for(session, actor, space_id)
    _check(level)
    known = queries.space_follow(session, actor.account_id, space_id)
    if known is None:
        if level:
            session.add(
                SpaceFollow(
                    account_id=actor.account_id, space_id=space_id, organisation_id=actor.organisation_id, level=level
                )
            )
    elif not level:
        session.delete(known)
    else:
        known.level, known.at = level, now()
    session.flush()


def wrote_in(session: Session, actor: Actor, thread_id: str, number: int, read_to: int | None) -> None:
    """Whoever writes in a thread follows it, unless they have chosen otherwise, and has read it if they were at its end."""
    if queries.follow(session, actor.account_id, thread_id) is None:
        _add_follow(session, actor, thread_id, "follow", chosen=False)
    if (read_to or 0) >= number - 1:
        keep_mark(session, actor.organisation_id, actor.account_id, thread_id, number)


def _add_follow(session: Session, actor: Actor, thread_id: str, level: str, *, chosen: bool) -> None:
    session.add(
        ThreadFollow(
            account_id=actor.account_id,
            thread_id=thread_id,
            organisation_id=actor.organisation_id,
            level=level,
            chosen=chosen,
        )
    )


def _check(level: str) -> None:
    if level and level not in rules.LEVELS:
        raise Invalid(_("Choisissez de suivre, de ne pas être prévenu, ou ni l'un ni l'autre."))
