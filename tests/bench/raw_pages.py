"""The pages of the yardstick: what each reads, what it prints."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby
from typing import Any, NamedTuple

from jinja2 import Environment

from app.accompaniment import cohort, listing
from app.accompaniment import pages as morning
from app.accompaniment.rules import shown_level
from app.accompaniment.standings import BlockStanding, Standing
from app.assessment.queries import Waiting
from app.assessment.rules import block_levels
from app.core.access import Actor, Role
from app.core.clock import local, now, today
from app.core.cursors import cursor
from app.courses.outline import Activity, Outline
from app.forum.rules import role_word
from app.identity import tokens
from app.learning.panels import panel_of
from app.learning.policies import may_work_on
from app.learning.rules import DONE, Progress, State, next_step, progress, reasons, rule_in_words, why_not_counted
from app.web.csrf import token_for
from tests.bench.raw import Answer, Rows, Store, outline_of

HTML = "text/html; charset=utf-8"

# --- Who asks -----------------------------------------------------------------------------------------------------

_WHO = """
SELECT s.id, s.account_id, s.organisation_id, s.expires_at, a.name, a.email, a.locale, o.slug, o.name, m.role
FROM sign_in s JOIN account a ON a.id = s.account_id JOIN organisation o ON o.id = s.organisation_id
JOIN membership m ON m.account_id = s.account_id AND m.organisation_id = s.organisation_id
WHERE s.revoked_at IS NULL AND """
_WHO_BY_COOKIE = _WHO + "s.token_hash = :key"
_WHO_BY_TOKEN = _WHO + "s.id = :key"


def _person(store: Store, rows: Rows) -> Actor:
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


def _by_cookie(store: Store, headers: Mapping[str, str]) -> tuple[Actor, str]:
    secret = ""
    for part in headers["cookie"].split("; "):
        if part.startswith("bidaide="):
            secret = part[8:]
    return _person(store, store.rows(_WHO_BY_COOKIE, key=hashlib.sha256(secret.encode()).hexdigest())), secret


def _page(
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
_PATH_BY_ID = _PATH + "WHERE e.id = :id AND e.organisation_id = :organisation_id"
_STATES = """
SELECT activity_id, state, CASE WHEN state = 'done' THEN NULL ELSE facts END FROM activity_state WHERE enrolment_id = :id"""
_STATE = """
SELECT state, facts, done_at FROM activity_state WHERE enrolment_id = :id AND activity_id = :activity_id"""
_MINUTES = """
SELECT activity_id, place, sum(minutes) FROM ledger_entry
WHERE enrolment_id = :id AND minutes != 0 GROUP BY activity_id, place"""
_LEVELS = "SELECT competence_id, stage, voice, level FROM level_assessment WHERE enrolment_id = :id ORDER BY at, id"
_CONTENT = """
SELECT html, licence, authors, content FROM edition_activity WHERE edition_id = :edition_id AND activity_id = :activity_id"""


_NOTHING: Mapping[str, Any] = {}


def _own(store: Store, actor: Actor) -> tuple[Path, Outline]:
    row = store.first(_OWN_PATH, account_id=actor.account_id, organisation_id=actor.organisation_id)
    assert row is not None
    path = Path(*store.with_days(row, 4, 5))
    return path, outline_of(path.edition_id)


def _states(store: Store, enrolment_id: str) -> dict[str, State]:
    """What is done needs no explanation: its facts are not read."""
    return {
        activity_id: State(state, store.json(facts) if facts else _NOTHING)
        for activity_id, state, facts in store.rows(_STATES, id=enrolment_id)
    }


def _progress(store: Store, enrolment_id: str, path: Outline, states: Mapping[str, State]) -> Progress:
    minutes: dict[str, dict[str, int]] = {}
    for activity_id, place, spent in store.rows(_MINUTES, id=enrolment_id):
        minutes.setdefault(activity_id or "", {})[place or "remote"] = int(spent)
    return progress(path, states, minutes)


def _levels(store: Store, enrolment_id: str, path: Outline) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for competence_id, stage, voice, level in store.rows(_LEVELS, id=enrolment_id):
        found.setdefault(competence_id, {}).setdefault(stage, {})[voice] = level
    return block_levels(path, found)


# --- The learner's pages ------------------------------------------------------------------------------------------


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


_MEETING = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, b.state
FROM booking b JOIN training_session t ON t.id = b.session_id LEFT JOIN site s ON s.id = t.site_id
WHERE b.enrolment_id = :id """
_COMING = _MEETING + "AND t.ends_at >= :since ORDER BY t.starts_at, t.id LIMIT 3"
_BOOKED = _MEETING + "ORDER BY t.starts_at, t.id"


