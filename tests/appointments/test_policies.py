"""Who gives, takes and reads: a table."""

import pytest

from app.appointments import policies
from app.core.access import Actor, Role

ACCOMPANY = {Role.ADVISER, Role.ADMIN}


def actor(role: Role, account_id: str = "a") -> Actor:
    return Actor(account_id, "o", "demo", "Demo", "Nadia", "n@demo.example", frozenset({role}))


@pytest.mark.parametrize("role", list(Role))
def test_who_may_what(role: Role) -> None:
    accompanies, learns = role in ACCOMPANY, role is Role.LEARNER
    own, other = actor(role, "me"), actor(role, "other")
    assert bool(policies.may_accompany(own)) is accompanies
    assert bool(policies.may_enter(own)) is (accompanies or learns)
    assert bool(policies.may_take(own)) is learns
    assert policies.may_see(own, "me") is (accompanies or learns)
    assert policies.may_see(other, "me") is accompanies
    assert policies.may_read_note(other, "me", "shared") is accompanies
    assert policies.may_read_note(other, "me", "team") is accompanies
    assert policies.may_read_note(own, "me", "next") is (accompanies or learns)


def test_nobody_reads_the_notes_of_the_team_about_themselves_on_its_pages() -> None:
    both = Actor("me", "o", "demo", "Demo", "Nadia", "n@demo.example", frozenset({Role.LEARNER, Role.ADVISER}))
    assert not policies.may_read_note(both, "me", "team")
    assert policies.may_read_note(both, "me", "shared")
    assert policies.may_read_note(both, "other", "team")
