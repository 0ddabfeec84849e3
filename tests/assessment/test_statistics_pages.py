"""The pages of the figures: what a trainer reads, answers and takes away; what others may not."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select

from app.assessment import services as assessing
from app.assessment.statistics import panel
from app.core.access import Role
from app.courses import panels
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.learning.models import ActivityRemark
from app.learning.remarks import services as remarking
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, House
from tests.factories.paths import activity, enrolled, learner_of, small_course
from tests.factories.quizzes import RIGHT, WRONG

Visit = Callable[..., Client]


class Ground:
    """Twelve people who took the quiz: the better half says « vrai » to the badly asked question. Four left a word."""

    def __init__(self, database: RolledBack, house: House) -> None:
        self.database, self.house = database, house
        with database.writing() as session:
            self.outline: Outline = small_course(session, house.demo)
            for n in range(12):
                path = enrolled(session, house, email=f"p{n}@demo.example", name=f"Personne {n:02}")
                enrolling.start(session, house.actor(Role.ADMIN), path.id, ENTRY)
                me, good = learner_of(session, house.demo, path), n >= 6
                answers = (RIGHT if good else WRONG) | {"vrai": "true" if good else "false"}
                assessing.send_attempt(session, me, path.id, self.id_of("questions"), answers)
                if n < 4:
                    remarking.leave_remark(
                        session, me, path.id, self.id_of("questions"), "more", str(30 + n), f"Le mot <{n}>."
                    )

    def id_of(self, key: str) -> str:
        return activity(self.outline, key).id

    def results(self, key: str = "questions") -> str:
        return f"/atelier/petit-parcours/activites/{self.id_of(key)}/resultats"

    def remark(self, words: str) -> str:
        with self.database.reading() as session:
            return session.scalars(select(ActivityRemark.id).where(ActivityRemark.body == words)).one()


@pytest.fixture
def ground(database: RolledBack, house: House) -> Ground:
    return Ground(database, house)


@pytest.fixture
def trainer(ground: Ground, visit: Visit) -> Client:
    return visit("trainer@demo.example")


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_sequence_shows_how_each_activity_did(ground: Ground, trainer: Client) -> None:
    page = trainer.page(f"/atelier/petit-parcours/sequences/{activity(ground.outline, 'questions').sequence_id}")
    said = text_of(page)
    assert "Comment elle se passe pour les 12 personnes entrées" in said
    assert "32 min (prévu : 20 min)" in said
    assert "plus long 4" in said
    assert "laissée de côté 12" in said  # the link before the quiz, which nobody did
    assert "la plus difficile : 1 (50 %)" in said
    assert "Les personnes qui réussissent le quiz ratent celle-ci" in said
    assert "4 4 à lire" in said


def test_the_results_of_a_quiz_can_be_read_without_the_picture(ground: Ground, trainer: Client) -> None:
    page = trainer.page(ground.results())
    said = text_of(page)
    assert page.count('<g class="point') == 8
    assert "Question 3 : réussite 50 %, distinction -1,00" in page
    assert "Les personnes qui réussissent le quiz ratent celle-ci : relisez l'énoncé" in said
    assert "écart entre les 27 % qui réussissent le mieux le reste" in said
    assert "6 (50 %)" in said
    assert "12 personnes au premier essai" in said
    assert "Faux" in said
    assert said.index("Personne 03") < said.index("Question par question")
    assert "Le mot &lt;3&gt;." in page


def test_a_page_has_something_to_say_of_every_kind(ground: Ground, trainer: Client) -> None:
    for found in ground.outline.activities.values():
        page = trainer.page(ground.results(found.key))
        assert found.title in page
        assert "Pas encore de mot." in page or found.key == "questions"


def test_a_trainer_marks_a_word_as_seen_then_answers(ground: Ground, trainer: Client, visit: Visit) -> None:
    remark = ground.remark("Le mot <0>.")
    address = f"{ground.results()}/{remark}"
    assert trainer.post(address, {"act": "seen"}).headers["location"] == f"{ground.results()}#mots"
    page = text_of(trainer.page(ground.results()))
    assert page.index("Personne 03") < page.index("Personne 00")  # what is to be read comes first
    empty = trainer.post(address, {"act": "reply", "reply": " "})
    assert empty.status_code == 422
    assert "Écrivez votre réponse" in empty.text
    trainer.post(address, {"act": "reply", "reply": "Je récris l'énoncé."})
    assert "Trainer Demo" in trainer.page(ground.results())
    refused = visit("admin@demo.example").post(address, {"act": "reply", "reply": "Mon autre avis"})
    assert refused.status_code == 409
    assert "Mon autre avis" in refused.text
    assert "a déjà répondu" in refused.text
    assert "Je récris l&#39;énoncé." in visit("p0@demo.example").page(f"/activites/{ground.id_of('questions')}")


def test_a_word_of_another_activity_is_not_answered_from_here(ground: Ground, trainer: Client) -> None:
    remark = ground.remark("Le mot <1>.")
    assert trainer.post(f"{ground.results('accueil')}/{remark}", {"act": "seen"}).status_code == 404
    with ground.database.reading() as session:
        assert session.get_one(ActivityRemark, remark).seen_at is None


def test_words_and_names_are_for_those_who_were_announced(ground: Ground, visit: Visit) -> None:
    for role, reads in (("trainer", True), ("admin", True), ("adviser", False), ("quality", False)):
        page = visit(f"{role}@demo.example").page(ground.results())
        assert ("Personne 03" in page) is reads, role
        assert "Réussite" in page
        assert ("Il y en a 4." in page) is not reads
    assert visit("learner@demo.example").get(ground.results()).status_code == 403
    assert visit("trainer-voisine@demo.example").get(ground.results()).status_code == 404


def test_all_the_words_of_a_course_are_in_one_place(ground: Ground, trainer: Client) -> None:
    trainer.post(f"{ground.results()}/{ground.remark('Le mot <3>.')}", {"act": "seen"})
    page = trainer.page("/atelier/petit-parcours/mots")
    said = text_of(page)
    assert said.index("Personne 00") < said.index("Personne 03")
    assert f'href="{ground.results()}#mot-{ground.remark("Le mot <0>.")}"' in page
    assert "Les questions" in said


def test_many_words_come_in_pages(ground: Ground, trainer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assessment.statistics.pages.REMARKS_SHOWN", 3)
    first = trainer.page(ground.results())
    assert 'href="?page=2#mots"' in first
    second = trainer.page(ground.results() + "?page=2")
    seen = [re.findall(r"Personne 0\d</a>", page) for page in (first, second)]
    assert [len(one) for one in seen] == [3, 1]
    assert not set(seen[0]) & set(seen[1])
    assert trainer.get(ground.results() + "?page=²").status_code == 200


def test_the_spreadsheet_has_a_line_for_each_activity(ground: Ground, trainer: Client) -> None:
    answer = trainer.get("/atelier/petit-parcours/resultats.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Clé"] for row in rows] == [one.key for one in ground.outline.activities.values()]
    quiz = next(row for row in rows if row["Clé"] == "questions")
    assert (quiz["Minutes (médiane)"], quiz["Plus long que prévu"], quiz["Essais du quiz"]) == ("31,5", "4", "12")
    assert (quiz["Faite"], quiz["Faite (%)"], quiz["Mots à lire"]) == ("6", "50", "4")
    assert (rows[0]["Laissée de côté"], rows[0]["Minutes (médiane)"], rows[0]["Essais du quiz"]) == ("12", "", "")


def test_two_people_are_too_few_for_a_figure(ground: Ground, trainer: Client, visit: Visit) -> None:
    for n in (0, 1):
        visit(f"p{n}@demo.example").post(f"/activites/{ground.id_of('fil')}/mot", {"felt": "less", "spent": "9"})
    assert "Trop peu de personnes ont dit combien de temps cela prend." in trainer.page(ground.results("fil"))
    rows = trainer.get("/atelier/petit-parcours/resultats.csv").content.decode("utf-8-sig")
    forum = next(row for row in csv.DictReader(io.StringIO(rows), delimiter=";") if row["Clé"] == "fil")
    assert (forum["Moins long que prévu"], forum["Minutes (médiane)"]) == ("trop peu", "trop peu")


def test_the_workshop_shows_the_figures_beside_the_activity(ground: Ground, trainer: Client) -> None:
    page = trainer.page(f"/atelier/petit-parcours/activites/{ground.id_of('questions')}")
    said = text_of(page)
    assert "Comment elle se passe" in said
    assert "Le mot &lt;3&gt;." in page
    assert f'href="{ground.results()}"' in page
    assert "à relire" in said


def test_without_a_plug_the_workshop_shows_nothing(
    ground: Ground, trainer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_figures", None)
    page = trainer.page(f"/atelier/petit-parcours/activites/{ground.id_of('questions')}")
    assert "Comment elle se passe" not in page


def test_there_are_no_figures_of_what_learners_do_not_see(ground: Ground) -> None:
    with ground.database.reading() as session:
        trainer = ground.house.actor(Role.TRAINER)
        assert panels.figures_of(session, trainer, "inconnue") is None
        assert panels.figures_of(session, ground.house.neighbour.actor(Role.TRAINER), ground.id_of("fil")) is None
        assert panel.figures_panel(session, ground.house.actor(Role.LEARNER), ground.id_of("fil")) is None
        adviser = panels.figures_of(session, ground.house.actor(Role.ADVISER), ground.id_of("questions"))
        assert adviser is not None
        assert adviser.values["said"] == []
