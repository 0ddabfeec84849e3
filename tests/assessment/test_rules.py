"""What results mean. No database."""

from app.assessment import policies, rules
from app.assessment.rules import Tried
from app.core.access import Actor, Role
from app.courses.outline import Block, Competence, Outline

SCORE = {"rule": "score", "percent": 60}


def test_the_best_try_counts() -> None:
    tries = [Tried(6, 8), Tried(1, 8)]
    assert rules.outcome(SCORE, tries) == rules.Outcome("done", {"percent": 75, "needed": 60})


def test_percents_are_rounded_down() -> None:
    assert rules.percent(3, 5) == 60
    assert rules.percent(599, 1000) == 59
    assert rules.outcome(SCORE, [Tried(599, 1000)]).state == "opened"
    assert rules.percent(0, 0) == 0


def test_an_unread_free_answer_makes_it_wait_only_when_it_can_change_something() -> None:
    assert rules.outcome(SCORE, [Tried(2, 4, pending=1)]).state == "waiting"
    assert rules.outcome(SCORE, [Tried(4, 4, pending=1)]).state == "done"
    assert rules.outcome(SCORE, [Tried(0, 4, pending=1)]).state == "opened"


def test_answering_everything_is_enough_when_the_rule_says_so() -> None:
    rule = {"rule": "answered"}
    assert rules.outcome(rule, [Tried(0, 2, empty=1)]).state == "opened"
    assert rules.outcome(rule, [Tried(0, 2, empty=1), Tried(0, 2)]).state == "done"


def _outline() -> Outline:
    competences = tuple(Competence(key, key, key, "", ()) for key in ("a", "b"))
    block = Block("block", "b1", 1, "Bloc", "map", 60, competences)
    return Outline("e", "c", "o", "slug", "Titre", 1, 8, ("1", "2", "3", "4"), (block,), (), {})


def test_a_block_level_is_the_mean_of_what_the_first_voice_says() -> None:
    levels = {
        "a": {"entry": {"learner": 1, "adviser": 3}},
        "b": {"entry": {"learner": 2, "trainer": 1}, "exit": {"learner": 4}},
    }
    assert rules.block_levels(_outline(), levels) == {"block": {"entry": 2.0, "middle": None, "exit": 4.0}}


def _actor(*roles: Role, id: str = "me") -> Actor:
    return Actor(id, "o", "o", "O", "N", "n@x", frozenset(roles))


def test_only_a_trainer_reviews_and_advisers_may_read() -> None:
    assert policies.may_review(_actor(Role.TRAINER))
    assert not policies.may_review(_actor(Role.ADVISER))
    assert policies.may_review(_actor(Role.ADVISER, Role.TRAINER))
    assert policies.may_see_works(_actor(Role.ADVISER))
    for role in (Role.LEARNER, Role.QUALITY, Role.ADMIN, Role.EXPERT, Role.REFERRER, Role.AUDITOR):
        assert not policies.may_see_works(_actor(role))


def test_each_voice_speaks_for_itself() -> None:
    assert policies.voice_of(_actor(Role.LEARNER), "me") == "learner"
    assert policies.voice_of(_actor(Role.ADVISER, Role.TRAINER), "other") == "adviser"
    assert policies.voice_of(_actor(Role.TRAINER), "other") == "trainer"
    assert policies.voice_of(_actor(Role.QUALITY), "other") is None
    assert policies.may_rate(_actor(Role.LEARNER), "me", "learner")
    assert not policies.may_rate(_actor(Role.LEARNER), "me", "adviser")
    assert not policies.may_rate(_actor(Role.TRAINER), "other", "adviser")
    assert not policies.may_rate(_actor(Role.TRAINER), "other", "learner")
    assert not policies.may_rate(_actor(Role.TRAINER), "other", "boss")
