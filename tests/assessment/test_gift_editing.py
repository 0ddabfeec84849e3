"""Changing one question of a file leaves everything else as it was written."""

from pathlib import Path

import pytest

from app.assessment.questions.gift import Question, parse
from app.assessment.questions.gift_editing import moved, questions_in, with_added, with_question, without

CONTENT = Path(__file__).resolve().parents[2] / "content"

FILE = """\
// Bloc 3 : les prix

// celle-ci ouvre le quiz
::un::Un ?{
=a#Oui.

~b   // pas un commentaire
}

$CATEGORY: Vente

// [kind:ordering]
::deux::Remettez.{ =x =y }
Une phrase qui n'est pas une question.

::trois::Trois ?{=a
~b}

::cassée::Quoi ?{=a

Quatre ?{T}
// la fin
"""


def names(text: str) -> list[str]:
    return [question.name for question in questions_in(text)]


def one(text: str) -> Question:
    return parse(text)[0][0]


def test_the_file_of_the_tests_has_what_it_says() -> None:
    assert names(FILE) == ["un", "deux", "trois", "Quatre ?"]


def test_a_question_says_something_else_and_nothing_else_moves() -> None:
    changed = with_question(FILE, 2, one("::trois::Combien ?{#3}"))
    assert questions_in(changed)[2].kind == "number"
    assert names(changed) == ["un", "deux", "trois", "Quatre ?"]
    for kept in ("// Bloc 3 : les prix", "// celle-ci ouvre le quiz\n::un::Un ?{\n=a#Oui.\n\n~b   // pas", "$CATEGORY: Vente",
                 "// [kind:ordering]\n::deux::", "Une phrase qui n'est pas", "::cassée::Quoi ?{=a", "// la fin"):  # fmt: skip
        assert kept in changed, kept


def test_an_ordering_question_that_becomes_another_kind_loses_its_mark() -> None:
    changed = with_question(FILE, 1, one("::deux::Deux ?{T}"))
    assert questions_in(changed)[1].kind == "true_false"
    assert "[kind:ordering]" not in changed
    back = with_question(changed, 1, one("// [kind:ordering]\n::deux::Remettez.{ =x =y }"))
    assert questions_in(back)[1].kind == "ordering"


def test_a_question_is_added_at_the_end_of_a_file_or_of_nothing() -> None:
    assert names(with_question(FILE, None, one("::cinq::Cinq ?{T}"))) == ["un", "deux", "trois", "Quatre ?", "cinq"]
    assert names(with_question("", None, one("::cinq::Cinq ?{T}"))) == ["cinq"]


def test_a_question_goes_with_the_comments_that_touch_it() -> None:
    less = without(FILE, 0)
    assert names(less) == ["deux", "trois", "Quatre ?"]
    assert "celle-ci ouvre" not in less
    assert "// Bloc 3 : les prix" in less
    assert "::cassée::" in without(without(less, 1), 0)


def test_questions_change_places_with_their_neighbour() -> None:
    assert names(moved(FILE, 1, 1)) == ["un", "trois", "deux", "Quatre ?"]
    assert questions_in(moved(FILE, 1, 1))[2].kind == "ordering"
    assert names(moved(FILE, 1, -1)) == ["deux", "un", "trois", "Quatre ?"]
    assert moved(FILE, 0, -1) == FILE
    assert moved(FILE, 3, 1) == FILE
    assert moved(moved(FILE, 1, 1), 2, -1).split() == FILE.split()


def test_what_is_added_has_names_of_its_own() -> None:
    more = with_added(FILE, [one("::un::Encore un ?{T}"), one("::six::Six ?{T}")], taken=["six"])
    assert names(more)[-2:] == ["un (2)", "six (2)"]


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.gift")), ids=lambda path: path.stem)
def test_every_file_of_the_course_is_cut_and_sewn_without_a_loss(path: Path) -> None:
    text = path.read_text()
    before, problems = parse(text)
    assert not problems
    for index, question in enumerate(before):
        kept = with_question(text, index, question)
        assert parse(kept) == (before, [])
        assert [q.name for q in questions_in(without(text, index))] == [
            q.name for n, q in enumerate(before) if n != index
        ]
    turned = text
    for index in range(len(before) - 1):
        turned = moved(turned, index, 1)
    assert [q.name for q in questions_in(turned)] == [q.name for q in [*before[1:], before[0]]]
