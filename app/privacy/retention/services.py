"""Clocks, as others ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.errors import NotFound
from app.core.i18n import _
from app.privacy.retention import queries, reckoning
from app.privacy.retention.planning import account_ends, rule_of_account
from app.privacy.retention.queries import Member, Where
from app.privacy.retention.reckoning import Decided
from app.privacy.retention.rules import Clock
from app.privacy.retention.spans import Span


@dataclass(frozen=True, slots=True)
class Going:
    """When what is held about one person goes. `account_on` None: the account is in use, or has an open path.

    `acted_on`: the last day on which they did something; `paths`: one clock for each path, the latest first.
    """

    account_id: str
    name: str
    acted_on: date
    account_on: date | None
    why: str  # a French sentence: what keeps the account, or makes it go
    paths: tuple[Clock, ...]
    holds: tuple[str, ...]


def clock_of(session: Session, enrolment_id: str) -> Clock:
    """When what is held of one path goes, which rule or funder says so, and what stops it. Raises NotFound."""
    found = reckoning.clocks(session, Where(enrolment_ids=(enrolment_id,)), today())
    if not found:
        raise NotFound()
    return found[0]


def when_does_it_go(session: Session, account_id: str, organisation_id: str | None = None) -> Going:
    """The same for everything held about a person, in every organisation or in one. Raises NotFound."""
    places = [one for one in queries.organisations_of(session, account_id) if organisation_id in (None, one)]
    people = [person for place in places for person in queries.members(session, place, account_id)]
    if not people:
        raise NotFound()
    known = reckoning.book(session, places, today(), account_id)
    facts = [one for one in queries.facts(session, Where(organisation_id, account_id)) if one.organisation_id in places]
    paths = tuple(reckoning.clock_from(known, one) for one in facts)
    holds = [
        reckoning.words(hold)
        for place in places
        for hold in known.holds.get(place, ())
        if hold.account_id == account_id
    ]
    holds += [words for clock in paths for words in clock.holds if words not in holds]
    ends = max(account_ends(known.decided[place], people[0], paths) for place in places)
    opened = any(clock.started_on is None for clock in paths)
    return Going(
        account_id, people[0].name, people[0].acted_on, None if opened or holds else ends,
        _why(opened, holds, str(max(_span(known.decided[place], people[0], paths) for place in places))), paths, tuple(holds),
    )  # fmt: skip


def _span(said: Decided, person: Member, paths: Sequence[Clock]) -> Span:
    return said.kept[rule_of_account(said, person, paths)].active


def _why(opened: bool, holds: Sequence[str], span: str) -> str:
    if holds:
        return _("Un gel arrête tout effacement : %(why)s.") % {"why": holds[0]}
    if opened:
        return _("Un parcours est ouvert : le compte reste tant qu'il dure. Le délai commence à la sortie.")
    return _(
        "Sans rien faire de plus, le compte se ferme %(span)s après la dernière action, jamais avant d'avoir prévenu."
    ) % {"span": span}


def held(session: Session, enrolment_ids: Sequence[str]) -> dict[str, str]:
    """Which of these paths are under a hold, and why (for erasure/holds.plug)."""
    facts = queries.facts(session, Where(enrolment_ids=tuple(enrolment_ids)))
    if not facts:
        return {}
    holds = queries.standing_holds(session, {one.organisation_id for one in facts}, today())
    if not holds:
        return {}
    archived = queries.archived_funders(session, [one.enrolment_id for one in facts])
    found = {}
    for one in facts:
        for hold in holds:
            if reckoning.covers(hold, one, archived.get(one.enrolment_id, frozenset())):
                found[one.enrolment_id] = reckoning.words(hold)
                break
    return found
