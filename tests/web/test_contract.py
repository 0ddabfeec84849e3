"""The API as contract.md writes it: names, shapes and statuses that other programs rely on."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.ids import new_id
from app.enrolments.models import Enrolment
from app.forum.models import Thread
from tests.core.test_ground import UUID7
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

Api = Callable[..., Client]
LEARNER, ADVISER, TRAINER, QUALITY = (f"{role}@demo.example" for role in ("learner", "adviser", "trainer", "quality"))
PROBLEM = {"type", "title", "status", "detail"}
NEW = {
    "course": "petit-parcours", "learner_email": "karim@demo.example", "learner_name": "Karim Benali",
    "starts_on": "2026-11-30",
}  # fmt: skip
SESSION = {
    "course": "petit-parcours", "title": "Atelier", "starts_at": "2026-12-03T09:00:00+01:00",
    "ends_at": "2026-12-03T12:00:00+01:00", "place": "remote", "capacity": 1,
}  # fmt: skip


def is_id(value: object) -> bool:
    return isinstance(value, str) and bool(UUID7.fullmatch(value))


def is_moment(value: str) -> bool:
    return bool(re.search(r"(Z|[+-]\d\d:\d\d)$", value)) and datetime.fromisoformat(value).tzinfo is not None


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    """RFC 9457, with a sentence and nothing of our insides."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem.keys() >= PROBLEM
    assert problem["status"] == status
    assert problem["type"].startswith("/aide/erreurs#")
    assert problem["detail"][0].isupper()
    assert "Traceback" not in answer.text
    for error in problem.get("errors", []):
        assert error.keys() == {"field", "message"}
    return problem


