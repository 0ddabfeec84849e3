from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Invalid, NotFound
from app.forum import queries, services
from app.forum.models import Post, Thread
from app.learning import queries as learning
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


def test_the_same_words_twice_within_a_minute_are_one_post(session: Session, house: House) -> None:
    learner = house.actor("learner")
    thread = services.open_thread(session, learner, "Une question", "Comment faire ?")
    again = services.open_thread(session, learner, "Une question", "Comment faire ?")
    assert again.id == thread.id
    first = services.post(session, learner, thread.id, "Merci")
    assert services.post(session, learner, thread.id, "Merci").id == first.id
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert services.post(session, learner, thread.id, "Merci").id != first.id
    session.refresh(thread)
    assert thread.posts == 3


def test_a_post_is_written_in_the_ledger_with_the_path_of_its_author(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    thread = services.open_thread(session, house.actor("learner"), "Une question", "Comment faire ?")
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "forum_posted")).one()
    post = session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    assert (entry.proof_id, entry.enrolment_id, entry.person_id) == (post.id, enrolment.id, enrolment.learner_id)
    assert entry.minutes == 0


def test_an_expert_answers_only_where_experts_are_invited(session: Session, house: House) -> None:
    closed = services.open_thread(session, house.actor("learner"), "Entre nous", "Bonjour")
    opened = services.open_thread(session, house.actor("learner"), "Aux patrons", "Bonjour", experts=True)
    expert = house.actor("expert")
    with pytest.raises(NotFound):
        services.post(session, expert, closed.id, "Bonjour")
    services.post(session, expert, opened.id, "Bienvenue")
    assert [row.id for row in queries.threads(session, expert)] == [opened.id]


def test_a_thread_of_the_neighbour_does_not_exist(session: Session, house: House) -> None:
    theirs = services.open_thread(session, house.neighbour.actor(Role.LEARNER), "Chez nous", "Bonjour", experts=True)
    for role in ("learner", "adviser", "expert"):
        with pytest.raises(NotFound):
            services.post(session, house.actor(role), theirs.id, "Bonjour")


def test_an_empty_post_is_refused_and_leaves_nothing(session: Session, house: House) -> None:
    with pytest.raises(Invalid):
        services.open_thread(session, house.actor("learner"), "Titre", "  \n ")
    assert session.scalar(select(func.count()).select_from(Thread)) == 0


def test_answering_the_forum_task_opens_one_thread_for_all_and_counts(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    other = enrolled(session, house, email="karim@demo.example", name="Karim")
    task = activity(small_course(session, house.demo), "fil")
    services.answer_activity(session, house.actor("learner"), task.id, "Je suis Nadia.")
    state = learning.state_of(session, enrolment.id, task.id)
    assert state is not None
    assert state.state == "done"
    assert state.facts["posts"] == 1
    assert learning.minutes_done(session, enrolment.id)[task.id] == {"remote": 15}
    assert task.id not in learning.states(session, other.id)
    thread = queries.thread_of_activity(session, house.demo.id, task.id)
    assert thread is not None
    assert thread.experts  # as the course says
    again = services.open_thread(session, house.actor("trainer"), "Le fil", "Bienvenue.", activity_id=task.id)
    assert again.id == thread.id


def test_answering_from_the_forum_counts_for_the_task_as_well(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    task = activity(small_course(session, house.demo), "fil")
    thread = services.open_thread(session, house.actor("trainer"), "Le fil", "À vous.", activity_id=task.id)
    services.post(session, house.actor("learner"), thread.id, "Me voici.")
    assert learning.states(session, enrolment.id)[task.id].state == "done"


def test_somebody_without_the_task_in_their_path_cannot_answer_it(session: Session, house: House) -> None:
    task = activity(small_course(session, house.demo), "fil")
    with pytest.raises(NotFound):
        services.answer_activity(session, house.actor("learner"), task.id, "Bonjour")
