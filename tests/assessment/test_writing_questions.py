"""Questions of every kind, written as GIFT and as Moodle XML, then read again: they are the same questions."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.assessment.questions.gift import BLANK, Image, Question, parse
from app.assessment.questions.gift_answers import span_of
from app.assessment.questions.gift_writer import left_out_of_gift, print_gift
from app.assessment.questions.kinds import KINDS, Definition, fingerprint
from app.assessment.questions.moodle_xml_writer import left_out_of_moodle_xml, moodle_xml_pieces, print_moodle_xml
from app.assessment.questions.reading import read_questions

pytestmark = pytest.mark.once

PNG = b"\x89PNG\r\n\x1a\n"

_words = st.text(alphabet="abcéA1'=~#{}:\\%>-[]*_`<&;/!.?« »()+|", min_size=1, max_size=12)
_signs = st.sampled_from(
    ["**gras**", "*it*", "`co{d}e`", "[lien](https://x.fr/a?b=c&d)", "&lt;", "&nbsp;", "<b>", "\\*", "# x", "- a", "1. b", "C#", "a -> b",
     "//x", "::", "$CATEGORY: x", "T", "{T}", "%50%", "=", "~", "\\n", "[html]", "[markdown]x", "5 * 3", "a_b", "_____", "\\",
     "\\\\(x\\\\)", "2 < 3", "![i](img.png)", "![j](/fichiers/1/x.png)", "~~s~~", "]]>", "{1:MC:=a}", "<script>"]
)  # fmt: skip


def _tidy(words: list[str]) -> str:
    return " ".join(" ".join(words).split())


_line = (
    st.lists(st.one_of(_words, _signs), min_size=1, max_size=3).map(_tidy).filter(lambda text: bool(text.strip("_ ")))
)
_lines = st.builds(str.join, st.sampled_from(["\n", "\n\n"]), st.lists(_line, min_size=1, max_size=3))
_flat = st.one_of(_line, _lines.map(lambda text: text.replace("\n\n", "\n")))
_perhaps = st.one_of(st.just(""), _flat)
_compared = _line.filter(lambda text: "![" not in text)
_fraction = st.sampled_from([1.0, 0.0, 0.5, -0.5, 0.3333333, 0.25])
_number = st.builds(
    lambda says, said: span_of(says) | {"fraction": 1.0, "feedback": said},
    st.sampled_from(["1", "-3.5", "12,5", "1e3", ".5", "1:0.5", "3.14:0.01", "1..3", "-2..2", "10:0"]),
    _perhaps,
)
_overall = st.fixed_dictionaries({}, optional={"right": _flat, "partly": _flat, "wrong": _flat}).map(
    lambda said: {"overall": said} if said else {}
)


def _answers(words: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Answers whose first one is right."""
    return st.lists(st.tuples(words, _fraction, _perhaps), min_size=least, max_size=most).map(
        lambda found: [
            {"text": text, "fraction": fraction if place else 1.0, "feedback": said}
            for place, (text, fraction, said) in enumerate(found)
        ]
    )


def _with(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Definition]:
    return st.fixed_dictionaries(parts)


_fixed = st.sampled_from([{}, {"fixed": True}])
_case = st.sampled_from([{}, {"case": True}])
_typed = _answers(_compared, 1, 2).map(lambda choices: {"typed": "words", "choices": choices})
_count = st.lists(_number, min_size=1, max_size=2).map(
    lambda found: {"typed": "number", "choices": [{"text": one.pop("says"), **one} for one in found if ".." not in one["says"]]}
).filter(lambda gap: all("," not in one["text"] and ":0" not in one["text"] for one in gap["choices"]) and bool(gap["choices"]))  # fmt: skip
_menu = _answers(_flat, 2, 3).map(lambda choices: {"choices": choices})


def _sentence(parts: list[tuple[str, dict[str, Any]]]) -> Definition:
    segments = [f"{'' if place == 0 else ' '}{words} " for place, (words, _gap) in enumerate(parts)] + [" fin."]
    return {
        "segments": segments, "gaps": [gap for _words, gap in parts],
        "text": " ".join(BLANK.join(segments).split()),
    }  # fmt: skip


_parts: dict[str, st.SearchStrategy[list[Definition]]] = {
    "single": st.tuples(_with(choices=_answers(_flat, 2, 4)), _fixed, _overall).map(list),
    "multiple": st.tuples(_with(choices=_answers(_flat, 2, 4)), _fixed, _overall).map(list),
    "true_false": st.tuples(_with(answer=st.booleans(), wrong=_perhaps, right=_perhaps)).map(list),
    "short": st.tuples(_with(answers=_answers(_compared, 1, 3)), _case, _overall).map(list),
    "number": st.tuples(_with(answers=st.lists(_number, min_size=1, max_size=2), other=_perhaps), _overall).map(list),
    "matching": st.tuples(
        _with(pairs=st.lists(_with(left=_flat, right=_flat, feedback=_perhaps), min_size=2, max_size=3)), _overall
    ).map(list),
    "ordering": st.tuples(_with(items=st.lists(_flat, min_size=2, max_size=3)), _overall).map(list),
    "gaps": st.tuples(
        st.lists(
            st.tuples(_line.filter(lambda text: "{1:MC" not in text), st.one_of(_menu, _typed, _count)),
            min_size=2,
            max_size=3,
        ).map(_sentence),
        _overall,
    ).map(list),
    "essay": st.just([]),
}