@pytest.fixture
def enrolment(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return enrolled(session, house).id


@pytest.fixture
def key(database: RolledBack, house: House) -> Callable[[str], str]:
    with database.reading() as session:
        path = small_course(session, house.demo)
    return lambda name: activity(path, name).id


def test_me(api: Api) -> None:
    me = api(ADVISER).get("/me").json()
    assert me.keys() >= {"id", "email", "name", "roles"}
    assert is_id(me["id"])
    assert me["roles"] == [{"organisation": "demo", "role": "adviser"}]


def test_a_course_is_blocks_sequences_and_activities(api: Api) -> None:
    course = api(LEARNER).get("/courses/petit-parcours").json()
    activities = [
        one for block in course["blocks"] for sequence in block["sequences"] for one in sequence["activities"]
    ]
    assert len(activities) == 9
    for one in activities:
        assert one.keys() >= {"id", "kind", "title", "minutes", "place", "timing", "people", "guidance"}
        assert is_id(one["id"])
        assert one["place"] in ("on_site", "remote")
        assert one["timing"] in ("synchronous", "asynchronous")
    assert {one["kind"] for one in activities} == {
        "page", "media", "file", "link", "quiz", "assignment", "self_assessment", "forum", "session",
    }  # fmt: skip


def test_an_enrolment_is_made_and_read_back(api: Api) -> None:
    machine = api(ADVISER)
    made = machine.post("/enrolments", json=NEW | {"adviser_email": ADVISER, "referrer": "Mission locale"})
    assert made.status_code == 201
    assert is_id(made.json()["id"])
    assert date.fromisoformat(made.json()["starts_on"]) == date(2026, 11, 30)
    listed = machine.get("/enrolments").json()
    assert listed.keys() == {"items", "next"}
    assert [one["id"] for one in listed["items"]] == [made.json()["id"]]
    assert machine.get(f"/enrolments/{made.json()['id']}").json() == made.json()


def test_progress_has_the_shape_of_the_contract(api: Api, enrolment: str, key: Callable[[str], str]) -> None:
    found = api(LEARNER).get(f"/enrolments/{enrolment}/progress").json()
    assert found.keys() >= {"percent", "minutes", "blocks", "next"}
    assert found["minutes"].keys() == {"planned", "done", "on_site", "remote"}
    for block in found["blocks"]:
        assert block.keys() >= {"id", "title", "percent", "level"}
        assert block["level"].keys() == {"entry", "middle", "exit"}
    assert found["next"].keys() == {"activity_id", "title"}
    assert found["next"]["activity_id"] == key("accueil")


def test_saying_that_it_is_done_twice_changes_nothing(api: Api, enrolment: str, key: Callable[[str], str]) -> None:
    machine = api(LEARNER)
    path = f"/enrolments/{enrolment}/activities/{key('accueil')}/completion"
    first, second = machine.put(path, json={"done": True}), machine.put(path, json={"done": True})
    assert (first.status_code, first.json()) == (200, second.json())
    assert first.json()["state"] == "done"
    assert is_moment(first.json()["done_at"])
    progress = machine.get(f"/enrolments/{enrolment}/progress").json()
    assert progress["minutes"]["done"] == progress["minutes"]["remote"] > 0
    is_problem(machine.put(path, json={"done": False}), 422)


def test_a_quiz_and_a_work_are_sent(api: Api, enrolment: str, key: Callable[[str], str]) -> None:
    machine = api(LEARNER)
    sent = machine.post(
        f"/activities/{key('questions')}/attempts", json={"answers": {"vrai": "false", "mot": "Résultat"}}
    )
    assert sent.status_code == 201
    assert is_id(sent.json()["attempt"]["id"])
    work = machine.post(
        f"/activities/{key('travail')}/submissions", {"text": "Mon essai"}, files={"file": ("plan.txt", b"Mes clients")}
    )
    assert work.status_code == 201
    assert is_id(work.json()["id"])
    assert work.json()["activity"]["state"] == "waiting"


def test_a_session_is_planned_booked_waited_for_and_attended(api: Api, enrolment: str) -> None:
    trainer, adviser = api(TRAINER), api(ADVISER)
    made = trainer.post("/sessions", json=SESSION)
    assert made.status_code == 201
    meeting = made.json()["id"]
    assert is_id(meeting)
    assert is_moment(made.json()["starts_at"])
    other = adviser.post("/enrolments", json=NEW | {"starts_on": "2026-11-23"}).json()["id"]
    first = api(LEARNER).post(f"/sessions/{meeting}/bookings", json={"enrolment_id": enrolment})
    assert (first.status_code, first.json()) == (200, {"state": "booked", "position": None})
    waiting = adviser.post(f"/sessions/{meeting}/bookings", json={"enrolment_id": other}).json()
    assert waiting == {"state": "waiting", "position": 1}
    listed = trainer.get("/sessions?from=2026-12-03&to=2026-12-04").json()
    assert [one["id"] for one in listed["items"]] == [meeting]
    path = f"/sessions/{meeting}/attendance/{enrolment}"
    with clock.at(clock.paris(date(2026, 12, 3), 13)):
        trainer = api(TRAINER)
        for present in (True, False, False):
            noted = trainer.put(path, json={"half_day": "morning", "present": present, "reason": "Train en retard"})
            assert noted.status_code == 200
            assert noted.json()["present"] is present
    is_problem(trainer.put(path, json={"half_day": "evening", "present": True}), 422)


def test_the_forum(api: Api, house: House) -> None:
    machine = api(LEARNER)
    made = machine.post("/forum/threads", json={"title": "Mes prix", "body": "Comment ?"})
    assert made.status_code == 201
    thread = made.json()["id"]
    assert machine.post(f"/forum/threads/{thread}/posts", json={"body": "Encore"}).status_code == 201
    assert machine.get("/forum/threads").json().keys() == {"items", "next"}
    assert len(machine.get(f"/forum/threads/{thread}").json()["posts"]) == 2


@pytest.mark.parametrize(("day", "count"), [("2026-10-31", 32), ("2026-11-20", 33)])
def test_indicators_follow_the_grid_in_force(api: Api, day: str, count: int) -> None:
    found = api(QUALITY).get(f"/quality/indicators?from=2026-01-01&to={day}").json()
    assert len(found) == count
    for one in found:
        assert one.keys() >= {"number", "title", "criterion", "status", "evidence_count", "figures"}
        for figure in one["figures"]:
            assert figure.keys() >= {"name", "value", "numerator", "denominator"}
    text = api(QUALITY).get(f"/quality/indicators.csv?from=2026-01-01&to={day}")
    assert text.headers["content-type"].startswith("text/csv")


def test_ones_own_data_is_a_zip_of_html_and_json(api: Api, enrolment: str) -> None:
    answer = api(LEARNER).get("/me/data")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith(".json"):
                json.loads(archive.read(name))
    assert {name.rsplit(".", 1)[-1] for name in names} >= {"html", "json"}


def test_health(api: Api) -> None:
    machine = api()
    assert machine.http.headers.get("authorization") is None
    for path in ("/healthz", "/readyz"):
        answer = machine.portal.call(lambda path=path: machine.http.get(path))
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    metrics = machine.portal.call(lambda: machine.http.get("/metrics"))
    assert "bidaide_requests_total" in metrics.text
    behind = machine.portal.call(lambda: machine.http.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}))
    assert behind.status_code == 403


