"""The doors of assessment: quiz, works, levels, how a sequence goes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.assessment.models import Attempt, Submission
from app.assessment.quizzes.queries import Version
from app.core.db import Database
from app.courses.outline import Activity, Outline
from app.enrolments.models import Enrolment
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course
from tests.factories.quizzes import form_in_codes, in_codes, questions_of

Visit = Callable[..., Client]


class Ground:
    def __init__(self, database: Database, house: House) -> None:
        self.database, self.house = database, house
        with database.writing() as session:
            self.enrolment_id = enrolled(session, house).id
        with database.reading() as session:
            self.outline: Outline = small_course(session, house.demo)

    def path(self, key: str) -> str:
        return f"/activites/{self.activity(key).id}"

    def activity(self, key: str) -> Activity:
        return activity(self.outline, key)

    def questions(self) -> list[Version]:
        """The questions of the small course's quiz."""
        with self.database.reading() as session:
            return questions_of(session, self.house.actor("learner"), self.activity("questions"))

    def form(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The fields of its form, as the browser names them."""
        return form_in_codes(self.questions(), answers)

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Answers by the name of each question, as a machine sends them."""
        known = {version.name: version for version in self.questions()}
        return {name: in_codes(known[name], response) for name, response in given.items()}

    def only(self, model: Any) -> Any:
        with self.database.reading() as session:
            return session.scalars(select(model)).one()


@pytest.fixture
def ground(database: Database, house: House) -> Ground:
    return Ground(database, house)


@pytest.fixture
def learner(ground: Ground, visit: Visit) -> Client:
    return visit("learner@demo.example")


@pytest.fixture
def trainer(ground: Ground, visit: Visit) -> Client:
    return visit("trainer@demo.example")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


RIGHT = {
    "q1": "0", "q2": ["0", "1"], "q3": "false", "q4": "bénéfice", "q5": "120", "q6-0": "0", "q6-1": "1", "q6-2": "2",
    "q7-0": "0", "q7-1": "0", "q8-0": "0", "q8-1": "1", "q8-2": "2",
}  # fmt: skip


def test_a_learner_takes_the_quiz_and_reads_what_each_answer_was_worth(ground: Ground, learner: Client) -> None:
    page = learner.page(ground.path("questions"))
    form = {"attempt": hidden(page, "attempt"), "asked": hidden(page, "asked"), **ground.form(RIGHT)}
    response = learner.post(ground.path("questions") + "/reponses", form, follow=True)
    assert response.status_code == 200
    assert "8 sur 8" in response.text
    assert "C&#39;est juste" in response.text
    assert "C&#39;est compté" in response.text or "C'est compté" in response.text
    again = learner.post(ground.path("questions") + "/reponses", form, follow=True)
    assert again.status_code == 200
    assert ground.only(Attempt).number == 1


def test_the_choices_keep_their_order_when_the_page_is_loaded_again(ground: Ground, learner: Client) -> None:
    assert learner.page(ground.path("questions")) == learner.page(ground.path("questions"))


def test_two_windows_lose_nothing(ground: Ground, learner: Client) -> None:
    page = learner.page(ground.path("questions"))
    form = {"attempt": hidden(page, "attempt"), "asked": hidden(page, "asked")}
    learner.post(ground.path("questions") + "/reponses", {**form, **ground.form(RIGHT)})
    response = learner.post(ground.path("questions") + "/reponses", {**form, "q4": "mes mots à moi"})
    assert response.status_code == 409
    assert "mes mots à moi" in response.text
    assert "essais/" + ground.only(Attempt).id in response.text
    assert hidden(response.text, "attempt") == "2"


def test_two_things_at_one_place_come_back_with_the_words_kept(ground: Ground, learner: Client) -> None:
    form = ground.form({**RIGHT, "q4": "mes mots", "q8-0": "1", "q8-1": "1"})
    response = learner.post(ground.path("questions") + "/reponses", form)
    assert response.status_code == 422
    assert "la même place" in response.text
    assert "mes mots" in response.text
    assert 'href="#field-q8"' in response.text
    assert 'id="field-q8"' in response.text


def test_empty_answers_are_said_and_count_for_nothing(ground: Ground, learner: Client) -> None:
    response = learner.post(ground.path("questions") + "/reponses", ground.form({"q1": "0"}), follow=True)
    assert response.status_code == 200
    assert "Sans réponse, donc sans point : question 2, 3, 4, 5, 6, 7, 8" in response.text
    assert "Réessayer" in response.text
    assert "1 sur 8" in response.text


def test_nothing_in_the_page_or_for_a_machine_tells_the_answer(ground: Ground, learner: Client, visit: Visit) -> None:
    """Two wordings of the same choices, the right order included, must not be told apart by how they are named."""
    page = learner.page(ground.path("questions"))
    named = re.findall(r'name="q[678]-([^"]+)"', page) + re.findall(r'name="q[12]" value="([^"]+)"', page)
    assert len([name for name in named if len(name) == 12]) == len(named) - 2  # the two gaps are named by their place
    machine = visit("learner@demo.example", api=True)
    asked = machine.get(f"/activities/{ground.activity('questions').id}/questions").json()["items"]
    ordering = next(question for question in asked if question["kind"] == "ordering")
    assert all(len(item["id"]) == 12 for item in ordering["items"])
    by_index = {"answers": {"etapes": ["0", "1", "2"]}}
    refused = machine.post(f"/activities/{ground.activity('questions').id}/attempts", json=by_index)
    assert refused.status_code == 422


def test_a_forged_choice_is_refused_without_a_trace(ground: Ground, learner: Client) -> None:
    response = learner.post(ground.path("questions") + "/reponses", {"q1": "99", "q4": "mot"})
    assert response.status_code == 422
    assert "mot" in response.text


def test_a_result_is_seen_by_its_owner_and_the_team_only(ground: Ground, learner: Client, visit: Visit) -> None:
    path = learner.post(ground.path("questions") + "/reponses", ground.form(RIGHT)).headers["location"]
    assert visit("trainer@demo.example").get(path).status_code == 200
    assert visit("adviser@demo.example").get(path).status_code == 200
    assert visit("expert@demo.example").get(path).status_code == 404
    assert visit("trainer-voisine@demo.example").get(path).status_code == 404


def test_a_work_goes_from_the_learner_to_the_trainer_and_back(ground: Ground, learner: Client, trainer: Client) -> None:
    page = learner.page(ground.path("travail"))
    form = {"number": hidden(page, "number"), "text": "Mon essai au marché."}
    files = {"file": ("photo <1>.txt", b"des octets")}
    assert learner.post(ground.path("travail") + "/travail", form, files=files).status_code == 303
    page = learner.page(ground.path("travail"))
    assert "en attente de lecture" in page
    assert "Learner Demo" in trainer.page("/travaux")
    work = ground.only(Submission)
    page = trainer.page(f"/travaux/{work.id}")
    assert "Mon essai au marché." in page
    assert "photo -1-.txt" in page
    refused = trainer.post(f"/travaux/{work.id}", {"decision": "sent_back", "criteria-1": "partly"})
    assert refused.status_code == 422
    assert 'href="#field-comment"' in refused.text
    answer = {"decision": "sent_back", "comment": "Ajoutez les chiffres.", "criteria-1": "partly"}
    assert trainer.post(f"/travaux/{work.id}", answer).status_code == 303
    late = trainer.post(f"/travaux/{work.id}", {"decision": "accepted", "comment": "Autre avis."})
    assert late.status_code == 409
    assert "Trainer Demo" in late.text
    assert "Autre avis." in late.text
    page = learner.page(ground.path("travail"))
    assert "Ajoutez les chiffres." in page
    assert "En partie" in page
    assert "Envoyer une nouvelle version" in page


def test_an_empty_work_comes_back_gently(ground: Ground, learner: Client) -> None:
    response = learner.post(ground.path("travail") + "/travail", {"text": "  ", "number": "1"})
    assert response.status_code == 422
    assert 'href="#field-text"' in response.text


def test_an_empty_file_keeps_the_text(ground: Ground, learner: Client) -> None:
    form = {"text": "Gardez mes mots", "number": "1"}
    response = learner.post(ground.path("travail") + "/travail", form, files={"file": ("vide.txt", b"")})
    assert response.status_code == 422
    assert "Gardez mes mots" in response.text


def test_a_proof_of_an_outside_course_counts(ground: Ground, learner: Client) -> None:
    page = learner.page(ground.path("ailleurs"))
    assert 'href="https://www.service-public.fr/" rel="noopener noreferrer"' in page
    assert learner.post(ground.path("ailleurs") + "/travail", {"text": "Lu.", "number": "1"}).status_code == 303
    assert "bien reçu" in learner.page(ground.path("ailleurs"))


def test_an_adviser_reads_the_works_and_does_not_review(ground: Ground, learner: Client, visit: Visit) -> None:
    learner.post(ground.path("travail") + "/travail", {"text": "Mon essai."})
    work = ground.only(Submission)
    adviser = visit("adviser@demo.example")
    assert "Accepter" not in adviser.page(f"/travaux/{work.id}")
    assert adviser.post(f"/travaux/{work.id}", {"decision": "accepted"}).status_code == 403
    for email, status in (("learner", 403), ("quality", 403), ("expert", 403)):
        assert visit(f"{email}@demo.example").get("/travaux").status_code == status
    assert visit("trainer-voisine@demo.example").get(f"/travaux/{work.id}").status_code == 404
    assert visit("expert@demo.example").get(f"/travaux/{work.id}").status_code == 404


def test_a_learner_rates_themself_and_may_finish_later(ground: Ground, learner: Client) -> None:
    page = learner.page(ground.path("niveaux"))
    names = sorted(set(re.findall(r'name="(level-[^"]+)"', page)))
    assert len(names) == 3
    learner.post(ground.path("niveaux") + "/niveaux", {names[0]: "2"})
    assert "Vous avez répondu à 1 phrase sur 3" in learner.page(ground.path("niveaux"))
    refused = learner.post(ground.path("niveaux") + "/niveaux", {names[1]: "77"})
    assert refused.status_code == 422
    assert (
        learner.post(ground.path("niveaux") + "/niveaux", dict.fromkeys(names, "1")).headers["location"] == "/accueil"
    )


def test_the_team_gives_levels_from_the_dossier(ground: Ground, visit: Visit) -> None:
    competence = ground.outline.blocks[0].competences[0].id
    form = {"stage": "entry", f"level-{competence}": "2"}
    path = f"/suivi/{ground.enrolment_id}/niveaux"
    assert visit("adviser@demo.example").post(path, form).status_code == 303
    assert visit("trainer@demo.example").post(path, form).status_code == 303
    assert visit("learner@demo.example").post(path, form).status_code == 403
    assert visit("quality@demo.example").post(path, form).status_code == 403
    assert visit("adviser-voisine@demo.example").post(path, form).status_code == 404


def test_how_a_sequence_goes_costs_the_same_for_one_or_many(
    ground: Ground, learner: Client, trainer: Client, database: RolledBack, house: House
) -> None:
    sequence = ground.activity("questions").sequence_id
    path = f"/atelier/{house.course_slug}/sequences/{sequence}"
    learner.post(ground.path("questions") + "/reponses", ground.form({"q1": "0", "q2": ["2"]}))
    page = trainer.page(path)
    assert "À revoir" not in page  # one person is no group
    assert "1 sur 1" not in page
    assert "trop peu" in page
    before = len(database.statements)
    trainer.page(path)
    one = len(database.statements) - before
    with database.writing() as session:
        for n in range(5):
            enrolled(session, house, email=f"p{n}@demo.example", name=f"Personne {n}")
        assert session.scalars(select(Enrolment)).all()
    before = len(database.statements)
    trainer.page(path)
    assert len(database.statements) - before == one <= 12
    assert learner.get(path).status_code == 403
    assert trainer.get(f"/atelier/{house.course_slug}/sequences/inconnue").status_code == 404


@pytest.mark.parametrize("key", ["questions", "travail", "ailleurs", "niveaux"])
def test_an_activity_page_asks_little_of_the_database(
    ground: Ground, learner: Client, database: RolledBack, key: str
) -> None:
    learner.page(ground.path(key))
    before = len(database.statements)
    learner.page(ground.path(key))
    assert len(database.statements) - before <= 12


def test_the_list_of_works_asks_as_much_for_many_as_for_none(
    ground: Ground, learner: Client, trainer: Client, database: RolledBack
) -> None:
    trainer.page("/travaux")
    before = len(database.statements)
    trainer.page("/travaux")
    none = len(database.statements) - before
    learner.post(ground.path("travail") + "/travail", {"text": "Mon essai."})
    before = len(database.statements)
    trainer.page("/travaux")
    assert len(database.statements) - before == none <= 12
