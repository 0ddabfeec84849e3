"""The pages of the yardstick: what each reads, what it prints."""

import json
import re
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from jinja2 import Environment

from app.calendars import rules as agenda_rules
from app.calendars.rules import View
from app.competences import drawing, words
from app.competences.rules import lines, told
from app.competences.showing import sentence
from app.core.clock import local, now, today
from app.core.cursors import cursor
from app.courses.outline import Activity, Outline
from app.courses.rules import when_done
from app.forum import rules
from app.forum.rules import role_word
from app.identity import tokens
from app.learning import pages as product
from app.learning.gauge import Gauge
from app.learning.panels import panel_of
from app.learning.policies import may_work_on
from app.learning.remarks.policies import may_remark
from app.learning.remarks.rules import FELT, LONGEST_BODY
from app.learning.rules import State, next_step, reasons, why_not_counted
from tests.bench.raw import Answer, Store, outline_of
from tests.bench.raw_rows import (
    NOTHING,
    PATH_BY_ID,
    WHO_BY_TOKEN,
    Meeting,
    by_cookie,
    levels_of,
    meetings,
    own_path,
    page,
    person,
    progress_of,
    states_of,
    voices_of,
)
from tests.bench.raw_team import people, sessions

HTML = "text/html; charset=utf-8"

# --- The learner's pages ------------------------------------------------------------------------------------------