def _meetings(store: Store, rows: Rows) -> list[Meeting]:
    return [Meeting(*store.with_moments(row, 2, 3)) for row in rows]


def _block(path: Outline, activity: Activity | None) -> Any:
    return next((block for block in path.blocks if activity and block.id == activity.block_id), None)


def home(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    enrolment, path = _own(store, actor)
    states = _states(store, enrolment.id)
    so_far = _progress(store, enrolment.id, path, states)
    sessions = store.rows(_COMING, id=enrolment.id, since=store.stamp(now() - timedelta(hours=4)))
    step = so_far.next
    values = {
        "enrolment": enrolment, "outline": path, "progress": so_far, "step": step, "step_block": _block(path, step),
        "first_name": actor.name.split(" ")[0], "sessions": _meetings(store, sessions),
        "step_rule": rule_in_words(step.completion) if step else "", "waiting": reasons(path, states)[:3],
        "today": today(),
    }  # fmt: skip
    return _page(env, "learning/home.html", "/accueil", actor, secret, values)


class Dates(NamedTuple):
    starts_on: date
    due_on: date


_PLAN = "SELECT sequence_id, starts_on, due_on FROM plan_item WHERE enrolment_id = :id"


def plan(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    enrolment, path = _own(store, actor)
    states = _states(store, enrolment.id)
    dates = {row[0]: Dates(store.day(row[1]), store.day(row[2])) for row in store.rows(_PLAN, id=enrolment.id)}
    sessions = _meetings(store, store.rows(_BOOKED, id=enrolment.id))
    step, day = next_step(path, states), today()
    left = {
        one.id: sum(a.id not in states or states[a.id].state != DONE for a in one.activities) for one in path.sequences
    }
    opened = {key for key, when in dates.items() if when.starts_on <= day <= when.due_on}
    values = {
        "enrolment": enrolment, "outline": path, "states": states, "dates": dates, "step": step, "left_to_do": left,
        "by_activity": {row.activity_id: row for row in sessions if row.activity_id},
        "blocks": {block.id: block for block in path.blocks},
        "opened": opened | ({step.sequence_id} if step else set()),
    }  # fmt: skip
    return _page(env, "learning/plan.html", "/mon-parcours", actor, secret, values)


def progression(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    enrolment, path = _own(store, actor)
    states = _states(store, enrolment.id)
    values = {
        "enrolment": enrolment, "outline": path, "progress": _progress(store, enrolment.id, path, states),
        "levels": _levels(store, enrolment.id, path), "top": len(path.levels), "reasons": reasons(path, states),
    }  # fmt: skip
    return _page(env, "learning/progression.html", "/progression", actor, secret, values)


class Content(NamedTuple):
    html: str
    licence: str
    authors: list[str]
    content: dict[str, Any]


def activity(store: Store, env: Environment, headers: dict[str, str], activity_id: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    enrolment, path = _own(store, actor)
    found = path.activities[activity_id]
    row = store.first(_CONTENT, edition_id=path.edition_id, activity_id=activity_id)
    assert row is not None
    known = store.first(_STATE, id=enrolment.id, activity_id=activity_id)
    state = State(known[0], store.json(known[1]) or _NOTHING, store.moment(known[2])) if known else None
    order = list(path.activities.values())
    at = order.index(found)
    sequence = next(one for one in path.sequences if one.id == found.sequence_id)
    values = {
        "enrolment": enrolment, "activity": found, "state": state, "problems": [],
        "content": Content(row[0], row[1], store.json(row[2]), store.json(row[3])), "panel": panel_of(found.kind).template,
        "competence_block": _block(path, found), "sequence": sequence, "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None, "rule": rule_in_words(found.completion),
        "reason": why_not_counted(found, state), "may_work": may_work_on(actor, enrolment.learner_id, enrolment.status),
        "place_in_sequence": found.position, "sequence_length": len(sequence.activities),
    }  # fmt: skip
    return _page(env, "learning/activity.html", f"/activites/{activity_id}", actor, secret, values)


_AGENDA = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, b.state, a.name,
 (SELECT coalesce(sum(CASE WHEN p.present THEN p.minutes ELSE 0 END), 0) FROM attendance p
  WHERE p.session_id = t.id AND p.enrolment_id = b.enrolment_id),
 (SELECT count(*) FROM attendance p WHERE p.session_id = t.id AND p.enrolment_id = b.enrolment_id AND NOT p.present)
FROM booking b JOIN training_session t ON t.id = b.session_id LEFT JOIN site s ON s.id = t.site_id
LEFT JOIN account a ON a.id = t.trainer_id WHERE b.enrolment_id = :id ORDER BY t.starts_at, t.id"""
_OFFERS = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, '', NULL, 0, 0,
 t.capacity, (SELECT count(*) FROM booking b WHERE b.session_id = t.id AND b.state = 'booked')
FROM training_session t LEFT JOIN site s ON s.id = t.site_id
WHERE t.course_id = :course_id AND t.starts_at > :after ORDER BY t.starts_at, t.id LIMIT 20"""


def _by_day(rows: list[Meeting]) -> list[tuple[date, list[Meeting]]]:
    return [(day, list(found)) for day, found in groupby(rows, key=lambda row: local(row.starts_at).date())]


def agenda(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    enrolment, _path = _own(store, actor)
    moment = now()
    mine = _meetings(store, store.rows(_AGENDA, id=enrolment.id))
    known = {row.id for row in mine}
    offers = _meetings(store, store.rows(_OFFERS, course_id=enrolment.course_id, after=store.stamp(moment)))
    values = {
        "enrolment": enrolment, "days": _by_day([row for row in mine if row.ends_at > moment]),
        "past": [row for row in reversed(mine) if row.ends_at <= moment][:20],
        "offers": _by_day([row for row in offers if row.id not in known]), "moment": moment,
    }  # fmt: skip
    return _page(env, "scheduling/agenda.html", "/agenda", actor, secret, values)


# --- The forum ----------------------------------------------------------------------------------------------------


class Thread(NamedTuple):
    id: str
    title: str
    experts: bool
    posts: int
    created_at: datetime
    last_post_at: datetime
    course_id: str | None
    activity_id: str | None
    author_name: str


class Post(NamedTuple):
    id: str
    author_id: str
    html: str
    created_at: datetime
    author_name: str


_THREAD = """
SELECT t.id, t.title, t.experts, t.posts, t.created_at, t.last_post_at, t.course_id, t.activity_id, a.name
FROM thread t JOIN account a ON a.id = t.author_id WHERE t.organisation_id = :organisation_id """
_THREADS = _THREAD + "ORDER BY t.last_post_at DESC, t.id DESC LIMIT 31"
_ONE_THREAD = _THREAD + "AND t.id = :id"
_POSTS = """
SELECT p.id, p.author_id, p.html, p.created_at, a.name FROM post p JOIN account a ON a.id = p.author_id
WHERE p.thread_id = :id ORDER BY p.created_at DESC, p.id DESC LIMIT 51"""
_PROMPT = """
SELECT x.html FROM edition_activity x JOIN edition d ON d.id = x.edition_id
JOIN course c ON c.id = d.course_id AND c.edition_number = d.number WHERE c.id = :course_id AND x.activity_id = :activity_id"""


def _thread(store: Store, row: Any) -> Thread:
    return Thread(*store.with_moments(row, 4, 5))


def threads(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    rows = [_thread(store, row) for row in store.rows(_THREADS, organisation_id=actor.organisation_id)]
    shown = rows[:30]
    following = f"/forum?avant={cursor(shown[-1].last_post_at, shown[-1].id)}" if len(rows) > 30 else ""
    values = {
        "threads": shown, "which": "", "following": following, "beginning": True, "reads_all": True, "may_open": True,
    }  # fmt: skip
    return _page(env, "forum/threads.html", "/forum", actor, secret, values)


def thread(store: Store, env: Environment, headers: dict[str, str], thread_id: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    row = store.first(_ONE_THREAD, organisation_id=actor.organisation_id, id=thread_id)
    assert row is not None
    shown = _thread(store, row)
    found = [Post(*store.with_moments(post, 3)) for post in store.rows(_POSTS, id=thread_id)]
    posts = found[:50][::-1]
    earlier = f"/forum/{thread_id}?avant={cursor(posts[0].created_at, posts[0].id)}" if len(found) > 50 else ""
    roles: dict[str, set[str]] = {}
    sql = (
        f"SELECT account_id, role FROM membership WHERE organisation_id = :here AND {store.among('account_id', 'ids')}"
    )
    for account_id, role in store.rows(
        sql, here=actor.organisation_id, ids=store.many(list({post.author_id for post in posts}))
    ):
        roles.setdefault(account_id, set()).add(role)
    prompt = (
        store.first(_PROMPT, course_id=shown.course_id, activity_id=shown.activity_id) if shown.activity_id else None
    )
    values = {
        "thread": shown, "posts": posts, "words": {account_id: role_word(held) for account_id, held in roles.items()},
        "prompt": prompt[0] if prompt else "", "earlier": earlier, "latest": True, "may_post": True, "body": "",
        "fields": [], "error": "",
    }  # fmt: skip
    return _page(env, "forum/thread.html", f"/forum/{thread_id}", actor, secret, values)


# --- The team's pages ---------------------------------------------------------------------------------------------


class Follower(NamedTuple):
    """One line of the adviser's list, as `accompaniment` reads it."""

    id: str
    course_id: str
    name: str
    phone: str
    adviser_name: str | None
    site_id: str | None
    site_name: str | None
    status: str
    starts_on: date
    ends_on: date
    next_session: datetime | None
    unread_since: datetime | None


_FOLLOWED = """
SELECT e.id, e.course_id, l.name, l.phone, a.name, e.site_id, s.name, e.status, e.starts_on, e.ends_on,
 (SELECT min(t.starts_at) FROM booking b JOIN training_session t ON t.id = b.session_id
  WHERE b.enrolment_id = e.id AND b.state = 'booked' AND t.starts_at >= :now),
 (SELECT min(m.created_at) FROM message m WHERE m.enrolment_id = e.id AND m.author_id = e.learner_id AND m.read_at IS NULL)
FROM enrolment e JOIN account l ON l.id = e.learner_id LEFT JOIN account a ON a.id = e.adviser_id
LEFT JOIN site s ON s.id = e.site_id
WHERE e.organisation_id = :here AND e.adviser_id = :adviser_id AND e.status IN ('admitted', 'active', 'paused')"""
_CURRENT = """
SELECT c.id, d.id FROM course c JOIN edition d ON d.course_id = c.id AND d.number = c.edition_number
WHERE c.organisation_id = :here"""


def people(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    here = actor.organisation_id
    editions: dict[str, str] = dict(store.rows(_CURRENT, here=here))
    rows = [
        Follower(*store.with_moments(store.with_days(row, 8, 9), 10, 11))
        for row in store.rows(_FOLLOWED, here=here, adviser_id=actor.account_id, now=store.stamp(now()))
    ]
    outlines = {course_id: outline_of(editions[course_id]) for course_id in {row.course_id for row in rows}}
    known = _standings(store, rows, outlines)
    day = today()
    everyone = [cohort._person(row, known, day) for row in rows]
    everyone.sort(key=lambda person: (person.sort_name, person.id))
    found = cohort.Cohort(everyone, outlines)
    asked = listing.wish("", "", "", "", "nom", "")
    chosen = listing.chosen(found, asked)
    shown, calling = chosen[: morning.LINES_SHOWN], found.calling
    called = calling[: morning.CALLING_SHOWN]
    courses = {person.course_id for person in shown}
    ways = [
        (person, [(signal, cohort.way_to(actor, person.id, person.standing, signal)) for signal in person.signals])
        for person in called
    ]
    values = {
        "today": day, "calling": ways, "calling_count": len(calling), "more_calling": len(calling) - len(called),
        "paused": found.paused, "lines": listing.lines(found, shown), "count": len(chosen),
        "blocks": max((outlines[key].blocks for key in courses), key=len, default=()), "one_course": len(courses) <= 1,
        "choices": listing.choices(found), "asked": asked, "heads": morning._heads(asked),
        "following": asked.link(page="2") if len(chosen) > morning.LINES_SHOWN else "", "csv": asked.link("/suivi.csv"),
        "may_act": True, "may_enrol": True, "everyone": False,
    }  # fmt: skip
    return _page(env, "accompaniment/people.html", "/suivi", actor, secret, values)


def _standings(store: Store, rows: list[Follower], outlines: Mapping[str, Outline]) -> dict[str, Standing]:
    """How far each person is, from their rows: nothing is kept between two requests."""
    ids = store.many([row.id for row in rows])

    def read(sql: str, column: str = "enrolment_id") -> Rows:
        return store.rows(sql.replace("AMONG", store.among(column, "ids")), ids=ids)

    minutes: dict[str, dict[str, dict[str, int]]] = {row.id: {} for row in rows}
    for enrolment_id, activity_id, place, spent in read(
        "SELECT enrolment_id, activity_id, place, sum(minutes) FROM ledger_entry WHERE AMONG AND minutes != 0 "
        "GROUP BY enrolment_id, activity_id, place"
    ):
        minutes[enrolment_id].setdefault(activity_id or "", {})[place or "remote"] = int(spent)
    last_acts = {
        row[0]: store.moment(row[1])
        for row in read(
            "SELECT x.enrolment_id, max(x.occurred_at) FROM ledger_entry x JOIN enrolment e ON e.id = x.enrolment_id "
            "WHERE AMONG AND x.actor_id = e.learner_id GROUP BY x.enrolment_id",
            "x.enrolment_id",
        )
    }
    due: dict[str, list[tuple[date, str]]] = {row.id: [] for row in rows}
    for enrolment_id, sequence_id, day in read("SELECT enrolment_id, sequence_id, due_on FROM plan_item WHERE AMONG"):
        due[enrolment_id].append((store.day(day), sequence_id))
    missed: dict[str, dict[date, None]] = {row.id: {} for row in rows}
    for enrolment_id, day in read("SELECT enrolment_id, day FROM attendance WHERE AMONG AND NOT present ORDER BY day"):
        missed[enrolment_id][store.day(day)] = None
    levels: dict[str, dict[str, dict[str, dict[str, int]]]] = {row.id: {} for row in rows}
    for enrolment_id, competence_id, stage, voice, level in read(
        "SELECT enrolment_id, competence_id, stage, voice, level FROM level_assessment WHERE AMONG ORDER BY at, id"
    ):
        levels[enrolment_id].setdefault(competence_id, {}).setdefault(stage, {})[voice] = level
    waiting = _waiting(store, read)
    found = {}
    for row in rows:
        path = outlines[row.course_id]
        so_far = progress(path, {}, minutes[row.id])
        stages = block_levels(path, levels[row.id])
        length = {one.id: sum(a.minutes for a in one.activities) for one in path.sequences}
        dates = sorted(due[row.id])
        last_act = last_acts.get(row.id)
        found[row.id] = Standing(
            edition_id=path.edition_id, percent=so_far.percent, planned=so_far.planned, done=so_far.done,
            on_site=so_far.on_site, remote=so_far.remote, last_act=last_act,
            blocks=tuple(BlockStanding(b.code, b.percent, shown_level(stages.get(b.id, {}))) for b in so_far.blocks),
            last_day=local(last_act).date() if last_act else None, due_on=tuple(day for day, _key in dates),
            due_minutes=tuple(accumulate(length.get(key, 0) for _day, key in dates)), missed=tuple(missed[row.id]),
            waiting=waiting.get(row.id),
        )  # fmt: skip
    return found


def _waiting(store: Store, read: Callable[..., Rows]) -> dict[str, Waiting]:
    lines = [
        (enrolment_id, store.moment(sent_at), f"/travaux/{id_}")
        for enrolment_id, sent_at, id_ in read(
            "SELECT enrolment_id, sent_at, id FROM submission WHERE AMONG AND state = 'waiting' ORDER BY sent_at"
        )
    ]
    lines += [
        (enrolment_id, store.moment(sent_at), f"/travaux/reponses/{id_}/{version_id}")
        for enrolment_id, sent_at, id_, version_id in read(
            "SELECT t.enrolment_id, t.sent_at, t.id, w.question_version_id FROM attempt t JOIN answer w "
            "ON w.attempt_id = t.id WHERE AMONG AND t.state = 'to_mark' AND w.points IS NULL ORDER BY t.sent_at",
            "t.enrolment_id",
        )
    ]
    found: dict[str, Waiting] = {}
    for enrolment_id, sent_at, path in lines:
        known = found.get(enrolment_id)
        if known is None or sent_at < known.since:
            found[enrolment_id] = Waiting((known.count if known else 0) + 1, sent_at, path)
        else:
            found[enrolment_id] = Waiting(known.count + 1, known.since, known.path)
    return found


_SESSIONS = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, NULL, t.room, '', NULL, '', a.name, 0, 0, t.capacity,
 (SELECT count(*) FROM booking b WHERE b.session_id = t.id AND b.state = 'booked'),
 (SELECT count(*) FROM booking b WHERE b.session_id = t.id AND b.state = 'waiting')
FROM training_session t LEFT JOIN site s ON s.id = t.site_id LEFT JOIN account a ON a.id = t.trainer_id
WHERE t.organisation_id = :here AND t.starts_at < :before AND t.ends_at > :since ORDER BY t.starts_at, t.id"""
_UNSIGNED = """
SELECT DISTINCT b.session_id FROM training_session t JOIN booking b ON b.session_id = t.id
WHERE t.organisation_id = :here AND t.starts_at <= :now AND t.ends_at > :since AND b.state = 'booked'
AND NOT EXISTS (SELECT 1 FROM attendance p WHERE p.session_id = b.session_id AND p.enrolment_id = b.enrolment_id)"""


def sessions(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = _by_cookie(store, headers)
    moment, here = now(), actor.organisation_id
    since = store.stamp(moment - timedelta(days=30))
    rows = _meetings(
        store, store.rows(_SESSIONS, here=here, before=store.stamp(moment + timedelta(days=60)), since=since)
    )
    unsigned = {row[0] for row in store.rows(_UNSIGNED, here=here, now=store.stamp(moment), since=since)}
    held = [row for row in reversed(rows) if row.ends_at <= moment]
    values = {
        "coming": [row for row in rows if row.ends_at > moment], "to_sign": [row for row in held if row.id in unsigned],
        "held": [row for row in held if row.id not in unsigned], "unsigned": unsigned, "may_run": True,
    }  # fmt: skip
    return _page(env, "scheduling/sessions.html", "/seances", actor, secret, values)


# --- The API ------------------------------------------------------------------------------------------------------


def api_progress(store: Store, env: Environment, headers: dict[str, str], enrolment_id: str) -> tuple[str, bytes]:
    token = tokens.read(headers["authorization"][7:])
    assert token is not None
    actor = _person(store, store.rows(_WHO_BY_TOKEN, key=token.sign_in_id))
    row = store.first(_PATH_BY_ID, id=enrolment_id, organisation_id=actor.organisation_id)
    assert row is not None
    assert row[2] == actor.account_id
    path = outline_of(row[7])
    states = _states(store, enrolment_id)
    so_far = _progress(store, enrolment_id, path, states)
    stages = _levels(store, enrolment_id, path)
    none = {"entry": None, "middle": None, "exit": None}
    blocks = []
    for b in so_far.blocks:
        spent = {"planned": b.planned, "done": b.done, "on_site": b.on_site, "remote": b.remote}
        level = none | stages.get(b.id, {})
        blocks.append(
            {"id": b.id, "code": b.code, "title": b.title, "percent": b.percent, "minutes": spent, "level": level}
        )
    step = so_far.next
    said = {
        "percent": so_far.percent,
        "minutes": {
            "planned": so_far.planned, "done": so_far.done, "on_site": so_far.on_site, "remote": so_far.remote,
        },
        "blocks": blocks,
        "next": {"activity_id": step.id, "title": step.title} if step else None,
        "not_yet_counted": [
            {"activity_id": a.id, "title": a.title, "state": states[a.id].state, "reason": why}
            for a, why in reasons(path, states)
        ],
    }  # fmt: skip
    return "application/json", json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


_ID = "([0-9a-f-]{36})"
ROUTES: tuple[tuple[re.Pattern[str], Answer], ...] = (
    (re.compile("/accueil"), home),
    (re.compile("/mon-parcours"), plan),
    (re.compile("/progression"), progression),
    (re.compile(f"/activites/{_ID}"), activity),
    (re.compile("/agenda"), agenda),
    (re.compile("/forum"), threads),
    (re.compile(f"/forum/{_ID}"), thread),
    (re.compile("/suivi"), people),
    (re.compile("/seances"), sessions),
    (re.compile(f"/api/v1/enrolments/{_ID}/progress"), api_progress),
)
