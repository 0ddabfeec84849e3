"""The yardstick's pages of the team: the adviser's list and the sessions."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import accumulate
from typing import NamedTuple

from jinja2 import Environment

from app.accompaniment import cohort, listing
from app.accompaniment import pages as morning
from app.accompaniment.rules import shown_level
from app.accompaniment.standings import BlockStanding, Standing
from app.assessment.queries import Waiting
from app.assessment.rules import block_levels
from app.core.clock import local, now, today
from app.courses.outline import Outline
from app.learning.rules import progress
from app.scheduling import pages as product
from tests.bench.raw import Rows, Store, outline_of
from tests.bench.raw_rows import by_cookie, heard_by_voice, meetings, page

HTML = "text/html; charset=utf-8"


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
    adviser_id: str | None = None
    signed_in: bool = True


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
    actor, secret = by_cookie(store, headers)
    here = actor.organisation_id
    editions: dict[str, str] = dict(store.rows(_CURRENT, here=here))
    rows = [
        Follower(*store.with_moments(store.with_days(row, 8, 9), 10, 11))
        for row in store.rows(_FOLLOWED, here=here, adviser_id=actor.account_id, now=store.stamp(now()))
    ]
    outlines = {course_id: outline_of(editions[course_id]) for course_id in {row.course_id for row in rows}}
    known = _standings(store, rows, outlines)
    day = today()
    everyone = [cohort._person(row, known, {}, day) for row in rows]
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
        "choices": listing.choices(found, []), "asked": asked, "heads": morning._heads(asked),
        "following": asked.link(page="2") if len(chosen) > morning.LINES_SHOWN else "", "csv": asked.link("/suivi.csv"),
        "may_act": True, "may_enrol": True, "everyone": False, "resting": [], "me": actor.account_id,
    }  # fmt: skip
    return page(env, "accompaniment/people.html", "/suivi", actor, secret, values)


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
    words: dict[str, list[tuple[str, str, str, str, int]]] = {row.id: [] for row in rows}
    for enrolment_id, competence_id, stage, voice, given_by, level, _at, _id in read(
        "SELECT enrolment_id, competence_id, stage, voice, given_by, level, at, id FROM level_assessment WHERE AMONG "
        "UNION ALL SELECT enrolment_id, competence_id, stage, 'conclusion', concluded_by, level, at, id "
        "FROM level_conclusion WHERE AMONG AND reopened_at IS NULL ORDER BY at, id"
    ):
        words[enrolment_id].append((competence_id, stage, voice, given_by, level))
    levels = {key: heard_by_voice(some) for key, some in words.items()}
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
WHERE t.organisation_id = :here AND """
_COMING = _SESSIONS + "t.ends_at > :moment ORDER BY t.starts_at, t.id LIMIT :listed"
_HELD = _SESSIONS + "t.ends_at <= :moment AND t.starts_at >= :since AND "
_UNSAID = """EXISTS (SELECT 1 FROM booking b WHERE b.session_id = t.id AND b.state = 'booked' AND NOT EXISTS
 (SELECT 1 FROM attendance p WHERE p.session_id = b.session_id AND p.enrolment_id = b.enrolment_id))"""
_LATEST = " ORDER BY t.starts_at DESC, t.id DESC LIMIT :listed"
_TO_SIGN, _SIGNED = _HELD + _UNSAID + _LATEST, _HELD + "NOT " + _UNSAID + _LATEST


def sessions(store: Store, env: Environment, headers: dict[str, str], _: str) -> tuple[str, bytes]:
    actor, secret = by_cookie(store, headers)
    moment = now()
    given = {"here": actor.organisation_id, "moment": store.stamp(moment), "listed": product.LISTED}
    held = given | {"since": store.stamp(moment - product.RECENT)}
    values = {
        "coming": meetings(store, store.rows(_COMING, **given)),
        "to_sign": meetings(store, store.rows(_TO_SIGN, **held)),
        "held": meetings(store, store.rows(_SIGNED, **held)), "listed": product.LISTED, "may_run": True,
    }  # fmt: skip
    return page(env, "scheduling/sessions.html", "/seances", actor, secret, values)
