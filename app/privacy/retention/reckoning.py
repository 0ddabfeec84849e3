"""Clocks of paths as they stand: rules of the day, what the organisation decided, holds, what has already gone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.i18n import _
from app.core.privacy import Retention
from app.privacy.retention import queries, spans
from app.privacy.retention.models import RetentionHold
from app.privacy.retention.queries import THRESHOLD, Gone, Where
from app.privacy.retention.rulebook import Version, version_on
from app.privacy.retention.rules import Chosen, Clock, PathFacts, clock
from app.web import formats


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds in one organisation on a day."""

    version: Version
    kept: Mapping[Retention, Chosen]
    threshold: int


@dataclass(frozen=True, slots=True)
class Book:
    """Everything but the paths themselves, for the organisations asked for."""

    day: date
    decided: Mapping[str, Decided]
    holds: Mapping[str, Sequence[RetentionHold]]
    gone: Gone


def default_of(version: Version) -> Decided:
    kept = {retention: Chosen(rule.active, rule.archive) for retention, rule in version.rules.items()}
    return Decided(version, kept, version.threshold)


def book(session: Session, organisation_ids: Iterable[str], day: date, account_id: str | None = None) -> Book:
    """Three statements."""
    wanted = sorted(set(organisation_ids))
    stopped: dict[str, list[RetentionHold]] = defaultdict(list)
    for hold in queries.standing_holds(session, wanted, day):
        stopped[hold.organisation_id].append(hold)
    return Book(day, decided(session, wanted, day), stopped, queries.gone(session, wanted, account_id))


def decided(session: Session, organisation_ids: Sequence[str], day: date) -> dict[str, Decided]:
    """The rules of a day with what each organisation chose. One statement."""
    version = version_on(day)
    start = default_of(version)
    kept = {one: dict(start.kept) for one in organisation_ids}
    threshold = dict.fromkeys(organisation_ids, start.threshold)
    for row in queries.choices(session, organisation_ids):
        if row.retention == THRESHOLD:
            threshold[row.organisation_id] = row.active
        else:
            rule = version.rules[Retention(row.retention)]
            kept[row.organisation_id][rule.retention] = Chosen(
                spans.months(row.active) if "active" in rule.within else rule.active,
                spans.months(row.archive) if "archive" in rule.within else rule.archive,
            )
    return {one: Decided(version, kept[one], threshold[one]) for one in organisation_ids}


def clocks(session: Session, where: Where, day: date, known: Book | None = None) -> list[Clock]:
    """The clocks of some paths, by name of their person. Six statements whatever their number."""
    facts = queries.facts(session, where)
    found = known or book(session, {one.organisation_id for one in facts}, day, where.account_id)
    return [clock_from(found, one) for one in facts]


def clock_from(found: Book, facts: PathFacts, instead: Decided | None = None) -> Clock:
    """`instead`: what is being tried, before it is decided."""
    said = instead or found.decided[facts.organisation_id]
    return clock(facts, said.version, said.kept, found.day, holds_on(found, facts), _done(found.gone, facts))


def holds_on(found: Book, facts: PathFacts) -> tuple[str, ...]:
    return tuple(words(hold) for hold in found.holds.get(facts.organisation_id, ()) if covers(hold, facts))


def covers(hold: RetentionHold, facts: PathFacts, archived: Collection[str] = ()) -> bool:
    """Everything that a hold names is true of the path. `archived`: funders for whom its proofs are already sealed.

    A year says nothing against a path without an exit.
    """
    funders = {one.funder_id for one in facts.funders} | set(archived)
    return (
        hold.organisation_id == facts.organisation_id
        and hold.account_id in (None, facts.account_id)
        and hold.enrolment_id in (None, facts.enrolment_id)
        and (hold.funder_id is None or hold.funder_id in funders)
        and (hold.year is None or facts.closed_on is None or facts.closed_on.year == hold.year)
    )


def words(hold: RetentionHold) -> str:
    """« Contrôle FSE+, jusqu'au 3 mars 2027 »"""
    if hold.until is None:
        return _("%(why)s, jusqu'à la levée du gel") % {"why": hold.why}
    return _("%(why)s, jusqu'au %(day)s") % {"why": hold.why, "day": formats.full_day(hold.until)}


def _done(gone: Gone, facts: PathFacts) -> frozenset[Retention]:
    """What an erasure of the whole account took is done for each path that had ended by then."""
    done = gone.paths.get(facts.enrolment_id, frozenset())
    whole = gone.accounts.get((facts.organisation_id, facts.account_id))
    if whole is not None and facts.closed_on is not None and facts.closed_on <= whole[1]:
        done |= whole[0]
    return done
