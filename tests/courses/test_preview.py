"""A text is looked at while it is written: it never fails, and says what is missing without naming a folder."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.courses import preview
from app.courses.preview import in_plain_words, preview_html
from app.courses.source.problems import Problem
from app.web.lessons import Material, Term
from tests.courses.test_richer_lessons import MISTAKES

KEPT = {
    "../images/etals.svg": Material("/fichiers/1/etals.svg", "image/svg+xml", "etals.svg", 90),
    "../media/voix.ogg": Material("/fichiers/2/voix.ogg", "audio/ogg", "voix.ogg", 9_000),
    "../media/film.mp4": Material("/fichiers/3/film.mp4", "video/mp4", "film.mp4", 9_000),
    "../media/film.vtt": Material("/fichiers/4/film.vtt", "text/vtt", "film.vtt", 90),
    "../media/faux.vtt": Material("/fichiers/5/faux.vtt", "text/plain", "faux.vtt", 90),
    "../files/liste.csv": Material("/fichiers/6/liste.csv", "text/plain", "liste.csv", 90),
}
GLOSSARY = (Term("Chiffre d'affaires", "Ce que l'on vend.", ("CA",)),)


def look(text: str, simple: bool = False) -> tuple[str, list[Problem]]:
    return preview_html(text, simple, KEPT.get, GLOSSARY)


def test_a_text_in_order_has_no_problem() -> None:
    html, problems = look("## Vendre\n\nVotre [[CA]].\n\n![Deux étals](../images/etals.svg)")
    assert problems == []
    assert 'alt="Deux étals"' in html
    assert "Ce que l'on vend." in html


def test_an_image_without_words_is_told_by_its_name_and_its_line() -> None:
    html, problems = look("Un.\r\n\r\n![](../images/etals.svg)")
    assert [str(p.message) for p in problems] == [
        "L'image « etals.svg » n'a pas de texte de remplacement : dites ce qu'elle montre."
    ]
    assert (problems[0].file, problems[0].line, problems[0].where) == ("text", 3, "image-alt")
    assert 'src="/fichiers/1/etals.svg"' in html, "it is shown all the same"


def test_an_image_that_is_not_there_leaves_its_place() -> None:
    html, problems = look("![Une vitrine](../images/photo.jpg)", simple=True)
    assert "Image à ajouter : photo.jpg" in html.replace("\u00a0", " ")
    assert [(p.file, p.where) for p in problems] == [("simple", "file-missing")]
    assert problems[0].message == "Le fichier « photo.jpg » n'est pas dans ce parcours."


@pytest.mark.parametrize(("text", "where", "lines", "words"), MISTAKES)
def test_each_mistake_is_said_without_the_words_of_a_folder(text: str, where: str, lines: int, words: str) -> None:
    _html, problems = look(text)
    codes = {"file-outside": "file-missing"}  # a draft has no outside
    assert [problem.where for problem in problems] == [codes.get(code, code) for code in where.split()]
    for problem in problems:
        assert problem.message.endswith((".", ":"))
        assert problem.remedy
        assert not re.search(r"course\.yaml|\.\./|dossier|%\(", problem.message + problem.remedy), problem


def test_every_code_has_its_sentence_in_both_places() -> None:
    told = {code for _text, where, *_rest in MISTAKES for code in where.split()}
    assert set(preview._SAID) - {"image-kind"} <= told


def test_problems_of_a_whole_draft_are_said_the_same_way() -> None:
    problem = Problem("activities/x.md", 12, "dossier", "dossier", "term", "taux")
    said = in_plain_words(problem)
    assert (said.message, said.line) == ("« taux » n'est pas encore dans le glossaire.", 12)
    other = Problem("course.yaml", 3, "Il manque la rubrique « price ».", "Ajoutez-la.")
    assert in_plain_words(other) is other


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["[[", "]]", "![", "](", ")", "> ", "[!retenir]", "[!transcription]", "\n", "\n\n", "../media/voix.ogg", "|", "|-|", "# ", "- ", "*",
             "`", "<br>", "http://[", "\\", '"', "é", "CA", "\x00", "    ", "1. ", "[a]: b\n"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_nothing_that_is_typed_makes_it_fail(text: str) -> None:
    look(text)
