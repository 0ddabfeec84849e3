"""Next step, progress and reasons, from the outline and the facts alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning import rules
from app.learning.policies import may_work_on
from app.learning.rules import DONE, OPENED, SENT_BACK, WAITING, State
from tests.learning.paths import learner, make_activity, make_outline

A, B, S, C = "a", "b", "s", "c"


PATH = make_outline(
    make_activity(A),
    make_activity(S, "session", 180, "on_site"),
    make_activity(B, "quiz", 20),
    make_activity(C, minutes=70, block="b2"),
)


def states(**given_: str) -> dict[str, State]:
    return {key: State(state, {}) for key, state in given_.items()}


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({}, A),
        ({"a": OPENED}, A),
        ({"a": SENT_BACK}, A),
        ({"a": DONE}, B),  # the session waits for its day
        ({"a": WAITING}, B),  # a work sent waits for its reader
        ({"a": DONE, "b": DONE}, C),
        ({"a": DONE, "b": DONE, "c": DONE}, S),
        ({"a": DONE, "b": DONE, "c": WAITING, "s": OPENED}, S),
        ({"a": DONE, "b": DONE, "c": DONE, "s": DONE}, None),
        ({"b": DONE, "gone": DONE}, A),
    ],
)
def test_the_next_step_is_the_first_that_the_person_can_do(known: dict[str, str], step: str | None) -> None:
    found = rules.next_step(PATH, states(**known))
    assert (found.id if found else None) == step


def test_progress_adds_minutes_by_place_and_by_block() -> None:
    found = rules.progress(PATH, states(a=DONE, s=OPENED), {A: {"remote": 30}, S: {"on_site": 90}})
    assert (found.planned, found.done, found.on_site, found.remote) == (300, 120, 90, 30)
    assert (found.on_site_planned, found.remote_planned) == (180, 120)
    assert found.percent == 40
    first, second = found.blocks
    assert (first.planned, first.done, first.on_site, first.remote, first.percent) == (230, 120, 90, 30, 52)
    assert (second.planned, second.done, second.percent, second.state) == (70, 0, 0, "todo")
    assert first.state == "current"


def test_percent_is_rounded_down_so_that_100_means_all() -> None:
    assert rules.percent_of(299, 300) == 99
    assert rules.percent_of(300, 300) == 100
    assert rules.percent_of(1, 300) == 0
    assert rules.percent_of(0, 0) == 0


def test_extra_minutes_of_one_activity_do_not_pay_for_another() -> None:
    """Six hours on site in a session planned for three count as hours, and as that session alone."""
    found = rules.progress(PATH, {}, {S: {"on_site": 360}})
    assert found.done == 360
    assert found.percent == 60


def test_minutes_of_an_activity_that_left_the_course_remain_hours_dmake_activity() -> None:
    found = rules.progress(PATH, {}, {"gone": {"remote": 45}})
    assert (found.done, found.remote, found.percent) == (45, 45, 0)
    assert all(block.done == 0 for block in found.blocks)


@given(
    done=st.dictionaries(
        st.sampled_from([A, B, S, C, "gone"]),
        st.dictionaries(st.sampled_from(["on_site", "remote"]), st.integers(0, 500)),
    )
)
def test_progress_is_never_below_0_or_above_100_and_adds_up(done: dict[str, dict[str, int]]) -> None:
    found = rules.progress(PATH, {}, done)
    assert 0 <= found.percent <= 100
    assert found.done == found.on_site + found.remote == sum(sum(places.values()) for places in done.values())
    assert found.planned == sum(block.planned for block in found.blocks)
    assert all(0 <= block.percent <= 100 for block in found.blocks)
    assert (found.percent == 100) == all(block.percent == 100 for block in found.blocks)


def test_minutes_that_should_be_done_are_those_of_sequences_that_ended() -> None:
    due = {sequence.id: date(2026, 11, 25 + n) for n, sequence in enumerate(PATH.sequences)}
    assert rules.due_minutes(PATH, due, date(2026, 11, 25)) == 0
    assert rules.due_minutes(PATH, due, date(2026, 11, 26)) == 230
    assert rules.due_minutes(PATH, due, date(2026, 12, 31)) == 300
    assert rules.due_minutes(PATH, {}, date(2026, 12, 31)) == 0


@pytest.mark.parametrize(
    ("kind", "state", "facts", "says"),
    [
        ("text", None, {}, ""),
        ("quiz", DONE, {"needed": 60, "percent": 20}, ""),
        ("quiz", WAITING, {}, "Une réponse écrite attend"),
        ("assignment", WAITING, {}, "Votre travail attend"),
        ("assignment", SENT_BACK, {}, "renvoyé avec un commentaire"),
        ("quiz", OPENED, {"needed": 60, "percent": 20}, "attend 60 % de bonnes réponses. Vous en avez 20 %"),
        ("forum", OPENED, {"posts": 1, "wanted": 2}, "1 message sur 2"),
        ("session", OPENED, {"missed": True}, "Une absence est notée"),
        ("self_assessment", OPENED, {"rated": 2, "wanted": 5}, "2 phrases sur 5"),
        ("checklist", OPENED, {"checked": 3, "wanted": 7}, "3 points sur 7"),
        ("survey", OPENED, {"kept": True}, "Il reste à les envoyer"),
        ("text", OPENED, {}, "pas encore terminé"),
    ],
)
def test_why_something_does_not_count_is_said(kind: str, state: str | None, facts: dict[str, int], says: str) -> None:
    why = rules.why_not_counted(make_activity(A, kind), State(state, facts) if state else None)
    assert says in why
    assert bool(why) == bool(says)


def test_reasons_follow_the_order_of_the_path() -> None:
    found = rules.reasons(PATH, states(c=OPENED, a=WAITING, b=DONE))
    assert [activity.id for activity, _why in found] == [A, C]


@pytest.mark.parametrize("status", ["admitted", "paused", "finished", "left"])
def test_work_waits_outside_an_open_path_and_the_refusal_says_why(status: str) -> None:
    answer = may_work_on(learner("me"), "me", status)
    assert not answer
    assert answer.reason  # type: ignore[union-attr]
    assert may_work_on(learner("me"), "me", "active")
    assert not may_work_on(learner("other"), "me", "active")
