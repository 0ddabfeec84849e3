"""What a clock says, from facts: pure, so that every date can be tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.privacy import Retention
from app.privacy.retention import spans
from app.privacy.retention.rulebook import Imposed, Version
from app.privacy.retention.spans import Span

OF_A_PATH = (Retention.PATH, Retention.PROOF, Retention.FUNDED)


class Step(StrEnum):
    """What a wave does."""

    PATH = "path"  # the active time of a path is over: what is owed goes to the archive, the rest goes
    EXCHANGES = "exchanges"  # the same for what hangs on the account and not on one path: forum, news, mails
    ACCOUNT = "account"  # nobody used the account for two years
    ARCHIVE = "archive"  # the archive of a path is over


class State(StrEnum):
    """Where a path stands for its clock."""

    OPEN = "open"
    PAUSED = "paused"
    COMING = "coming"  # admitted, before the day of the entry
    NEVER_ENTERED = "never_entered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pays:
    """A funder of a path. `years`: what its profile says; `paid_on`: the last payment, when it was notified."""

    funder_id: str
    name: str
    years: int
    esf: bool = False
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What a clock reads of one path. `waited_on`: the last sign of somebody admitted who has not entered."""

    enrolment_id: str
    organisation_id: str
    account_id: str
    name: str
    course: str
    status: str
    closed_on: date | None
    waited_on: date
    entered: bool = True
    funders: tuple[Pays, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """How long one organisation keeps one sort of data."""

    active: Span
    archive: Span


@dataclass(frozen=True, slots=True)
class Bound:
    """A day until which something must be kept, and who says so: the rule itself, or a funder (`funder`, its name)."""

    until: date
    why: Retention | Imposed
    funder: str = ""
    provisional: bool = False  # the last payment is not notified yet: the years of the funder stand in


@dataclass(frozen=True, slots=True)
class Time:
    """One sort of data of one path: kept until `active_until` included; then sealed until `archive.until`, or deleted."""

    retention: Retention
    active_until: date
    archive: Bound | None  # none: it goes for good when the active time is over


@dataclass(frozen=True, slots=True)
class Clock:
    """When what is held of one path goes, and why. Without `started_on`, the clock has not begun.

    `done`: what has already left the active base. `holds`: why the clock is stopped; empty: it runs.
    """

    facts: PathFacts
    state: State
    started_on: date | None
    times: tuple[Time, ...] = ()
    bounds: tuple[Bound, ...] = ()  # everything that asks for proofs, the longest first
    holds: tuple[str, ...] = ()
    done: frozenset[Retention] = frozenset()

    @property
    def leaves_on(self) -> date | None:
        """The last day in the active base."""
        return max((time.active_until for time in self.times if time.retention not in self.done), default=None)

    @property
    def gone_on(self) -> date | None:
        """The last day on which anything at all is kept."""
        return max(
            (max(time.active_until, time.archive.until if time.archive else time.active_until) for time in self.times),
            default=None,
        )

    @property
    def archive(self) -> Bound | None:
        """What makes the proofs stay longest."""
        found = [time.archive for time in self.times if time.archive]
        return max(found, key=lambda bound: bound.until, default=None)

    def due(self, day: date) -> frozenset[Retention]:
        """What has outlived its active time on a day and is still there; nothing while a hold stands."""
        if self.holds:
            return frozenset()
        return frozenset(
            time.retention for time in self.times if time.retention not in self.done and time.active_until < day
        )


def state_of(facts: PathFacts, day: date) -> State:
    if facts.status == "admitted":
        return State.COMING if facts.waited_on >= day else State.NEVER_ENTERED
    if facts.closed_on is not None and facts.status in ("finished", "left"):
        return State.CLOSED if facts.entered else State.NEVER_ENTERED
    return State.PAUSED if facts.status == "paused" else State.OPEN


def clock(
    facts: PathFacts,
    version: Version,
    chosen: Mapping[Retention, Chosen],
    day: date,
    holds: Iterable[str] = (),
    done: frozenset[Retention] = frozenset(),
) -> Clock:
    """The clock of a path as it stands on a day. An exit begins it; somebody who never entered follows their own rule."""
    state, stopped = state_of(facts, day), tuple(holds)
    if state in (State.OPEN, State.PAUSED, State.COMING):
        return Clock(facts, state, None, holds=stopped, done=done)
    if state == State.NEVER_ENTERED:
        since = facts.closed_on or facts.waited_on
        kept = chosen[version.never_entered]
        end = kept.active.after(since)
        return Clock(
            facts, state, since, tuple(Time(one, end, None) for one in OF_A_PATH),
            (Bound(end, version.never_entered),), stopped, done,
        )  # fmt: skip
    assert facts.closed_on is not None
    imposed = impositions(facts, version, facts.closed_on)
    times, bounds = [], list(imposed)
    for retention in OF_A_PATH:
        kept = chosen[retention]
        active_until = kept.active.after(facts.closed_on)
        asked = list(imposed) if retention in (Retention.PROOF, Retention.FUNDED) else []
        if kept.archive:
            own = Bound(spans.add_months(facts.closed_on, kept.active.months + kept.archive.months), retention)
            asked.append(own)
            bounds.append(own)
        longest = max(asked, key=lambda bound: bound.until, default=None)
        times.append(Time(retention, active_until, longest if longest and longest.until > active_until else None))
    bounds.sort(key=lambda bound: bound.until, reverse=True)
    return Clock(facts, state, facts.closed_on, tuple(times), tuple(bounds), stopped, done)


def impositions(facts: PathFacts, version: Version, exit_on: date) -> tuple[Bound, ...]:
    """What each funder of a path asks for, and what several together ask for."""
    found = []
    for funder in facts.funders:
        esf = version.funders[Imposed.ESF]
        if funder.esf and funder.paid_on is not None and esf.keeps is not None:
            found.append(Bound(esf.keeps.after(spans.end_of_year(funder.paid_on)), Imposed.ESF, funder.name))
        else:
            until = spans.add_months(exit_on, 12 * funder.years)
            found.append(Bound(until, Imposed.OWN, funder.name, provisional=funder.esf))
    cofunded = version.funders[Imposed.COFUNDED]
    if len({funder.funder_id for funder in facts.funders}) > 1 and cofunded.keeps is not None:
        names = ", ".join(sorted({funder.name for funder in facts.funders}))
        found.append(Bound(cofunded.keeps.after(exit_on), Imposed.COFUNDED, names))
    return tuple(found)
