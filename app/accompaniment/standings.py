"""How far each person is, computed once and kept in the process until their ledger moves.

Every act appends to the ledger in its own transaction, and entries are numbered without a gap. So the entries
that are newer than what was read say exactly whose figures are out of date; all the others still hold. The hash
of the last entry read is compared as well: a database restored from a backup starts again from nothing.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from threading import Lock
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accompaniment import queries, rules
from app.accompaniment.rules import Signal
from app.assessment import queries as assessment
from app.assessment.queries import Waiting
from app.assessment.rules import block_levels
from app.competences import queries as competences
from app.core.clock import local
from app.courses.outline import Outline
from app.learning.openings import hidden_of_many
from app.learning.rules import ALL_OPEN, SKIPPED, Openings, State, left_out, progress

NEWER_READ = 2_000  # beyond, starting again is cheaper
KEPT_PER_ORGANISATION = 20_000
SEALS_KEPT = 200  # so many entries back, a slower reader is still recognised


@dataclass(frozen=True, slots=True)
class BlockStanding:
    code: str
    percent: int
    level: float | None  # mean over the competences, at the latest stage assessed


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true of one path whatever the day."""

    edition_id: str
    percent: int
    planned: int
    done: int
    on_site: int
    remote: int
    blocks: tuple[BlockStanding, ...]
    last_act: datetime | None  # of the person themselves, or their last presence
    last_day: date | None  # the same, as a day in Paris
    due_on: tuple[date, ...]  # in order
    due_minutes: tuple[int, ...]  # planned minutes due up to each of these dates
    missed: tuple[date, ...]
    waiting: Waiting | None
    missed_at: datetime | None = None  # when the last absence was noted
    written_at: datetime | None = None  # when the team last wrote to the person
    exit_known: bool = False  # their levels at the end have been given
    drawn: dict[str, Markup] = field(default_factory=dict, compare=False, repr=False)  # language → its cells
    called: dict[Any, tuple[tuple[Signal, ...], tuple[Signal, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )  # of the day

    def due_before(self, day: date) -> int:
        """Planned minutes of what should be over before a day."""
        index = bisect_left(self.due_on, day)
        return self.due_minutes[index - 1] if index else 0


class _Kept:
    """The standings of one organisation, true up to an entry of its ledger."""

    __slots__ = ("by_enrolment", "number", "seals")

    def __init__(self) -> None:
        self.number = 0
        self.seals: dict[int, str] = {}  # of the entries read lately, the last one among them
        self.by_enrolment: dict[str, Standing] = {}


_FROM_THE_END = 2**31 - 1

_kept: dict[str, _Kept] = {}
_lock = Lock()


def standings(session: Session, organisation_id: str, paths: Mapping[str, Outline]) -> dict[str, Standing]:
    """Enrolment id → standing, for enrolments of one organisation with the outline that each follows."""
    with _lock:
        kept = _up_to_date(session, organisation_id)
        known = kept.by_enrolment if kept else {}
        found = {}
        missing = {}
        for enrolment_id, outline in paths.items():
            standing = known.get(enrolment_id)
            if standing is not None and standing.edition_id == outline.edition_id:
                found[enrolment_id] = standing
            else:
                missing[enrolment_id] = outline
        if missing:
            fresh = _compute(session, missing)
            found |= fresh
            if len(known) + len(fresh) > KEPT_PER_ORGANISATION:
                known.clear()
            known.update(fresh)
        return found


def _up_to_date(session: Session, organisation_id: str) -> _Kept | None:
    """What is kept and still holds; None when this reader must do without."""
    kept = _kept.setdefault(organisation_id, _Kept())
    newer = queries.ledger_since(session, organisation_id, kept.number or _FROM_THE_END, NEWER_READ)
    if not newer:
        return None
    first, last = newer[0], newer[-1]
    known = kept.seals.get(first.number)
    if first.number < kept.number and first.hash == known:
        return None  # this reader looks at the ledger as it was a moment ago
    if len(newer) == NEWER_READ:
        del _kept[organisation_id]
        return None
    if first.hash != known:  # nothing was read yet, or what was read has been undone
        kept.by_enrolment.clear()
        kept.seals.clear()
    for row in newer[1:]:
        kept.by_enrolment.pop(row.enrolment_id, None)
    kept.seals |= {row.number: row.hash for row in newer[-SEALS_KEPT:]}
    for number in sorted(kept.seals)[:-SEALS_KEPT]:
        del kept.seals[number]
    kept.number = last.number
    return kept


def _compute(session: Session, paths: Mapping[str, Outline]) -> dict[str, Standing]:
    ids = list(paths)
    minutes: dict[str, dict[str, dict[str, int]]] = {key: {} for key in ids}
    last_acts: dict[str, datetime] = {}
    written: dict[str, datetime] = {}
    passed: dict[str, dict[str, int]] = {key: {} for key in ids}
    for row in queries.sums(session, ids):
        if row.passed:
            mine = passed[row.enrolment_id]
            mine[row.activity_id] = mine.get(row.activity_id, 0) + row.passed
        if row.minutes:
            minutes[row.enrolment_id].setdefault(row.activity_id or "", {})[row.place or "remote"] = row.minutes
        known = last_acts.get(row.enrolment_id)
        if row.last_act is not None and (known is None or row.last_act > known):
            last_acts[row.enrolment_id] = row.last_act
        if row.written_at is not None:
            written[row.enrolment_id] = max(row.written_at, written.get(row.enrolment_id, row.written_at))
    due: dict[str, list[tuple[date, str]]] = {key: [] for key in ids}
    for row in queries.plans(session, ids):
        due[row.enrolment_id].append((row.due_on, row.sequence_id))
    missed: dict[str, list[date]] = {key: [] for key in ids}
    missed_at: dict[str, datetime] = {}
    for row in queries.missed(session, ids):
        missed[row.enrolment_id].append(row.day)
        missed_at[row.enrolment_id] = max(row.recorded_at, missed_at.get(row.enrolment_id, row.recorded_at))
    reserved = _reserved(session, paths)
    levels = competences.levels_of_many(session, paths)
    waiting = assessment.waiting_by_enrolment(session, ids)
    found = {}
    for enrolment_id, outline in paths.items():
        states = {key: State(SKIPPED, {}) for key, times in passed[enrolment_id].items() if times > 0}
        openings = reserved.get(enrolment_id, ALL_OPEN)
        so_far = progress(outline, states, minutes[enrolment_id], openings)
        stages = block_levels(outline, levels.get(enrolment_id, {}))
        out = left_out(states, openings)
        length = {
            sequence.id: sum(a.minutes for a in sequence.activities if a.id not in out)
            for sequence in outline.sequences
        }
        last_act = last_acts.get(enrolment_id)
        dates = [(day, length[key]) for day, key in due[enrolment_id] if key in length]
        found[enrolment_id] = Standing(
            edition_id=outline.edition_id,
            percent=so_far.percent,
            planned=so_far.planned,
            done=so_far.done,
            on_site=so_far.on_site,
            remote=so_far.remote,
            blocks=tuple(
                BlockStanding(block.code, block.percent, rules.shown_level(stages.get(block.id, {})))
                for block in so_far.blocks
            ),
            last_act=last_act,
            last_day=local(last_act).date() if last_act else None,
            due_on=tuple(day for day, _length in dates),
            due_minutes=tuple(accumulate(length for _day, length in dates)),
            missed=tuple(dict.fromkeys(missed[enrolment_id])),
            waiting=waiting.get(enrolment_id),
            missed_at=missed_at.get(enrolment_id),
            written_at=written.get(enrolment_id),
            exit_known=any("exit" in known for known in levels.get(enrolment_id, {}).values()),
        )
    return found


def _reserved(session: Session, paths: Mapping[str, Outline]) -> dict[str, Openings]:
    """What is kept for groups that each person is not in; asked of those whose course keeps something for a group."""
    return {key: Openings(hidden) for key, hidden in hidden_of_many(session, paths).items()}
