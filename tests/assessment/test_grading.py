"""What answers are worth, kind by kind. No database."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.questions import grading, kinds
from app.assessment.questions.gift import parse


def d(text: str) -> dict[str, Any]:
    questions, problems = parse(text)
    assert not problems
    return questions[0].definition


def points(definition: dict[str, Any], raw: Any) -> float:
    graded = grading.grade(definition, grading.read(definition, raw))
    assert graded is not None
    return graded.points


def test_a_single_choice_is_worth_its_weight() -> None:
    q = d("Q{=a#Oui. ~%25%b ~c#Non.}")
    assert [points(q, raw) for raw in ("0", 1, "2", None)] == [1.0, 0.25, 0.0, 0.0]
    graded = grading.grade(q, "2")
    assert graded is not None
    assert graded.feedback == ("Non.",)
    assert graded.verdict == grading.WRONG


def test_several_choices_add_up_and_never_go_below_nothing() -> None:
    q = d("Q{~%34%a ~%33%b ~%33%c ~%-50%d}")
    assert points(q, ["0", "1", "2"]) == 1.0
    assert points(q, ["0", "3"]) == 0.0
    assert points(q, [0]) == 0.34


def test_true_and_false_say_their_own_feedback() -> None:
    q = d("Q{FALSE#Raté.#Exact.}")
    right, wrong = grading.grade(q, "false"), grading.grade(q, "true")
    assert right is not None
    assert wrong is not None
    assert (right.points, right.feedback) == (1.0, ("Exact.",))
    assert (wrong.points, wrong.feedback) == (0.0, ("Raté.",))
    assert points(q, False) == 1.0


@pytest.mark.parametrize("said", ["bénéfice", "Benefice", "  BÉNÉFICE ", "bénéfice."])
def test_a_short_text_forgives_capitals_accents_and_spaces(said: str) -> None:
    assert points(d("Q{=bénéfice ~x}".replace(" ~x", "")), said) == 1.0


def test_a_star_stands_for_any_words() -> None:
    q = d("Q{=grenouille =%50%gre* =%0%*#Pas du tout}")
    assert [points(q, said) for said in ("Grenouille", "grenier", "chat")] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("said", ["120", "120,4", "119.6", "1 20", "120 €", "+120"])
def test_a_number_is_read_as_french_people_write_it(said: str) -> None:
    assert points(d("Q{#120:0.5}"), said) == 1.0


def test_a_number_outside_its_tolerance_is_wrong_and_words_are_no_number() -> None:
    q = d("Q{#120:0.5}")
    assert points(q, "121") == 0.0
    assert points(q, "cent vingt") == 0.0
    assert points(d("Q{#=1822:0 =%50%1822:2}"), "1823") == 0.5
    assert points(d("Q{#0.1..0.3}"), "0,3") == 1.0


@pytest.mark.parametrize(
    ("said", "value"),
    [("1 650,50", 1650.5), ("1.650,50", 1650.5), ("1,650.50", 1650.5), ("−3", -3.0), ("1e400", None), ("", None)],
)
def test_numbers(said: str, value: float | None) -> None:
    assert grading.number(said) == value


def test_pairs_count_one_by_one_and_equal_sides_are_equal() -> None:
    q = d("Q{=loyer -> fixe =farine -> variable =assurance -> fixe = -> rien}")
    assert points(q, {"0": "2", "1": "1", "2": "0"}) == 1.0
    assert points(q, {"0": "0", "1": "3"}) == pytest.approx(1 / 3, abs=1e-4)
    assert kinds.right_sides(q) == [0, 1, 3]


def test_gaps_count_one_by_one() -> None:
    q = d("Le {=a ~b} et {=c ~d} là.")
    assert points(q, ["0", "0"]) == 1.0
    assert points(q, ["0", None]) == 0.5


def test_an_order_counts_each_thing_in_its_place() -> None:
    q = d("// [kind:ordering]\nQ{=a =b =c}")
    assert points(q, ["0", "1", "2"]) == 1.0
    assert points(q, ["0", "2", "1"]) == pytest.approx(1 / 3, abs=1e-4)
    assert points(q, ["0", None, None]) == pytest.approx(1 / 3, abs=1e-4)


def test_an_essay_waits_for_a_person() -> None:
    q = d("Q{}")
    assert grading.grade(q, "Mon texte") is None


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Q{=a ~b}", "2"), ("Q{=a ~b}", -1), ("Q{=a ~b}", ["0"]), ("Q{=a ~b}", True), ("Q{~%100%a ~b}", ["9"]),
        ("Q{~%100%a ~b}", {"0": 1}), ("Q{T}", "peut-être"), ("Q{T}", 1), ("Q{=mot}", ["mot"]), ("Q{=mot}", "x" * 501),
        ("Q{=a -> 1 =b -> 2}", {"7": "0"}), ("Q{=a -> 1 =b -> 2}", {"0": "7"}), ("Q{=a -> 1 =b -> 2}", ["0"]),
        ("Le {=a ~b} et {=c ~d} là.", ["0"]), ("// [kind:ordering]\nQ{=a =b}", ["0", "0"]),
        ("// [kind:ordering]\nQ{=a =b}", "0"), ("Q{}", 12.5j),
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused_with_words(text: str, raw: Any) -> None:
    with pytest.raises(grading.WrongShape) as refused:
        grading.read(d(text), raw)
    assert str(refused.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
_ALL = [
    d(text)
    for text in (
        "Q{=a ~b}", "Q{~%50%a ~%50%b ~c}", "Q{T}", "Q{=mot}", "Q{#3:1}", "Q{=a -> 1 =b -> 2}", "Le {=a ~b} et {=c ~d} là.",
        "// [kind:ordering]\nQ{=a =b =c}", "Q{}",
    )
]  # fmt: skip


@given(st.sampled_from(_ALL), _json)
@settings(deadline=None, max_examples=400)
def test_whatever_is_sent_is_graded_or_refused_and_never_breaks(definition: dict[str, Any], raw: Any) -> None:
    try:
        response = grading.read(definition, raw)
    except grading.WrongShape:
        return
    graded = grading.grade(definition, response)
    assert graded is None or 0 <= graded.points <= graded.possible


def test_the_shuffle_is_stable_for_one_try_and_differs_between_tries() -> None:
    first = kinds.order(6, kinds.seed("e", "a", 1))
    assert first == kinds.order(6, kinds.seed("e", "a", 1))
    assert any(first != kinds.order(6, kinds.seed("e", "a", n)) for n in range(2, 6))
    assert kinds.order(6, "x", shuffled=False) == list(range(6))


@given(st.integers(2, 8), st.text(max_size=5))
def test_an_order_to_find_is_never_given_in_order(count: int, seed: str) -> None:
    shown = kinds.order(count, seed, never_sorted=True)
    assert sorted(shown) == list(range(count))
    assert shown != list(range(count))


def test_what_a_machine_sees_before_answering_tells_no_answer() -> None:
    for definition in _ALL:
        shown = str(kinds.public(definition, "s", True))
        assert "fraction" not in shown
        assert "feedback" not in shown
        assert "low" not in shown
