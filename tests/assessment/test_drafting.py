"""The questions of a quiz in the workshop: written, ordered, taken from a bank, drawn, published."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.bank.queries import Wish
from app.assessment.bank.rules import Said
from app.assessment.drafting import editor, services
from app.assessment.drafting.quiz import DraftQuiz, mark_of
from app.assessment.questions.gift import parse
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.courses import queries as published
from app.courses.drafts.services import editing, outlining, publishing
from app.courses.drafts.services.opening import open_draft
from tests.assessment.test_bank_pages import fields_of
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, small_course

Visit = Callable[..., Client]

SLUG, KEY = "petit-parcours", "questions"
NAMES = ["prix", "sources", "vrai", "mot", "calcul", "paires", "trous", "etapes"]
POOL = "\n\n".join(f"::tirée {n}::Le sujet {n} ?{{=juste ~faux}}" for n in range(1, 6))


def said(text: str = "Combien ?{#3}", name: str = "nouvelle") -> Said:
    ((question,), _problems) = parse(text)
    return Said(name, question.definition)


class Atelier:
    """A trainer at the quiz of the small course, and a bank of five questions."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.trainer, self.admin = house.actor("trainer"), house.actor("admin")
        self.bank = banks.open_bank(session, self.trainer, "Sujets")
        banks.add_questions(session, self.trainer, bank_title="Sujets", questions=parse(POOL)[0])
        session.flush()

    def quiz(self) -> DraftQuiz:
        return services.quiz_for(self.session, self.trainer, SLUG, KEY).quiz

    def names(self) -> list[str]:
        return [question.name for question in self.quiz().questions]

    def mark(self, name: str) -> str:
        quiz = self.quiz()
        place = quiz.place_of(name)
        assert place is not None
        return mark_of(quiz.questions[place])

    def change(self, name: str, new: Said, mark: str = "") -> str:
        return services.change_question(self.session, self.trainer, SLUG, KEY, name, mark or self.mark(name), new)

    def draw(self, count: int = 2, **wish: tuple[str, ...]) -> None:
        services.add_draw(self.session, self.trainer, SLUG, KEY, self.bank.id, Wish(**wish), count)  # type: ignore[arg-type]

    def publish(self) -> dict[str, object]:
        """What the published quiz holds."""
        publishing.publish(self.session, self.trainer, SLUG, "des questions")
        outline = small_course(self.session, self.house.demo)
        content = published.content_of(self.session, outline.edition_id, activity(outline, KEY).id)
        assert content is not None
        return content


@pytest.fixture
def atelier(session: Session, house: House) -> Atelier:
    return Atelier(session, house)


# --- Its own questions ---------------------------------------------------------------------------------------------


def test_the_quiz_of_a_published_course_is_there_to_be_changed(atelier: Atelier) -> None:
    assert atelier.names() == NAMES
    assert not atelier.quiz().problems


def test_questions_are_added_changed_moved_and_removed(atelier: Atelier) -> None:
    session, trainer = atelier.session, atelier.trainer
    services.add_question(session, trainer, SLUG, KEY, said())
    atelier.change("prix", said("Un prix couvre quoi ?{=les coûts ~rien}", "prix"))
    services.move_question(session, trainer, SLUG, KEY, "nouvelle", -1)
    services.remove_question(session, trainer, SLUG, KEY, "sources")
    services.remove_question(session, trainer, SLUG, KEY, "sources")  # twice is once
    assert atelier.names() == ["prix", "vrai", "mot", "calcul", "paires", "trous", "nouvelle", "etapes"]
    content = atelier.publish()
    assert len(content["questions"]) == 8  # type: ignore[arg-type]


def test_two_questions_of_a_quiz_never_share_a_name(atelier: Atelier) -> None:
    with pytest.raises(Invalid):
        services.add_question(atelier.session, atelier.trainer, SLUG, KEY, said(name="prix"))
    with pytest.raises(Invalid):
        atelier.change("mot", said(name="prix"))
    atelier.draw()
    with pytest.raises(Invalid):
        services.add_question(atelier.session, atelier.trainer, SLUG, KEY, said(name="tirée 1"))


def test_the_second_of_two_trainers_at_one_question_is_told(atelier: Atelier) -> None:
    before = atelier.mark("prix")
    theirs = said("Un prix couvre quoi ?{=les coûts ~rien}", "prix")
    services.change_question(atelier.session, atelier.admin, SLUG, KEY, "prix", before, theirs)
    with pytest.raises(banks.Stale) as refused:
        atelier.change("prix", said("Un prix ?{=a ~b}", "prix"), before)
    assert "Admin Demo" in refused.value.detail
    assert refused.value.theirs.definition == theirs.definition
    other = atelier.mark("mot")
    services.remove_question(atelier.session, atelier.admin, SLUG, KEY, "mot")
    with pytest.raises(Conflict) as gone:
        atelier.change("mot", said("Autre ?{=a ~b}", "mot"), other)
    assert gone.value.extra["gone"]
    assert atelier.change("vrai", said("Faux ?{T}", "vrai"))  # another question of the same quiz is nobody's business


