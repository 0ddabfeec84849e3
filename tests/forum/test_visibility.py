"""Who sees which space and thread, said as a policy of one and as a statement that lists them all."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.enrolments import queries as enrolments
from app.enrolments.groups import services as grouping
from app.forum import policies, queries, services
from app.forum.models import ForumSpace, Thread
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Any]


def a_forum(session: Session, house: House) -> dict[str, tuple[Thread, str, bool]]:
    """A thread of each kind of place → with the kind of its space and whether `learner` belongs there."""
    trainer, adviser, place = house.actor("trainer"), house.actor("adviser"), house.demo.id
    enrolment = enrolled(session, house)
    enrolled(session, house, email="karim@demo.example", name="Karim")
    course_id = enrolment.course_id
    own = grouping.create_group(session, adviser, "Groupe du matin")
    other = grouping.create_group(session, adviser, "Groupe du soir")
    grouping.set_groups(session, adviser, enrolment.id, ["Groupe du matin"])
    spaces = {
        "organisation": (services.space_of(session, place, "organisation"), "organisation", False),
        "entrepreneurs": (services.space_of(session, place, "entrepreneurs"), "entrepreneurs", False),
        "own course": (services.space_of(session, place, "course", course_id), "course", True),
        "own group": (services.space_of(session, place, "group", group_id=own.id), "group", True),
        "other group": (services.space_of(session, place, "group", group_id=other.id), "group", False),
    }
    found = {}
    for name, (space_id, kind, belongs) in spaces.items():
        for experts in (False, True):
            thread = services.open_thread(
                session, trainer, f"{name} {experts}", "Bonjour", experts=experts, space_id=space_id
            )
            found[f"{name} {experts}"] = thread, kind, belongs
    gone = services.open_thread(session, trainer, "Retiré", "Bonjour", space_id=spaces["organisation"][0])
    services.remove_thread(session, trainer, gone.id, "Hors sujet")
    found["removed"] = gone, "organisation", False
    return found


def test_the_policy_and_the_statement_say_the_same_of_every_thread_and_space(session: Session, house: House) -> None:
    forum = a_forum(session, house)
    spaces = {thread.space_id: (kind, belongs) for thread, kind, belongs in forum.values()}
    for role in Role:
        actor = house.actor(role)
        threads = {row.id for row in session.execute(queries.visible_threads(actor))}
        seen = {row.id for row in session.execute(queries.visible_spaces(actor))}
        for name, (thread, kind, belongs) in forum.items():
            belongs = belongs and role == Role.LEARNER
            may = policies.sees_thread(actor, kind, belongs, thread.experts, thread.deleted_at is not None)
            assert may == (thread.id in threads), f"{role}: {name}"
        for space_id, (kind, belongs) in spaces.items():
            may = policies.sees_space(actor, kind, belongs and role == Role.LEARNER)
            assert may == (space_id in seen), f"{role}: {kind}"


def test_an_expert_reads_between_entrepreneurs_and_where_they_are_invited_and_nothing_else(
    session: Session, house: House
) -> None:
    forum = a_forum(session, house)
    seen = {row.title for row in queries.threads(session, house.actor("expert"))}
    invited = {name for name in forum if name.endswith("True")} | {"entrepreneurs False"}
    assert seen == invited


def test_somebody_who_leaves_a_group_leaves_its_space(session: Session, house: House) -> None:
    forum = a_forum(session, house)
    learner = house.actor("learner")
    assert "own group False" in {row.title for row in queries.threads(session, learner)}
    enrolment = next(iter(_own(session, learner)))
    grouping.set_groups(session, house.actor("adviser"), enrolment, [])
    assert "own group False" not in {row.title for row in queries.threads(session, learner)}
    assert len(forum) == 11


def test_a_person_of_two_roles_sees_what_either_sees(session: Session, house: House) -> None:
    a_forum(session, house)
    learner = house.actor("learner")
    both = Actor(
        learner.account_id, learner.organisation_id, learner.organisation_slug, learner.organisation_name, learner.name,
        learner.email, frozenset({Role.LEARNER, Role.EXPERT}),
    )  # fmt: skip
    seen = {row.title for row in queries.threads(session, both)}
    assert {"own group False", "other group True"} <= seen
    assert "other group False" not in seen


@pytest.mark.parametrize("role", ["learner", "expert"])
def test_nothing_of_the_neighbours_is_seen(session: Session, house: House, role: str) -> None:
    theirs = house.neighbour.actor(Role.TRAINER)
    services.open_thread(session, theirs, "Chez eux", "Bonjour", experts=True)
    assert not queries.threads(session, house.actor(role))
    assert all(one.organisation_id == house.demo.id for one in _spaces(session, house.actor(role)))


def _own(session: Session, learner: Actor) -> list[str]:
    return [row.id for row in enrolments.own_enrolments(session, learner)]


def _spaces(session: Session, actor: Actor) -> list[ForumSpace]:
    return [session.get_one(ForumSpace, row.id) for row in session.execute(queries.visible_spaces(actor))]
