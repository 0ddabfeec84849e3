"""The doors of surveys, choices and checklists, for the person and for the team."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assessment import services
from app.core.db import Database
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.opinions import ACTIVITIES, Ground

Visit = Callable[..., Client]


@pytest.fixture
def ground(session: Session, database: Database, house: House, tmp_path: Path) -> Ground:
    return Ground(session, house, tmp_path / "cours")


@pytest.fixture
def learner(ground: Ground, visit: Visit) -> Client:
    return visit("learner@demo.example")


@pytest.fixture
def trainer(ground: Ground, visit: Visit) -> Client:
    return visit("trainer@demo.example")


def at(ground: Ground, key: str) -> str:
    return f"/activites/{ground.activity(key).id}"


def results_of(ground: Ground, key: str) -> str:
    return f"/atelier/{ground.house.course_slug}/activites/{ground.activity(key).id}/reponses"


def hidden(page: str) -> dict[str, str]:
    """What the form of a survey carries along."""
    return dict(re.findall(r'type="hidden" name="(asked|promise)" value="([^"]*)"', page))


def ids(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


# --- The person ---------------------------------------------------------------------------------------------------


def test_a_survey_is_answered_and_its_answers_come_back_to_be_changed(ground: Ground, learner: Client) -> None:
    page = learner.page(at(ground, "avis"))
    assert "L&#39;équipe lit vos réponses avec votre nom" in page or "L'équipe lit vos réponses avec votre nom" in page
    sent = learner.post(at(ground, "avis") + "/avis", hidden(page) | {"q1": "4", "q2": ["1", "3"], "q5": "Merci."})
    assert (sent.status_code, sent.headers["location"]) == (303, "/accueil")
    page = learner.page(at(ground, "avis"))
    assert "Vous pouvez encore les changer" in page
    assert len(re.findall(r"<input[^>]+ checked", page)) == 3
    assert "Merci." in page
    same = learner.post(
        at(ground, "avis") + "/avis", hidden(page) | {"q1": "4", "q2": ["1", "3"], "q5": "Merci."}, follow=True
    )
    assert "Rien n&#39;a changé" in same.text or "Rien n'a changé" in same.text


def test_what_is_missing_comes_back_with_each_answer_in_its_place(ground: Ground, learner: Client) -> None:
    page = learner.page(at(ground, "avis"))
    form = hidden(page) | {"q2": ["2"], "q4": "soixante", "q5": "Mes mots <b>à moi</b>"}
    refused = learner.post(at(ground, "avis") + "/avis", form)
    assert refused.status_code == 422
    assert 'href="#field-q4"' in refused.text
    assert 'value="soixante"' in refused.text
    assert "Mes mots &lt;b&gt;à moi&lt;/b&gt;" in refused.text
    assert re.search(r'name="q2" value="2" checked', refused.text)
    form["q4"] = "6"
    assert 'href="#field-q1"' in learner.post(at(ground, "avis") + "/avis", form).text


def test_answers_are_kept_for_later(ground: Ground, learner: Client, trainer: Client) -> None:
    page = learner.page(at(ground, "avis"))
    kept = learner.post(at(ground, "avis") + "/avis", hidden(page) | {"q5": "À finir", "act": "keep"}, follow=True)
    assert "À finir" in kept.text
    assert "Il reste à les envoyer" in kept.text
    mine = f"{at(ground, 'avis')}?parcours={ground.enrolment.id}"
    assert "À finir" not in trainer.page(mine)
    learner.post(at(ground, "avis") + "/avis", hidden(page) | {"q1": "4", "q2": "1", "q5": "Fini"})
    assert "Fini" in trainer.page(mine)


def test_a_page_that_promised_otherwise_is_read_again_before_anything_leaves(ground: Ground, learner: Client) -> None:
    page = learner.page(at(ground, "avis"))
    ground.edit("why: Votre avis", "anonymous: true\nwhy: Votre avis")
    refused = learner.post(at(ground, "avis") + "/avis", hidden(page) | {"q1": "4", "q2": "1", "q5": "Mes mots"})
    assert refused.status_code == 409
    assert "Mes mots" in refused.text
    assert hidden(refused.text)["promise"] == "unnamed"
    assert (
        learner.post(
            at(ground, "avis") + "/avis", hidden(refused.text) | {"q1": "4", "q2": "1", "q5": "Mes mots"}
        ).headers["location"]
        == "/accueil"
    )


def test_without_a_name_the_answers_are_not_shown_again(ground: Ground, learner: Client) -> None:
    page = learner.page(at(ground, "avis-libre"))
    assert "gardées sans votre nom" in page
    assert 'value="keep"' not in page
    form = hidden(page) | {"q1": "2", "q2": "1", "q5": "Un secret"}
    assert learner.post(at(ground, "avis-libre") + "/avis", form).headers["location"] == "/accueil"
    page = learner.page(at(ground, "avis-libre"))
    assert "Un secret" not in page
    assert 'name="q1"' not in page
    again = learner.post(at(ground, "avis-libre") + "/avis", form, follow=True)
    assert "déjà arrivées" in again.text


def test_one_chooses_sees_what_is_left_and_chooses_otherwise(ground: Ground, learner: Client, visit: Visit) -> None:
    page = learner.page(at(ground, "creneau"))
    assert "Il reste 1 place" in page
    assert "personne l&#39;a choisie" not in page
    photo, till, _leaflet = ids(page, "option")
    assert learner.post(at(ground, "creneau") + "/choix", {"option": photo}).headers["location"] == "/accueil"
    page = learner.page(at(ground, "creneau"))
    assert "Changer mon choix" in page
    assert "1 personne l&#39;a choisie" in page or "1 personne l'a choisie" in page
    other = ground.somebody(1)
    late = visit(other.email)
    page = late.page(at(ground, "creneau"))
    assert "Complet" in page
    assert re.search(r'id="field-option"[^>]+disabled', page)
    refused = late.post(at(ground, "creneau") + "/choix", {"option": photo})
    assert refused.status_code == 409
    assert "plus de place pour" in refused.text
    assert 'href="#field-option"' in late.post(at(ground, "creneau") + "/choix", {}).text
    learner.post(at(ground, "creneau") + "/choix", {"option": till})
    assert late.post(at(ground, "creneau") + "/choix", {"option": photo}).status_code == 303


def test_a_list_is_ticked_point_by_point_without_a_script(ground: Ground, learner: Client) -> None:
    page = learner.page(at(ground, "liste"))
    assert "0 sur 3" in page
    assert "<strong>mon numéro</strong>" in page
    first, second, third = ids(page, "item")
    ticked = learner.post(at(ground, "liste") + "/points", {"item": first, "checked": "1"})
    assert ticked.headers["location"] == f"{at(ground, 'liste')}#point-{first}"
    page = learner.page(at(ground, "liste"))
    assert "1 sur 3" in page
    assert page.count('aria-pressed="true"') == 1
    learner.post(at(ground, "liste") + "/points", {"item": first, "checked": "0"})
    assert "0 sur 3" in learner.page(at(ground, "liste"))
    for item in (first, second):
        learner.post(at(ground, "liste") + "/points", {"item": item, "checked": "1"})
    last = learner.post(at(ground, "liste") + "/points", {"item": third, "checked": "1"})
    assert last.headers["location"] == "/accueil"
    page = learner.page(at(ground, "liste"))
    assert "3 sur 3" in page
    assert '<button type="submit" class="tick"' not in page
    stale = learner.post(at(ground, "liste") + "/points", {"item": first, "checked": "0"})
    assert stale.status_code == 409
    assert "déjà comptée" in stale.text


def test_a_script_shortens_the_way(ground: Ground, learner: Client) -> None:
    first, second, third = ids(learner.page(at(ground, "liste")), "item")
    fragment = {"HX-Request": "true"}
    part = learner.post(at(ground, "liste") + "/points", {"item": first, "checked": "1"}, headers=fragment)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "1 sur 3" in part.text
    assert "1 point sur 3" in part.text
    learner.post(at(ground, "liste") + "/points", {"item": second, "checked": "1"}, headers=fragment)
    last = learner.post(at(ground, "liste") + "/points", {"item": third, "checked": "1"}, headers=fragment)
    assert (last.status_code, last.headers["HX-Redirect"]) == (200, "/accueil")


# --- The team -----------------------------------------------------------------------------------------------------


def answered(ground: Ground) -> None:
    services.send_answers(
        ground.session,
        ground.me,
        None,
        ground.activity("avis").id,
        {"1": 4, "2": [1, 3], "4": 12, "5": "=1+1 et <merci>"},
    )
    option = ground.content("creneau")["options"][0]["id"]
    services.choose(ground.session, ground.me, None, ground.activity("creneau").id, [option])
    item = ground.content("liste")["items"][0]["id"]
    services.tick(ground.session, ground.me, None, ground.activity("liste").id, item, True)


def test_the_team_reads_the_answers_from_the_page_of_the_sequence(ground: Ground, trainer: Client) -> None:
    answered(ground)
    sequence = trainer.page(f"/atelier/{ground.house.course_slug}/sequences/{ground.activity('avis').sequence_id}")
    for key in ACTIVITIES:
        assert results_of(ground, key) in sequence
    page = trainer.page(results_of(ground, "avis"))
    for words in (
        "1 personne a répondu",
        "en moyenne 4,0 sur 5",
        "5 (tout à fait)",
        "1 sur 1, soit 100 %",
        "en moyenne 12,0, de 12 à 12",
        "Learner Demo",
        "=1+1 et &lt;merci&gt;",
    ):
        assert words in page, words
    page = trainer.page(results_of(ground, "creneau"))
    assert "1 sur 1" in page
    assert "Learner Demo" in page
    page = trainer.page(results_of(ground, "liste"))
    assert "1 sur 3" in page
    assert "1 personne sur 1" in page
    assert "Pas encore de réponse à lire" in trainer.page(results_of(ground, "avis-libre"))


def test_a_period_keeps_what_was_sent_in_it(ground: Ground, trainer: Client) -> None:
    answered(ground)
    assert "Learner Demo" not in trainer.page(results_of(ground, "avis") + "?du=2026-01-01&au=2026-11-22")
    assert "Learner Demo" in trainer.page(results_of(ground, "avis") + "?du=2026-11-23&au=2026-11-23")
    wrong = trainer.get(results_of(ground, "avis") + "?du=2026-11-23&au=2026-02-30")
    assert wrong.status_code == 422
    assert 'href="#field-au"' in wrong.text
    assert 'value="2026-02-30"' in wrong.text


def table(answer: Any) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_answers_go_into_a_spreadsheet_and_no_formula_with_them(ground: Ground, trainer: Client) -> None:
    answered(ground)
    _head, *rows = table(trainer.get(results_of(ground, "avis") + ".csv"))
    assert {row[0]: row[2] for row in rows} == {
        "Le rythme vous convient-il ?": "4",
        "Que garderiez-vous ?": "Les ateliers ; Les quiz",
        "Combien d'heures par semaine ?": "12",
        "Un mot à l'équipe": "'=1+1 et <merci>",
    }
    assert {row[3] for row in rows} == {"Learner Demo"}
    assert table(trainer.get(results_of(ground, "creneau") + ".csv"))[1][:2] == [
        "Photographier ses produits",
        "Learner Demo",
    ]
    assert table(trainer.get(results_of(ground, "liste") + ".csv"))[1][1] == "Learner Demo"
    assert trainer.get(results_of(ground, "liste") + ".csv?du=demain").status_code == 422


def test_no_name_and_no_day_go_into_the_spreadsheet_of_a_survey_without_names(ground: Ground, trainer: Client) -> None:
    for number in range(7):
        services.send_answers(
            ground.session,
            ground.somebody(number),
            None,
            ground.activity("avis-libre").id,
            {"1": 3, "2": [1], "5": f"Mot {number}"},
        )
    _head, *rows = table(trainer.get(results_of(ground, "avis-libre") + ".csv"))
    assert len(rows) == 15, "the two people of the lot under way are not in it"
    assert {tuple(row[3:]) for row in rows} == {("", "")}
    page = trainer.page(results_of(ground, "avis-libre"))
    assert "Personne 1" not in page
    assert "2 personnes ont répondu et attendent" in page


def test_other_organisations_and_other_kinds_have_no_such_page(ground: Ground, visit: Visit, trainer: Client) -> None:
    assert trainer.get(results_of(ground, "questions")).status_code == 404
    assert trainer.get(f"/atelier/{ground.house.course_slug}/activites/inconnue/reponses").status_code == 404
    assert visit("learner@demo.example").get(results_of(ground, "avis")).status_code == 403
    assert visit("trainer-voisine@demo.example").get(results_of(ground, "avis")).status_code == 404


# --- Machines -----------------------------------------------------------------------------------------------------


def test_a_machine_reads_a_survey_and_answers_it(ground: Ground, api: Visit) -> None:
    machine, path = api("learner@demo.example"), f"/activities/{ground.activity('avis').id}"
    content = machine.get(path).json()["content"]
    assert [one["kind"] for one in content["asked"]] == ["scale", "several", "one", "number", "text"]
    survey = machine.get(f"{path}/survey-answers").json()
    assert survey["questions"][1]["options"] == ["Les ateliers", "Les lectures", "Les quiz"]
    assert survey["questions"][0]["low"] == "pas du tout"
    by_id = {survey["questions"][0]["id"]: 5, "2": [2]}
    draft = machine.post(f"{path}/survey-answers", json={"answers": {"5": "À finir"}, "draft": True}).json()
    assert draft["activity"]["state"] == "opened"
    sent = machine.post(f"{path}/survey-answers", json={"answers": by_id, "anonymous": False})
    assert sent.status_code == 200
    assert sent.json() == {"changed": True, "activity": {"state": "done", "reason": ""}}
    assert machine.post(f"{path}/survey-answers", json={"answers": by_id}).json()["changed"] is False
    assert [one["answer"] for one in machine.get(f"{path}/survey-answers").json()["questions"]] == [
        5,
        [2],
        None,
        None,
        None,
    ]
    assert machine.post(f"{path}/survey-answers", json={"answers": by_id, "anonymous": True}).status_code == 409
    wrong = machine.post(f"{path}/survey-answers", json={"answers": {"1": "beaucoup", "9": 1}})
    assert {error["field"] for error in wrong.json()["errors"]} == {"q1", "answers.9"}


def test_a_machine_chooses_and_ticks(ground: Ground, api: Visit) -> None:
    machine = api("learner@demo.example")
    path = f"/activities/{ground.activity('creneau').id}/choices"
    options = machine.get(path).json()["options"]
    assert [(one["places"], one["left"], one["people"]) for one in options] == [
        (1, 1, None),
        (2, 2, None),
        (None, None, None),
    ]
    chosen = machine.post(path, json={"options": [options[0]["id"]]})
    assert chosen.json() == {"changed": True, "activity": {"state": "done", "reason": ""}}
    assert machine.post(path, json={"options": [options[0]["id"]]}).json()["changed"] is False
    assert machine.get(path).json()["options"][0] | {"id": "", "title": ""} == {
        "id": "", "title": "", "places": 1, "left": 0, "people": 1, "chosen": True,
    }  # fmt: skip
    ground.somebody(1)
    late = api("p1@demo.example").post(path, json={"options": [options[0]["id"]]})
    assert late.status_code == 409
    path = f"/activities/{ground.activity('liste').id}/checks"
    items = machine.get(path).json()["items"]
    ticked = machine.post(path, json={"item": items[0]["id"]}).json()
    assert (ticked["changed"], ticked["checked"], ticked["wanted"]) == (True, 1, 3)
    assert machine.post(path, json={"item": items[0]["id"]}).json()["changed"] is False
    assert machine.get(path).json()["items"][0]["checked_at"]
    assert machine.post(path, json={"item": "inconnu"}).status_code == 422
