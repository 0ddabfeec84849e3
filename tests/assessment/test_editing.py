"""Questions as forms: what is kept comes back the same, what is typed becomes what files can say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.questions import editing, sentence
from app.assessment.questions.editing import blank, form_of, read_form, typed, with_room
from app.assessment.questions.gift import Question, parse
from app.assessment.questions.gift_writer import print_gift
from app.assessment.questions.kinds import KINDS

CONTENT = Path(__file__).resolve().parents[2] / "content"


def sent(values: dict[str, Any]) -> dict[str, list[str]]:
    """The fields that a browser would send of these values."""
    form = {name: [value] for name, value in values.items() if isinstance(value, str)}
    for n, row in enumerate(values["rows"]):
        form |= {f"{cell}-{n}": [words] for cell, words in row.items() if words or cell != "good"}
    return form


def fields(**given: str) -> dict[str, list[str]]:
    return {name.replace("_", "-"): [value] for name, value in given.items()}


def one(text: str) -> Question:
    (question,), problems = parse(text)
    assert not problems
    return question


QUESTIONS = [question for path in sorted(CONTENT.rglob("*.gift")) for question in parse(path.read_text())[0]]


def test_every_question_of_the_course_is_unchanged_by_its_form() -> None:
    assert len(QUESTIONS) > 100
    for question in QUESTIONS:
        definition, errors = read_form(question.kind, sent(with_room(form_of(question.definition), 3)))
        assert not errors, (question.name, errors)
        assert definition == question.definition


@pytest.mark.parametrize(
    "text",
    [
        "Q?{~%50%a#Oui. ~%50%b ~%-50%c}",
        "Q?{~%50%a ~%50%b ~%-100%c ~%-100%d}",
        "Q?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}",
        "Q?{~%70%a ~%30%b ~%-20%c ~d}",
        "Q?{~%50%presque =juste#Oui. =aussi juste ~faux}",
        "Q.{FALSE#Non.#Oui.####Pour tous.}",
        "Q…{=a*#Oui. =%50%b}",
        "Q ?{#=120:0.5#Oui. =%50%100..140 ~#Trop loin.}",
        "Q ?{#-3.25}",
        "Q{=a -> 1#Oui. =b -> 2 = -> 3}",
        "Le {=petit#Oui. ~grand#Non.} pas, {~défaire =cacher ~%50%celer####Voilà.}.",
        "Le {=a ~b}{=c ~d} [[fin]].",
        "Le {=a|b\\#c ~d]]e ~\\=f ~%-20%g \\\\h}.",
        "// [kind:ordering]\nQ{=a =b\\nc =d}",
        "Racontez.{####Merci.}",
        "Deux\\nlignes ?{=a ~b}",
    ],
)
def test_what_files_can_say_is_unchanged_by_the_form(text: str) -> None:
    question = one(text)
    definition, errors = read_form(question.kind, sent(with_room(form_of(question.definition))))
    assert not errors
    assert definition == question.definition


def test_the_plain_fields_are_enough_for_a_plain_question() -> None:
    form = fields(
        text="  Un prix   couvre d'abord…", answer_0="les coûts", answer_1="l'envie", said_1="Pas seulement.", right="0"
    )
    definition, errors = read_form("single", form)
    assert not errors
    assert definition == one("Un prix couvre d'abord…{=les coûts ~l'envie#Pas seulement.}").definition


@pytest.mark.parametrize(
    ("penalty", "fractions"), [("none", [0.5, 0.5, 0.0]), ("same", [0.5, 0.5, -0.5]), ("all", [0.5, 0.5, -1.0])]
)
def test_right_answers_share_the_point_and_wrong_ones_cost_what_is_said(penalty: str, fractions: list[float]) -> None:
    form = fields(text="Où ?", answer_0="a", good_0="1", answer_1="b", good_1="1", answer_2="c", penalty=penalty)
    definition, errors = read_form("multiple", form)
    assert not errors
    assert [choice["fraction"] for choice in definition["choices"]] == fractions
    assert form_of(definition)["penalty"] == penalty


def test_a_sentence_says_its_gaps_between_double_brackets() -> None:
    definition, errors = read_form(
        "gaps", fields(sentence="Le [[chiffre d'affaires|stock|prix]] moins les [[charges|ventes]].")
    )
    assert not errors
    assert definition["text"] == "Le _____ moins les _____."
    assert definition["segments"] == ["Le ", " moins les ", "."]
    assert [c["fraction"] for c in definition["gaps"][0]["choices"]] == [1.0, 0.0, 0.0]


TYPED = {
    "kind": "gaps", "text": "Le _____ et le _____ font _____.", "segments": ["Le ", " et le ", " font ", "."], "feedback": "",
    "gaps": [
        {"typed": "words", "choices": [{"text": "bénéfice", "fraction": 1.0, "feedback": "Oui."}]},
        {"typed": "words", "choices": [
            {"text": "loyer", "fraction": 1.0, "feedback": ""}, {"text": "bail", "fraction": 0.5, "feedback": "Presque."},
            {"text": "*", "fraction": 0.0, "feedback": "Relisez."},
        ]},
        {"typed": "number", "choices": [
            {"text": "120:0.5", "low": 119.5, "high": 120.5, "fraction": 1.0, "feedback": ""},
            {"text": "100..140", "low": 100.0, "high": 140.0, "fraction": 0.5, "feedback": "À peu près."},
            {"text": "*", "fraction": 0.0, "feedback": "Non."},
        ]},
    ],
    "overall": {"right": "Tout est juste."}, "case": True,
}  # fmt: skip


def test_gaps_may_be_written_by_hand() -> None:
    written = sentence.write(TYPED)
    assert written == (
        "Le [[bénéfice#Oui.]] et le [[écrire: loyer|%50%bail#Presque.|*#Relisez.]] font "
        "[[nombre: 120:0,5|%50%100 à 140#À peu près.|*#Non.]]."
    )
    definition, errors = read_form("gaps", sent(with_room(form_of(TYPED))))
    assert not errors
    assert definition == TYPED
    menu = {
        "choices": [
            {"text": "écrire : un mot", "fraction": 1.0, "feedback": ""},
            {"text": "b", "fraction": 0.0, "feedback": ""},
        ]
    }
    assert sentence.read(sentence.write({"segments": ["Il faut ", "."], "gaps": [menu]}))[1] == [menu]


def test_what_is_seldom_said_is_kept_and_leaves_no_trace_otherwise() -> None:
    form = fields(text="Q", answer_0="a", answer_1="toutes", right="1", fixed="1") | {"overall_wrong": ["Relisez."]}
    definition, errors = read_form("single", form)
    assert not errors
    assert (definition["fixed"], definition["overall"]) == (True, {"wrong": "Relisez."})
    back, _errors = read_form("single", sent(with_room(form_of(definition))))
    assert back == definition
    plain, _errors = read_form("single", fields(text="Q", answer_0="a", answer_1="b", right="1"))
    assert not {"fixed", "overall", "case"} & set(plain)
    gaps, _errors = read_form("gaps", fields(sentence="Un [[a|b]].", case="1"))
    assert "case" not in gaps  # nothing is written by hand


def test_numbers_are_typed_the_french_way() -> None:
    definition, errors = read_form("number", fields(text="Combien ?", answer_0="1 650,50 €", slack_0="0,5"))
    assert not errors
    assert definition["answers"][0]["says"] == "1650.50:0.5"
    assert (definition["answers"][0]["low"], definition["answers"][0]["high"]) == (1650.0, 1651.0)
    definition, _errors = read_form("number", fields(text="Combien ?", answer_0="140 à 100"))
    assert definition["answers"][0]["says"] == "100..140"
    assert form_of(definition)["rows"][0]["answer"] == "100 à 140"


@pytest.mark.parametrize(
    ("kind", "form", "wrong"),
    [
        ("single", fields(answer_0="a", answer_1="b", right="0"), {"text"}),
        ("single", fields(text="Q", answer_0="a", right="0"), {"answer-1"}),
        ("single", fields(text="Q", answer_0="a", answer_1="b"), {"right"}),
        ("single", fields(text="Q", answer_0="a", answer_1="b", right="3"), {"right"}),
        ("single", fields(text="Q", answer_0="a", answer_1="b", right="0", worth_1="100"), {"worth-1"}),
        ("single", fields(text="Q", answer_0="a", answer_1="b", right="0", worth_1="beaucoup"), {"worth-1"}),
        ("single", fields(text="Q", answer_0="a", answer_1="a", right="0"), {"answer-1"}),
        ("single", fields(text="Q", answer_0="a", answer_1="b", said_2="Non.", right="0"), {"answer-2"}),
        ("multiple", fields(text="Q", answer_0="a", answer_1="b"), {"good-0"}),
        ("multiple", fields(text="Q", answer_0="a", answer_1="b", worth_0="lourd", good_0="1"), {"worth-0"}),
        ("multiple", fields(text="Q", answer_0="a", answer_1="b", worth_1="0", good_1="1"), {"worth-1"}),
        ("true_false", fields(text="Q"), {"truth"}),
        ("short", fields(text="Q"), {"answer-0"}),
        ("short", fields(text="Q", answer_0="a", worth_0="0"), {"worth-0"}),
        ("number", fields(text="Q", answer_0="douze"), {"answer-0"}),
        ("number", fields(text="Q", answer_0="12", slack_0="un peu"), {"slack-0"}),
        ("number", fields(text="Q", answer_0="1 à 3", slack_0="1"), {"slack-0"}),
        ("matching", fields(text="Q", left_0="a", answer_0="1"), {"left-0"}),
        ("matching", fields(text="Q", left_0="a", answer_0="1", left_1="b"), {"answer-1"}),
        ("gaps", fields(sentence="Sans trou."), {"sentence"}),
        ("gaps", fields(sentence="Le nombre [[nombre: douze]]."), {"sentence"}),
        ("gaps", fields(sentence="Rien de [[%0%juste|%-20%bon]]."), {"sentence"}),
        ("gaps", fields(sentence="Un [[a|]] vide."), {"sentence"}),
        ("gaps", fields(sentence="[[a|b]]"), {"sentence"}),
        ("ordering", fields(text="Q", items="un"), {"items"}),
        ("ordering", fields(text="Q", items="un\nun"), {"items"}),
        ("essay", fields(text="x" * 20_000), {"text"}),
        ("inconnu", fields(text="Q"), {"kind"}),
    ],
)
def test_what_is_missing_is_said_beside_its_field(kind: str, form: dict[str, list[str]], wrong: set[str]) -> None:
    _definition, errors = read_form(kind, form)
    assert set(errors) == wrong
    if kind in KINDS:
        kept = typed(kind, form)
        for name, (value,) in form.items():
            cell, _dash, number = name.partition("-")
            assert (kept["rows"][int(number)][cell] if number else kept[name]) == value


def test_weights_that_do_not_make_a_hundred_are_kept_as_they_came() -> None:
    for definition in (
        {"kind": "multiple", "choices": _choices(0.4, 0.4, -0.1)}, {"kind": "single", "choices": _choices(0.8, 0.0)},
    ):  # fmt: skip
        said = {**definition, "text": "Q", "feedback": ""}
        back, errors = read_form(said["kind"], sent(with_room(form_of(said))))
        assert not errors
        assert back == said


def _choices(*fractions: float) -> list[dict[str, Any]]:
    return [{"text": str(n), "fraction": fraction, "feedback": ""} for n, fraction in enumerate(fractions)]


def test_there_is_always_room_for_one_more_answer() -> None:
    assert len(with_room(blank("single"))["rows"]) == 4
    full = typed("single", fields(**{f"answer_{n}": "x" for n in range(6)}))
    assert len(with_room(full)["rows"]) == 7
    assert len(with_room(full, more=3)["rows"]) == 9
    everything = typed("single", fields(**{f"answer_{n}": "x" for n in range(200)}))
    assert len(with_room(everything, more=3)["rows"]) == editing.MOST_ROWS


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(st.lists(st.tuples(words, st.sampled_from([0.0, 1.0, 0.5, -0.25]), st.one_of(st.just(""), words)), min_size=2))
@settings(max_examples=60, deadline=None)
def test_any_sentence_comes_back_from_its_writing(choices: list[tuple[str, float, str]]) -> None:
    if max(fraction for _text, fraction, _said in choices) <= 0:
        choices[0] = (choices[0][0], 1.0, choices[0][2])
    gap = {"choices": [{"text": text, "fraction": worth, "feedback": said} for text, worth, said in choices]}
    definition = {"kind": "gaps", "segments": ["Le ", " [[puis]] ", " ."], "gaps": [gap, gap]}
    segments, gaps, wrong = sentence.read(sentence.write(definition))
    assert not wrong
    assert (segments, gaps) == (definition["segments"], definition["gaps"])


@given(st.sampled_from(["single", "multiple", "short"]), st.lists(words, min_size=2, max_size=5, unique=True), words)
@settings(max_examples=60, deadline=None)
def test_what_is_typed_is_what_a_file_gives_back(kind: str, answers: list[str], text: str) -> None:
    form = {"text": [text], "right": ["0"], "good-0": ["1"], "feedback": [answers[-1]]}
    form |= {f"answer-{n}": [answer] for n, answer in enumerate(answers)}
    definition, errors = read_form(kind, form)
    assert not errors
    assert one(print_gift([Question("Nom", definition)])).definition == definition
