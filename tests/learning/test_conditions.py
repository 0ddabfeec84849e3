"""What is open to somebody, from the outline and the facts alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.courses.conditions import Condition
from app.courses.outline import Competence, Outline
from app.enrolments.rules import Calendar, Stop
from app.learning import conditions, rules
from app.learning.conditions import Facts, unmet
from app.learning.rules import DONE, OPENED, SENT_BACK, SKIPPED, WAITING, State
from tests.learning.paths import make_activity, make_outline

ENTRY = date(2026, 11, 23)
AFTER_A = Condition("after", after="a")
AFTER_ALL = Condition("after", after="b1")
EVENING = Condition("group", groups=("Groupe du soir",))


def path(*given_: Condition) -> Outline:
    """a and b in the first sequence, c in the second; c has the conditions."""
    found = make_outline(
        make_activity("a"), make_activity("b"), replace(make_activity("c", block="b2"), conditions=given_)
    )
    block = replace(found.blocks[0], competences=tuple(Competence(n, f"B1.{n}", f"Savoir {n}", "", ()) for n in "12"))
    sequences = tuple(
        replace(one, activities=tuple(found.activities[each.id] for each in one.activities)) for one in found.sequences
    )
    behind = {one.key: one.activities for one in sequences} | {key: (one,) for key, one in found.activities.items()}
    return replace(
        found, blocks=(block, *found.blocks[1:]), sequences=sequences, levels=("Je découvre", "Je fais seul"),
        conditioned=tuple(one for one in found.activities.values() if one.conditions), behind=behind,
    )  # fmt: skip


def facts(outline: Outline, today: date = ENTRY, states: dict[str, str] | None = None, **more: object) -> Facts:
    known = {key: State(state, {}) for key, state in (states or {}).items()}
    return Facts(outline, known, today, Calendar(ENTRY), **more)  # type: ignore[arg-type]


def said(condition: Condition, found: Facts | None = None, **more: object) -> list[str]:
    outline = path(condition)
    known = replace(found, outline=outline) if found else facts(outline, **more)  # type: ignore[arg-type]
    return [reason.text for reason in unmet(outline.activities["c"], known)]


def test_something_without_conditions_is_open_to_everyone() -> None:
    outline = path()
    assert unmet(outline.activities["c"], facts(outline)) == ()


@pytest.mark.parametrize(
    ("states", "is_open"),
    [
        ({}, False),
        ({"a": OPENED}, False),
        ({"a": WAITING}, False),
        ({"a": SENT_BACK}, False),
        ({"a": DONE}, True),
        ({"a": SKIPPED}, True),  # the person had already what it gives
    ],
)
def test_what_must_come_before_is_done_or_was_passed_over(states: dict[str, str], is_open: bool) -> None:
    assert said(AFTER_A, states=states) == ([] if is_open else ["S'ouvre quand vous aurez terminé « a »."])


def test_a_whole_sequence_is_over_when_each_of_its_activities_is() -> None:
    text = "S'ouvre quand vous aurez terminé la séquence « b1 »."
    assert said(AFTER_ALL) == said(AFTER_ALL, states={"a": DONE}) == [text]
    assert said(AFTER_ALL, states={"a": DONE, "b": SKIPPED}) == []


def test_the_way_leads_to_the_first_thing_still_to_do() -> None:
    outline = path(AFTER_ALL)
    (reason,) = unmet(outline.activities["c"], facts(outline, states={"a": DONE}))
    assert reason.activity_id == "b"
    assert reason.parts == ("S'ouvre quand vous aurez terminé la séquence «\u00a0", "b1", "\u00a0».")


def test_days_are_open_days_of_the_persons_own_path() -> None:
    opens = Condition("from_day", day=6)  # a week later, Monday
    assert said(opens, today=date(2026, 11, 29)) == ["S'ouvre le lundi 30 novembre."]
    assert said(opens, today=date(2026, 11, 30)) == []
    closes = Condition("until_day", day=6)
    assert said(closes, today=date(2026, 11, 30)) == []
    told = said(closes, today=date(2026, 12, 1), adviser="Inès Lafitte")
    assert told == ["Fermé depuis le mardi 1er décembre. Parlez-en à Inès Lafitte."]
    assert "Parlez-en à votre organisme." in said(closes, today=date(2026, 12, 1))[0]


def test_a_pause_moves_the_days_like_the_plan() -> None:
    outline = path(Condition("from_day", day=6))
    paused = Calendar(ENTRY, (Stop(date(2026, 11, 25), date(2026, 12, 2)),))  # five open days lost
    known = replace(facts(outline, today=date(2026, 12, 4)), calendar=paused)
    assert [reason.opens_on for reason in unmet(outline.activities["c"], known)] == [date(2026, 12, 7)]


def test_a_level_is_the_latest_of_the_competence_or_the_mean_of_the_block() -> None:
    one = Condition("level", level=2, competence="B1.1")
    assert said(one) == ["S'ouvre au niveau « Je fais seul » en « Savoir 1 ». Votre niveau n'est pas encore noté."]
    assert said(one, levels={"B1.1": 1})[0].endswith("Votre niveau aujourd'hui : « Je découvre ».")
    assert said(one, levels={"B1.1": 2}) == []
    whole = Condition("level", level=2, block="B1")
    assert said(whole, levels={"B1.1": 2, "B1.2": 1})[0].startswith("S'ouvre au niveau « Je fais seul » en « b1 ».")
    assert said(whole, levels={"B1.1": 2, "B1.2": 2}) == said(whole, levels={"B1.1": 2}) == []


def test_what_is_kept_for_a_group_is_hidden_from_the_others() -> None:
    outline = path(EVENING)
    out, within = facts(outline), facts(outline, groups=frozenset({"groupe du soir"}))
    assert said(EVENING) == ["Réservé au groupe du soir."]
    found = conditions.openings_of(out, outline.conditioned)
    assert found.hidden == {"c"}
    assert conditions.openings_of(within, outline.conditioned) == rules.ALL_OPEN
    assert said(Condition("group", groups=("Matin", " GROUPE  du soir ")), within) == []


def test_nobody_waits_for_what_is_kept_for_others() -> None:
    """« after: a » when a is kept for a group that the person is not in: it is not in their path."""
    outline = path(AFTER_A)
    kept = replace(outline.activities["a"], conditions=(EVENING,))
    outline = replace(outline, behind=outline.behind | {"a": (kept,)})
    assert unmet(outline.activities["c"], facts(outline)) == ()
    assert unmet(outline.activities["c"], facts(outline, groups=frozenset({"groupe du soir"})))


@pytest.mark.parametrize("state", [DONE, WAITING, SENT_BACK])
@pytest.mark.parametrize(
    "condition", [AFTER_A, EVENING, Condition("until_day", day=1), Condition("level", level=2, competence="B1.1")]
)
def test_what_is_done_or_in_a_readers_hands_stays_open_whatever_happens(state: str, condition: Condition) -> None:
    outline = path(condition)
    known = facts(outline, today=date(2027, 1, 4), states={"c": state})
    assert unmet(outline.activities["c"], known) == ()
    assert conditions.openings_of(known, outline.conditioned).hidden == frozenset()


def test_all_conditions_must_hold_and_each_that_does_not_is_said() -> None:
    outline = path(AFTER_A, Condition("from_day", day=6), EVENING)
    assert len(unmet(outline.activities["c"], facts(outline))) == 3
    assert len(unmet(outline.activities["c"], facts(outline, states={"a": DONE}))) == 2


def test_an_open_activity_says_until_when() -> None:
    outline = path(Condition("until_day", day=6))
    assert conditions.openings_of(facts(outline), outline.conditioned).closes == {"c": date(2026, 11, 30)}


def test_the_next_step_is_never_closed() -> None:
    outline = path(AFTER_ALL)
    for states, step in (
        ({}, "a"),
        ({"a": DONE}, "b"),
        ({"a": DONE, "b": WAITING}, None),
        ({"a": DONE, "b": DONE}, "c"),
    ):
        known = facts(outline, states=states)
        found = rules.next_step(outline, known.states, conditions.openings_of(known, outline.conditioned))
        assert (found.id if found else None) == step


# --- Figures --------------------------------------------------------------------------------------------------


def test_what_is_passed_over_or_kept_for_others_leaves_both_sides_of_the_percentage() -> None:
    outline = path(EVENING)
    known = facts(outline, states={"a": DONE, "b": SKIPPED})
    opened = conditions.openings_of(known, outline.conditioned)
    found = rules.progress(outline, known.states, {"a": {"remote": 30}, "b": {"remote": 10}}, opened)
    assert (found.planned, found.percent, found.remote_planned) == (30, 100, 30)
    assert (found.done, found.remote) == (40, 40)  # hours spent remain hours
    assert [block.percent for block in found.blocks] == [100, 100]
    assert found.next is None


def test_due_minutes_leave_them_out_too() -> None:
    outline = path()
    due = {sequence.id: date(2026, 11, 25) for sequence in outline.sequences}
    assert rules.due_minutes(outline, due, date(2026, 12, 31), {"b"}) == 60


@given(
    states=st.dictionaries(st.sampled_from("abc"), st.sampled_from([DONE, WAITING, SENT_BACK, OPENED, SKIPPED])),
    member=st.booleans(),
    spent=st.dictionaries(st.sampled_from("abc"), st.integers(0, 60)),
)
def test_figures_stay_sound_whatever_is_passed_or_hidden(
    states: dict[str, str], member: bool, spent: dict[str, int]
) -> None:
    outline = path(AFTER_A, EVENING)
    known = facts(outline, states=states, groups=frozenset({"groupe du soir"} if member else ()))
    opened = conditions.openings_of(known, outline.conditioned)
    found = rules.progress(outline, known.states, {key: {"remote": n} for key, n in spent.items()}, opened)
    assert 0 <= found.percent <= 100
    assert found.planned == sum(block.planned for block in found.blocks)
    assert found.done == sum(spent.values())
    assert (found.percent == 100) == all(block.percent == 100 for block in found.blocks)
    out = rules.left_out(known.states, opened)
    assert found.planned == sum(one.minutes for key, one in outline.activities.items() if key not in out)


# --- Branches -------------------------------------------------------------------------------------------------


def test_what_a_branch_passes_over_is_what_is_neither_done_nor_being_read() -> None:
    outline = make_outline(*(make_activity(key) for key in "abcde"))
    known = {"a": State(DONE, {}), "b": State(OPENED, {}), "c": State(WAITING, {}), "d": State(SENT_BACK, {})}
    assert [one.id for one in conditions.passed_over(outline, known, "a", "e")] == ["b"]
    assert [one.id for one in conditions.passed_over(outline, {}, "b", "d")] == ["b", "c"]
