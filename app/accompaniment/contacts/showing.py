"""What rests, and what a change of rules would show, as pages print it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accompaniment.cohort import Cohort, Person, with_ways
from app.accompaniment.contacts import queries
from app.accompaniment.contacts.rules import CHANNELS
from app.accompaniment.reasons import Ways
from app.accompaniment.rules import Signal
from app.core.access import Actor
from app.core.clock import today
from app.core.i18n import _
from app.dossiers.said import plug_contacts

RESTING_SHOWN = 100
SHARED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Resting:
    """Somebody whose reasons are quiet: those that were put to rest, and those that a contact has answered."""

    person: Person
    rests: list[Any]  # (id, kind, until, word, by_name)
    reasons: tuple[Signal, ...]


def resting_lines(session: Session, actor: Actor, found: Cohort) -> list[Resting]:
    """One line for each person who has something quiet, by name."""
    people = [person for person in found.people if person.quiet][:RESTING_SHOWN]
    rests: dict[str, list[Any]] = {}
    for row in queries.resting(session, actor, today(), [person.id for person in people]):
        rests.setdefault(row.enrolment_id, []).append(row)
    return [Resting(person, rests.get(person.id, []), person.quiet) for person in people]


@dataclass(frozen=True, slots=True)
class Said:
    """A contact as the person reads it in their dossier."""

    at: datetime
    channel: str
    words: str
    by_name: str


@plug_contacts
def shared_contacts(session: Session, enrolment_id: str) -> list[Said]:
    rows = queries.shared_with(session, enrolment_id, SHARED_SHOWN)
    return [Said(row.at, _(CHANNELS[row.channel]), row.words, row.by_name) for row in rows]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the list would hold today with some rules."""

    people: int
    by_kind: Counter[str]


def effect_of(session: Session, actor: Actor, ways: Ways) -> Effect:
    """How many people would call today, and for which reasons."""
    calling = with_ways(session, actor, ways).calling
    return Effect(len(calling), Counter(signal.kind for person in calling for signal in person.signals))