_MEETING = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, b.state
FROM booking b JOIN training_session t ON t.id = b.session_id LEFT JOIN site s ON s.id = t.site_id
WHERE b.enrolment_id = :id """
_JUST_DONE = """
SELECT s.activity_id FROM activity_state s
LEFT JOIN activity_remark r ON r.enrolment_id = s.enrolment_id AND r.activity_id = s.activity_id
WHERE s.enrolment_id = :id AND s.state = 'done' AND s.done_at >= :since AND r.id IS NULL
ORDER BY s.done_at DESC, s.activity_id LIMIT 1"""
_COMING = _MEETING + "AND t.ends_at >= :since ORDER BY t.starts_at, t.id LIMIT 3"
_BOOKED = _MEETING + "ORDER BY t.starts_at, t.id"


def _block(path: Outline, activity: Activity | None) -> Any:
    return next((block for block in path.blocks if activity and block.id == activity.block_id), None)


def home(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    enrolment, path = own_path(store, actor)
    states = states_of(store, enrolment.id)
    so_far = progress_of(store, enrolment.id, path, states)
    sessions = store.rows(_COMING, id=enrolment.id, since=store.stamp(now() - timedelta(hours=4)))
    step = so_far.next
    finished = store.first(_JUST_DONE, id=enrolment.id, since=store.stamp(now() - product.INVITED_FOR))
    values = {
        "enrolment": enrolment, "outline": path, "progress": so_far, "step": step, "step_block": _block(path, step),
        "gauge": so_far, "first_name": actor.name.split(" ")[0], "sessions": meetings(store, sessions),
        "step_rule": when_done(step.completion) if step else "", "waiting": reasons(path, states)[:3],
        "today": today(), "finished": path.activities.get(finished[0]) if finished else None,
    }  # fmt: skip
    return page(env, "learning/home.html", "/accueil", actor, secret, values)


class Dates(NamedTuple):
    starts_on: date
    due_on: date


_PLAN = "SELECT sequence_id, starts_on, due_on FROM plan_item WHERE enrolment_id = :id"


def plan(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    enrolment, path = own_path(store, actor)
    states = states_of(store, enrolment.id)
    dates = {row[0]: Dates(store.day(row[1]), store.day(row[2])) for row in store.rows(_PLAN, id=enrolment.id)}
    booked = {row.activity_id: row for row in meetings(store, store.rows(_BOOKED, id=enrolment.id))}
    step, day, words = next_step(path, states), today(), product._state_words()
    blocks = {block.id: block for block in path.blocks}
    sequences = []
    for one in path.sequences:
        when = dates.get(one.id)
        lines = [product._line(a, states.get(a.id), booked.get(a.id), words) for a in one.activities]
        now_or_next = (step and step.sequence_id == one.id) or (when and when.starts_on <= day <= when.due_on)
        left = sum(1 for line in lines if line.kind != "good")
        sequences.append((one, blocks[one.block_id], when, lines, left, now_or_next))
    values = {
        "enrolment": enrolment, "outline": path, "sequences": sequences, "step_id": step.id if step else "",
    }  # fmt: skip
    return page(env, "learning/plan.html", "/mon-parcours", actor, secret, values)


def progression(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    enrolment, path = own_path(store, actor)
    states = states_of(store, enrolment.id)
    so_far = progress_of(store, enrolment.id, path, states)
    known = voices_of(store, enrolment.id)
    some = lines(path, known)
    said, top = told(path, known, some), len(path.levels)
    values = {
        "enrolment": enrolment, "outline": path, "progress": so_far, "reasons": reasons(path, states), "ahead": [], "passed": [],
        "asked": "", "by_block": {block.id: block for block in so_far.blocks}, "sentence": sentence(said, own=True),
        "told": said, "lines": some, "radar": drawing.radar(some, top), "curves": {one.block.id: drawing.curve(one, top) for one in some},
        "top": top, "scale": path.levels, "stage_names": words.said(words.STAGES), "short_names": words.said(words.SHORT_STAGES),
        "stage_paths": words.PATH_OF,
        "gauge": Gauge(so_far.planned, so_far.done, so_far.on_site_planned, so_far.remote_planned, so_far.on_site, so_far.remote, {}),
    }  # fmt: skip
    return page(env, "competences/progression.html", "/progression", actor, secret, values)


_CONTENT = """
SELECT html, licence, authors, content FROM edition_activity WHERE edition_id = :edition_id AND activity_id = :activity_id"""
_STATE = """
SELECT state, facts, done_at FROM activity_state WHERE enrolment_id = :id AND activity_id = :activity_id"""


_REMARK = """
SELECT r.felt, r.minutes, r.planned, r.body, r.written_at, r.seen_at, r.reply, r.replied_at, a.name
FROM activity_remark r LEFT JOIN account a ON a.id = r.replied_by
WHERE r.enrolment_id = :id AND r.activity_id = :activity_id"""


class Remark(NamedTuple):
    felt: str
    minutes: int | None
    planned: int
    body: str
    written_at: datetime
    seen_at: datetime | None
    reply: str
    replied_at: datetime | None
    replier: str | None


class Content(NamedTuple):
    html: str
    licence: str
    authors: list[str]
    content: dict[str, Any]


def activity(store: Store, env: Environment, headers: dict[str, str], activity_id: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    enrolment, path = own_path(store, actor)
    found = path.activities[activity_id]
    row = store.first(_CONTENT, edition_id=path.edition_id, activity_id=activity_id)
    assert row is not None
    known = store.first(_STATE, id=enrolment.id, activity_id=activity_id)
    state = State(known[0], store.json(known[1]) or NOTHING, store.moment(known[2])) if known else None
    said = store.first(_REMARK, id=enrolment.id, activity_id=activity_id)
    remark = Remark(*store.with_moments(said, 4, 5, 7)) if said else None
    order = list(path.activities.values())
    at = order.index(found)
    sequence = next(one for one in path.sequences if one.id == found.sequence_id)
    values = {
        "enrolment": enrolment, "activity": found, "state": state, "problems": [],
        "content": Content(row[0], row[1], store.json(row[2]), store.json(row[3])), "panel": panel_of(found.kind).template,
        "competence_block": _block(path, found), "sequence": sequence, "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None, "rule": when_done(found.completion),
        "reason": why_not_counted(found, state), "may_work": may_work_on(actor, enrolment.learner_id, enrolment.status),
        "place_in_sequence": found.position, "sequence_length": len(sequence.activities), "remark": remark,
        "may_remark": may_remark(actor, enrolment.learner_id), "felt_words": FELT, "longest_remark": LONGEST_BODY,
        "remark_refused": None, "remark_errors": {},
        "remark_form": {
            "felt": remark.felt if remark else "", "spent": remark.minutes if remark else None,
            "remark": remark.body if remark else "",
        },
    }  # fmt: skip
    return page(env, "learning/activity.html", f"/activites/{activity_id}", actor, secret, values)


_AGENDA = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, b.state, a.name,
 (SELECT coalesce(sum(CASE WHEN p.present THEN p.minutes ELSE 0 END), 0) FROM attendance p
  WHERE p.session_id = t.id AND p.enrolment_id = b.enrolment_id),
 (SELECT count(*) FROM attendance p WHERE p.session_id = t.id AND p.enrolment_id = b.enrolment_id AND NOT p.present),
 0, 0, 0, '', t.classroom, t.revision
FROM booking b JOIN training_session t ON t.id = b.session_id LEFT JOIN site s ON s.id = t.site_id
LEFT JOIN account a ON a.id = t.trainer_id WHERE b.enrolment_id = :id ORDER BY t.starts_at, t.id"""
_OFFERS = """
SELECT t.id, t.title, t.starts_at, t.ends_at, t.place, s.name, s.address, t.room, t.link, t.activity_id, '', NULL, 0, 0,
 t.capacity, (SELECT count(*) FROM booking b WHERE b.session_id = t.id AND b.state = 'booked'), 0, t.people
FROM training_session t LEFT JOIN site s ON s.id = t.site_id
WHERE t.course_id = :course_id AND t.starts_at > :after ORDER BY t.starts_at, t.id LIMIT 20"""


