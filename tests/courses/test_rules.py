"""What a course adds up to, and when an activity counts as done."""

import pytest

from app.courses import rules
from app.courses.kinds import RULE_PARAMETERS, kinds
from app.courses.outline import Activity


def activity(minutes: int, place: str = "remote", guidance: str = "training") -> Activity:
    return Activity(
        id=str(minutes), key="k", kind="page", title="t", why="", minutes=minutes, place=place, timing="asynchronous",
        people="individual", guidance=guidance, completion={"rule": "read"}, competences=(), sequence_id="s", block_id="b",
        position=1,
    )  # fmt: skip


def test_totals_divide_the_same_minutes_in_four_ways() -> None:
    found = rules.totals([activity(30), activity(90, "on_site", "self_study")])
    assert found.minutes == found.on_site + found.remote == found.training + found.self_study == 120
    assert found.minutes == found.synchronous + found.asynchronous == found.collective + found.individual
    assert found.on_site_percent == 75


def test_nothing_has_no_share() -> None:
    assert rules.totals([]).on_site_percent is None


@pytest.mark.parametrize(
    ("completion", "words"),
    [
        ({"rule": "score", "percent": 60}, "60 %"),
        ({"rule": "posted", "posts": 1}, "un message dans le fil."),
        ({"rule": "posted", "posts": 2}, "2 messages dans le fil."),
        ({"rule": "accepted"}, "accepté"),
        ({"rule": "attended"}, "présence"),
        ({"rule": "checked"}, "tout coché"),
        ({"rule": "chosen"}, "choisi"),
    ],
)
def test_each_rule_is_a_sentence(completion: dict[str, object], words: str) -> None:
    assert words in rules.when_done(completion)


def test_no_rule_of_a_kind_is_left_without_its_sentence() -> None:
    for kind in kinds():
        for rule in kind.rules:
            completion = {"rule": rule} | {name: default for name, _l, _m, default in RULE_PARAMETERS.get(rule, ())}
            assert rules.when_done(completion).startswith("Compté quand"), (kind.code, rule)


def test_a_rule_that_nobody_knows_any_more_says_nothing() -> None:
    assert rules.when_done({"rule": "gone"}) == ""
