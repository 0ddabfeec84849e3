"""What is told of messages: once, with all their words, in the morning, and not to who has read them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.enrolments.models import Enrolment
from app.messaging import services as messaging
from app.notifications.models import Mail
from tests.conftest import MONDAY
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.notifications.news import clear, told

LATER = timedelta(minutes=4)


def a_path(session: Session, house: House) -> Enrolment:
    enrolment = enrolled(session, house)
    clear(session)
    return enrolment


def of_messages(session: Session) -> list[Mail]:
    return [mail for mail in told(session) if mail.event == "message_received"]


def test_several_lines_in_a_row_are_one_letter_with_all_their_words(session: Session, house: House) -> None:
    path = a_path(session, house)
    adviser = house.actor(Role.ADVISER)
    messaging.send(session, adviser, path.id, "Bonjour, **votre dossier** est prêt.")
    clock.freeze(MONDAY + timedelta(minutes=1))
    messaging.send(session, adviser, path.id, "Passez jeudi.")
    assert not of_messages(session)
    clock.freeze(MONDAY + LATER)
    (mail,) = of_messages(session)
    assert (mail.link, mail.answers) == (f"/messages/{path.id}", f"conversation:{path.id}")
    assert "votre dossier" in mail.text
    assert "Passez jeudi." in mail.text
    assert "<strong>votre dossier</strong>" in mail.html
    assert mail.enrolment_id == path.id
    messaging.send(session, adviser, path.id, "Et apportez vos devis.")
    clock.freeze(MONDAY + 2 * LATER)
    assert ["Passez jeudi." in one.text for one in of_messages(session)] == [True, False]


def test_who_has_read_is_told_nothing_and_who_wrote_neither(session: Session, house: House) -> None:
    path = a_path(session, house)
    messaging.send(session, house.actor(Role.LEARNER), path.id, "Bonjour")
    messaging.open_conversation(session, house.actor(Role.ADVISER), path.id)
    clock.freeze(MONDAY + LATER)
    assert not of_messages(session)
    messaging.send(session, house.actor(Role.LEARNER), path.id, "Encore moi")
    clock.freeze(MONDAY + 2 * LATER)
    (mail,) = of_messages(session)
    assert mail.address == house.actor(Role.ADVISER).email
    assert "Bonjour" not in mail.text.split("Encore moi")[0].split("Bonjour Adviser Demo")[1]


def test_what_is_written_at_night_is_told_in_the_morning(session: Session, house: House) -> None:
    path = a_path(session, house)
    clock.freeze(MONDAY + timedelta(hours=13))  # ten in the evening
    messaging.send(session, house.actor(Role.ADVISER), path.id, "Pour demain.")
    clock.freeze(MONDAY + timedelta(hours=21, minutes=59))
    assert not of_messages(session)
    clock.freeze(MONDAY + timedelta(hours=22))
    assert len(of_messages(session)) == 1


def test_a_refused_address_is_shown_where_one_writes(session: Session, house: House) -> None:
    path = a_path(session, house)
    messaging.send(session, house.actor(Role.ADVISER), path.id, "Bonjour")
    clock.freeze(MONDAY + LATER)
    (mail,) = of_messages(session)
    assert not _seen(session, path.learner_id)
    mail.state = "undeliverable"
    session.flush()
    assert _seen(session, path.learner_id) == ["learner@demo.example"]


def _seen(session: Session, account_id: str) -> list[str]:
    from app.messaging.delivery import unreached

    return [one.address for one in unreached(session, [account_id])]
