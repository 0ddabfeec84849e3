"""Aiken files: words, choices A. B. C., a line ANSWER."""

import pytest

from app.assessment.questions.aiken import read_aiken
from app.assessment.questions.gift import Question
from app.assessment.questions.notes import Note

pytestmark = pytest.mark.once


def one(text: str) -> Question:
    questions, changed, refused = read_aiken(text)
    assert not changed
    assert not refused
    (found,) = questions
    return found


def refusal(text: str) -> Note:
    questions, _changed, refused = read_aiken(text)
    assert not questions
    (note,) = refused
    return note


def said(question: Question) -> list[tuple[str, float]]:
    return [(choice["text"], choice["fraction"]) for choice in question.definition["choices"]]


@pytest.mark.parametrize(
    "text",
    [
        "Quel prix ?\nA. Dix\nB. Vingt\nC. Trente\nANSWER: B",
        "Quel prix ?\nA) Dix\nB) Vingt\nC) Trente\nANSWER:B\n",
        "\n\nQuel prix ?\n\nA.Dix\n  B.  Vingt  \n\nC) Trente\n\nANSWER: B\n\n",
        "Quel prix ?\na) Dix\nb) Vingt\nc) Trente\nanswer: b",
        "Quel prix ?\nA. Dix\nB. Vingt\nC. Trente\nRÉPONSE : B.",
        "Quel prix ?\nA. Dix\nB. Vingt\nC. Trente\nANSWER\u00a0: B",
    ],
)
def test_a_question_is_read_however_its_letters_are_written(text: str) -> None:
    question = one(text)
    assert (question.kind, question.name, question.text) == ("single", "Quel prix ?", "Quel prix ?")
    assert said(question) == [("Dix", 0.0), ("Vingt", 1.0), ("Trente", 0.0)]


def test_words_on_several_lines_are_all_kept() -> None:
    question = one("Lisez bien.\nQuel est le prix ?\nA. Dix\neuros\nB. Vingt\nANSWER: A")
    assert question.text == "Lisez bien.\nQuel est le prix ?"
    assert said(question) == [("Dix\neuros", 1.0), ("Vingt", 0.0)]


def test_words_are_shown_as_they_are_typed() -> None:
    question = one("La balise <b> & l'*astérisque* ?\nA. <br>\nB. a_b et c_d\nANSWER: A")
    assert question.text == r"La balise <b> & l'\*astérisque\* ?"
    assert said(question) == [("<br>", 1.0), ("a_b et c_d", 0.0)]


def test_a_question_may_begin_with_a_letter_and_a_full_stop() -> None:
    assert one("E. coli est…\nA. une bactérie\nB. un virus\nANSWER: A").text == "E. coli est…"


def test_choices_may_skip_a_letter() -> None:
    assert said(one("Q ?\nA. un\nC. trois\nANSWER: C")) == [("un", 0.0), ("trois", 1.0)]


def test_questions_follow_each_other_with_or_without_an_empty_line() -> None:
    questions, _changed, refused = read_aiken(
        "Un ?\nA. a\nB. b\nANSWER: A\nDeux ?\nA. c\nB. d\nANSWER: B\n\nTrois ?\nA. e\nB. f\nANSWER: A"
    )
    assert not refused
    assert [(q.text, q.line) for q in questions] == [("Un ?", 1), ("Deux ?", 5), ("Trois ?", 10)]


def test_several_right_answers_share_the_point_and_it_is_told() -> None:
    questions, changed, _refused = read_aiken("Q ?\nA. a\nB. b\nC. c\nANSWER: A, C")
    assert questions[0].kind == "multiple"
    assert said(questions[0]) == [("a", 0.5), ("b", 0.0), ("c", 0.5)]
    assert "à parts égales" in changed[0].what


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("\nQ ?\nA. a\nB. b", 2, "manque"),
        ("\nQ ?\nA. a\nB. b\n\nAutre chose", 2, "manque"),
        ("\nDes mots seuls", 2, "pas de choix"),
        ("\nQ ?\nA. a\nANSWER: A", 2, "deux choix"),
        ("\nQ ?\nANSWER: A", 2, "deux choix"),
        ("\nQ ?\nA. a\nB. b\nANSWER: F", 2, "ligne 5"),
        ("\nQ ?\nA. a\nB. b\nANSWER:", 2, "ligne 5"),
        ("\nQ ?\nA. a\nB.\nANSWER: A", 2, "vide"),
        ("\n\nANSWER: A", 3, "sans question"),
    ],
)
def test_what_is_refused_says_its_line_and_what_to_do(text: str, line: int, what: str) -> None:
    _questions, _changed, refused = read_aiken(text)
    assert (refused[0].line, what in refused[0].what) == (line, True)


def test_a_refused_question_spoils_neither_neighbour() -> None:
    text = "Un ?\nA. a\nB. b\nANSWER: A\n\nDeux ?\nA. a\nB. b\n\nTrois ?\nA. a\nB. b\nANSWER: B"
    questions, _changed, refused = read_aiken(text)
    assert [q.text for q in questions] == ["Un ?", "Trois ?"]
    assert [(note.line, note.question) for note in refused] == [(6, "Deux ?")]
