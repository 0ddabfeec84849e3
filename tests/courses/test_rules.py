"""What a course adds up to, and when an activity counts as done."""

import pytest

from app.courses import rules
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
        ({"rule": "posted", "posts": 1}, "1 message."),
        ({"rule": "posted", "posts": 2}, "2 messages."),
        ({"rule": "accepted"}, "accepté"),
        ({"rule": "attended"}, "présence"),
    ],
)
def test_each_rule_is_a_sentence(completion: dict[str, object], words: str) -> None:
    assert words in rules.when_done(completion)
