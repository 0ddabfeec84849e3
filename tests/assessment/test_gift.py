"""Questions as files: read with their escapes, problems with their line, written back the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.questions.gift import Problem, Question, parse
from app.assessment.questions.gift_writer import print_gift
from app.assessment.questions.kinds import KINDS, fingerprint

CONTENT = Path(__file__).resolve().parents[2] / "content"


def one(text: str) -> Question:
    questions, problems = parse(text)
    assert not problems
    assert len(questions) == 1
    return questions[0]


def problem(text: str) -> Problem:
    _questions, problems = parse(text)
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Q?{=a ~b}", "single"),
        ("Q?{~%50%a ~%50%b ~%-100%c}", "multiple"),
        ("Q.{T}", "true_false"),
        ("Q.{false#non#oui}", "true_false"),
        ("Q…{=a =%50%b}", "short"),
        ("Q ?{#12,5:0,5}", "number"),
        ("Q ?{#1..3}", "number"),
        ("Q ?{#=1822:0 =%50%1822:2}", "number"),
        ("Q{=a -> 1 =b -> 2}", "matching"),
        ("Le {=a ~b} est {=c ~d}.", "gaps"),
        ("Le {=a ~b} est là.", "gaps"),
        ("// [kind:ordering]\nQ{=a =b}", "ordering"),
        ("Q{}", "essay"),
    ],
)
def test_each_kind_is_recognised(text: str, kind: str) -> None:
    assert one(text).kind == kind


def test_a_choice_keeps_its_weight_and_its_feedback() -> None:
    d = one("Q?{\n~faux#Non.\n~%50%presque#À moitié.\n=juste#Oui.\n####Pour tous.}").definition
    assert [(c["text"], c["fraction"], c["feedback"]) for c in d["choices"]] == [
        ("faux", 0.0, "Non."), ("presque", 0.5, "À moitié."), ("juste", 1.0, "Oui."),
    ]  # fmt: skip
    assert d["feedback"] == "Pour tous."


def test_a_general_feedback_may_sit_in_the_last_gap() -> None:
    d = one("Le {=petit ~grand} pas, {=défaire ~cacher####C'est un essai.}.").definition
    assert d["feedback"] == "C'est un essai."
    assert d["segments"] == ["Le ", " pas, ", "."]
    assert [choice["text"] for choice in d["gaps"][1]["choices"]] == ["défaire", "cacher"]


def test_escaped_signs_are_words() -> None:
    d = one(r"Que vaut 2 \= 1 + x \{x\} \: \# \~ \\ ?{=\=1 ~\~2\#}").definition
    assert d["text"] == "Que vaut 2 = 1 + x {x} : # ~ \\ ?"
    assert [choice["text"] for choice in d["choices"]] == ["=1", "~2#"]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    text = "::a::Un ?{=x ~y}\n\n::b::Deux ?{T}\n"
    assert parse("\ufeff" + text.replace("\n", "\r\n")) == parse(text)


def test_html_becomes_markdown_and_scripts_disappear() -> None:
    d = one(
        '::n::[html]<p>Un <b>gras</b> et <script>alert(1)</script><a href\\="https\\://x.fr">lien</a></p>{T}'
    ).definition
    assert d["text"] == "Un **gras** et [lien](https://x.fr)"


def test_categories_are_kept_and_comments_are_not() -> None:
    questions, problems = parse("$CATEGORY: a/b\n\n// rien\n::n::Q{T}\n")
    assert not problems
    assert questions[0].category == "a/b"


def test_a_question_without_a_name_is_named_by_its_text_and_stays_unique() -> None:
    questions, problems = parse("Même texte ?{T}\n\nMême texte ?{F}")
    assert not problems
    assert [question.name for question in questions] == ["Même texte ?", "Même texte ? (2)"]


def test_a_name_used_twice_is_a_problem_at_its_line() -> None:
    found = problem("::n::Un{T}\n\n::n::Deux{T}")
    assert found.line == 3
    assert "ligne 1" in found.what


@pytest.mark.parametrize(
    "text",
    [
        "\n\n::x::Sans fin {=a ~b\n\n::y::Autre",
        "\n\nTrop fermé {=a ~b}}",
        "\n\nDedans {=a {b} ~c}",
        "\n\nSans réponse",
        "\n\n{=a ~b}",
        "\n\nQ {a =b}",
        "\n\nQ {~a ~b}",
        "\n\nQ {~%50%a ~b}",
        "\n\nQ {~%150%a ~b}",
        "\n\nQ {#abc}",
        "\n\nQ {#}",
        "\n\nQ {=a -> }",
        "\n\nLe {T} et {=c ~d}.",
        "\n\nLe {~%50%a ~%50%b} et {=c ~d}.",
        "\n\n::" + "n" * 300 + "::Q{T}",
    ],
)
def test_what_cannot_be_read_is_said_with_the_line_where_it_starts(text: str) -> None:
    _questions, problems = parse(text)
    assert problems
    assert problems[0].line == 3
    assert problems[0].what
    assert problems[0].remedy


def test_a_question_after_a_broken_one_is_still_read() -> None:
    questions, problems = parse("::a::Cassée {=x\n\n::b::Saine {T}")
    assert [question.name for question in questions] == ["b"]
    assert [found.line for found in problems] == [1]


def test_an_empty_line_between_two_answers_is_only_air() -> None:
    assert len(one("::a::Q ?{\n=x\n\n~y\n\n}").definition["choices"]) == 2


_signs = st.text(alphabet="abé =~#{}:\\%->[]/\n\r\t$*,.1T0" + "\ufeff\ue000\x00", max_size=120)


@given(st.one_of(st.text(max_size=200), _signs, st.lists(_signs, max_size=4).map("\n\n".join)))
@settings(deadline=None, max_examples=400)
def test_reading_never_fails_and_what_is_read_is_written_back_the_same(text: str) -> None:
    questions, problems = parse(text)
    assert all(found.line >= 1 and found.what and found.remedy for found in problems)
    assert all(question.kind in KINDS for question in questions)
    again, left = parse(print_gift(questions))
    assert not left
    assert again == questions
    assert [fingerprint(q.definition) for q in again] == [fingerprint(q.definition) for q in questions]


_words = (
    st.text(alphabet="abcé'=~#{}:\\%>-[]*« ", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def _definition(kind: str, texts: list[str]) -> dict[str, object]:
    base: dict[str, object] = {"kind": kind, "text": texts[0], "feedback": texts[1]}
    choices = [{"text": t, "fraction": 1.0 if n == 0 else 0.0, "feedback": texts[2]} for n, t in enumerate(texts)]
    if kind in ("single", "short"):
        key = "choices" if kind == "single" else "answers"
        return base | {key: choices}
    if kind == "multiple":
        return base | {"choices": choices}
    if kind == "true_false":
        return base | {"answer": True, "wrong": texts[1], "right": texts[2]}
    if kind == "matching":
        return base | {"pairs": [{"left": t, "right": t[::-1].strip(), "feedback": ""} for t in texts]}
    if kind == "ordering":
        return base | {"items": texts}
    return base


@given(
    st.sampled_from(["single", "short", "multiple", "true_false", "matching", "ordering", "essay"]),
    st.lists(_words, min_size=3, max_size=5),
)
@settings(deadline=None, max_examples=300)
def test_any_question_written_and_read_again_is_the_same_question(kind: str, texts: list[str]) -> None:
    question = Question("un nom", _definition(kind, texts))
    questions, problems = parse(print_gift([question]))
    assert not problems
    assert questions == [question]


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/quizzes/*.gift")), ids=lambda path: path.stem)
def test_the_questions_shipped_with_the_platform_are_sound(path: Path) -> None:
    questions, problems = parse(path.read_text(encoding="utf-8"))
    assert not problems
    assert len(questions) >= 3
    assert len({question.kind for question in questions}) >= 3
    assert parse(print_gift(questions)) == (questions, [])


def test_the_examples_of_moodle_are_read(samples: Path) -> None:
    text = (samples / "gift" / "moodle-examples.gift.txt").read_text(encoding="utf-8")
    questions, problems = parse(text)
    assert [found.line for found in problems] == [123]  # the same name twice
    by_name = {question.name: question for question in questions}
    assert by_name["Kanji Origins"].kind == "short"
    assert by_name["Thanksgiving Date"].kind == "gaps"
    assert by_name["GIFT Control Characters"].definition["choices"][5]["text"] == "\\"
    assert [a["says"] for a in by_name["Numerical example"].definition["answers"]] == ["1822:0", "1822:2"]
    assert {question.kind for question in questions} == {
        "single", "multiple", "true_false", "short", "number", "matching", "gaps",
    }  # fmt: skip


def test_the_fixtures_of_moodle_are_read(samples: Path) -> None:
    text = (samples / "gift" / "moodle-fixture.gift.txt").read_text(encoding="utf-8")
    questions, problems = parse(text)
    assert [found.line for found in problems] == [49]  # the same name again, on purpose
    kinds = {question.name: question.kind for question in questions}
    assert kinds["Q8"] == "essay"
    assert kinds["Moodle activities"] == "matching"
    assert kinds["colours"] == "multiple"
    assert kinds["Q5"] == "number"
    assert kinds["Q1"] == "true_false"
    text = (samples / "gift" / "moodle-fixture-categories.gift.txt").read_text(encoding="utf-8")
    questions, problems = parse(text)
    assert not problems
    assert {question.category for question in questions} == {"$course$/Default for New Features"}