def _by_day(rows: list[Meeting]) -> list[tuple[date, list[Meeting]]]:
    return [(day, list(found)) for day, found in groupby(rows, key=lambda row: local(row.starts_at).date())]


_DUE = """
SELECT p.activity_id, p.minutes, p.due_on FROM plan_step p
LEFT JOIN activity_state s ON s.enrolment_id = p.enrolment_id AND s.activity_id = p.activity_id
WHERE p.enrolment_id = :id AND p.due_on BETWEEN :first AND :last AND coalesce(s.state, '') <> 'done'
ORDER BY p.due_on, p.starts_on, p.activity_id"""


class Due(NamedTuple):
    activity_id: str
    title: str
    minutes: int
    due_on: date


def agenda(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    enrolment, path = own_path(store, actor)
    moment = now()
    span = agenda_rules.period(View.LIST, today())
    mine = meetings(store, store.rows(_AGENDA, id=enrolment.id))
    missed = {row.id for row in mine if row.ends_at < moment and row.missed_half_days}
    known = {row.activity_id or row.id for row in mine if row.id not in missed}
    offers = [
        row
        for row in meetings(store, store.rows(_OFFERS, course_id=enrolment.course_id, after=store.stamp(moment)))
        if (row.activity_id or row.id) not in known and (row.people != "individual" or row.booked < row.capacity)
    ]
    steps = [
        Due(row[0], path.activities[row[0]].title, row[1], date.fromisoformat(str(row[2])))
        for row in store.rows(_DUE, id=enrolment.id, first=span.first.isoformat(), last=span.last.isoformat())
        if row[0] in path.activities and path.activities[row[0]].kind != "session"
    ]
    found = agenda_rules.days(span, [row for row in mine if moment < row.ends_at < span.ends_at], steps)
    first, last = agenda_rules.hours(found)
    values = {
        "enrolment": enrolment, "days": found, "view": "liste", "span": span, "is_empty": all(day.is_empty for day in found),
        "first_hour": first, "last_hour": last, "today": today(), "moved": set(), "href_of_day": str, "team": False,
        "choices": None, "may_run": False, "crowded": False,
        "links": {"before": f"/agenda?vue=liste&jour={span.before}", "after": f"/agenda?vue=liste&jour={span.after}",
                  "today": "", "views": [(view.value, view.value, f"/agenda?vue={view.value}&jour={today()}") for view in View]},
        "past": [row for row in reversed(mine) if row.ends_at <= moment][:20], "offers": _by_day(offers), "moment": moment,
    }  # fmt: skip
    return page(env, "calendars/agenda.html", "/agenda", actor, secret, values)


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
    space_id: str
    kind: str
    anonymous: bool
    accepted_post_id: str | None
    author_id: str
    last_author_name: str | None
    read_to: int | None
    last_anonymous: bool = False
    pinned_at: datetime | None = None
    locked_at: datetime | None = None
    deleted_at: datetime | None = None
    takes_replies: bool = True
    level: str = ""


class Space(NamedTuple):
    id: str
    kind: str
    name: str
    unread: int
    level: str | None = None
    archived_at: datetime | None = None
    description: str = ""


class Post(NamedTuple):
    id: str
    author_id: str
    html: str
    created_at: datetime
    author_name: str
    number: int
    thanks: int
    reply_to_number: int | None
    thanked: bool
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    deleted_by_id: str | None = None
    hidden_at: datetime | None = None
    answered_name: str = ""


_OPEN_TO = """(s.kind IN ('organisation', 'entrepreneurs')
OR s.course_id IN (SELECT course_id FROM enrolment WHERE learner_id = :me AND organisation_id = :organisation_id)
OR s.group_id IN (SELECT m.group_id FROM group_member m JOIN enrolment e ON e.id = m.enrolment_id
WHERE e.learner_id = :me AND e.organisation_id = :organisation_id AND m.until IS NULL))"""
_SPACES = f"""
SELECT s.id, s.kind, coalesce(nullif(s.own_name, ''), g.name, d.title, ''), (SELECT count(*) FROM (
SELECT t.id, t.posts FROM thread t WHERE t.space_id = s.id AND t.last_post_at >= :horizon AND t.deleted_at IS NULL
AND t.merged_into_id IS NULL ORDER BY t.last_post_at DESC, t.id DESC LIMIT 100) AS latest LEFT JOIN thread_reading r
ON r.thread_id = latest.id AND r.account_id = :me WHERE coalesce(r.read_to, 0) < latest.posts)
FROM forum_space s LEFT JOIN learner_group g ON g.id = s.group_id LEFT JOIN course c ON c.id = s.course_id
LEFT JOIN edition d ON d.course_id = c.id AND d.number = c.edition_number
WHERE s.organisation_id = :organisation_id AND {_OPEN_TO} ORDER BY s.position, s.id"""
_THREAD = f"""
SELECT t.id, t.title, t.experts, t.posts, t.created_at, t.last_post_at, t.course_id, t.activity_id, a.name, t.space_id,
t.kind, t.anonymous, t.accepted_post_id, t.author_id, w.name, r.read_to
FROM thread t JOIN account a ON a.id = t.author_id JOIN forum_space s ON s.id = t.space_id
LEFT JOIN post l ON l.thread_id = t.id AND l.number = t.posts LEFT JOIN account w ON w.id = l.author_id
LEFT JOIN thread_reading r ON r.thread_id = t.id AND r.account_id = :me
WHERE t.organisation_id = :organisation_id AND t.merged_into_id IS NULL AND t.deleted_at IS NULL AND {_OPEN_TO} """
_THREADS = _THREAD + "ORDER BY t.last_post_at DESC, t.id DESC LIMIT 31"
_ONE_THREAD = _THREAD + "AND t.id = :id"
_POSTS = """
SELECT p.id, p.author_id, p.html, p.created_at, a.name, p.number, p.thanks, p.reply_to_number,
EXISTS (SELECT 1 FROM post_thanks k WHERE k.post_id = p.id AND k.account_id = :me)
FROM post p JOIN account a ON a.id = p.author_id
WHERE p.thread_id = :id AND p.number >= :first ORDER BY p.number LIMIT 50"""
_PROMPT = """
SELECT x.html FROM edition_activity x JOIN edition d ON d.id = x.edition_id
JOIN course c ON c.id = d.course_id AND c.edition_number = d.number WHERE c.id = :course_id AND x.activity_id = :activity_id"""


def _thread(store: Store, row: Any) -> Thread:
    return Thread(*store.with_moments(row, 4, 5))


def threads(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    here, me = actor.organisation_id, actor.account_id
    horizon = now() - rules.NEW_FOR
    spaces = [Space(*row) for row in store.rows(_SPACES, organisation_id=here, me=me, horizon=store.stamp(horizon))]
    rows = [_thread(store, row) for row in store.rows(_THREADS, organisation_id=here, me=me)]
    shown = rows[:30]
    following = f"/forum?avant={cursor(shown[-1].last_post_at, shown[-1].id)}" if len(rows) > 30 else ""
    values = {
        "threads": shown, "which": "", "following": following, "beginning": True, "reads_all": False, "may_open": True,
        "spaces": spaces, "space": None, "here": "/forum", "pinned": set(), "moderates": False, "visits_all": True,
        "name_of": lambda one: rules.title_for(one.kind, one.name),
        "new_in": lambda row: rules.unread(row.posts, row.read_to, row.last_post_at, horizon),
    }  # fmt: skip
    return page(env, "forum/threads.html", "/forum", actor, secret, values)


def thread(store: Store, env: Environment, headers: dict[str, str], thread_id: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    me = actor.account_id
    row = store.first(_ONE_THREAD, organisation_id=actor.organisation_id, id=thread_id, me=me)
    assert row is not None
    shown = _thread(store, row)
    read_to = shown.read_to or 0
    first = rules.first_shown(shown.posts, read_to)
    posts = [Post(*store.with_moments(post, 3)) for post in store.rows(_POSTS, id=thread_id, me=me, first=first)]
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
    last = posts[-1].number if posts else 0
    values = {
        "thread": shown, "posts": posts, "words": {account_id: role_word(held) for account_id, held in roles.items()},
        "prompt": prompt[0] if prompt and first == 1 else "", "may_post": True, "body": "", "fields": [], "error": "",
        "here": f"/forum/{thread_id}", "kind": rules.KINDS[shown.kind], "accepted": None, "first": first, "last": last,
        "new_from": read_to + 1 if 0 < read_to < shown.posts else 0, "shown": rules.POSTS_SHOWN,
        "unread_from": read_to + 1 if read_to < shown.posts else 0, "reads": last > read_to, "level": "", "closed": "",
        "writes": True, "accepts": False, "moderates": False, "may_restore": lambda _post: False, "reply_to": 0,
        "longest_body": rules.LONGEST_BODY,
    }  # fmt: skip
    return page(env, "forum/thread.html", f"/forum/{thread_id}", actor, secret, values)


# --- The API ------------------------------------------------------------------------------------------------------


def api_progress(store: Store, env: Environment, headers: dict[str, str], enrolment_id: str) -> tuple[str, bytes]:
    token = tokens.read(headers["authorization"][7:])
    assert token is not None
    actor = person(store, store.rows(WHO_BY_TOKEN, key=token.sign_in_id))
    row = store.first(PATH_BY_ID, id=enrolment_id, organisation_id=actor.organisation_id)
    assert row is not None
    assert row[2] == actor.account_id
    path = outline_of(row[7])
    states = states_of(store, enrolment_id)
    so_far = progress_of(store, enrolment_id, path, states)
    stages = levels_of(store, enrolment_id, path)
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
