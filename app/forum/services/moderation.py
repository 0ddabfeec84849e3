"""Keeping order: pin, close, move, remove. Each act says who, when and why."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.journal import record
from app.forum import policies, queries, rules
from app.forum.events import ThreadLocked, ThreadMoved, ThreadRemoved, ThreadRestored
from app.forum.models import ForumAct, Thread
from app.ledger import services as ledger


def pin_thread(session: Session, actor: Actor, thread_id: str, pinned: bool, until: datetime | None = None) -> Thread:
    """Keep a thread at the top of its space, until a moment or until it is unpinned."""
    thread = thread_to_keep(session, actor, thread_id)
    if until is not None and until <= now():
        raise Invalid(_("Le fil n'est pas épinglé."), [FieldError("until", _("Choisissez un jour à venir, ou aucun."))])
    if pinned == (thread.pinned_at is not None) and until == thread.pinned_until:
        return thread
    thread.pinned_at, thread.pinned_until = (now(), until) if pinned else (None, None)
    note(session, actor, thread.id, "pinned" if pinned else "unpinned")
    return thread


def lock_thread(session: Session, actor: Actor, thread_id: str, locked: bool, reason: str = "") -> Thread:
    """Close a thread: it is read, and takes no more answers. The reason is shown to everybody."""
    thread = thread_to_keep(session, actor, thread_id)
    if locked == (thread.locked_at is not None):
        return thread
    reason = reason_for(reason, needed=locked)
    thread.locked_at, thread.locked_by_id = (now(), actor.account_id) if locked else (None, None)
    thread.locked_why = reason if locked else ""
    note(session, actor, thread.id, "locked" if locked else "unlocked", reason)
    if locked:
        record(session, actor, ThreadLocked(thread.id))
    return thread


def move_thread(session: Session, actor: Actor, thread_id: str, space_id: str) -> Thread:
    """To another space. In one that business owners share, they are invited; leaving it, they stay so."""
    thread = thread_to_keep(session, actor, thread_id)
    space = queries.space_for(session, actor, space_id)
    if space.id == thread.space_id:
        return thread
    if thread.activity_id:
        raise Conflict(_("Ce fil répond à une étape d'un parcours : il reste dans l'espace de ce parcours."))
    if space.archived_at:
        raise Conflict(_("On n'écrit plus dans cet espace. Choisissez-en un autre."))
    origin, thread.space_id = thread.space_id, space.id
    thread.course_id = space.course_id
    thread.experts = thread.experts or space.kind == "entrepreneurs"
    note(session, actor, thread.id, "moved", details={"from": origin, "to": space.id})
    record(session, actor, ThreadMoved(thread.id, origin, space.id))
    return thread


def remove_thread(session: Session, actor: Actor, thread_id: str, reason: str) -> Thread:
    """Take a whole thread away from everybody but moderators, who can put it back."""
    thread = thread_to_keep(session, actor, thread_id)
    if thread.deleted_at:
        return thread
    if thread.activity_id:
        raise Conflict(
            _("Ce fil répond à une étape d'un parcours : retirez des messages, ou fermez-le. Il n'est pas retiré.")
        )
    reason = reason_for(reason, needed=True, field="removal")
    thread.deleted_at, thread.deleted_by_id, thread.deleted_why = now(), actor.account_id, reason
    note(session, actor, thread.id, "removed", reason)
    record(session, actor, ThreadRemoved(thread.id))
    return thread


def restore_thread(session: Session, actor: Actor, thread_id: str) -> Thread:
    thread = thread_to_keep(session, actor, thread_id)
    if thread.deleted_at is None:
        return thread
    thread.deleted_at, thread.deleted_by_id, thread.deleted_why = None, None, ""
    note(session, actor, thread.id, "restored")
    record(session, actor, ThreadRestored(thread.id))
    return thread


def thread_to_keep(session: Session, actor: Actor, thread_id: str) -> Thread:
    """A thread that a moderator sees, held until the end of the act; nobody writes in it meanwhile."""
    require(policies.may_visit(actor))
    queries.thread_for(session, actor, thread_id)
    require(policies.may_moderate(actor))
    ledger.take_turn(session, actor.organisation_id)
    return queries.thread_to_change(session, actor.organisation_id, thread_id)


def note(
    session: Session, actor: Actor, thread_id: str, act: str, reason: str = "", *, post_id: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One line of what moderators did; `act` is a key of `history.ACTS`."""
    session.add(
        ForumAct(
            organisation_id=actor.organisation_id,
            thread_id=thread_id,
            post_id=post_id,
            act=act,
            reason=reason,
            details=details or {},
            by_id=actor.account_id,
            at=now(),
        )
    )
    session.flush()


def reason_for(reason: str, *, needed: bool, field: str = "reason") -> str:
    reason = rules.clean(reason)
    if needed and not reason:
        raise Invalid(
            _("Rien n'a changé. Dites pourquoi en une phrase."),
            [FieldError(field, _("Dites pourquoi en une phrase : la personne concernée la lira."))],
        )
    if len(reason) > rules.LONGEST_REASON:
        raise Invalid(
            _("Rien n'a changé. Cette raison est trop longue."),
            [FieldError(field, _("Cette raison est trop longue : 300 caractères au plus."))],
        )
    return reason
