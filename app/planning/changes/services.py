"""Changing a plan: one act with its reason, shown before, applied whole, taken back whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.history import note_change, prove
from app.enrolments.models import Enrolment
from app.enrolments.rules import CLOSED, Stop
from app.ledger.kinds import Kind
from app.planning import policies, queries
from app.planning.changes import soundness
from app.planning.changes.rules import (
    Act,
    Asked,
    Proposal,
    after_stop,
    counts,
    fingerprint,
    moves,
    propose,
    step_kept,
)
from app.planning.changes.undoing import propose_undo
from app.planning.days import means_kept
from app.planning.events import PlanChanged, PlanChangeUndone
from app.planning.models import PlanChange, PlanPause
from app.planning.paths import Path
from app.planning.services import read_one
from app.planning.writing import Pen, book, keep_means
from app.scheduling import services as scheduling

LONGEST_REASON = 500


@dataclass(frozen=True)
class Preview:
    """What a change would do, and the print that says it is still so when it is applied."""

    path: Path
    proposal: Proposal
    print: str

    @property
    def activities(self) -> int:
        return counts(self.path, self.proposal)[0]

    @property
    def sessions(self) -> int:
        return counts(self.path, self.proposal)[1]


class Outdated(Conflict):
    """Something has changed since the preview: here is the new one."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(
            _(
                "Le plan ou les séances ont changé entre-temps. Rien n'a été fait. Relisez ce que cela donne maintenant."
            ),
            fingerprint=preview.print,
        )
        self.preview = preview


def preview(session: Session, actor: Actor, enrolment_id: str, asked: Asked) -> Preview:
    """What a change would do. Nothing is written."""
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    _may(actor, row.learner_id, asked)
    path = read_one(session, actor.organisation_id, enrolment_id)
    soundness.check(session, path, asked)
    return _shown(path, propose(path, asked, today(), now()))


def change_plan(
    session: Session, actor: Actor, enrolment_id: str, asked: Asked, reason: str, print_: str | None = None
) -> PlanChange:
    """Do it. With the print of a preview, only if it would still do the very same: Outdated otherwise."""
    enrolment = enrolments.enrolment_to_change(session, actor, enrolment_id)
    _may(actor, enrolment.learner_id, asked)
    reason = _reason(reason)
    path = read_one(session, actor.organisation_id, enrolment_id)
    soundness.check(session, path, asked)
    seen = _shown(path, propose(path, asked, today(), now()))
    if print_ is not None and print_ != seen.print:
        raise Outdated(seen)
    if asked.act is Act.RESUME:
        return _resume(session, actor, enrolment, path, seen.proposal, reason)
    return apply(session, actor, enrolment, path, seen.proposal, reason)


def _resume(
    session: Session, actor: Actor, enrolment: Enrolment, path: Path, proposal: Proposal, reason: str
) -> PlanChange:
    """The act is one on the path itself; what follows from it is done by listening, when something does."""
    before = queries.latest_change(session, path.id)
    enrolling.resume(session, actor, path.id, today(), reason)
    after = queries.latest_change(session, path.id)
    if after is not None and (before is None or after.id != before.id):
        return after
    return apply(session, actor, enrolment, path, proposal, reason, noted=True)


def apply(
    session: Session, actor: Actor, enrolment: Enrolment, path: Path, proposal: Proposal, reason: str, *, noted: bool = False
) -> PlanChange:  # fmt: skip
    """Write a change that was proposed for the path as it is. `noted`: the history of the path says it already."""
    activities, sessions = counts(path, proposal)
    change = PlanChange(
        id=new_id(),
        organisation_id=path.row.organisation_id,
        enrolment_id=path.id,
        act=proposal.act.value,
        reason=reason,
        before=_kept(path, proposal),
        after=_becomes(path, proposal),
        activities=activities,
        sessions=sessions,
        actor_id=actor.account_id,
        at=now(),
    )
    session.add(change)
    session.flush()
    with acting(session, path.id):
        _write(session, actor, enrolment, path, proposal)
        begins_now = proposal.pause is not None and proposal.pause[0] <= today()
        if proposal.pause is not None:
            since, until = proposal.pause
            session.add(
                PlanPause(
                    change_id=change.id, enrolment_id=path.id, organisation_id=path.row.organisation_id, since=since,
                    until=until, over_at=None,
                )
            )  # fmt: skip
            if begins_now and enrolment.status != "paused":
                enrolling.pause(session, actor, path.id, today(), reason)
                noted = True
    if not noted:
        note_change(session, actor, enrolment, "plan", today(), reason)
    facts = {"change": change.id, "act": change.act, "activities": activities, "sessions": sessions}
    prove(session, actor, enrolment, Kind.PLAN_CHANGED, today(), {**facts, "ends_on": str(enrolment.ends_on)})
    record(session, actor, PlanChanged(path.id, change.id))
    return change


