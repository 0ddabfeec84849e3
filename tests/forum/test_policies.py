import pytest

from app.core.access import Actor, Role
from app.forum import policies


def actor(role: Role) -> Actor:
    return Actor("a", "o", "demo", "Demo", "Nadia", "n@demo.example", frozenset({role}))


@pytest.mark.parametrize(
    ("role", "visits", "opens", "answers_a_closed_thread", "answers_an_open_thread"),
    [
        (Role.LEARNER, True, True, True, True),
        (Role.ADVISER, True, True, True, True),
        (Role.TRAINER, True, True, True, True),
        (Role.ADMIN, True, True, True, True),
        (Role.QUALITY, True, False, False, False),
        (Role.EXPERT, True, True, False, True),
        (Role.REFERRER, False, False, False, False),
        (Role.AUDITOR, False, False, False, False),
    ],
)
def test_who_may_do_what_on_the_forum(
    role: Role, visits: bool, opens: bool, answers_a_closed_thread: bool, answers_an_open_thread: bool
) -> None:
    person = actor(role)
    assert bool(policies.may_visit(person)) is visits
    assert bool(policies.may_open(person)) is opens
    assert bool(policies.may_post(person, experts=False)) is answers_a_closed_thread
    assert bool(policies.may_post(person, experts=True)) is answers_an_open_thread
