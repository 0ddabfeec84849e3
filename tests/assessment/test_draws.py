"""Quizzes that draw their questions: the same page asks the same, another try asks others, nothing else is accepted."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.models import Answer, Question, QuestionVersion
from app.assessment.questions import drawing
from app.assessment.quizzes import queries, services
from app.assessment.statistics import figures
from app.core.db import Database
from app.core.errors import Conflict
from app.courses.outline import Activity, Outline, current_outline
from app.courses.queries import content_of, course_by_slug
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Refused, read_folder
from app.enrolments import services as enrolling
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, SMALL_COURSE, House
from tests.factories.paths import activity
from tests.factories.quizzes import form_in_codes

Visit = Callable[..., Client]

SLUG = "parcours-tire"
DRAW = """\
draws:
- questions: quizzes/questions-tirage-1.gift
  count: 2
  bank: Prix et marge
  tags: [prix]
  competences: [P2.1]
"""
POOL = "\n".join(f"::tirée {n}::Le sujet numéro {n} ?{{ =juste ~faux }}\n" for n in range(1, 7))


def write(
    folder: Path, *, draws: str = DRAW, pool: str = POOL, own: str | None = "::fixe::Fixe ?{=juste ~faux}\n"
) -> Path:
    """The small course, its quiz drawing two questions among six beside one of its own (none: `own` is None)."""
    shutil.copytree(SMALL_COURSE, folder, dirs_exist_ok=True)
    outline = folder / "course.yaml"
    outline.write_text(outline.read_text().replace("slug: petit-parcours", f"slug: {SLUG}"))
    head = folder / "activities" / "questions.md"
    written = "" if own is None else "questions: quizzes/questions.gift\n"
    head.write_text(head.read_text().replace("questions: quizzes/questions.gift\n", written + draws))
    (folder / "quizzes" / "questions.gift").write_text(own or "")
    if own is None:
        (folder / "quizzes" / "questions.gift").unlink()
    (folder / "quizzes" / "questions-tirage-1.gift").write_text(pool)
    return folder


class Drawn:
    """The learner of the house in a course whose quiz draws its questions."""

    def __init__(self, session: Session, house: House, folder: Path) -> None:
        self.session, self.house, self.folder = session, house, folder
        self.learner = house.actor("learner")
        import_course(session, house.actor("admin"), folder)
        self.enrolment = enrolling.enrol(
            session, house.actor("admin"), SLUG, learner_email=self.learner.email, learner_name="Nadia", starts_on=ENTRY,
        )  # fmt: skip
        enrolling.start(session, house.actor("admin"), self.enrolment.id, ENTRY)
        session.flush()

    @property
    def outline(self) -> Outline:
        course = course_by_slug(self.session, self.house.demo.id, SLUG)
        assert course is not None
        return current_outline(self.session, course.id)

    @property
    def quiz(self) -> Activity:
        return activity(self.outline, "questions")

    def content(self) -> dict[str, Any]:
        found = content_of(self.session, self.outline.edition_id, self.quiz.id)
        assert found is not None
        return found

    def next(self) -> services.Try:
        return services.next_try(self.session, services.quiz_for(self.session, self.learner, self.quiz.id))

    def send(self, shown: list[str], key: int | None = None) -> services.Sent:
        answers = dict.fromkeys(shown, "0")
        return services.send_attempt(self.session, self.learner, self.enrolment.id, self.quiz.id, answers, key, shown)

    def publish_again(self, pool: str) -> None:
        """The same course with another pool."""
        (self.folder / "quizzes" / "questions-tirage-1.gift").write_text(pool)
        import_course(self.session, self.house.actor("admin"), self.folder)
        self.session.flush()


@pytest.fixture
def drawn(session: Session, house: House, tmp_path: Path) -> Drawn:
    return Drawn(session, house, write(tmp_path / "cours"))


def ids(this: services.Try) -> list[str]:
    return [version.id for version in this.versions]


# --- The draw itself -----------------------------------------------------------------------------------------------

CONTENT = {"questions": ["a"], "draws": [{"count": 2, "pool": list("uvwxyz")}, {"count": 1, "pool": list("zklm")}]}


def test_a_draw_is_the_same_each_time_and_another_for_another_try() -> None:
    first = drawing.drawn(CONTENT, "moi:quiz:1")
    assert first == drawing.drawn(CONTENT, "moi:quiz:1")
    assert first[0] == "a"
    assert len(set(first)) == 4
    assert len({tuple(drawing.drawn(CONTENT, f"moi:quiz:{n}")) for n in range(20)}) > 5


def test_a_question_is_never_asked_twice_in_a_try() -> None:
    for n in range(200):
        asked = drawing.drawn(CONTENT, f"moi:quiz:{n}")
        assert len(set(asked)) == len(asked) == 4


def test_what_was_asked_comes_back_only_when_nothing_else_is_left() -> None:
    before: list[str] = []
    for n in range(1, 40):
        asked = drawing.drawn(CONTENT, f"moi:quiz:{n}", before)
        assert not set(asked) & set(before) - {"a"}
        before = asked
    short = {"draws": [{"count": 2, "pool": list("xyz")}]}
    again = drawing.drawn(short, "moi:quiz:2", ["x", "y"])
    assert again[0] == "z"
    assert len(again) == 2


def test_everybody_draws_for_themself() -> None:
    asked = {tuple(drawing.drawn(CONTENT, f"{n}:quiz:1")) for n in range(30)}
    assert len(asked) > 10
    assert {one for draw in asked for one in draw} >= set("auvwxyz")


# --- Published, asked, sent ----------------------------------------------------------------------------------------


def test_a_pool_is_published_like_other_questions(drawn: Drawn) -> None:
    content = drawn.content()
    assert len(content["questions"]) == 1
    (draw,) = content["draws"]
    assert (draw["count"], draw["bank"], len(draw["pool"])) == (2, "Prix et marge", 6)
    kept = drawn.session.scalars(select(Question.name).where(Question.activity_id == drawn.quiz.id)).all()
    assert sorted(kept) == ["fixe", *(f"tirée {n}" for n in range(1, 7))]


def test_a_try_asks_its_own_questions_and_as_many_drawn_as_said(drawn: Drawn) -> None:
    this = drawn.next()
    assert this.versions[0].name == "fixe"
    assert len(this.versions) == 3
    assert ids(this) == ids(drawn.next())
    drawn.send(ids(this), 1)
    following = drawn.next()
    assert following.number == 2
    assert not set(ids(following)[1:]) & set(ids(this)[1:])


def test_only_what_was_drawn_for_this_try_is_accepted(drawn: Drawn) -> None:
    shown, pool = ids(drawn.next()), drawn.content()["draws"][0]["pool"]
    others = [one for one in pool if one not in shown]
    for forged in (shown[:2], [*shown[:1], *others[:2]], [*shown[:2], others[0]], shown[::-1], [*shown, others[0]]):
        with pytest.raises(Conflict):
            drawn.send(forged, 1)
    sent = drawn.send(shown, 1)
    assert (sent.points, sent.possible) == (3.0, 3.0)
    with pytest.raises(Conflict):
        drawn.send(shown, 2)  # those of the first try are not those of the second
    assert drawn.send(ids(drawn.next()), 2).number == 2


def test_a_draw_sent_twice_is_kept_once(drawn: Drawn) -> None:
    shown = ids(drawn.next())
    first, again = drawn.send(shown, 1), drawn.send(shown, 1)
    assert again.repeated
    assert again.attempt_id == first.attempt_id
    assert len(drawn.session.scalars(select(Answer)).all()) == 3


def test_what_was_drawn_in_a_former_edition_is_still_accepted(drawn: Drawn) -> None:
    shown = ids(drawn.next())
    drawn.publish_again(
        POOL.replace("Le sujet numéro 3", "Le sujet numéro trois").replace("Le sujet numéro 5", "Le sujet numéro cinq")
    )
    assert drawn.send(shown, 1).possible == 3.0
    versions = drawn.session.scalars(
        select(QuestionVersion.id).join(Question).where(Question.activity_id == drawn.quiz.id)
    ).all()
    assert len(versions) == 9  # two were edited; the others are the same wordings
    following = ids(drawn.next())
    assert set(following[1:]) <= set(drawn.content()["draws"][0]["pool"])


def test_a_quiz_may_only_draw(session: Session, house: House, tmp_path: Path) -> None:
    drawn = Drawn(session, house, write(tmp_path / "cours", own=None))
    assert len(ids(drawn.next())) == 2
    assert drawn.send(ids(drawn.next()), 1).possible == 2.0


# --- Written and read ----------------------------------------------------------------------------------------------


def test_draws_travel_with_the_folder(drawn: Drawn, tmp_path: Path, house: House) -> None:
    out = tmp_path / "sortie"
    export_course(drawn.session, house.actor("admin"), SLUG, out)
    assert (out / "quizzes" / "questions-tirage-1.gift").read_text() == POOL
    assert "bank: Prix et marge" in (out / "activities" / "questions.md").read_text()
    assert not import_course(drawn.session, house.actor("admin"), out).changed
    assert read_folder(out).fingerprint() == read_folder(drawn.folder).fingerprint()
    there = import_course(drawn.session, house.neighbour.actor("admin"), out)
    assert there.created == 9


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pool": "::a::A ?{=x ~y}\n"}, "questions.md:12 : Ce tirage demande 2 questions, mais"),
        ({"pool": ""}, "questions.md:12 : Ce tirage demande 2 questions, mais"),
        ({"pool": "::a::A ?{=x\n"}, "questions-tirage-1.gift:1 :"),
        (
            {"pool": POOL + "\n::fixe::Encore ?{=x ~y}\n"},
            "questions.gift:1 : Une question de quizzes/questions-tirage-1.gift",
        ),
        ({"draws": DRAW.replace("count: 2", "count: zéro")}, "« count » dit combien"),
        ({"draws": DRAW.replace("count: 2", "combien: 2")}, "Rubriques possibles : questions, count"),
        (
            {"draws": DRAW.replace("quizzes/questions-tirage-1.gift", "quizzes/absent.gift")},
            "absent.gift » n'existe pas",
        ),
        ({"draws": "draws:\n- count: 2\n"}, "Ce tirage ne dit pas parmi quelles questions"),
        ({"draws": "draws: deux\n"}, "« draws » est la liste des tirages"),
        ({"draws": DRAW.replace("tags: [prix]", "tags: prix")}, "« tags » dit d'où viennent"),
        ({"draws": DRAW.replace("count: 2", "count: 200"), "pool": POOL}, "Ce tirage demande 200 questions"),
        ({"draws": "", "own": ""}, "questions.gift:1 : Ce quiz n'a pas encore de question. Écrivez"),
        ({"draws": "", "own": None}, "Ce quiz n'a pas encore de question. Ajoutez"),
    ],
)
def test_a_draw_that_cannot_be_made_is_said_where_it_is_written(
    tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_folder(write(tmp_path / "cours", **options))
    assert said in str(refused.value)


def test_an_empty_file_of_own_questions_is_no_matter_beside_a_draw(tmp_path: Path) -> None:
    assert read_folder(write(tmp_path / "cours", own=""))


# --- At the doors --------------------------------------------------------------------------------------------------


class Ground:
    """The same, kept for pages and machines."""

    def __init__(self, database: Database, house: House, folder: Path) -> None:
        self.database, self.house = database, house
        with database.writing() as session:
            drawn = Drawn(session, house, write(folder))
            self.enrolment_id, self.quiz = drawn.enrolment.id, drawn.quiz.id

    def next(self) -> services.Try:
        with self.database.reading() as session:
            quiz = services.quiz_for(session, self.house.actor("learner"), self.quiz)
            return services.next_try(session, quiz)

    def form(self, number: int, answers: dict[str, str], this: services.Try | None = None) -> dict[str, Any]:
        versions = (this or self.next()).versions
        coded = form_in_codes(versions, answers)
        return coded | {"attempt": str(number), "asked": ",".join(version.id for version in versions)}


@pytest.fixture
def ground(database: RolledBack, house: House, tmp_path: Path) -> Ground:
    return Ground(database, house, tmp_path / "cours")


def test_a_page_loaded_again_asks_the_same_and_another_try_asks_others(ground: Ground, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    page = learner.page(f"/activites/{ground.quiz}")
    assert page == learner.page(f"/activites/{ground.quiz}")
    first = ground.next()
    assert all(version.definition["text"].removesuffix(" ?") in page for version in first.versions)
    sent = learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "0", "q2": "0", "q3": "1"}))
    assert sent.status_code == 303
    page = learner.page(f"/activites/{ground.quiz}")
    assert not any(version.definition["text"].removesuffix(" ?") in page for version in first.versions[1:])
    assert all(version.definition["text"].removesuffix(" ?") in page for version in ground.next().versions)
    result = learner.page(f"/activites/{ground.quiz}/essais/" + _first_attempt(ground))
    assert "2 sur 3" in result


def _first_attempt(ground: Ground) -> str:
    with ground.database.reading() as session:
        return str(queries.attempts(session, ground.enrolment_id, ground.quiz)[0].id)


def test_another_window_keeps_the_answers_that_still_have_a_question(ground: Ground, visit: Visit) -> None:
    learner, first = visit("learner@demo.example"), ground.next()
    assert learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "0"})).status_code == 303
    late = learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "1", "q2": "1"}, first))
    assert late.status_code == 409
    assert "Un nouvel essai pose d'autres questions" in late.text.replace("&#39;", "'")
    assert late.text.count(" checked") == 1
    assert f'value="{",".join(ids(ground.next()))}"' in late.text


def test_a_forged_list_of_questions_is_refused_and_nothing_is_kept(ground: Ground, visit: Visit) -> None:
    learner, this = visit("learner@demo.example"), ground.next()
    form = ground.form(1, {"q1": "0"})
    forged = learner.post(f"/activites/{ground.quiz}/reponses", form | {"asked": this.versions[0].id})
    assert forged.status_code == 409
    assert "Les questions de ce quiz ont changé" in forged.text
    assert ground.next().number == 1


def test_a_machine_reads_and_answers_what_is_drawn_for_it(ground: Ground, api: Visit) -> None:
    learner = api("learner@demo.example")
    asked = learner.get(f"/activities/{ground.quiz}/questions").json()
    assert [one["id"] for one in asked["items"]] == ids(ground.next())
    codes = {
        one["id"]: next(option["id"] for option in one["choices"] if option["text"] == "juste")
        for one in asked["items"]
    }
    sent = learner.post(f"/activities/{ground.quiz}/attempts", json={"answers": codes, "attempt": 1})
    assert sent.status_code == 201
    assert sent.json()["attempt"]["percent"] == 100
    assert (
        learner.post(f"/activities/{ground.quiz}/attempts", json={"answers": codes, "attempt": 1}).json() == sent.json()
    )
    refused = learner.post(f"/activities/{ground.quiz}/attempts", json={"answers": codes, "attempt": 2})
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == 2
    following = learner.get(f"/activities/{ground.quiz}/questions").json()
    assert not {one["id"] for one in following["items"][1:]} & set(codes)


def test_no_machine_reads_the_answers_in_an_activity(ground: Ground, api: Visit) -> None:
    learner = api("learner@demo.example")
    content = learner.get(f"/activities/{ground.quiz}").json()["content"]
    assert content == {"attempts": 3, "shuffle": True}


def test_a_page_with_draws_asks_little_of_the_database(ground: Ground, visit: Visit, database: RolledBack) -> None:
    learner = visit("learner@demo.example")
    learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "0"}))
    learner.page(f"/activites/{ground.quiz}")
    before = len(database.statements)
    learner.page(f"/activites/{ground.quiz}")
    assert len(database.statements) - before <= 12


def test_a_bank_says_how_its_questions_do_where_they_are_asked(ground: Ground, visit: Visit) -> None:
    learner, trainer = visit("learner@demo.example"), visit("trainer@demo.example")
    learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "0", "q2": "1", "q3": "0"}))
    with ground.database.writing() as session:
        actor = ground.house.actor("trainer")
        bank = banks.open_bank(session, actor, "Reprise")
        banks.add_text(session, actor, bank.id, "::fixe::Fixe ?{=juste ~faux}")
        (question,) = bank_queries.ids(session, bank.id, bank_queries.Wish())
    page = trainer.page(f"/atelier/banque/{bank.id}/questions/{question}")
    assert "1 personne y a répondu" in page
    assert "trop peu de réponses" in page


def test_how_a_sequence_goes_counts_drawn_questions(ground: Ground, visit: Visit) -> None:
    learner, trainer = visit("learner@demo.example"), visit("trainer@demo.example")
    learner.post(f"/activites/{ground.quiz}/reponses", ground.form(1, {"q1": "0", "q2": "1", "q3": "0"}))
    with ground.database.reading() as session:
        course = course_by_slug(session, ground.house.demo.id, SLUG)
        assert course is not None
        sequence = current_outline(session, course.id).activities[ground.quiz].sequence_id
    assert trainer.page(f"/atelier/{SLUG}/sequences/{sequence}")
    results = trainer.page(f"/atelier/{SLUG}/activites/{ground.quiz}/resultats")
    assert all(f"Le sujet numéro {n}" in results for n in range(1, 7))
    with ground.database.reading() as session:
        known = figures.how_questions_did(session, ground.house.actor("trainer"), ground.quiz)
    assert [one.current for one in known] == [True] * 7
    assert sum(one.item.people for one in known) == 3
