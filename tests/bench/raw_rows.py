"""What several pages of the yardstick read: who asks, a person's path, how far they are."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from jinja2 import Environment

from app.assessment.rules import block_levels
from app.core.access import Actor, Role
from app.core.clock import now
from app.courses.outline import Outline
from app.learning.rules import Progress, State, progress
from app.web.csrf import token_for
from tests.bench.raw import Rows, Store, outline_of

HTML = "text/html; charset=utf-8"

# --- Who asks -----------------------------------------------------------------------------------------------------

_WHO = """
SELECT s.id, s.account_id, s.organisation_id, s.expires_at, a.name, a.email, a.locale, o.slug, o.name, m.role
FROM sign_in s JOIN account a ON a.id = s.account_id JOIN organisation o ON o.id = s.organisation_id
JOIN membership m ON m.account_id = s.account_id AND m.organisation_id = s.organisation_id
WHERE s.revoked_at IS NULL AND """
_WHO_BY_COOKIE = _WHO + "s.token_hash = :key"
WHO_BY_TOKEN = _WHO + "s.id = :key"


def person(store: Store, rows: Rows) -> Actor:
    """The one who is signed in, with their roles."""
    first = rows[0]
    if store.moment(first[3]) <= now():
        raise PermissionError("signed out")
    return Actor(
        first[1],
        first[2],
        first[7],
        first[8],
        first[4],
        first[5],
        frozenset(Role(row[9]) for row in rows),
        first[6],
        first[0],
    )


def by_cookie(store: Store, headers: Mapping[str, str]) -> tuple[Actor, str]:
    """The same from a browser, with the secret that form tokens are made of."""
    secret = ""
    for part in headers["cookie"].split("; "):
        if part.startswith("bidaide="):
            secret = part[8:]
    return person(store, store.rows(_WHO_BY_COOKIE, key=hashlib.sha256(secret.encode()).hexdigest())), secret


def page(
    env: Environment, template: str, path: str, actor: Actor, secret: str, values: dict[str, Any]
) -> tuple[str, bytes]:
    values.update(path=path, actor=actor, csrf=token_for(secret), toast="", request=None)
    return HTML, env.get_template(template).render(values).encode()


# --- Rows ---------------------------------------------------------------------------------------------------------


class Path(NamedTuple):
    """A person's path, with the edition that is current."""

    id: str
    course_id: str
    learner_id: str
    status: str
    starts_on: date
    ends_on: date
    adviser_name: str | None
    edition_id: str


_PATH = """
SELECT e.id, e.course_id, e.learner_id, e.status, e.starts_on, e.ends_on, a.name, d.id
FROM enrolment e JOIN course c ON c.id = e.course_id
JOIN edition d ON d.course_id = c.id AND d.number = c.edition_number
LEFT JOIN account a ON a.id = e.adviser_id
"""
_OWN_PATH = (
    _PATH
    + """WHERE e.learner_id = :account_id AND e.organisation_id = :organisation_id
ORDER BY CASE WHEN e.status IN ('admitted', 'active', 'paused') THEN 0 ELSE 1 END, e.created_at DESC, e.id DESC LIMIT 1"""
)
PATH_BY_ID = _PATH + "WHERE e.id = :id AND e.organisation_id = :organisation_id"
_STATES = """
SELECT activity_id, state, CASE WHEN state = 'done' THEN NULL ELSE facts END FROM activity_state WHERE enrolment_id = :id"""
_MINUTES = """
SELECT activity_id, place, sum(minutes) FROM ledger_entry
WHERE enrolment_id = :id AND minutes != 0 GROUP BY activity_id, place"""
_LEVELS = """
SELECT competence_id, stage, voice, given_by, level, at, id FROM level_assessment WHERE enrolment_id = :id
UNION ALL SELECT competence_id, stage, 'conclusion', concluded_by, level, at, id FROM level_conclusion
WHERE enrolment_id = :id AND reopened_at IS NULL ORDER BY at, id"""


NOTHING: Mapping[str, Any] = {}


def own_path(store: Store, actor: Actor) -> tuple[Path, Outline]:
    row = store.first(_OWN_PATH, account_id=actor.account_id, organisation_id=actor.organisation_id)
    assert row is not None
    path = Path(*store.with_days(row, 4, 5))
    return path, outline_of(path.edition_id)


def states_of(store: Store, enrolment_id: str) -> dict[str, State]:
    """What is done needs no explanation: its facts are not read."""
    return {
        activity_id: State(state, store.json(facts) if facts else NOTHING)
        for activity_id, state, facts in store.rows(_STATES, id=enrolment_id)
    }


def progress_of(store: Store, enrolment_id: str, path: Outline, states: Mapping[str, State]) -> Progress:
    minutes: dict[str, dict[str, int]] = {}
    for activity_id, place, spent in store.rows(_MINUTES, id=enrolment_id):
        minutes.setdefault(activity_id or "", {})[place or "remote"] = int(spent)
    return progress(path, states, minutes)


def voices_of(store: Store, enrolment_id: str) -> dict[str, dict[str, dict[str, int]]]:
    """Competence id → stage → voice → level."""
    return heard_by_voice((row[0], row[1], row[2], row[3], row[4]) for row in store.rows(_LEVELS, id=enrolment_id))


def heard_by_voice(rows: Iterable[tuple[str, str, str, str, int]]) -> dict[str, dict[str, dict[str, int]]]:
    """The latest word of each person; of those who speak in one voice, the lowest."""
    latest: dict[tuple[str, str, str], dict[str, int]] = {}
    for competence_id, stage, voice, given_by, level in rows:
        latest.setdefault((competence_id, stage, voice), {})[given_by] = level
    found: dict[str, dict[str, dict[str, int]]] = {}
    for (competence_id, stage, voice), people in latest.items():
        found.setdefault(competence_id, {}).setdefault(stage, {})[voice] = min(people.values())
    return found


def levels_of(store: Store, enrolment_id: str, path: Outline) -> dict[str, dict[str, float | None]]:
    return block_levels(path, voices_of(store, enrolment_id))


class Meeting(NamedTuple):
    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    site_name: str | None
    site_address: str | None
    room: str
    link: str
    activity_id: str | None
    state: str = ""
    trainer_name: str | None = None
    present_minutes: int = 0
    missed_half_days: int = 0
    capacity: int = 0
    booked: int = 0
    waiting: int = 0
    people: str = ""
    classroom: str = ""
    revision: int = 0
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""


def meetings(store: Store, rows: Rows) -> list[Meeting]:
    return [Meeting(*store.with_moments(row, 2, 3)) for row in rows]