# --- Taking it back -------------------------------------------------------------------------------------------


def preview_undo(session: Session, actor: Actor, enrolment_id: str, change_id: str) -> tuple[Preview, PlanChange]:
    """What taking the latest change back would do."""
    enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    change = _to_undo(session, enrolment_id, change_id)
    path = read_one(session, actor.organisation_id, enrolment_id)
    return _shown(path, propose_undo(path, change.id, change.before, change.after, today())), change


def undo_change(
    session: Session, actor: Actor, enrolment_id: str, change_id: str, print_: str | None = None
) -> PlanChange:
    """Everything is as it was before the change; it stays in the history, taken back. Asking again changes nothing."""
    enrolment = enrolments.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change_plan(actor))
    known = session.get(PlanChange, change_id)
    if known is not None and known.enrolment_id == enrolment_id and known.undone_at is not None:
        return known
    seen, change = preview_undo(session, actor, enrolment_id, change_id)
    if print_ is not None and print_ != seen.print:
        raise Outdated(seen)
    pause = session.get(PlanPause, change.id)
    reason = _("Changement annulé : %(reason)s") % {"reason": change.reason}
    with acting(session, enrolment_id):
        _write(session, actor, enrolment, seen.path, seen.proposal)
        if pause is not None and pause.over_at is None:
            pause.over_at = now()
            if enrolment.status == "paused" and pause.since <= today():
                enrolling.resume(session, actor, enrolment_id, today(), reason)
        elif change.act == Act.RESUME and enrolment.status == "active":
            enrolling.pause(session, actor, enrolment_id, today(), reason)
    change.undone_at, change.undone_by = now(), actor.account_id
    note_change(session, actor, enrolment, "plan", today(), reason)
    activities, sessions = counts(seen.path, seen.proposal)
    facts = {"undone": change.id, "act": change.act, "activities": activities, "sessions": sessions}
    prove(session, actor, enrolment, Kind.PLAN_CHANGED, today(), {**facts, "ends_on": str(enrolment.ends_on)})
    record(session, actor, PlanChangeUndone(enrolment_id, change.id))
    return change


def _to_undo(session: Session, enrolment_id: str, change_id: str) -> PlanChange:
    change = queries.latest_change(session, enrolment_id)
    if change is None or change.id != change_id:
        raise Conflict(
            _("Seul le dernier changement s'annule. Rien n'a été fait. Rechargez la page pour voir le plus récent.")
        )
    if change.act == Act.RESUME and change.before.get("returned"):
        raise Conflict(_("Un retour ne s'annule pas : notez une nouvelle sortie. Rien n'a été changé."))
    return change


# --- What follows from the acts on the path itself --------------------------------------------------------------


def follow_pause(session: Session, actor: Actor, enrolment_id: str, reason: str) -> None:
    """A pause that nobody has said the end of: the dates wait, the seats to come are given back."""
    path = read_one(session, actor.organisation_id, enrolment_id)
    since = path.stopped_since or today()
    proposal = propose(path, Asked(Act.PAUSE, since=since), today(), now())
    if proposal.freed:
        enrolment = session.get_one(Enrolment, enrolment_id)
        apply(session, actor, enrolment, path, proposal, reason, noted=True)


def follow_resumption(session: Session, actor: Actor, enrolment_id: str, reason: str) -> None:
    """Somebody goes on, earlier or later than was said, or comes back after an exit."""
    path = read_one(session, actor.organisation_id, enrolment_id)
    if not path.real:
        return
    last = path.real[-1]
    came_back = queries.last_stop(session, enrolment_id) in ("finished", "left")
    ahead = tuple(stop for stop in path.said if stop.since > last.until)
    before: tuple[Stop, ...] = (*path.real[:-1], *path.said)
    for pause in queries.open_pauses(session, enrolment_id):
        if pause.since <= last.until:
            pause.over_at = now()
    proposal = after_stop(path, before, (*path.real, *ahead), last.until, returned=came_back)
    if moves(path, proposal) or proposal.taken or proposal.ends_on != path.row.ends_on:
        enrolment = session.get_one(Enrolment, enrolment_id)
        apply(session, actor, enrolment, path, proposal, reason, noted=True)