def test_questions_go_to_a_bank_and_come_from_one(atelier: Atelier) -> None:
    session, trainer = atelier.session, atelier.trainer
    assert services.put_in_bank(session, trainer, SLUG, KEY, "prix", atelier.bank.id) == "Sujets"
    with pytest.raises(Invalid):
        services.put_in_bank(session, trainer, SLUG, KEY, "prix", atelier.bank.id)
    rows = bank_queries.ids(session, atelier.bank.id, Wish())
    done = services.take_from_bank(session, trainer, SLUG, KEY, atelier.bank.id, rows)
    assert (done.added, done.known) == (5, 1)
    assert atelier.names() == [*NAMES, *(f"tirée {n}" for n in range(1, 6))]
    with pytest.raises(Invalid):
        services.take_from_bank(session, trainer, SLUG, KEY, atelier.bank.id, [])


# --- Draws ---------------------------------------------------------------------------------------------------------


def test_a_draw_is_copied_from_the_bank_and_published(atelier: Atelier) -> None:
    banks.tag_questions(
        atelier.session,
        atelier.trainer,
        atelier.bank.id,
        bank_queries.ids(atelier.session, atelier.bank.id, Wish())[:3],
        "facile",
    )
    atelier.draw(2, tags=("facile",))
    (draw,) = atelier.quiz().draws
    assert (draw.path, draw.count, draw.bank, draw.tags, len(draw.pool)) == (
        f"quizzes/{KEY}-tirage-1.gift", 2, "Sujets", ("facile",), 3,
    )  # fmt: skip
    content = atelier.publish()
    assert [(one["count"], len(one["pool"]), one["bank"]) for one in content["draws"]] == [(2, 3, "Sujets")]  # type: ignore[attr-defined]
    assert [row.title for row in bank_queries.quizzes_drawing(atelier.session, atelier.trainer, "Sujets")] == [
        "Les questions"
    ]


def test_a_draw_never_asks_more_than_there_is_nor_what_the_quiz_asks_already(atelier: Atelier) -> None:
    session, trainer = atelier.session, atelier.trainer
    ids = bank_queries.ids(session, atelier.bank.id, Wish())
    services.take_from_bank(session, trainer, SLUG, KEY, atelier.bank.id, ids[:2])
    with pytest.raises(Invalid) as refused:
        atelier.draw(4)
    assert "que 3 questions" in refused.value.fields[0].message
    atelier.draw(3)
    with pytest.raises(Invalid):
        atelier.draw(1)  # nothing is left that is not drawn already
    assert atelier.publish()["draws"]


def test_a_draw_is_taken_again_from_its_bank_and_names_stay(atelier: Atelier) -> None:
    session, trainer = atelier.session, atelier.trainer
    atelier.draw(2)
    path = atelier.quiz().draws[0].path
    before = atelier.publish()
    row = bank_queries.questions(session, atelier.bank.id, Wish(), limit=1)[0]
    banks.change_question(session, trainer, row.id, 1, said("Le sujet un ?{=juste ~faux}", row.name))
    banks.write_question(session, trainer, atelier.bank.id, said("Encore ?{T}", "prix"))
    draw, new = services.take_again(session, trainer, SLUG, KEY, path)
    assert (len(draw.pool), new) == (6, 2)
    assert [question.name for question in draw.pool] == [*(f"tirée {n}" for n in range(1, 6)), "prix (2)"]
    after = atelier.publish()
    assert len(set(before["draws"][0]["pool"]) & set(after["draws"][0]["pool"])) == 4  # type: ignore[index]
    services.change_draw(session, trainer, SLUG, KEY, path, 6)
    with pytest.raises(Invalid):
        services.change_draw(session, trainer, SLUG, KEY, path, 7)
    banks.change_bank(session, trainer, atelier.bank.id, "Autre nom", "")
    with pytest.raises(Conflict):
        services.take_again(session, trainer, SLUG, KEY, path)
    services.remove_draw(session, trainer, SLUG, KEY, path)
    assert not atelier.quiz().draws
    assert path not in atelier.quiz().texts
    with pytest.raises(NotFound):
        services.change_draw(session, trainer, SLUG, KEY, path, 1)


