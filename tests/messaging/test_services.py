import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.errors import Forbidden, Invalid, NotFound
from app.ledger.models import LedgerEntry
from app.messaging import queries, services
from tests.factories.house import House
from tests.factories.paths import enrolled


def test_a_message_is_unread_until_the_other_side_opens_the_conversation(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    learner, adviser = house.actor("learner"), house.actor("adviser")
    services.send(session, learner, enrolment.id, "Je serai en retard.")
    assert (queries.unread_count(session, adviser), queries.unread_count(session, learner)) == (1, 0)
    services.open_conversation(session, learner, enrolment.id)
    assert queries.unread_count(session, adviser) == 1
    services.open_conversation(session, house.actor("admin"), enrolment.id)
    assert queries.unread_count(session, adviser) == 1
    services.open_conversation(session, adviser, enrolment.id)
    assert queries.unread_count(session, adviser) == 0
    services.send(session, adviser, enrolment.id, "C'est noté.")
    assert (queries.unread_count(session, adviser), queries.unread_count(session, learner)) == (0, 1)


def test_a_message_is_accompaniment_in_the_ledger(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    message = services.send(session, house.actor("adviser"), enrolment.id, "Bonjour")
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "message_sent")).one()
    assert (entry.nature, entry.proof_id, entry.enrolment_id) == ("accompaniment", message.id, enrolment.id)


def test_the_same_words_twice_are_one_message(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    first = services.send(session, house.actor("learner"), enrolment.id, "Bonjour")
    assert services.send(session, house.actor("learner"), enrolment.id, "Bonjour").id == first.id
    assert len(queries.messages(session, enrolment.id)) == 1


def test_others_do_not_enter_a_conversation(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    for role in ("trainer", "quality", "expert", "referrer", "auditor"):
        with pytest.raises(Forbidden):
            services.send(session, house.actor(role), enrolment.id, "Bonjour")
    for role in (Role.LEARNER, Role.ADVISER, Role.ADMIN):
        with pytest.raises(NotFound):
            services.send(session, house.neighbour.actor(role), enrolment.id, "Bonjour")


def test_an_empty_message_and_one_that_is_too_long_are_refused(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    for body in (" ", "a" * 10_001):
        with pytest.raises(Invalid):
            services.send(session, house.actor("learner"), enrolment.id, body)
