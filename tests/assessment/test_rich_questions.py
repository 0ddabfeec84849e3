"""Questions that came from elsewhere, as a learner meets them: paragraphs, lists, code, pictures, gaps to type."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.assessment.questions import codes, grading, kinds
from app.assessment.questions.gift import parse
from app.assessment.quizzes import services, showing
from app.assessment.quizzes.queries import Version
from app.core.access import Role
from app.core.db import Database
from app.courses.models import EditionActivity
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course
from tests.factories.quizzes import questions_of

GIFT = r"""
::lire::Lisez ce programme \:\n\n```\nx \= 1\nprint(x)\n```\n\n- une ligne\n- une autre\n\nQue dit-il ?{=1 ~2}

// [order:fixed] [right:Bravo, **tout** est là.] [partly:Il en manque.] [wrong:Relisez.]
::toutes::Que choisir ?{~%50%a ~%50%b ~%-100%aucune des réponses}

// [case:yes]
::trous::Le {=chat ~chien} a {#4:0#Oui, quatre. ~#Comptez.} pattes et s'appelle {=Minou#Oui. =%50%Mimi}.

::image::Que voit-on ? ![Un stand](/fichiers/1/stand.png){=un stand ~rien}
"""


BEFORE = r"""::a::Un **prix** couvre… ?{ =les coûts#Oui. ~%25%l'envie#Pas \# seulement. ~x ####Un prix\nse calcule. }

::b::Où ?{ ~%50%au marché ~%50%par le bouche ~%-100%nulle part }

::c::Le CA est le bénéfice.{FALSE#Il reste.#Exact.}
::d::Ce qui reste s'appelle le…{ =bénéfice =%50%benefice =résultat* }
::e::Dix à 12 ?{#120:0.5#Oui. ~#Non.}

::f::Associez.{ =loyer -> charge fixe#f =farine -> charge variable = -> rien}

::g::Décrivez
votre cliente.{}

::h::Le {=chiffre ~stock} moins les {=charges#oui ~ventes####Fin.} donne 2 \= 1.

// [kind:ordering]
::i::Remettez dans l'ordre.{ =Un =Deux =Trois }

Deux plus deux font {=quatre =4} en tout.
"""


def definition(text: str) -> dict[str, Any]:
    questions, problems = parse(text)
    assert not problems
    return questions[0].definition


def graded(d: dict[str, Any], raw: Any) -> grading.Graded:
    found = grading.grade(d, grading.read(d, raw))
    assert found is not None
    return found


GAPS = definition("Le {=chat ~chien} a {#4:0#Oui. ~#Comptez.} pattes et s'appelle {=Minou#Oui. =%50%Mimi}.")


def test_a_gap_to_type_is_graded_as_words_or_as_a_number() -> None:
    found = graded(GAPS, ["0", "4", "minou"])
    assert (found.points, found.parts, found.feedback) == (1.0, ("right", "right", "right"), ("Oui.", "Oui."))
    found = graded(GAPS, ["1", "cinq", "Mimi."])
    assert (found.points, found.parts) == (round(0.5 / 3, 4), ("wrong", "wrong", "partly"))
    assert found.feedback == ("Comptez.",)
    assert graded(GAPS, [None, "  ", "Médor"]).parts == ("empty", "empty", "wrong")


def test_a_machine_sees_which_gaps_are_to_type_and_none_of_their_answers() -> None:
    shown = kinds.public(GAPS, "x", True)
    assert [len(options) for options in shown["gaps"]] == [2, 0, 0]
    assert "Minou" not in str(codes.hide("v", shown))
    raw = [codes.code("v", codes.gap(0), 0), "4", "Minou"]
    assert codes.reveal("v", GAPS, raw) == ["0", "4", "Minou"]


def test_an_answer_of_the_wrong_shape_is_refused_in_a_gap_to_type() -> None:
    with pytest.raises(grading.WrongShape):
        grading.read(GAPS, ["0", "4", ["Minou"]])
    with pytest.raises(grading.WrongShape):
        grading.read(GAPS, ["0", "4", "x" * 600])


def test_capitals_count_only_when_it_is_said() -> None:
    d = definition("// [case:yes]\nQ{=Paris}")
    assert [graded(d, said).points for said in ("Paris", "paris", "Páris.")] == [1.0, 0.0, 1.0]
    gaps = GAPS | {"case": True}
    assert graded(gaps, ["0", "4", "minou"]).parts[2] == "wrong"


def test_stars_match_as_they_did_and_never_take_for_ever() -> None:
    d = definition("Q{=un*deux*trois =%50%5 \\* 3}".replace("\\*", "\\\\*"))
    assert [graded(d, said).points for said in ("un, deux et trois", "un trois deux", "undeuxtrois", "5 * 3")] == [
        1.0,
        0.0,
        1.0,
        0.5,
    ]
    assert not grading.matches("*a" * 200 + "*b", "a" * 500)


@pytest.mark.parametrize(("raw", "said"), [(["0", "1"], "right"), (["0"], "partly"), (["2"], "wrong")])
def test_what_is_said_of_the_whole_answer_comes_last(raw: list[str], said: str) -> None:
    d = definition("// [right:right] [partly:partly] [wrong:wrong]\nQ{~%50%a#A ~%50%b ~%-100%c}")
    assert graded(d, raw).feedback[-1] == said
    found = grading.grade(d, None)
    assert found is not None
    assert found.feedback == ()


def test_choices_that_keep_their_order_are_never_shuffled() -> None:
    d = definition("// [order:fixed]\nQ{=a ~b ~c ~d ~e}")
    assert all([c["id"] for c in kinds.public(d, f"{n}", True)["choices"]] == [0, 1, 2, 3, 4] for n in range(20))


def test_keys_that_say_nothing_are_not_there() -> None:
    assert set(definition("Q{=a ~b}")) == {"kind", "text", "feedback", "choices"}
    assert set(GAPS["gaps"][0]) == {"choices"}


def test_questions_that_were_published_keep_their_fingerprint() -> None:
    """The digest was taken before questions knew of typed gaps, overall feedback, fixed order and capitals."""
    questions, problems = parse(BEFORE)
    assert not problems
    said = "".join(f"{question.name}{kinds.fingerprint(question.definition)}" for question in questions)
    assert (
        hashlib.sha256(said.encode()).hexdigest() == "748249f53aac1f1a5581937172e2dd9b1e7d729815254ff1edd6515db67000d3"
    )


def test_the_first_words_of_a_question_name_it_and_the_rest_stands_below() -> None:
    def parted(text: str) -> tuple[str, str]:
        return str(showing.lead(text)), str(showing.rest(text))

    assert parted("Une ligne") == ("Une ligne", "")
    assert parted("Une ligne\nune autre") == ("Une ligne<br>\nune autre", "")
    assert parted("Lisez.\n\nPuis répondez.") == ("Lisez.", "<p>Puis répondez.</p>\n")
    assert parted("- a\n- b") == ("", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n")
    assert parted("Choix :\n1. a\n2. b")[1] == "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"


# --- In a page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def quiz(database: Database, house: House) -> tuple[str, list[Version]]:
    """The address of a quiz with these questions, and the questions."""
    with database.writing() as session:
        enrolled(session, house)
        outline = small_course(session, house.demo)
        found = activity(outline, "questions")
        row = session.scalars(
            select(EditionActivity).where(
                EditionActivity.edition_id == outline.edition_id, EditionActivity.activity_id == found.id
            )
        ).one()
        row.content = services.publish(session, house.demo.id, found.id, {**row.content, "gift": GIFT})
    with database.reading() as session:
        return f"/activites/{found.id}", questions_of(session, house.actor(Role.LEARNER), found)


def test_a_learner_meets_lists_code_pictures_and_gaps_to_type(
    quiz: tuple[str, list[Version]], visit: Callable[..., Client]
) -> None:
    path, versions = quiz
    learner = visit("learner@demo.example")
    page = learner.page(path)
    assert "<pre><code>x = 1\nprint(x)\n</code></pre>" in page
    assert "<li>une ligne</li>" in page
    legend = re.search(r"<legend>(.*?)</legend>", page, re.DOTALL)
    assert legend
    assert "<p>" not in legend[1]
    assert '<img src="/fichiers/1/stand.png" alt="Un stand" loading="lazy">' in page
    assert len(re.findall(r'<input id="field-q3-\d" name="q3-\d" type="text"', page)) == 2
    assert "Minou" not in page
    asked, attempt = (re.search(f'name="{name}" value="([^"]*)"', page) for name in ("asked", "attempt"))
    assert asked
    assert attempt
    chosen = {
        "q1": codes.code(versions[0].id, codes.CHOICE, 0), "q2": codes.code(versions[1].id, codes.CHOICE, 0),
        "q3-0": codes.code(versions[2].id, codes.gap(0), 0), "q3-1": "4", "q3-2": "minou",
    }  # fmt: skip
    result = learner.post(f"{path}/reponses", {"asked": asked[1], "attempt": attempt[1], **chosen}, follow=True).text
    assert "Il en manque." in result
    assert "Trou 3 → minou" in result
    assert "<pre><code>x = 1" in result
