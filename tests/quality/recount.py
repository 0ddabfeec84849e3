"""Every measure counted again, from the raw tables, in plain Python: nothing here comes from the rooms that measure.

    recount(rows, organisation_id, ("course", course_id), first, last, now) -> {code: (numerator, denominator)}

The tables are read whole and walked through; it is slow, obvious, and written apart.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

PARIS = ZoneInfo("Europe/Paris")
Row = dict[str, Any]
Counted = dict[str, tuple[float, float | None]]

POSITIVE = {
    "business_created", "business_taken_over", "incubation_contract", "permanent_job", "fixed_term_over_6m",
    "fixed_term_under_6m", "subsidised_job", "certifying_training", "other_training",
}  # fmt: skip
BUSINESS = {"business_created", "business_taken_over"}
TABLES = (
    "enrolment", "attendance", "ledger_entry", "level_assessment", "level_conclusion", "attempt", "submission", "review",
    "application", "plan_item", "plan_omission", "activity_state", "edition", "edition_activity", "edition_sequence",
    "course", "situation_check", "situation_answer", "path_exit", "survey_invitation", "campaign", "feedback_reply",
    "feedback_answer", "feedback_wording", "feedback_lot", "feedback_lot_answer",
)  # fmt: skip


def read_all(session: Session) -> dict[str, list[Row]]:
    """Every table that is counted, row by row, as the database gives them."""
    return {name: [dict(row) for row in session.execute(text(f"SELECT * FROM {name}")).mappings()] for name in TABLES}


def day(value: Any) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def instant(value: Any) -> datetime | None:
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def in_paris(value: Any) -> date | None:
    moment = instant(value)
    return moment.astimezone(PARIS).date() if moment else None


def data(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def months_later(start: date, months: int) -> date:
    first = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=start.day - 1), following - timedelta(days=1))


def recount(
    rows: dict[str, list[Row]], organisation_id: str, scope: tuple[str, str], first: date, last: date, now: datetime
) -> Counted:
    kind, wanted = scope
    paths = {
        row["id"]: row for row in rows["enrolment"]
        if row["organisation_id"] == organisation_id and (kind == "organisation" or row[f"{kind}_id"] == wanted)
    }  # fmt: skip
    for row in paths.values():
        row["start"], row["end"] = day(row["starts_on"]), day(row["closed_on"])
    came = {
        key: row for key, row in paths.items()
        if row["status"] != "admitted" and not (row["end"] and row["end"] < row["start"])
    }  # fmt: skip
    out = {
        key: row for key, row in came.items()
        if row["status"] in ("finished", "left") and row["end"] and first <= row["end"] <= last
    }  # fmt: skip
    here = {row["id"] for row in rows["enrolment"] if row["organisation_id"] == organisation_id}

    def mine(row: Row) -> bool:
        """Of these paths; for the whole organisation, what belongs to no path too."""
        if kind == "organisation":
            return row["organisation_id"] == organisation_id
        return row["enrolment_id"] in paths

    found: Counted = {}
    found |= _moves(rows, paths, came, out, first, last, here)
    found |= _time(rows, out, mine, first, last, organisation_id)
    found |= _gains(rows, out, mine, first, last, now)
    found |= _outcomes(rows, out, now)
    found |= _voices(rows, organisation_id, kind, wanted, paths, first, last)
    return found


def _moves(rows: Any, paths: Any, came: Any, out: Any, first: date, last: date, here: set[str]) -> Counted:
    entered = [row for row in came.values() if first <= row["start"] <= last]
    present = [row for row in came.values() if row["start"] <= last and (row["end"] is None or row["end"] > last)]
    followed = {
        key for key, row in came.items() if row["start"] <= last and (row["end"] is None or row["end"] >= first)
    }
    stopped = {
        row["enrolment_id"] for row in rows["ledger_entry"]
        if row["kind"] == "enrolment_paused" and first <= (in_paris(row["occurred_at"]) or last) <= last
    }  # fmt: skip
    finished = [row for row in out.values() if row["status"] == "finished"]
    left = [row for row in out.values() if row["status"] == "left"]
    gave_up = [row for row in left if (row["exit_reason"] or "") not in POSITIVE]
    asked: dict[str, datetime] = {}
    for row in rows["application"]:
        moment = instant(row["contacted_at"])
        if row["enrolment_id"] and moment:
            asked[row["enrolment_id"]] = min(moment, asked.get(row["enrolment_id"], moment))
    waited = 0
    for row in entered:
        request = in_paris(asked.get(row["id"]) or row["created_at"])
        assert request is not None
        waited += max(0, (row["start"] - request).days)
    return {
        "entered": (len(entered), None), "present": (len(present), None), "finished": (len(finished), None),
        "left": (len(left), None), "completion_rate": (len(finished), len(out)),
        "interruption_rate": (len(left), len(out)), "abandon_rate": (len(gave_up), len(out)),
        "paused": (len(followed & stopped), len(followed)), "access_delay": (waited, len(entered)),
    }  # fmt: skip


def _time(rows: Any, out: Any, mine: Callable[[Row], bool], first: date, last: date, organisation_id: str) -> Counted:
    noted = [row for row in rows["attendance"] if mine(row) and first <= (day(row["day"]) or last) <= last]
    there = [row for row in noted if row["present"]]
    minutes = {True: 0, False: 0}
    for row in rows["ledger_entry"]:
        when = in_paris(row["occurred_at"])
        if row["minutes"] and mine(row) and when and first <= when <= last:
            minutes[row["place"] == "on_site"] += row["minutes"]
    done, due = _diligence(rows, out, organisation_id)
    return {
        "attendance_rate": (len(there), len(noted)),
        "attendance_minutes_rate": (sum(row["minutes"] for row in there), sum(row["minutes"] for row in noted)),
        "hours_on_site": (minutes[True], 60), "hours_remote": (minutes[False], 60),
        "hours_total": (minutes[True] + minutes[False], 60), "diligence_rate": (done, due),
    }  # fmt: skip


def _diligence(rows: Any, out: Any, organisation_id: str) -> tuple[int, int]:
    """Each exit by itself: what its plan had due on that day, what it followed, never more than that."""
    edition_of = {}
    for course in rows["course"]:
        for edition in rows["edition"]:
            if edition["course_id"] == course["id"] and edition["number"] == course["edition_number"]:
                edition_of[course["id"]] = edition["id"]
    around = {(row["edition_id"], row["sequence_id"]): data(row["conditions"]) for row in rows["edition_sequence"]}
    path: dict[str, list[Row]] = defaultdict(list)
    for row in rows["edition_activity"]:
        conditions = [*data(row["conditions"]), *around[row["edition_id"], row["sequence_id"]]]
        if not any("group" in one for one in conditions):
            path[row["edition_id"]].append(row)
    omitted = {(row["enrolment_id"], row["sequence_id"]) for row in rows["plan_omission"]}
    spared = {(row["enrolment_id"], row["activity_id"]) for row in rows["activity_state"] if row["state"] == "skipped"}
    planned: dict[str, set[str]] = defaultdict(set)
    for row in rows["plan_item"]:
        person = out.get(row["enrolment_id"])
        if person and (day(row["due_on"]) or date.max) <= person["end"]:
            planned[row["enrolment_id"]].add(row["sequence_id"])
    followed: dict[str, int] = defaultdict(int)
    for row in rows["ledger_entry"]:
        if row["enrolment_id"] in out and row["activity_id"]:
            followed[row["enrolment_id"]] += row["minutes"]
    total = whole = 0
    for key, person in out.items():
        due = sum(
            row["minutes"] for row in path[edition_of.get(person["course_id"], "")]
            if row["sequence_id"] in planned[key] and (key, row["sequence_id"]) not in omitted
            and (key, row["activity_id"]) not in spared
        )  # fmt: skip
        if due > 0:
            whole += due
            total += min(due, followed[key])
    return total, whole


def _gains(rows: Any, out: Any, mine: Callable[[Row], bool], first: date, last: date, now: datetime) -> Counted:
    words: dict[tuple[str, str, str, str], dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for row in rows["level_assessment"]:
        if row["enrolment_id"] in out and row["stage"] in ("entry", "exit"):
            key = row["enrolment_id"], row["competence_id"], row["stage"], row["voice"]
            said = (instant(row["at"]), row["id"], row["level"])
            words[key][row["given_by"]] = max(said, words[key].get(row["given_by"], said))
    levels = {key: min(said[2] for said in people.values()) for key, people in words.items()}
    met = concluded = 0
    for row in rows["level_conclusion"]:
        if row["enrolment_id"] in out and row["reopened_at"] is None:
            levels[row["enrolment_id"], row["competence_id"], row["stage"], "concluded"] = row["level"]
            if row["stage"] == "exit":
                concluded, met = concluded + 1, met + (row["level"] >= 3)
    found: Counted = {"objectives_rate": (met, concluded)}
    subjects = {key[:2] for key in levels}
    for side, voices in (("learner", ("learner",)), ("team", ("concluded", "adviser", "trainer"))):
        each: dict[str, list[int]] = defaultdict(list)
        for person, competence in subjects:
            ends = []
            for stage in ("entry", "exit"):
                heard = [levels[k] for voice in voices if (k := (person, competence, stage, voice)) in levels]
                ends.append(heard[0] if heard else None)
            if ends[0] is not None and ends[1] is not None:
                each[person].append(ends[1] - ends[0])
        every = [gain for gains in each.values() for gain in gains]
        found[f"progression_{side}"] = (sum(every), len(every))
        found[f"progress_share_{side}"] = (sum(sum(gains) >= len(gains) for gains in each.values()), len(each))

    def within(row: Row, column: str) -> bool:
        when = in_paris(row[column])
        return mine(row) and when is not None and first <= when <= last

    graded = [
        row for row in rows["attempt"] if within(row, "sent_at") and row["state"] == "graded" and row["possible"] > 0
    ]
    found["quiz_mean"] = (sum(row["points"] / row["possible"] for row in graded), len(graded))
    read = {row["submission_id"]: instant(row["at"]) for row in rows["review"]}
    on_time = expected = 0
    for row in rows["submission"]:
        if not within(row, "sent_at") or row["state"] == "received":
            continue
        sent, at = instant(row["sent_at"]), read.get(row["id"])
        assert sent is not None
        if at is not None:
            expected, on_time = expected + 1, on_time + (at - sent <= timedelta(days=7))
        elif now - sent > timedelta(days=7):
            expected += 1
    found["works_in_time"] = (on_time, expected)
    return found


def _outcomes(rows: Any, out: Any, now: datetime) -> Counted:
    today = now.astimezone(PARIS).date()
    known = [row for row in out.values() if row["exit_reason"] not in (None, "", "unknown")]
    good = [row for row in known if row["exit_reason"] in POSITIVE]
    at_exit = {key for key, row in out.items() if row["exit_reason"] in BUSINESS}
    spells = {
        row["enrolment_id"]: row["spell"] for row in rows["path_exit"]
        if row["replaced_at"] is None and row["returned_on"] is None
    }  # fmt: skip
    answers = {
        row["check_id"]: row for row in rows["situation_answer"] if row["replaced_at"] is None and not row["refused"]
    }
    news: dict[tuple[str, int], Row] = {}
    for row in rows["situation_check"]:
        current = row["enrolment_id"] in out and spells.get(row["enrolment_id"]) == row["spell"]
        if current and row["state"] == "answered" and row["id"] in answers:
            news[row["enrolment_id"], row["month"]] = answers[row["id"]]
    said = {key: row for key, row in news.items() if row["code"] not in (None, "", "unknown")}
    later = [row for (_person, month), row in said.items() if month == 6]
    found: Counted = {
        "positive_known_rate": (len(good), len(known)),
        "positive_rate": (len(good), len(out)),
        "creation_rate": (len(at_exit), len(out)),
        "positive_6m_rate": (sum(row["code"] in POSITIVE for row in later), len(later)),
    }
    for month in (3, 6, 12):
        passed = {key for key, row in out.items() if months_later(row["end"], month) <= today}
        created = at_exit | {person for (person, at), row in news.items() if at <= month and row["code"] in BUSINESS}
        found[f"creation_{month}m_rate"] = (len(created & passed), len(passed))
    for month in (12, 36):
        created = at_exit | {person for (person, at), row in news.items() if at <= month and row["code"] in BUSINESS}
        alive = [row["active"] for (person, at), row in news.items() if person in created and at == month]
        told = [bool(one) for one in alive if one is not None]
        found[f"survival_{month}m_rate"] = (sum(told), len(told))
    return found


def _voices(
    rows: Any, organisation_id: str, kind: str, wanted: str, paths: Any, first: date, last: date
) -> Counted:  # fmt: skip
    campaigns = {row["id"]: row for row in rows["campaign"] if row["organisation_id"] == organisation_id}
    invited = {row["id"]: row for row in rows["survey_invitation"]}
    wordings = {
        row["id"]: data(row["definition"]) for row in rows["feedback_wording"] if row["measures"] == "satisfaction"
    }

    def marks(moment: str) -> list[float]:
        heard = []
        for reply in rows["feedback_reply"]:
            campaign = campaigns.get(reply["campaign_id"])
            if not campaign or campaign["moment"] != moment or campaign["audience"] != "learner":
                continue
            if not first <= (day(reply["sent_on"]) or last) <= last:
                continue
            person = (invited.get(reply["invitation_id"]) or {}).get("enrolment_id")
            if kind == "course" and reply["course_id"] != wanted:
                continue
            if kind in ("funder", "site") and person not in paths:
                continue
            heard += [
                _out_of_ten(wordings[row["wording_id"]], data(row["response"])) for row in rows["feedback_answer"]
                if row["reply_id"] == reply["id"] and row["wording_id"] in wordings
            ]  # fmt: skip
        for lot in rows["feedback_lot"]:
            campaign = campaigns.get(lot["campaign_id"])
            if not campaign or campaign["moment"] != moment or campaign["audience"] != "learner":
                continue
            closed = day(lot["closed_on"])
            if closed is None or not first <= closed <= last or kind in ("funder", "site"):
                continue
            if kind == "course" and lot["course_id"] != wanted:
                continue
            heard += [
                _out_of_ten(wordings[row["wording_id"]], data(row["response"])) for row in rows["feedback_lot_answer"]
                if row["lot_id"] == lot["id"] and row["wording_id"] in wordings
            ]  # fmt: skip
        return [mark for mark in heard if mark is not None]

    found: Counted = {}
    for moment in ("hot", "cold"):
        heard = marks(moment)
        sent = [
            row for row in invited.values()
            if row["campaign_id"] in campaigns and campaigns[row["campaign_id"]]["moment"] == moment
            and row["audience"] == "learner" and row["enrolment_id"] in paths
            and first <= (day(row["sent_on"]) or last) <= last
        ]  # fmt: skip
        found[f"satisfaction_{moment}_rate"] = (sum(mark >= 7 for mark in heard), len(heard))
        found[f"satisfaction_{moment}_mean"] = (sum(heard), len(heard))
        found[f"response_{moment}_rate"] = (sum(row["answered_on"] is not None for row in sent), len(sent))
    return found


def _out_of_ten(definition: Row, response: Any) -> float | None:
    if isinstance(response, bool) or not isinstance(response, (int, float)):
        return None
    if definition["kind"] == "number":
        low, high = definition["low"], definition["high"]
        return 10 * (response - low) / (high - low)
    if definition["kind"] == "scale":
        steps = definition.get("options") or list(range(definition.get("low") or 1, (definition.get("high") or 5) + 1))
        return 10 * (response - 1) / (len(steps) - 1)
    return None
