"""Who reads what, as a table, and the same asked of the database."""

import pytest
from sqlalchemy import select

from app.core.access import Actor, Role
from app.core.db import database as current
from app.dossiers import plan_queries as plans
from app.dossiers import policies, queries
from app.dossiers.models import DossierGoal, DossierNote
from app.dossiers.services import goals, notes
from app.dossiers.services.notes import Written
from app.enrolments.models import Enrolment
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of


def somebody(account_id: str, *roles: Role) -> Actor:
    return Actor(account_id, "org", "org", "Org", account_id, f"{account_id}@org.example", frozenset(roles))


LEARNER = somebody("learner", Role.LEARNER)
CLASSMATE = somebody("classmate", Role.LEARNER)
AUTHOR = somebody("author", Role.ADVISER)
NAMED = somebody("named", Role.TRAINER)
ADVISER = somebody("other-adviser", Role.ADVISER)
ADMIN = somebody("admin", Role.ADMIN)
QUALITY = somebody("quality", Role.QUALITY)
GONE = somebody("named", Role.EXPERT)  # named once, and no longer of the team
BOTH = somebody("learner", Role.LEARNER, Role.ADVISER)  # an adviser who follows a course


@pytest.mark.parametrize(
    ("actor", "shared", "team", "restricted"),
    [
        (LEARNER, True, False, False),
        (CLASSMATE, False, False, False),
        (AUTHOR, True, True, True),
        (NAMED, True, True, True),
        (ADVISER, True, True, False),
        (ADMIN, True, True, False),
        (QUALITY, False, False, False),
        (GONE, False, False, False),
        (BOTH, True, False, False),
    ],
)
def test_each_note_is_read_by_those_it_says(actor: Actor, shared: bool, team: bool, restricted: bool) -> None:
    for visibility, expected in (("shared", shared), ("team", team), ("restricted", restricted)):
        assert policies.may_read_note(actor, "learner", visibility, "author", {"named"}) is expected, visibility


@pytest.mark.parametrize(
    ("actor", "opened", "hidden"),
    [(LEARNER, True, True), (BOTH, True, True), (ADVISER, True, False), (ADMIN, True, False), (NAMED, True, False),
     (QUALITY, False, False), (CLASSMATE, False, False)],
)  # fmt: skip
def test_a_hidden_goal_is_seen_by_the_person_alone(actor: Actor, opened: bool, hidden: bool) -> None:
    assert bool(policies.may_open(actor, "learner")) is opened
    assert policies.may_see_goal(actor, "learner", False) is opened
    assert policies.may_see_goal(actor, "learner", True) is hidden


def test_whoever_does_an_action_ticks_it_and_nobody_in_their_place() -> None:
    assert policies.may_tick(LEARNER, "learner")
    assert not policies.may_tick(ADVISER, "learner")
    assert not policies.may_tick(LEARNER, "author")


def test_the_statement_finds_exactly_what_the_policy_allows(house: House) -> None:
    with current().writing() as session:
        enrolment = enrolled(session, house)
        learner, adviser, trainer = (
            learner_of(session, house.demo, enrolment), house.actor("adviser"), house.actor("trainer"),
        )  # fmt: skip
        named = [trainer.account_id]
        for author in (adviser, house.actor("admin")):
            for visibility in ("shared", "team", "restricted"):
                readers = named if visibility == "restricted" and author is adviser else ()
                notes.write_note(session, author, enrolment.id, Written(f"Point {author.name}", visibility, readers))
        for hidden in (False, True):
            goals.set_goal(session, learner, enrolment.id, f"Objectif {hidden}", hidden=hidden)
        every = session.scalars(select(DossierNote)).all()
        wishes = session.scalars(select(DossierGoal)).all()
        assert len(every) == 6
        readers_of = {key: {row.account_id for row in rows} for key, rows in queries.readers(session, [n.id for n in every]).items()}  # fmt: skip
        everyone = [house.actor(role) for role in Role] + [house.neighbour.actor(role) for role in Role]
        everyone.append(Actor(learner.account_id, house.demo.id, "demo", "Demo", "Les deux", "x@x", frozenset({Role.LEARNER, Role.ADVISER})))  # fmt: skip
        for actor in everyone:
            here = actor.organisation_id == house.demo.id
            seen = {row.id for row in queries.notes(session, actor, enrolment.id)}
            may = {
                note.id for note in every
                if here and policies.may_read_note(
                    actor, enrolment.learner_id, note.visibility, note.author_id, readers_of.get(note.id, set())
                )
            }  # fmt: skip
            assert seen == may, actor.email
            found = {row.id for row in plans.goals(session, actor, enrolment.id)}
            assert found == {
                one.id for one in wishes if here and policies.may_see_goal(actor, enrolment.learner_id, one.hidden)
            }, actor.email
        assert session.get(Enrolment, enrolment.id)
