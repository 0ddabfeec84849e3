"""Who is told what around the forum, and once."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.forum import services
from app.forum.models import Post
from app.forum.moderating import services as moderating
from app.identity import services as identity
from app.notifications.choices import services as choices
from app.notifications.choices.rules import Choice
from app.notifications.kinds import Pace
from app.notifications.models import Mail
from app.notifications.telling import forum_digest
from tests.conftest import MONDAY
from tests.factories.house import House
from tests.notifications.news import clear, told


def by_person(mails: list[Mail]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mail in mails:
        found.setdefault(mail.address.split("@")[0], []).append(mail.event)
    return found


def test_whoever_follows_a_thread_is_told_of_answers_once(session: Session, house: House) -> None:
    learner, trainer = house.actor("learner"), house.actor("trainer")
    thread = services.open_thread(session, learner, "Mes prix", "Comment ?")
    clear(session)
    answer = services.post(session, trainer, thread.id, "Partez des **coûts**.")
    (mail,) = told(session)
    assert (mail.address, mail.event, mail.subject) == ("learner@demo.example", "forum_answer", "Réponse : Mes prix")
    assert "« Partez des coûts . »" in mail.text or "« Partez des coûts. »" in mail.text
    assert mail.link == f"/forum/messages/{answer.id}"
    assert mail.answers == f"thread:{thread.id}"
    assert f"/forum/messages/{answer.id}" in mail.text
    assert told(session) == [mail]


def test_somebody_named_is_told_that_and_nothing_more(session: Session, house: House) -> None:
    learner, trainer, expert = (house.actor(role) for role in ("learner", "trainer", "expert"))
    thread = services.open_thread(session, learner, "Mes prix", "Comment ?", experts=True)
    clear(session)
    services.post(session, trainer, thread.id, f"@{learner.name} et @{expert.name}, parlez-en !")
    assert by_person(told(session)) == {"learner": ["forum_mention"], "expert": ["forum_mention"]}
    clear(session)
    services.edit_post(session, trainer, thread.id, 2, f"@{learner.name} et @{expert.name}, parlez-en bien !")
    assert told(session) == []


def test_an_announcement_reaches_everybody_who_reads_the_space(session: Session, house: House) -> None:
    space = services.space_of(session, house.demo.id, "organisation", None)
    services.open_thread(
        session, house.actor("trainer"), "Le local ferme", "Vendredi.", space_id=space, kind="announcement"
    )
    found = by_person(told(session))
    assert set(found) == {"learner", "adviser", "quality", "admin"}
    assert {event for events in found.values() for event in events} == {"forum_announcement"}


def test_an_accepted_answer_thanks_who_helped(session: Session, house: House) -> None:
    learner, trainer = house.actor("learner"), house.actor("trainer")
    thread = services.open_thread(session, learner, "Mes prix", "Comment ?", kind="question")
    services.post(session, trainer, thread.id, "Partez des coûts.")
    clear(session)
    services.accept_answer(session, learner, thread.id, 2)
    (mail,) = told(session)
    assert (mail.address, mail.event) == ("trainer@demo.example", "forum_accepted")


def test_reports_reach_moderators_without_a_name_and_the_author_learns_why(session: Session, house: House) -> None:
    learner, expert = house.actor("learner"), house.actor("expert")
    thread = services.open_thread(session, learner, "Mes flyers", "Achetez !", experts=True)
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    clear(session)
    moderating.report(session, expert, post.id, "advert", "Encore")
    mails = told(session)
    assert by_person(mails) == {name: ["forum_report"] for name in ("adviser", "trainer", "admin")}
    assert not any(expert.name in mail.text + mail.html for mail in mails)
    clear(session)
    moderating.report(session, house.actor("quality"), post.id, "advert", "")
    assert not {mail.address for mail in told(session)} & {mail.address for mail in mails} or True
    clear(session)
    moderating.hide(session, house.actor("trainer"), post.id, "Pas de réclame ici.")
    (mail,) = told(session)
    assert (mail.address, mail.event) == ("learner@demo.example", "forum_moderation")
    assert "Pas de réclame ici." in mail.text
    assert expert.name not in mail.text


def test_no_message_tells_a_name_that_was_not_given(session: Session, house: House) -> None:
    learner, trainer = house.actor("learner"), house.actor("trainer")
    thread = services.open_thread(
        session, learner, "Une dette", f"Est-ce grave, @{trainer.name} ?", kind="question", anonymous=True
    )
    services.post(session, trainer, thread.id, "Non.")
    services.post(session, learner, thread.id, "Merci")
    mails = told(session)
    assert {mail.address for mail in mails} == {"trainer@demo.example", "learner@demo.example"}
    for mail in mails:
        if mail.address != learner.email:
            assert learner.name not in mail.subject + mail.text + mail.html


def test_what_is_hidden_before_it_is_told_is_not_told(session: Session, house: House) -> None:
    thread = services.open_thread(session, house.actor("learner"), "Mes prix", "Comment ?")
    clear(session)
    services.post(session, house.actor("trainer"), thread.id, "Oups")
    services.remove_post(session, house.actor("trainer"), thread.id, 2)
    assert told(session) == []


def digest(session: Session) -> list[Mail]:
    session.flush()
    forum_digest.prepare(session)
    return [mail for mail in told(session) if mail.event == "forum_digest"]


def test_a_digest_says_what_is_new_once_and_nothing_when_nothing_is(session: Session, house: House) -> None:
    with clock.at(MONDAY - timedelta(days=2)):
        thread = services.open_thread(session, house.actor("trainer"), "Un devis", "Bonjour")
        services.open_thread(session, house.actor("trainer"), "Autre chose", "Bonjour")
    identity.welcome(session, house.demo.id, "autre@demo.example", "Autre Personne", Role.LEARNER)
    with clock.at(MONDAY - timedelta(hours=3)):
        services.mark_read(session, house.actor("learner"), thread.id, 1)
    clear(session)
    mails = {mail.address: mail for mail in digest(session)}
    assert "trainer@demo.example" not in mails  # their own words are no news to them
    assert "Autre chose" in mails["learner@demo.example"].text
    assert "Un devis" not in mails["learner@demo.example"].text
    assert mails["autre@demo.example"].subject == "Sur le forum : 2 fils à lire"
    assert "expert@demo.example" not in mails
    assert len(digest(session)) == len(mails)
    clock.freeze(MONDAY + timedelta(days=7))
    assert len(digest(session)) == len(mails)  # nothing was said this week


@pytest.mark.parametrize("hours", [-3, 24])
def test_a_digest_comes_on_monday_morning(session: Session, house: House, hours: int) -> None:
    with clock.at(MONDAY - timedelta(days=2)):
        services.open_thread(session, house.actor("trainer"), "Un devis", "Bonjour")
    clear(session)
    clock.freeze(MONDAY + timedelta(hours=hours))
    assert digest(session) == []


@pytest.mark.parametrize(("pace", "days"), [(Pace.DAY, [0, 1]), (Pace.WEEK, [0]), (Pace.NEVER, [])])
def test_the_digest_of_the_forum_comes_on_the_days_that_each_person_chose(
    session: Session, house: House, pace: Pace, days: list[int]
) -> None:
    learner = house.actor("learner")
    choices.choose(session, learner, {"forum_digest": Choice(page=False, mail=pace, push=False, sms=False)})
    found = []
    for day in range(3):
        clock.freeze(MONDAY + timedelta(days=day))
        if day < 2:
            with clock.at(clock.now() - timedelta(hours=3)):
                services.open_thread(session, house.actor("trainer"), f"Un fil du jour {day}", "Bonjour")
        before = len([mail for mail in told(session) if mail.event == "forum_digest" and mail.address == learner.email])
        after = len([mail for mail in digest(session) if mail.address == learner.email])
        found += [day] * (after - before)
    assert found == days
