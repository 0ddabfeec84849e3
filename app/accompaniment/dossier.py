"""One person's whole path, tab by tab."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.accompaniment import queries
from app.accompaniment.cohort import signals_of
from app.accompaniment.standings import standings
from app.accompaniment.timeline import FILTERS, link, timeline
from app.assessment import policies as assessing
from app.assessment.rules import STAGES
from app.competences import queries as competences
from app.competences.showing import drawn
from app.core.access import Actor
from app.core.clock import now, today
from app.core.cursors import Position
from app.core.i18n import _
from app.courses.outline import Outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.forum import queries as forum
from app.learning import queries as learning
from app.learning.openings import openings
from app.learning.rules import DONE, SKIPPED, passed, progress
from app.messaging import policies as talking
from app.messaging import queries as messaging
from app.registers import policies as adjusting
from app.registers import queries as registers
from app.scheduling import queries as scheduling

EXCHANGES_SHOWN = 10


def overview(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    outline: Outline,
    contact: Any,
    before: Position | None,
    only: str = "",
) -> dict[str, Any]:
    """Where the person is, what calls for somebody, and the timeline of facts."""
    standing = standings(session, enrolment.organisation_id, {enrolment.id: outline})[enrolment.id]
    called = signals_of(session, enrolment, standing, contact)
    titles = {key: activity.title for key, activity in outline.activities.items()}
    told = timeline(session, actor, enrolment, titles, before, only)
    return {
        "standing": standing,
        "signals": called,
        "moments": told.moments,
        "following": link(enrolment.id, only, told.following) if told.following else "",
        "beginning": before is None,
        "filters": [("", link(enrolment.id), _("Tout"))]
        + [(code, link(enrolment.id, code), _(label)) for code, (label, _kinds) in FILTERS.items()],
        "only": only if only in FILTERS else "",
        "measures": registers.measures_decided(session, enrolment.organisation_id, enrolment.learner_id)
        if adjusting.may_see_measures(actor, enrolment.adviser_id)
        else [],
    }


@dataclass(frozen=True, slots=True)
class SequenceLine:
    title: str
    block_id: str
    starts_on: Any
    due_on: Any
    done: int
    total: int
    state: str  # done, late, current, todo


def path(session: Session, enrolment: EnrolmentRow, outline: Outline) -> dict[str, Any]:
    """The plan with its dates, and each block with its minutes."""
    states = learning.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    so_far = progress(outline, states, learning.minutes_done(session, enrolment.id), opened)
    dates = {row.sequence_id: row for row in enrolments.plan(session, enrolment.id)}
    day = today()
    lines = []
    for sequence in outline.sequences:
        planned = dates.get(sequence.id)
        mine = [a.id for a in sequence.activities if a.id not in opened.hidden]
        said = [states[key].state for key in mine if key in states]
        done, total = said.count(DONE), len(mine) - said.count(SKIPPED)
        if not mine:
            continue  # the whole of it is kept for others
        if done == total:
            state = "done"
        elif planned and planned.due_on < day:
            state = "late"
        else:
            state = "current" if planned and planned.starts_on <= day else "todo"
        lines.append(
            SequenceLine(
                sequence.title, sequence.block_id, planned.starts_on if planned else None,
                planned.due_on if planned else None, done, total, state,
            )
        )  # fmt: skip
    return {
        "progress": so_far,
        "lines": lines,
        "blocks": {block.id: block for block in outline.blocks},
        "closed": [
            (activity.title, reasons, activity.id in opened.hidden)
            for activity in outline.activities.values()
            if (reasons := opened.why(activity.id))
        ],
        "passed": passed(outline, states),
    }


def levels(session: Session, actor: Actor, enrolment: EnrolmentRow, outline: Outline) -> dict[str, Any]:
    """Each block from the entry to the exit, and what the actor may add; each figure opens the voices behind it."""
    known = competences.levels(session, enrolment.id, outline)
    return {
        **drawn(session, enrolment.id, outline, own=False),
        "here": f"/competences/{enrolment.id}",
        "levels": known,
        "next_stage": next((one for one in STAGES if not any(one in said for said in known.values())), STAGES[-1]),
        "blocks": outline.blocks,
        "level_names": outline.levels,
        "voice": assessing.voice_of(actor, enrolment.learner_id),
    }


def attendance(session: Session, enrolment: EnrolmentRow) -> dict[str, Any]:
    """Every session with its half-days."""
    halves: dict[str, list[Any]] = {}
    rows = queries.half_days(session, enrolment.id)
    for row in rows:
        halves.setdefault(row.session_id, []).append(row)
    sessions = scheduling.sessions_of_enrolment(session, enrolment.id)
    return {
        "sessions": sessions[::-1],
        "halves": halves,
        "present": sum(1 for row in rows if row.present),
        "counted": len(rows),
        "now": now(),
    }


def exchanges(session: Session, actor: Actor, enrolment: EnrolmentRow) -> dict[str, Any]:
    """The end of the conversation, for those who may read it, and what the person wrote on the forum."""
    reads = bool(talking.may_read(actor, enrolment.learner_id))
    found = messaging.messages_of_path(session, enrolment.id, limit=EXCHANGES_SHOWN) if reads else []
    posts = forum.posts_of_person(session, enrolment.organisation_id, enrolment.learner_id, EXCHANGES_SHOWN)
    return {"reads": reads, "messages": found[::-1], "posts": posts}


def works(session: Session, actor: Actor, enrolment: EnrolmentRow, outline: Outline) -> dict[str, Any]:
    """Hand-ins and quizzes, the latest first."""
    titles = {key: activity.title for key, activity in outline.activities.items()}
    return {
        "submissions": queries.works_of(session, actor, enrolment.id),
        "attempts": queries.attempts_of(session, actor, enrolment.id),
        "titles": titles,
        "may_open": assessing.may_see_works(actor),
    }