def test_a_copied_quiz_has_its_own_draws(atelier: Atelier) -> None:
    atelier.draw(2)
    copy = outlining.duplicate_activity(atelier.session, atelier.trainer, SLUG, KEY)
    quiz = services.quiz_for(atelier.session, atelier.trainer, SLUG, copy.key).quiz
    assert quiz.draws[0].path in quiz.texts
    assert len(quiz.draws[0].pool) == 5
    assert quiz.draws[0].path.startswith(f"quizzes/{copy.key}")
    assert [question.name for question in quiz.questions] == NAMES


# --- Who, and the activity's own form ------------------------------------------------------------------------------


def test_only_builders_of_the_organisation_write_questions(atelier: Atelier) -> None:
    for role in ("learner", "adviser", "quality"):
        with pytest.raises(Forbidden):
            services.add_question(atelier.session, atelier.house.actor(role), SLUG, KEY, said())
    with pytest.raises(NotFound):
        services.quiz_for(atelier.session, atelier.trainer, SLUG, "accueil")
    there = atelier.house.neighbour.actor("trainer")
    with pytest.raises(NotFound):
        services.add_draw(atelier.session, there, SLUG, KEY, atelier.bank.id, Wish(), 1)


def test_the_form_of_the_activity_passes_questions_and_draws_through(atelier: Atelier) -> None:
    atelier.draw(2)
    head = dict(atelier.quiz().head)
    printed = editor.values(head)
    form = {
        "questions": [str(head["questions"])], "draws": [printed["draws_written"]], "attempts": [str(head["attempts"])],
        "shuffle": ["1"], "shuffle-said": ["1" if printed["shuffle_said"] else ""],
    }  # fmt: skip
    own = {name: head[name] for name in ("questions", "draws", "attempts", "shuffle")}
    assert editor.read(form) == own
    assert editor.read({}) == {"shuffle": False}
    assert editor.read({"attempts": ["999"], "shuffle": ["1"], "draws": ["{pas du json"]}) == {"attempts": 50}


def test_what_is_left_unfinished_is_said_before_publishing(atelier: Atelier) -> None:
    for name in NAMES:
        services.remove_question(atelier.session, atelier.trainer, SLUG, KEY, name)
    review = publishing.review(atelier.session, atelier.trainer, SLUG)
    assert [(one.activity, one.where) for one in review.obstacles] == [(KEY, "questions")]
    assert "n'a pas encore de question" in review.obstacles[0].message
    atelier.draw(2)
    assert not publishing.review(atelier.session, atelier.trainer, SLUG).obstacles


def test_passages_that_cannot_be_read_are_shown_and_kept(atelier: Atelier) -> None:
    opened = open_draft(atelier.session, atelier.trainer, SLUG)
    kept = outlining.activity_of(atelier.session, opened, KEY)
    texts = {path: f"{text}\n::cassée::Quoi ?{{=a\n" for path, text in kept.texts.items()}
    editing.save_activity(atelier.session, atelier.trainer, SLUG, KEY, kept.version, texts=texts)
    assert len(atelier.quiz().problems) == 1
    services.add_question(atelier.session, atelier.trainer, SLUG, KEY, said())
    services.remove_question(atelier.session, atelier.trainer, SLUG, KEY, "etapes")
    assert "::cassée::Quoi ?{=a" in atelier.quiz().text


# --- The pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def here() -> str:
    return f"/atelier/{SLUG}/brouillon/activites/{KEY}"


def test_a_trainer_writes_a_question_of_the_quiz_without_a_script(house: House, visit: Visit, here: str) -> None:
    trainer = visit("trainer@demo.example")
    assert f'href="{here}/questions"' in trainer.page(here)
    page = trainer.page(f"{here}/questions")
    assert "Chaque essai pose 8 questions." in page
    assert "genre=short" in trainer.page(f"{here}/questions/nouvelle")
    form = fields_of(trainer.page(f"{here}/questions/nouvelle?genre=short"))
    refused = trainer.post(f"{here}/questions/modifier", form | {"act": "keep", "feedback": "Gardez-moi."})
    assert refused.status_code == 422
    assert "Gardez-moi." in refused.text
    written = form | {"text": "Ce qui reste ?", "answer-0": "bénéfice", "act": "try", "q1": "benefice"}
    assert "C'est juste" in trainer.post(f"{here}/questions/modifier", written).text.replace("&#39;", "'")
    assert trainer.post(f"{here}/questions/modifier", written | {"act": "keep"}).status_code == 303
    assert "Chaque essai pose 9 questions." in trainer.page(f"{here}/questions")
    form = fields_of(trainer.page(f"{here}/questions/modifier?nom={quote('Ce qui reste ?')}"))
    assert (form["was"], form["answer-0"]) == ("Ce qui reste ?", "bénéfice")
    trainer.post(f"{here}/questions/modifier", form | {"answer-1": "résultat", "act": "keep"})
    trainer.post(f"{here}/questions", {"question": "Ce qui reste ?", "act": "up"})
    trainer.post(f"{here}/questions", {"question": "prix", "act": "remove"})
    page = trainer.page(f"{here}/questions")
    assert "7. Ce qui reste" in page.replace("\u00a0", " ")
    assert ">1. sources<" in page


