"""Real files of Moodle, compared question by question with what a reader written apart finds in them."""

from pathlib import Path

import pytest

from app.assessment.questions.gift_writer import print_gift
from app.assessment.questions.moodle_xml_writer import print_moodle_xml
from app.assessment.questions.reading import read_questions
from tests.assessment import oracles

pytestmark = pytest.mark.once

GIFT = ("moodle-examples.gift.txt", "moodle-fixture.gift.txt", "moodle-fixture-categories.gift.txt")
XML = ("multichoice.xml", "truefalse.xml", "old-image-tag.xml")


@pytest.mark.parametrize("name", GIFT)
def test_a_gift_file_of_moodle_says_the_same_here(samples: Path, name: str) -> None:
    data = (samples / "gift" / name).read_bytes()
    reading = read_questions(data, name)
    expected = list(oracles.gift(data.decode()))
    assert reading.format == "gift"
    assert not reading.refused
    assert len(reading.questions) == len(expected) > 3
    for question, said in zip(reading.questions, expected, strict=True):
        found = oracles.ours(question)
        assert (found.kind, found.text, found.answers, found.feedback) == (
            said.kind, said.text, said.answers, said.feedback,
        )  # fmt: skip
        assert found.category == said.category
        assert not said.name or found.name == said.name


@pytest.mark.parametrize("name", XML)
def test_an_xml_file_of_moodle_says_the_same_here(samples: Path, name: str) -> None:
    data = (samples / "moodle-xml" / name).read_bytes()
    reading = read_questions(data, name)
    expected = list(oracles.moodle_xml(data))
    assert reading.format == "moodle_xml"
    assert not reading.refused
    assert [oracles.ours(question) for question in reading.questions] == expected


def test_the_aiken_file_of_moodle_says_the_same_here(samples: Path) -> None:
    data = (samples / "gift" / "moodle-fixture.aiken.txt").read_bytes()
    reading = read_questions(data)
    assert (reading.format, reading.changed, reading.refused) == ("aiken", [], [])
    lines = [line for line in data.decode().splitlines() if line.strip()]
    questions = iter(reading.questions)
    while lines:
        question = next(questions)
        assert question.kind == "single"
        assert question.text == lines.pop(0)
        for choice in question.definition["choices"]:
            letter, words = lines.pop(0).split(") ", 1)
            assert choice["text"] == words
            right = next(line for line in lines if line.startswith("ANSWER"))[-1]
            assert choice["fraction"] == (1.0 if letter == right else 0.0)
        assert lines.pop(0).startswith("ANSWER")


def test_the_pictures_of_an_xml_file_are_kept_and_a_sound_is_told(samples: Path) -> None:
    reading = read_questions((samples / "moodle-xml" / "multichoice.xml").read_bytes())
    (question,) = reading.questions
    assert [image.name for image in question.images] == [
        "flag-uk.jpg", "flag-france.jpg", "flag-german.jpg", "flag-denmark.jpg",
    ]  # fmt: skip
    assert all(image.data.startswith(b"\xff\xd8\xff") for image in question.images)
    assert question.definition["choices"][1]["text"] == "![French flag](flag-france.jpg) French"
    assert ["bonjour.mp3" in note.what for note in reading.changed].count(True) == 1
    assert {note.line for note in reading.changed} == {12}


@pytest.mark.parametrize("name", [f"gift/{name}" for name in GIFT] + [f"moodle-xml/{name}" for name in XML])
def test_what_was_read_of_a_sample_goes_out_and_comes_back_the_same(samples: Path, name: str) -> None:
    questions = read_questions((samples / name).read_bytes()).questions
    assert read_questions(print_moodle_xml(questions).encode()).questions == questions
    again = read_questions(print_gift(questions).encode()).questions
    assert [(q.name, q.definition, q.category) for q in again] == [
        (q.name, q.definition, q.category) for q in questions
    ]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("mbz/moodle26-course-zip.mbz", "sauvegarde de cours Moodle"),
        ("mbz/moodle26-availability-targz.mbz", "archive compressée"),
        ("qti/qti12-minimal.zip", "paquet IMS"),
        ("qti/items-1.2/choice.xml", "QTI"),
        ("h5p/true-false.h5p", "H5P"),
        ("README.md", "ni du GIFT"),
    ],
)
def test_what_is_no_file_of_questions_is_named(samples: Path, path: str, what: str) -> None:
    reading = read_questions((samples / path).read_bytes(), path)
    assert not reading.questions
    (note,) = reading.refused
    assert what in note.what
