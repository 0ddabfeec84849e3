"""What goes on a day: the same list for the dry run, for the wave that opens and for each line that is about to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from app.core.privacy import Retention
from app.privacy.erasure.rules import EVERYTHING, Cause, Scope, Why
from app.privacy.retention import counting_queries as counting
from app.privacy.retention import queries
from app.privacy.retention.queries import Member, Where
from app.privacy.retention.reckoning import Book, Decided, book, clock_from
from app.privacy.retention.rulebook import Imposed
from app.privacy.retention.rules import Clock, State, Step

EXCHANGED = frozenset({Retention.PATH})


@dataclass(frozen=True, slots=True)
class Due:
    """One thing whose time is over. `until`: the last day in the archive of what is owed; `why`: what gave it."""

    organisation_id: str
    account_id: str
    enrolment_id: str  # "": what hangs on the account
    name: str
    course: str
    step: Step
    retentions: frozenset[Retention]
    due_on: date
    until: date | None
    why: Retention | Imposed
    funder: str = ""
    counts: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, str, Step]:
        return self.account_id, self.enrolment_id, self.step

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def scope(self) -> Scope:
        """What nobody makes us keep is not sealed: neither of a path, nor of the account of somebody who was only expected."""
        nothing = self.step == Step.PATH or self.why != Retention.ACCOUNT
        until = self.until or (self.due_on if nothing else None)
        return Scope(self.organisation_id, self.account_id, self.enrolment_id or None, self.retentions, until)

    @property
    def reason(self) -> Why:
        return Why(Cause.INACTIVITY if self.step == Step.ACCOUNT else Cause.RETENTION)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What would go, were it not for a hold."""

    clock: Clock
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`unclosed`: paths whose exit nobody noted although they should have ended long ago: their clock never starts."""

    day: date
    due: tuple[Due, ...]
    stopped: tuple[Stopped, ...] = ()
    unclosed: tuple[Clock, ...] = ()
    clocks: tuple[Clock, ...] = field(default=(), compare=False)

    @property
    def people(self) -> int:
        return len({one.account_id for one in self.due})


def plan(
    session: Session, organisation_id: str, day: date, *, account_id: str | None = None, instead: Decided | None = None,
    counted: bool = True,
) -> Plan:  # fmt: skip
    """What has outlived its time in an organisation on a day, or of one person. A dozen statements whatever the number."""
    known = book(session, [organisation_id], day, account_id)
    facts = queries.facts(session, Where(organisation_id, account_id))
    found = [clock_from(known, one, instead) for one in facts]
    people = queries.members(session, organisation_id, account_id)
    said = instead or known.decided[organisation_id]
    due = [one for clock in found if (one := _of_path(clock, day)) is not None]
    admins = sum(one.admin for one in people) if account_id is None else queries.admins(session, organisation_id)
    paths: dict[str, list[Clock]] = {}
    for clock in found:
        paths.setdefault(clock.facts.account_id, []).append(clock)
    for person in people:
        due += _of_person(known, said, person, paths.get(person.account_id, []), organisation_id, day, admins)
    due.sort(key=lambda one: (one.due_on, one.account_id, one.step != Step.PATH, one.enrolment_id))
    kept = tuple(_counted(session, organisation_id, day, due) if counted else due)
    return Plan(day, kept, tuple(_stopped(found, day)), tuple(_unclosed(found, people, said, day)), tuple(found))


def _of_path(clock: Clock, day: date) -> Due | None:
    over = clock.due(day)
    if not over:
        return None
    facts = clock.facts
    times = [time for time in clock.times if time.retention in over]
    archive = max((time.archive for time in times if time.archive), key=lambda one: one.until, default=None)
    last = max(times, key=lambda time: time.active_until)
    return Due(
        facts.organisation_id, facts.account_id, facts.enrolment_id, facts.name, facts.course, Step.PATH, over,
        min(time.active_until for time in times), archive.until if archive and archive.until >= day else None,
        archive.why if archive else (clock.bounds[0].why if clock.state == State.NEVER_ENTERED else last.retention),
        archive.funder if archive else "",
    )  # fmt: skip


def _of_person(
    known: Book, said: Decided, person: Member, paths: Sequence[Clock], organisation_id: str, day: date, admins: int
) -> list[Due]:
    """What hangs on an account: exchanges when the last path is over, everything when nobody uses it any longer."""
    if any(clock.holds for clock in paths) or _held(known, organisation_id, person.account_id):
        return []
    if any(clock.started_on is None for clock in paths):
        return []  # a path is open: the account serves it
    what, when = known.gone.accounts.get((organisation_id, person.account_id), (frozenset(), date.min))
    rule = rule_of_account(said, person, paths)
    due = Due(organisation_id, person.account_id, "", person.name, "", Step.ACCOUNT, EVERYTHING, day, None, rule)
    ends = account_ends(said, person, paths)
    found = []
    if ends < day and what != EVERYTHING and warned(said, person, day) and not (person.admin and admins == 1):
        until = max(
            (bound.until for clock in paths if (bound := clock.archive) and clock.done != EVERYTHING), default=None
        )
        return [replace(due, due_on=ends, until=until if until and until >= day else None)]
    over = max(
        (time.active_until for clock in paths for time in clock.times if time.retention in EXCHANGED), default=None
    )
    if over is not None and over < day and not person.staff and not (what >= EXCHANGED and when > over):
        found.append(replace(due, step=Step.EXCHANGES, retentions=EXCHANGED, due_on=over, why=Retention.PATH))
    return found


def account_ends(said: Decided, person: Member, paths: Sequence[Clock]) -> date:
    """The last day of an account that nobody uses: so long after the last act, and not before its paths are over."""
    ends = [said.kept[rule_of_account(said, person, paths)].active.after(person.acted_on)]
    return max([*ends, *(leaves for clock in paths if (leaves := clock.leaves_on))])


def rule_of_account(said: Decided, person: Member, paths: Sequence[Clock]) -> Retention:
    """Whoever was only ever expected keeps an account as long as an application is kept, and no longer."""
    expected = bool(paths) and not person.staff and all(clock.state == State.NEVER_ENTERED for clock in paths)
    return said.version.never_entered if expected else Retention.ACCOUNT


def warned(said: Decided, person: Member, day: date) -> bool:
    """Nobody loses an account of which they were not told long enough before."""
    return person.warned_on is not None and said.version.announced.after(person.warned_on) <= day


def _held(known: Book, organisation_id: str, account_id: str) -> bool:
    """A hold on the person stops what hangs on no path as well."""
    return any(hold.account_id == account_id for hold in known.holds.get(organisation_id, ()))


def _counted(session: Session, organisation_id: str, day: date, due: Sequence[Due]) -> list[Due]:
    if not due:
        return []
    under = frozenset().union(*(one.retentions for one in due if one.step == Step.PATH))
    of_paths = counting.of_paths(session, organisation_id, under, day) if under else {}
    people = sorted({one.account_id for one in due if one.step != Step.PATH})
    of_people = counting.of_accounts(session, EVERYTHING, people)
    return [replace(one, counts=_of(one, of_paths if one.step == Step.PATH else of_people)) for one in due]


def _of(one: Due, counts: counting.Counts) -> dict[str, int]:
    found = counts.get(one.enrolment_id or one.account_id, {})
    return {name: n for name, n in sorted(found.items()) if counting.retentions_of(name) & one.retentions}


def _stopped(found: Sequence[Clock], day: date) -> list[Stopped]:
    return [
        Stopped(clock, clock.holds[0])
        for clock in found
        if clock.holds and _of_path(replace(clock, holds=()), day) is not None
    ]


def _unclosed(found: Sequence[Clock], people: Sequence[Member], said: Decided, day: date) -> list[Clock]:
    acted = {person.account_id: person.acted_on for person in people}
    kept = said.kept[Retention.ACCOUNT].active
    return [
        clock
        for clock in found
        if clock.state in (State.OPEN, State.PAUSED) and kept.after(acted.get(clock.facts.account_id, day)) < day
    ]


def still_due(session: Session, one: Due, day: date) -> Due | None:
    """The same line, read again in the transaction that does it: an exit corrected or a hold set since spares it."""
    again = plan(session, one.organisation_id, day, account_id=one.account_id, counted=False)
    return next((other for other in again.due if other.key == one.key and other.retentions <= one.retentions), None)
