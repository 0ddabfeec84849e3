"""The formulas of docs/figures.md against values computed by hand, and their bounds whatever comes in."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.statistics import items, rules
from app.assessment.statistics.items import Choice, Item, Sums
from app.assessment.statistics.rules import FINISHED, Fact, Felt, Reached, Works
from tests.learning.paths import make_activity, make_outline

# --- Small counts --------------------------------------------------------------------------------------------------


def test_a_share_of_too_few_people_is_not_said() -> None:
    assert [rules.share(1, whole) for whole in (0, 2, 3, 4)] == [None, None, 1 / 3, 0.25]


@pytest.mark.parametrize(
    ("counts", "middle"),
    [({}, None), ({5: 1}, 5), ({5: 1, 9: 1}, 7), ({5: 1, 9: 2}, 9), ({1: 2, 2: 1, 10: 1}, 1.5), ({1: 1, 30: 0}, 1)],
)
def test_the_median_is_that_of_the_values_one_by_one(counts: dict[float, int], middle: float | None) -> None:
    assert rules.median(counts) == middle


# --- Who came there ------------------------------------------------------------------------------------------------

OUTLINE = make_outline(
    make_activity("a"), make_activity("b", block="b2"), make_activity("c", kind="session", block="b3"),
    make_activity("d", kind="quiz", block="b4"),
)  # fmt: skip
A, B, C, D = (rules.rank(n, 1) for n in (1, 2, 3, 4))


def fact(what: str, activity: str | None = None, word: str | None = None, value: float | None = None,
         other: float | None = None, n: int = 1, people: int | None = None) -> Fact:  # fmt: skip
    return Fact(what, activity, word, value, other, n, people)


def reached(activity: str, *facts: Fact) -> Reached:
    return rules.figures(OUTLINE, [activity], facts)[activity].reached


def test_who_is_further_without_having_begun_has_skipped() -> None:
    """Ten people: two have begun nothing, three are at a, one at b, one at d, three have finished."""
    moves = [
        fact("furthest", value=place, n=n) for place, n in ((-1, 2), (A, 3), (B, 1), (D, 1), (FINISHED, 3))
    ]  # fmt: skip
    found = reached("b", *moves, fact("state", "b", "done", n=2), fact("state", "b", "opened", n=1))
    assert found == Reached(opened=1, done=2, skipped=2)  # five are at b or further, three have begun it
    assert (found.passed, found.done_rate) == (5, 0.4)
    assert reached("a", *moves, fact("state", "a", "done", n=8)).skipped == 0
    assert reached("d", *moves).skipped == 4


def test_nobody_goes_past_a_session() -> None:
    found = reached("c", fact("furthest", value=FINISHED, n=9), fact("state", "c", "done", n=4))
    assert (found.passed, found.skipped, found.done_rate) == (4, 0, 1.0)


def test_in_a_period_only_who_went_past_in_it_has_skipped() -> None:
    moves = [
        fact("furthest", value=D, other=A, n=5),  # went past b in the period
        fact("furthest", value=FINISHED, other=D, n=7),  # had before
        fact("furthest", value=A, other=A, n=2),  # has not yet
    ]
    begun = fact("state", "b", "done", n=4)
    assert reached("b", *moves, begun).skipped == 1
    assert reached("b", *moves, begun, fact("back", "b", n=3)).skipped == 4  # three of the four only came back to it


def test_an_admitted_person_who_came_early_makes_nothing_negative() -> None:
    assert reached("a", fact("furthest", value=A, n=1), fact("state", "a", "done", n=3)).skipped == 0


# --- What they say, what they send ---------------------------------------------------------------------------------


def test_a_felt_time_is_that_of_the_estimate_of_today() -> None:
    facts = [
        fact("felt", "a", "more", 40, 30, n=2), fact("felt", "a", "same", None, 30, n=3),
        fact("felt", "a", "less", 20, 45, n=4), fact("felt", "a", "", None, 30, n=9),
        fact("words", "a", "new", n=2), fact("words", "a", "seen", n=5),
    ]  # fmt: skip
    found = rules.figures(OUTLINE, ["a"], facts)["a"]
    assert found.felt == Felt(less=0, same=3, more=2, earlier=4, timed=6, minutes=20)
    assert (found.remarks, found.unseen) == (7, 2)


def test_two_felt_times_are_too_few() -> None:
    felt = rules.figures(OUTLINE, ["a"], [fact("felt", "a", "more", 40, 30, n=2)])["a"].felt
    assert not felt.enough
    assert felt.minutes is None


def test_a_quiz_works_and_sessions_have_their_own_figures() -> None:
    outline = make_outline(
        make_activity("q", kind="quiz"), make_activity("w", kind="assignment"), make_activity("s", kind="session")
    )
    facts = [
        fact("quiz", "q", value=0.75, n=9, people=4),
        fact("read", "w", "accepted", 24, n=3), fact("read", "w", "sent_back", 72, n=2), fact("worked", "w", value=2, n=4),
        fact("presence", "s", value=5, n=8, people=4),
    ]  # fmt: skip
    found = rules.figures(outline, ["q", "w", "s"], facts)
    assert found["q"].quiz == rules.Quiz(9, 4, 0.75)
    assert found["w"].works == Works(read=5, people=4, sent_back=2, days=1.0)
    assert found["w"].works.sent_back_rate == 0.5  # type: ignore[union-attr]
    assert found["s"].presence is not None
    assert found["s"].presence.rate == 5 / 8
    few = rules.figures(outline, ["q", "s"], [fact("quiz", "q", value=1, n=5, people=2)])
    assert few["q"].quiz == rules.Quiz(5, 2, None)
    assert few["s"].presence == rules.Presence(0, 0, 0)


# --- Questions -----------------------------------------------------------------------------------------------------


def sums(pairs: list[tuple[float, float]]) -> Sums:
    n = len(pairs)
    return Sums(
        n, sum(x for x, _r in pairs), n, sum(x for x, _r in pairs), sum(x * x for x, _r in pairs),
        sum(r for _x, r in pairs), sum(r * r for _x, r in pairs), sum(x * r for x, r in pairs),
    )  # fmt: skip


def test_the_item_rest_correlation_is_the_one_of_a_textbook() -> None:
    """x: 1 1 1 0 0, r: 1, 0.75, 0.5, 0.5, 0.25. Sum of products 0.45, of squares 1.2 and 0.325: 0.45/sqrt(0.39) = 0.72058."""
    pairs = [(1.0, 1.0), (1.0, 0.75), (1.0, 0.5), (0.0, 0.5), (0.0, 0.25)]
    assert items.item_rest(sums(pairs)) == pytest.approx(0.720577, abs=1e-6)
    assert items.item_rest(sums([(1 - x, r) for x, r in pairs])) == pytest.approx(-0.720577, abs=1e-6)


def test_without_variation_nothing_is_told_apart() -> None:
    assert items.item_rest(sums([(1.0, 0.5), (1.0, 0.7)] * 20)) is None
    assert items.item_rest(sums([(1.0, 0.5), (0.0, 0.5)] * 20)) is None
    assert items.ends_apart([(1.0, 0.5), (0.0, 0.5)] * 6) is None
    assert items.item_rest(Sums()) is None
    assert items.ends_apart([]) is None


def test_the_ends_are_the_27_percent_at_each_side() -> None:
    """Eleven people: round(0.27 × 11) = 3 at each end. Best three: 1, 1, 0; worst three: 0, 0, 1. 2/3 - 1/3."""
    scores = [1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0]
    pairs = [(float(score), 1 - place / 10) for place, score in enumerate(scores)]
    assert items.ends_apart(pairs) == pytest.approx(1 / 3)


def test_people_alike_at_the_edge_of_an_end_share_its_places() -> None:
    """Ten people, 3 at each end: one at 1.0 (right) then four at 0.9 (one right): (1 + 2 × 1/4) / 3 at the top."""
    pairs = [(1.0, 1.0), (1.0, 0.9), (0.0, 0.9), (0.0, 0.9), (0.0, 0.9), *[(0.0, n / 10) for n in range(5)]]
    assert items.ends_apart(pairs) == pytest.approx(0.5)


def test_how_many_people_decide_what_is_said() -> None:
    def told(n: int) -> Item:
        pairs = [(float(k % 2), (k % 2) * 0.5 + (k % 5) / 10) for k in range(n)]
        return items.item(sums(pairs), pairs)

    assert told(2).facility is None
    assert (told(3).facility, told(9).discrimination, told(9).reading) == (1 / 3, None, "few")
    assert [told(n).method for n in (9, 10, 29, 30)] == ["", "ends", "ends", "rest"]


def test_a_quiz_of_one_question_has_no_rest() -> None:
    alone = items.item(Sums(people=50, score=20.0))
    assert (alone.facility, alone.discrimination, alone.reading) == (0.4, None, "flat")


@pytest.mark.parametrize(
    ("item", "reading"),
    [
        (Item(9, 0.1, None), "few"),
        (Item(40, 0.97, -0.3, "rest"), "easy"),  # the one who erred may have done well elsewhere
        (Item(40, 0.5, -0.1, "rest"), "inverse"),
        (Item(20, 0.5, -0.15, "ends"), "weak"),  # among few, an accident is soon there
        (Item(20, 0.5, -0.2, "ends"), "inverse"),
        (Item(40, 0.15, -0.3, "rest"), "inverse"),
        (Item(40, 0.2, 0.3, "rest"), "hard"),
        (Item(40, 0.6, 0.14, "rest"), "weak"),
        (Item(40, 0.6, 0.15, "rest"), "good"),
    ],
)
def test_what_to_think_of_a_question(item: Item, reading: str) -> None:
    assert item.reading == reading
    assert item.to_review is (reading in ("easy", "inverse", "hard"))


def test_the_same_wording_in_two_quizzes_adds_up() -> None:
    one, two = [(1.0, 0.8), (0.0, 0.1)], [(1.0, 0.9), (0.5, 0.4), (0.0, 0.6)]
    added, whole = sums(one) + sums(two), sums(one + two)
    assert items.item_rest(added) == pytest.approx(items.item_rest(whole))
    assert (added.people, added.score) == (5, 2.5)


fractions = st.floats(0, 1).map(lambda value: round(value, 3))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.33, 0.5, 1.0]), fractions), min_size=1, max_size=60))
def test_figures_of_a_question_stay_in_their_bounds(pairs: list[tuple[float, float]]) -> None:
    found = items.item(sums(pairs), pairs)
    assert found.facility is None or -1e-9 <= found.facility <= 1 + 1e-9
    for told in (found.discrimination, items.item_rest(sums(pairs)), items.ends_apart(pairs)):
        assert told is None or -1 - 1e-9 <= told <= 1 + 1e-9


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 0.25, 0.5, 1.0])), min_size=10, max_size=29)
)
def test_the_order_of_the_rows_says_nothing(pairs: list[tuple[float, float]]) -> None:
    shuffled = random.Random(1).sample(pairs, len(pairs))
    first, second = items.ends_apart(pairs), items.ends_apart(shuffled)
    assert first == pytest.approx(second) if first is not None else second is None


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(1, 600), st.integers(1, 5), min_size=1))
def test_the_median_lies_between_the_extremes(counts: dict[float, int]) -> None:
    middle = rules.median(counts)
    assert middle is not None
    assert min(counts) <= middle <= max(counts)


# --- What was chosen -----------------------------------------------------------------------------------------------


def choices(*texts: str) -> list[dict[str, object]]:
    return [{"text": text, "fraction": 1.0 if n == 0 else 0.0, "feedback": ""} for n, text in enumerate(texts)]


def counted(definition: dict[str, object], responses: dict[str, int]) -> list[list[tuple[str, int]]]:
    found = items.parts(definition, responses)
    return [[(one.text, one.people) for one in part.choices] for part in found]


def test_each_choice_says_how_many_took_it() -> None:
    single = {"kind": "single", "choices": choices("oui", "non", "peut-être")}
    assert counted(single, {'"0"': 7, '"1"': 2, "null": 4}) == [[("oui", 7), ("non", 2), ("peut-être", 0)]]
    multiple = {"kind": "multiple", "choices": choices("a", "b")}
    assert counted(multiple, {'["0"]': 3, '["0", "1"]': 2}) == [[("a", 5), ("b", 2)]]
    truth = {"kind": "true_false", "answer": False}
    assert items.parts(truth, {'"true"': 1, '"false"': 5})[0].choices == (
        Choice("true", 0.0, 1),
        Choice("false", 1.0, 5),
    )


def test_gaps_pairs_and_places_are_counted_one_by_one() -> None:
    gaps = {"kind": "gaps", "gaps": [{"choices": choices("un", "deux")}, {"choices": choices("le", "la")}]}
    assert counted(gaps, {'["0", "1"]': 3, '["1", null]': 1}) == [[("un", 3), ("deux", 1)], [("le", 0), ("la", 3)]]
    typed = {
        "kind": "gaps",
        "gaps": [
            {"choices": [{"text": "un", "fraction": 1.0, "feedback": ""}]},
            {"typed": "words", "choices": [{"text": "chat", "fraction": 1.0, "feedback": ""}]},
        ],
    }
    assert counted(typed, {'["0", "Chat"]': 2, '["0", "chat"]': 1, '["0", "loup"]': 3, '["0", "rat"]': 1}) == [
        [("un", 7)], [("Chat", 3), ("loup", 3)],
    ]  # fmt: skip
    pairs = {
        "kind": "matching",
        "pairs": [
            {"left": "loyer", "right": "fixe"},
            {"left": "farine", "right": "variable"},
            {"left": "", "right": "rien"},
        ],
    }
    assert counted(pairs, {'{"0": "0", "1": "2"}': 2, '{"0": "1"}': 1}) == [
        [("fixe", 2), ("variable", 1), ("rien", 0)], [("variable", 0), ("fixe", 0), ("rien", 2)],
    ]  # fmt: skip
    ordering = {"kind": "ordering", "items": ["a", "b"]}
    assert counted(ordering, {'["0", "1"]': 4, '["1", "0"]': 1, '["0", null]': 1}) == [
        [("a", 5), ("b", 1)], [("b", 4), ("a", 1)],
    ]  # fmt: skip


def test_what_fewer_than_three_people_typed_stays_theirs() -> None:
    short = {"kind": "short", "answers": [{"text": "bénéfice", "fraction": 1.0, "feedback": ""}]}
    given_ = {'"Bénéfice"': 2, '"benefice."': 2, '"mon secret"': 2, '"marge"': 3}
    assert items.parts(short, given_)[0].choices == (Choice("Bénéfice", 1.0, 4), Choice("marge", 0.0, 3))
    assert items.parts(short, {'"mon secret"': 2}) == ()
    assert items.parts({"kind": "essay"}, {'"texte"': 9}) == ()
