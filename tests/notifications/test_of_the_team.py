"""What the team is told of people who have nobody, today or yet: a stand-in for some days, everybody until somebody looks."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.clock import today
from app.enrolments.covers import services as covering
from app.enrolments.models import Enrolment
from app.identity import services as identity
from app.messaging import queries as conversations
from app.messaging import services as messaging
from tests.conftest import MONDAY
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.notifications.news import clear, told

LATER = timedelta(minutes=4)
MARC = "marc@demo.example"


@pytest.fixture
def marc(session: Session, house: House) -> Actor:
    """Another adviser."""
    account = identity.welcome(session, house.demo.id, MARC, "Marc Roux", Role.ADVISER)
    return identity.actor_for(session, house.demo.id, account.id)


@pytest.fixture
def path(session: Session, house: House) -> Enrolment:
    return enrolled(session, house)


def addresses(session: Session) -> list[tuple[str, str]]:
    return sorted((mail.event, mail.address) for mail in told(session))


def away(session: Session, house: House, marc: Actor) -> None:
    adviser = house.actor(Role.ADVISER)
    covering.cover(session, adviser, adviser.account_id, marc.account_id, today(), today() + timedelta(days=3))
    clear(session)


def test_whoever_stands_in_is_told_reads_and_answers_in_the_adviser_s_place(
    session: Session, house: House, path: Enrolment, marc: Actor
) -> None:
    away(session, house, marc)
    learner = house.actor(Role.LEARNER)
    messaging.send(session, learner, path.id, "Je ne peux pas venir.")
    clock.freeze(MONDAY + LATER)
    both = [("message_received", "adviser@demo.example"), ("message_received", MARC)]
    assert addresses(session) == both
    assert conversations.unread_count(session, marc) == 1
    messaging.open_conversation(session, marc, path.id)
    assert conversations.unread_count(session, marc) == 0
    assert all(row.read_at for row in conversations.messages(session, path.id))
    messaging.send(session, marc, path.id, "C'est noté, je préviens.")
    assert conversations.unread_count(session, house.actor(Role.ADVISER)) == 2, "the adviser finds it all"


def test_once_the_cover_is_over_news_goes_to_the_adviser_alone(
    session: Session, house: House, path: Enrolment, marc: Actor
) -> None:
    away(session, house, marc)
    learner = house.actor(Role.LEARNER)
    messaging.send(session, learner, path.id, "Une question")
    messaging.send(session, marc, path.id, "Une réponse")
    clock.freeze(MONDAY + timedelta(days=5))
    clear(session)
    messaging.send(session, learner, path.id, "Une autre question")
    clock.freeze(MONDAY + timedelta(days=5) + LATER)
    assert addresses(session) == [("message_received", "adviser@demo.example")]
    assert conversations.unread_count(session, marc) == 0


def test_who_has_nobody_reaches_every_adviser_once_until_somebody_looks(
    session: Session, house: House, path: Enrolment, marc: Actor
) -> None:
    path.adviser_id = None
    clear(session)
    learner = house.actor(Role.LEARNER)
    messaging.send(session, learner, path.id, "Qui me suit ?")
    clock.freeze(MONDAY + LATER)
    everybody = [("message_unclaimed", "adviser@demo.example"), ("message_unclaimed", MARC)]
    assert addresses(session) == everybody
    messaging.send(session, learner, path.id, "Vous êtes là ?")
    clock.freeze(MONDAY + 2 * LATER)
    assert addresses(session) == everybody
    messaging.open_conversation(session, marc, path.id)
    messaging.send(session, learner, path.id, "Merci d'avoir lu.")
    clock.freeze(MONDAY + 3 * LATER)
    assert addresses(session) == sorted(everybody * 2)
    messaging.send(session, marc, path.id, "Je m'en occupe.")
    messaging.send(session, learner, path.id, "Bien !")
    clock.freeze(MONDAY + 4 * LATER)
    news = addresses(session)
    assert news.count(("message_received", MARC)) == 1, "who answered takes it from here"
    assert news.count(("message_unclaimed", "adviser@demo.example")) == 2


def test_what_somebody_reads_meanwhile_is_told_to_nobody_else(
    session: Session, house: House, path: Enrolment, marc: Actor
) -> None:
    path.adviser_id = None
    clear(session)
    messaging.send(session, house.actor(Role.LEARNER), path.id, "Qui me suit ?")
    messaging.open_conversation(session, marc, path.id)
    clock.freeze(MONDAY + LATER)
    assert addresses(session) == []