def follow_end(session: Session, actor: Actor, enrolment_id: str) -> None:
    """The path is over: its seats to come go to those who wait."""
    path = read_one(session, actor.organisation_id, enrolment_id, offering=False)
    for pause in queries.open_pauses(session, enrolment_id):
        pause.over_at = now()
    for seat in path.seats:
        if seat.starts_at > now():
            scheduling.cancel_booking(session, actor, seat.id, enrolment_id)


@contextmanager
def acting(session: Session, enrolment_id: str) -> Iterator[None]:
    """What happens to this path meanwhile is part of the act: nobody follows it."""
    busy: set[str] = session.info.setdefault("planning", set())
    mine = enrolment_id not in busy
    busy.add(enrolment_id)
    try:
        yield
    finally:
        if mine:
            busy.discard(enrolment_id)


def is_acting(session: Session, enrolment_id: str) -> bool:
    return enrolment_id in session.info.get("planning", ())


# --- What the acts share --------------------------------------------------------------------------------------


def _shown(path: Path, proposal: Proposal) -> Preview:
    return Preview(path, proposal, fingerprint(path, proposal))


def _may(actor: Actor, learner_id: str, asked: Asked) -> None:
    require(
        policies.may_say_availability(actor, learner_id) if asked.act is Act.PACE else policies.may_change_plan(actor)
    )


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise invalid("reason", _("Dites pourquoi, en quelques mots : la personne le lira dans son plan."))
    return reason[:LONGEST_REASON]


def _write(session: Session, actor: Actor, enrolment: Enrolment, path: Path, proposal: Proposal) -> None:
    for seat in proposal.freed:
        scheduling.cancel_booking(session, actor, seat.id, path.id)
    if proposal.site_id != enrolment.site_id:
        enrolment.site_id = proposal.site_id
        session.flush()
    book(session, actor, path, proposal.taken)
    pen = Pen(session)
    pen.write_steps(path, proposal.steps)
    pen.write_items(path, proposal.items)
    pen.write_omissions(path, proposal.omitted)
    pen.send()
    if proposal.means != path.days.means:
        keep_means(session, path.id, path.row.organisation_id, proposal.means)
    if enrolment.ends_on != proposal.ends_on:
        enrolment.ends_on = proposal.ends_on
    session.flush()


def _kept(path: Path, proposal: Proposal) -> dict[str, Any]:
    """What was, of all that changes."""
    changed = {**{key: None for key in proposal.items}, **path.items}
    return {
        "steps": {move.activity_id: step_kept(move.before) if move.before else None for move in moves(path, proposal)},
        "items": {key: _span(path.items.get(key)) for key in changed if path.items.get(key) != proposal.items.get(key)},
        "ends_on": path.row.ends_on.isoformat(),
        "means": means_kept(path.days.means),
        "omitted": sorted(path.omitted),
        "site_id": path.row.site_id,
        "seats": [seat.id for seat in proposal.freed],
        "returned": proposal.act is Act.RESUME and path.row.status in CLOSED,
    }


def _becomes(path: Path, proposal: Proposal) -> dict[str, Any]:
    changed = {**{key: None for key in proposal.items}, **path.items}
    return {
        "steps": {move.activity_id: step_kept(move.after) if move.after else None for move in moves(path, proposal)},
        "items": {
            key: _span(proposal.items.get(key)) for key in changed if path.items.get(key) != proposal.items.get(key)
        },
        "ends_on": proposal.ends_on.isoformat(),
        "means": means_kept(proposal.means),
        "omitted": sorted(proposal.omitted),
        "site_id": proposal.site_id,
        "seats": [seat.id for seat in proposal.taken],
        "pause": [proposal.pause[0].isoformat(), proposal.pause[1].isoformat() if proposal.pause[1] else None]
        if proposal.pause
        else None,
    }


def _span(span: tuple[date, date] | None) -> list[str] | None:
    return [span[0].isoformat(), span[1].isoformat()] if span else None
