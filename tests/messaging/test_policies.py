from app.core.access import Actor, Role
from app.messaging import policies


def actor(role: Role, account_id: str = "a") -> Actor:
    return Actor(account_id, "o", "demo", "Demo", "Nadia", "n@demo.example", frozenset({role}))


def test_the_learner_and_those_who_accompany_read_a_conversation() -> None:
    assert policies.may_read(actor(Role.LEARNER), "a")
    assert not policies.may_read(actor(Role.LEARNER, "b"), "a")
    assert policies.may_read(actor(Role.ADVISER, "b"), "a")
    assert policies.may_read(actor(Role.ADMIN, "b"), "a")
    for role in (Role.TRAINER, Role.QUALITY, Role.EXPERT, Role.REFERRER, Role.AUDITOR):
        assert not policies.may_read(actor(role, "b"), "a")


def test_a_colleague_who_looks_in_does_not_hide_a_message_from_the_adviser() -> None:
    assert policies.is_addressee(actor(Role.ADVISER, "mine"), "learner", "mine")
    assert not policies.is_addressee(actor(Role.ADVISER, "other"), "learner", "mine")
    assert policies.is_addressee(actor(Role.ADVISER, "other"), "learner", None)