def test_two_trainers_in_two_browsers_both_keep_their_words(house: House, visit: Visit, here: str) -> None:
    trainer, admin = visit("trainer@demo.example"), visit("admin@demo.example")
    path = f"{here}/questions/modifier?nom=mot"
    mine, theirs = fields_of(trainer.page(path)), fields_of(admin.page(path))
    post = f"{here}/questions/modifier"
    assert admin.post(post, theirs | {"answer-0": "gain", "act": "keep"}).status_code == 303
    late = trainer.post(post, mine | {"answer-0": "reste", "act": "keep"})
    assert late.status_code == 409
    assert "Admin Demo a changé cette question" in late.text
    again = fields_of(late.text)
    assert again["answer-0"] == "reste"
    assert trainer.post(post, again | {"act": "keep"}).status_code == 303
    assert fields_of(admin.page(path))["answer-0"] == "reste"


def test_a_trainer_draws_from_a_bank_page_after_page(
    session: Session, house: House, visit: Visit, here: str, database: RolledBack
) -> None:
    bank = Atelier(session, house).bank
    banks.tag_questions(
        session, house.actor("trainer"), bank.id, bank_queries.ids(session, bank.id, Wish())[:3], "facile"
    )
    session.flush()
    trainer = visit("trainer@demo.example")
    offered = trainer.page(f"{here}/questions/banque?banque={bank.id}&etiquette=facile")
    assert "3 questions correspondent." in offered
    form = {"bank": bank.id, "etiquette": "facile", "act": "draw"}
    refused = trainer.post(f"{here}/questions/banque", form | {"count": "4"})
    assert refused.status_code == 422
    assert 'href="#field-count"' in refused.text
    assert trainer.post(f"{here}/questions/banque", form | {"count": "2"}).status_code == 303
    page = trainer.page(f"{here}/questions")
    assert "2 questions parmi 3" in page
    assert "étiquettes : facile" in page.replace("\u00a0", " ")
    draw = f"quizzes/{KEY}-tirage-1.gift"
    trainer.post(f"{here}/questions/tirages", {"draw": draw, "act": "count", "count": "1"})
    assert "1 question parmi 3" in trainer.page(f"{here}/questions")
    again = trainer.post(f"{here}/questions/tirages", {"draw": draw, "act": "again"}, follow=True)
    assert "parmi 3 questions. 0 a changé." in again.text
    none = trainer.post(f"{here}/questions/banque", {"bank": bank.id, "act": "take"})
    assert none.status_code == 422
    ids = bank_queries.ids(session, bank.id, Wish())
    added = trainer.post(f"{here}/questions/banque", {"bank": bank.id, "act": "take", "question": ids[4]}, follow=True)
    assert "1 question est ajoutée au quiz." in added.text
    shown = trainer.page(f"/atelier/{SLUG}/apercu/{KEY}")
    assert "Question 10 sur 10" in shown
    before = len(database.statements)
    trainer.page(f"{here}/questions")
    assert len(database.statements) - before <= 12
    trainer.post(f"{here}/questions/tirages", {"draw": draw, "act": "remove"})
    assert "Tirées au hasard" not in trainer.page(f"{here}/questions")


def test_saving_the_activity_keeps_its_questions(house: House, visit: Visit, here: str) -> None:
    trainer = visit("trainer@demo.example")
    page = trainer.page(here)
    assert 'name="questions" value="quizzes/questions.gift"' in page
    form = {
        "version": "1", "title": "Les questions", "minutes": "20", "place": "remote", "timing": "asynchronous",
        "people": "individual", "guidance": "self_study", "rule": "score", "percent": "60", "text": "Prenez le temps.",
        "questions": "quizzes/questions.gift", "attempts": "2", "shuffle": "1", "shuffle-said": "1",
    }  # fmt: skip
    saved = trainer.post(here, form)
    assert saved.status_code == 303, saved.text
    assert "Chaque essai pose 8 questions." in trainer.page(f"{here}/questions")
    assert 'value="2"' in trainer.page(here)