# --- Lists ------------------------------------------------------------------------------------------------


def test_lists_are_pages_that_follow_each_other_without_a_gap(api: Api, database: RolledBack, house: House) -> None:
    with database.writing() as session:
        made = {enrolled(session, house, email=f"p{n}@demo.example", name=f"P {n}").id for n in range(7)}
    machine = api(ADVISER)
    for path in ("/enrolments", "/follow-up"):
        seen: list[str] = []
        after = ""
        while True:
            page = machine.get(path, params={"limit": 3, "after": after}).json()
            assert len(page["items"]) <= 3
            seen += [one.get("id") or one["enrolment_id"] for one in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 7
        assert set(seen) == made


@pytest.mark.parametrize(
    "path", ["/courses", "/enrolments", "/sessions", "/submissions", "/forum/threads", "/follow-up"]
)
def test_the_size_of_a_list_has_limits(api: Api, path: str) -> None:
    machine = api(TRAINER)
    assert machine.get(f"{path}?limit=200").status_code == 200
    for limit in ("201", "0", "-1", "dix", "1e9", ""):
        problem = is_problem(machine.get(f"{path}?limit={limit}"), 422)
        assert problem["errors"][0]["field"].endswith("limit")
    is_problem(machine.get(f"{path}?after=n%27importe"), 422)


# --- What is wrong is said ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2028-02-29", 201), ("2027-02-29", 422), ("2026-11-31", 422), ("2026-02-02", 422), ("demain", 422),
        ("", 422), (None, 422), (20261130, 422), ("9999-12-31", 422), ("0001-01-01", 422),
    ],
)  # fmt: skip
def test_an_entry_date_is_one_of_the_calendar_and_not_past(api: Api, day: object, status: int) -> None:
    answer = api(ADVISER).post("/enrolments", json=NEW | {"starts_on": day})
    if status == 201:
        assert answer.status_code == 201, answer.text
    else:
        problem = is_problem(answer, status)
        assert problem["errors"][0]["field"] == "starts_on"


@pytest.mark.parametrize("missing", ["course", "learner_name", "starts_on"])
def test_what_is_missing_is_named(api: Api, missing: str) -> None:
    problem = is_problem(
        api(ADVISER).post("/enrolments", json={name: value for name, value in NEW.items() if name != missing}), 422
    )
    assert [error["field"] for error in problem["errors"]] == [missing]


def test_a_person_may_have_no_email_and_is_never_taken_for_another(api: Api) -> None:
    """They enter with a card or a code. Of two with one name, the telephone says which."""
    without = {name: value for name, value in NEW.items() if name != "learner_email"}
    answer = api(ADVISER).post("/enrolments", json=without)
    assert answer.status_code == 201, answer.text
    assert answer.json()["learner"]["email"] == ""
    problem = is_problem(api(ADVISER).post("/enrolments", json=without), 422)
    assert [error["field"] for error in problem["errors"]] == ["learner_phone"]
    problem = is_problem(api(ADVISER).post("/enrolments", json=NEW | {"learner_email": "karim"}), 422)
    assert [error["field"] for error in problem["errors"]] == ["learner_email"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"title": "\\ud800", "body": "x"}'])