@st.composite
def _questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(sorted(KINDS)))
    definition: Definition = {"kind": kind, "text": draw(_lines), "feedback": draw(_perhaps)}
    for part in draw(_parts[kind]):
        definition |= part
    tags = st.text(alphabet="ab]\\[é :n", min_size=1, max_size=6).map(lambda text: _tidy([text])).filter(bool)
    return Question(
        draw(_line), definition,
        category=draw(st.sampled_from(["", "a", "a/b é", "x: y = z"])),
        tags=tuple(draw(st.lists(tags, max_size=2, unique=True))),
        competences=tuple(draw(st.lists(st.sampled_from(["B1.1", "B2"]), max_size=2, unique=True))),
        idnumber=draw(st.sampled_from(["", "id 1", "a]b"])),
        images=(Image("img.png", PNG),) if "(img.png)" in str(definition) else (),
    )  # fmt: skip


def without_images(questions: list[Question]) -> list[Question]:
    return [Question(q.name, q.definition, q.line, q.category, q.tags, q.competences, q.idnumber) for q in questions]


_many = st.lists(_questions(), min_size=1, max_size=3)
_slowly = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@given(_many)
@_slowly
def test_a_gift_file_of_ours_gives_the_same_questions_to_a_course(questions: list[Question]) -> None:
    questions = list({question.name: question for question in questions}.values())
    again, problems = parse(print_gift(questions))
    assert not problems
    assert again == without_images(questions)
    assert [fingerprint(q.definition) for q in again] == [fingerprint(q.definition) for q in questions]


@given(_many)
@_slowly
def test_a_gift_file_of_ours_gives_the_same_questions_to_whoever_imports_it(questions: list[Question]) -> None:
    reading = read_questions(print_gift(questions).encode())
    assert (reading.format, reading.refused) == ("gift", [])
    assert reading.questions == without_images(questions)


@given(_many)
@_slowly
def test_a_moodle_xml_file_of_ours_gives_the_same_questions_with_their_pictures(questions: list[Question]) -> None:
    reading = read_questions(print_moodle_xml(questions).encode())
    assert (reading.format, reading.refused) == ("moodle_xml", [])
    assert reading.questions == questions


def question(definition: Definition, **more: Any) -> Question:
    return Question("n", {"text": "Q ?", "feedback": ""} | definition, **more)


ORDERING = question({"kind": "ordering", "items": ["a", "b"]}, competences=("B1",))
PAIRS = question(
    {
        "kind": "matching",
        "pairs": [{"left": "a", "right": "b", "feedback": "Oui"}, {"left": "c", "right": "d", "feedback": ""}],
    }
)
PICTURE = question({"kind": "essay", "text": "![x](a.png)"}, images=(Image("a.png", PNG),))
CASED = question(
    {
        "kind": "short",
        "answers": [{"text": "A", "fraction": 1.0, "feedback": ""}],
        "case": True,
        "overall": {"right": "Oui"},
    }
)


def test_what_a_gift_file_cannot_say_is_told() -> None:
    told = [note.what for note in left_out_of_gift([ORDERING, PAIRS, PICTURE, CASED])]
    assert len(told) == 5
    assert ["question d'ordre" in told[0], "chaque paire" in told[1], "a.png" in told[2]] == [True] * 3
    assert any("majuscules" in what for what in told)


def test_what_moodle_will_not_read_in_our_xml_is_told() -> None:
    told = [
        note.what
        for note in left_out_of_moodle_xml(
            [ORDERING, PAIRS, PICTURE, question({"kind": "essay", "text": "![x](b.png)"})]
        )
    ]
    assert len(told) == 3
    assert ["étiquettes" in told[0], "chaque paire" in told[1], "b.png" in told[2]] == [True] * 3


def test_moodle_finds_what_it_expects_in_our_xml() -> None:
    text = print_moodle_xml([PICTURE, CASED, ORDERING])
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    assert '<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png" alt="x">]]></text>' in text
    assert '<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>' in text
    assert '<answer fraction="100" format="moodle_auto_format"><text>A</text>' in text
    assert "<usecase>1</usecase>" in text
    assert '<question type="ordering">' in text
    assert "".join(moodle_xml_pieces([PICTURE, CASED, ORDERING])) == text


def test_moodle_finds_the_gaps_of_a_sentence_where_they_stand() -> None:
    (gaps,) = parse("::n::Le {=chat#Oui \\} ~chien} a {#4:1} pattes et une {=queue}.")[0]
    text = print_moodle_xml([gaps])
    assert (
        "Le {1:MULTICHOICE:=chat#Oui \\}~%0%chien} a {1:NUMERICAL:=4:1} pattes et une {1:SHORTANSWER:=queue}." in text
    )


def test_words_that_look_like_an_embedded_answer_are_not_one() -> None:
    (gaps,) = parse(r"::n::Écrire \{1\:MC\:\=a\} ou {=b ~c} et {=d ~e}.")[0]
    (again,) = read_questions(print_moodle_xml([gaps]).encode()).questions
    assert again == gaps


@pytest.mark.parametrize(
    ("text", "form"),
    [("Simple ?", "html"), ("**Gras** et `code`", "html"), ("- a\n- b", "html"), ("a\n\n\n# titre", "markdown")],
)
def test_words_are_written_as_html_when_html_gives_them_back(text: str, form: str) -> None:
    assert f'<questiontext format="{form}">' in print_moodle_xml([question({"kind": "essay", "text": text})])
