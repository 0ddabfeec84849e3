"""Assessment for machines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.db import Database
from tests.assessment.test_pages import Ground
from tests.assessment.test_quizzes import RIGHT
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.rubrics import publish_rubric

Api = Callable[..., Client]


@pytest.fixture
def ground(database: Database, house: House) -> Ground:
    return Ground(database, house)


@pytest.fixture
def learner(ground: Ground, api: Api) -> Client:
    return api("learner@demo.example")


def test_a_machine_reads_the_questions_answers_them_and_reads_the_result(ground: Ground, learner: Client) -> None:
    quiz = ground.activity("questions").id
    asked = learner.get(f"/activities/{quiz}/questions").json()
    assert (asked["attempt"], asked["attempts_left"]) == (1, 3)
    assert [question["name"] for question in asked["items"]] == list(RIGHT)
    response = learner.post(f"/activities/{quiz}/attempts", json={"answers": ground.answers(RIGHT)})
    assert response.status_code == 201
    body = response.json()
    assert body["attempt"]["percent"] == 100
    assert body["attempt"]["state"] == "graded"
    assert body["activity"] == {"state": "done", "reason": ""}
    assert body["questions"][0]["feedback"] == ["Oui.", "Un prix se calcule, puis se teste."]
    by_id = {question["id"]: ground.answers(RIGHT)[question["name"]] for question in asked["items"]}
    assert learner.post(f"/activities/{quiz}/attempts", json={"answers": by_id}).json()["attempt"]["number"] == 2


def test_the_same_request_twice_is_carried_out_once(ground: Ground, learner: Client) -> None:
    quiz = ground.activity("questions").id
    options = {"json": {"answers": ground.answers(RIGHT)}, "headers": {"Idempotency-Key": "k1"}}
    first = learner.post(f"/activities/{quiz}/attempts", **options)
    again = learner.post(f"/activities/{quiz}/attempts", **options)
    assert first.json() == again.json()
    numbered = {"answers": ground.answers(RIGHT), "attempt": 1}
    assert learner.post(f"/activities/{quiz}/attempts", json=numbered).json()["attempt"]["number"] == 1
    other = learner.post(f"/activities/{quiz}/attempts", json={"answers": ground.answers({"prix": "1"}), "attempt": 1})
    assert other.status_code == 409
    assert other.json()["attempt"]["number"] == 1


def test_wrong_answers_to_the_api_are_problems_with_their_field(ground: Ground, learner: Client) -> None:
    quiz = ground.activity("questions").id
    response = learner.post(f"/activities/{quiz}/attempts", json={"answers": {"inconnue": 1, "prix": [], "vrai": 3}})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert {error["field"] for error in response.json()["errors"]} == {"answers.inconnue", "answers.vrai"}
    assert learner.post(f"/activities/{quiz}/attempts", json={"answers": []}).status_code == 422
    assert (
        learner.post(f"/activities/{ground.activity('travail').id}/attempts", json={"answers": {}}).status_code == 404
    )


def test_walls_hold_for_machines(ground: Ground, api: Api) -> None:
    quiz = ground.activity("questions").id
    body = {"answers": ground.answers(RIGHT), "enrolment_id": ground.enrolment_id}
    assert api("learner-voisine@demo.example").post(f"/activities/{quiz}/attempts", json=body).status_code == 404
    assert api("expert@demo.example").post(f"/activities/{quiz}/attempts", json=body).status_code == 404
    assert api("adviser@demo.example").post(f"/activities/{quiz}/attempts", json=body).status_code == 403
    assert api().post(f"/activities/{quiz}/attempts", json=body).status_code == 401
    assert api("learner-voisine@demo.example").get(f"/enrolments/{ground.enrolment_id}/levels").status_code == 404


def test_a_work_is_handed_in_listed_and_reviewed(ground: Ground, learner: Client, api: Api) -> None:
    work = ground.activity("travail").id
    response = learner.post(
        f"/activities/{work}/submissions", data={"text": "Mon essai."}, files={"file": ("a.txt", b"octets")}
    )
    assert response.status_code == 201
    kept = response.json()
    assert (kept["state"], kept["activity"]["state"]) == ("waiting", "waiting")
    trainer = api("trainer@demo.example")
    (item,) = trainer.get("/submissions?state=waiting").json()["items"]
    assert item["id"] == kept["id"]
    assert item["file"].startswith("/fichiers/")
    assert learner.post(f"/submissions/{kept['id']}/review", json={"decision": "accepted"}).status_code == 403
    assert trainer.post(f"/submissions/{kept['id']}/review", json={"decision": "sent_back"}).status_code == 422
    assert trainer.post(f"/submissions/{kept['id']}/review", json={"decision": "peut-être"}).status_code == 422
    review = {"decision": "accepted", "comment": "Bravo.", "criteria": {"1": "met"}}
    assert trainer.post(f"/submissions/{kept['id']}/review", json=review).json()["criteria"] == {"1": "met"}
    assert trainer.get("/submissions?state=waiting").json()["items"] == []
    assert [one["comment"] for one in learner.get("/submissions").json()["items"]] == ["Bravo."]
    assert api("trainer-voisine@demo.example").get("/submissions").json()["items"] == []
    assert learner.post(f"/activities/{work}/submissions", data={"text": ""}).status_code == 422


def test_a_rubric_is_said_and_read_by_machines(
    ground: Ground, learner: Client, api: Api, visit: Api, tmp_path: Path
) -> None:
    with ground.database.writing() as session:
        publish_rubric(session, ground.house.demo, tmp_path)
    work = ground.activity("travail").id
    sent = learner.post(f"/activities/{work}/submissions", data={"text": "Mon essai 🙂 du samedi."}).json()["id"]
    trainer = api("trainer@demo.example")
    visit("trainer@demo.example").post(f"/travaux/{sent}/relecture", {"note-1": "Quel samedi ?"})
    assert learner.get("/submissions").json()["items"][0]["annotations"] == []
    (note,) = trainer.get("/submissions").json()["items"][0]["annotations"]
    assert (note["quote"], note["end"] - note["start"], note["told"]) == ("Mon essai 🙂 du samedi.", 22, False)
    for wrong in ({"levels": {"1": 4}}, {"levels": {"9": 1}}, {"criteria": {"1": "met"}}, {"comments": {"9": "x"}}):
        answer = trainer.post(f"/submissions/{sent}/review", json={"decision": "accepted", **wrong})
        assert answer.status_code == 422
    review = {"decision": "accepted", "levels": {"1": 3, "2": 1}, "comments": {"2": "Une source ?"}}
    kept = trainer.post(f"/submissions/{sent}/review", json=review).json()
    assert (kept["levels"], kept["comments"], kept["criteria"]) == ({"1": 3, "2": 1}, {"2": "Une source ?"}, {})
    (item,) = learner.get("/submissions").json()["items"]
    assert [(one["criterion"], one["competence"], one["level"], one["level_name"], one["of"], one["comment"]) for one in item["results"]] == [
        ("On comprend", "P2.1", 3, "Acquis", 3, ""), ("On peut vérifier", "P1.1", 1, "Pas encore", 3, "Une source ?"),
    ]  # fmt: skip
    assert [one["comment"] for one in item["annotations"]] == ["Quel samedi ?"]
    assert item["decision"] == "accepted"


def test_levels_are_given_and_read(ground: Ground, learner: Client, api: Api) -> None:
    competence = ground.outline.blocks[0].competences[0].id
    path = f"/enrolments/{ground.enrolment_id}/levels"
    body = {"stage": "entry", "levels": {competence: 2}}
    assert learner.post(path, json=body).json() == {"changed": 1, "voice": "learner"}
    assert api("adviser@demo.example").post(path, json=body).json() == {"changed": 1, "voice": "adviser"}
    assert api("adviser@demo.example").post(path, json=body).json()["changed"] == 0
    assert api("quality@demo.example").post(path, json=body).status_code == 403
    assert learner.post(path, json={"stage": "entry", "levels": {"inconnue": 1}}).status_code == 422
    items = learner.get(path).json()["items"]
    assert items[0]["levels"] == {"entry": {"learner": 2, "adviser": 2}}


def test_a_quiz_as_an_activity_does_not_give_its_answers_away(ground: Ground, learner: Client) -> None:
    found = learner.get(f"/activities/{ground.activity('questions').id}")
    assert found.status_code == 200
    assert found.json()["content"]["shuffle"] is True
    assert "bénéfice" not in found.text
    assert ".gift" not in found.text
