"""What one person may see, said twice in the code: as a policy of one object, and as a statement that lists them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.appointments import policies as meeting_people
from app.appointments import queries as appointments
from app.assessment import policies as assessing
from app.assessment import queries as assessment
from app.core.access import Actor, Role
from app.core.errors import NotFound
from app.enrolments import policies as enrolling
from app.enrolments import queries as enrolments
from app.files import policies as filing
from app.files import queries as files
from app.forum import policies as talking
from app.forum import queries as forum
from app.messaging import policies as messaging
from app.messaging import queries as conversations
from app.scheduling import policies as meeting
from app.scheduling import queries as scheduling
from tests.access.conftest import Walk
from tests.access.scene import ROLES, Scene


@dataclass(frozen=True)
class Pair:
    """`may` is the policy for the object of the scene, `finds` whether the statement returns it."""

    may: Callable[[Actor, Scene], bool]
    finds: Callable[[Session, Actor, Scene], bool]


def _ids(session: Session, statement: object) -> set[str]:
    return {row.id for row in session.execute(statement)}  # type: ignore[call-overload]


def _here(actor: Actor, scene: Scene) -> bool:
    return actor.organisation_id == scene.house.demo.id


def _own_or_team(actor: Actor, scene: Scene) -> bool:
    learner_id, adviser_id = scene.learner.account_id, scene.house.actor("adviser").account_id
    return _here(actor, scene) and enrolling.may_see_enrolment(actor, learner_id, adviser_id)


def _opens_file(session: Session, actor: Actor, scene: Scene) -> bool:
    try:
        files.file_for(session, actor, scene.ids["file_id"])
    except NotFound:
        return False
    return True


def _may_open_file(actor: Actor, scene: Scene) -> bool:
    return filing.may_open(actor, scene.house.demo.id, scene.learner.account_id)


PAIRS = {
    "an enrolment": Pair(
        _own_or_team, lambda s, a, scene: scene.ids["enrolment_id"] in _ids(s, enrolments.visible_enrolments(a))
    ),
    "a plain thread": Pair(
        lambda a, scene: _here(a, scene) and talking.sees_thread(a, "organisation", belongs=False, experts=False),
        lambda s, a, scene: scene.ids["thread_id"] in _ids(s, forum.visible_threads(a)),
    ),
    "a thread that invites experts": Pair(
        lambda a, scene: _here(a, scene) and talking.sees_thread(a, "entrepreneurs", belongs=False, experts=True),
        lambda s, a, scene: scene.ids["experts_thread"] in _ids(s, forum.visible_threads(a)),
    ),
    "a session of the course": Pair(
        lambda a, scene: _here(a, scene) and bool(meeting.may_see_agenda(a)),
        lambda s, a, scene: scene.ids["session_id"] in _ids(s, scheduling.visible_sessions(a)),
    ),
    "an appointment": Pair(
        lambda a, scene: _here(a, scene) and meeting_people.may_see(a, scene.learner.account_id),
        lambda s, a, scene: scene.ids["appointment_id"] in _ids(s, appointments.visible_appointments(a)),
    ),
    "a work": Pair(
        _own_or_team, lambda s, a, scene: scene.ids["submission_id"] in _ids(s, assessment.visible_submissions(a))
    ),
    "a try": Pair(
        _own_or_team, lambda s, a, scene: scene.ids["attempt_id"] in _ids(s, assessment.visible_attempts(a))
    ),
    "a file handed in": Pair(_may_open_file, _opens_file),
}  # fmt: skip


def actors(scene: Scene) -> dict[str, Actor]:
    """Everybody: each role here, each role over there, another learner, and somebody who holds all roles elsewhere."""
    found = {role: scene.house.demo.actor(role) for role in ROLES}
    found |= {f"{role}-voisine": scene.house.neighbour.actor(role) for role in ROLES}
    everything = scene.house.neighbour.actor(Role.ADMIN)
    return found | {
        "classmate": scene.classmate,
        "neighbour": Actor(
            everything.account_id, everything.organisation_id, "demo-voisine", "", "", "", frozenset(Role)
        ),
    }


@pytest.mark.parametrize("what", PAIRS)
def test_whoever_may_see_an_object_finds_it_in_the_list_and_nobody_else(walk: Walk, what: str) -> None:
    pair = PAIRS[what]
    with walk.database.reading() as session:
        for persona, actor in actors(walk.scene).items():
            may, found = bool(pair.may(actor, walk.scene)), pair.finds(session, actor, walk.scene)
            assert may == found, f"{persona}: the policy says {may}, the statement says {found}"


def test_whoever_converses_finds_the_conversations_they_may_open(walk: Walk) -> None:
    learner_id = walk.scene.learner.account_id
    with walk.database.reading() as session:
        for persona, actor in actors(walk.scene).items():
            if not messaging.may_converse(actor):
                continue
            found = {row.id for row in conversations.conversations(session, actor, mine=False)}
            for conversation_id, trainer in (
                (walk.scene.ids["enrolment_id"], False),
                (walk.scene.ids["conversation_id"], True),
            ):
                named = trainer and actor.account_id == walk.scene.house.actor("trainer").account_id
                may = _here(actor, walk.scene) and bool(messaging.may_read(actor, learner_id, takes_part=named))
                assert may == (conversation_id in found), persona


def test_the_lists_of_work_to_read_are_those_of_people_who_may_read_them(walk: Walk) -> None:
    with walk.database.reading() as session:
        for persona, actor in actors(walk.scene).items():
            if not assessing.may_see_works(actor):
                continue
            found = {row.id for row in assessment.waiting_works(session, actor)}
            assert (walk.scene.ids["submission_id"] in found) == _here(actor, walk.scene), persona