def test_a_body_that_is_not_what_is_asked_is_refused(api: Api, database: RolledBack, body: bytes) -> None:
    answer = api(LEARNER).request("POST", "/forum/threads", content=body, headers={"Content-Type": "application/json"})
    is_problem(answer, answer.status_code)
    assert answer.status_code in (400, 422)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Thread)) == 0


def test_a_nul_in_a_text_is_refused_or_taken_out_and_never_breaks(api: Api) -> None:
    answer = api(LEARNER).post("/forum/threads", json={"title": "a\u0000b", "body": "c\u0000d"})
    assert answer.status_code in (201, 422)
    is_problem(api(LEARNER).get("/enrolments/%00/progress"), 404)
    is_problem(api(LEARNER).get("/courses/a%00b"), 404)


def test_an_unknown_address_or_method_is_a_problem_document(api: Api) -> None:
    machine = api(LEARNER)
    is_problem(machine.get("/nothing"), 404)
    is_problem(machine.request("DELETE", "/courses"), 405)
    is_problem(machine.get(f"/enrolments/{new_id()}"), 404)
    is_problem(api().get("/me"), 401)


def test_a_body_too_large_is_refused_and_leaves_nothing(
    api: Api, enrolment: str, key: Callable[[str], str], database: RolledBack
) -> None:
    huge = b"x" * 50_000_001
    answer = api(LEARNER).post(
        f"/activities/{key('travail')}/submissions", {"text": "x"}, files={"file": ("gros.bin", huge)}
    )
    is_problem(answer, 413)
    with database.reading() as session:
        assert not list(session.connection().exec_driver_sql("SELECT 1 FROM submission"))


# --- Once ---------------------------------------------------------------------------------------------------


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_key_writes_once_and_answers_the_same(api: Api, database: RolledBack) -> None:
    machine, header = api(ADVISER), {"Idempotency-Key": "k-1"}
    first = machine.post("/enrolments", json=NEW, headers=header)
    again = machine.post("/enrolments", json=NEW, headers=header)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    with database.reading() as session:
        assert count(session, Enrolment) == 1
    problem = is_problem(machine.post("/enrolments", json=NEW | {"project": "Autre"}, headers=header), 409)
    assert "idempotence" in problem["detail"]


def test_a_refused_request_leaves_its_key_free(api: Api) -> None:
    machine, header = api(ADVISER), {"Idempotency-Key": "k-2"}
    is_problem(machine.post("/enrolments", json=NEW | {"course": "inconnu"}, headers=header), 422)
    assert machine.post("/enrolments", json=NEW, headers=header).status_code == 201


def test_a_key_belongs_to_whoever_sent_it(api: Api, database: RolledBack) -> None:
    body, header = {"title": "Mes prix", "body": "Comment ?"}, {"Idempotency-Key": "k-3"}
    one = api(LEARNER).post("/forum/threads", json=body, headers=header)
    two = api(TRAINER).post("/forum/threads", json=body, headers=header)
    assert one.json()["id"] != two.json()["id"]


def test_without_a_key_or_with_another_it_is_another_request(api: Api, database: RolledBack) -> None:
    machine = api(LEARNER)
    for n, header in enumerate(({}, {"Idempotency-Key": "a"}, {"Idempotency-Key": "b"})):
        machine.post("/forum/threads", json={"title": f"T {n}", "body": "x"}, headers=header)
    with database.reading() as session:
        assert count(session, Thread) == 3


# --- The description and its reader -------------------------------------------------------------------------


def test_the_reader_of_the_description_loads_nothing_from_elsewhere(visit: Api) -> None:
    page = visit().page("/api/docs")
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    assert "/api/v1/auth/token" in page


def test_the_description_announces_problem_documents(app: Any) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            refusal = operation["responses"].get("4XX", {})
            assert "application/problem+json" in refusal.get("content", {}), f"{method} {path}"


def test_every_operation_says_in_a_sentence_what_it_does(app: Any) -> None:
    silent = [
        f"{method} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description") and not operation.get("summary")
    ]
    assert not silent


@pytest.mark.parametrize("path", ["/", "/connexion", "/parcours", "/nothing", "/api/v1/me", "/api/v1/nothing"])
def test_every_answer_carries_the_headers_that_protect_it(visit: Api, path: str) -> None:
    headers = visit().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
