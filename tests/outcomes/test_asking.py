"""Asking for news: the day it is due, the reminders that stop, and the private link, which only its holder opens."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Gone, Invalid, NotFound
from app.core.settings import settings
from app.core.tasks.models import Task
from app.enrolments import services as enrolling
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail, NoticeHabits, Ring
from app.outcomes import daily, queries
from app.outcomes.models import SituationAnswer
from app.outcomes.services import answering, asking, closing
from app.outcomes.services.answering import Said
from app.outcomes.services.closing import Interview
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.exits import asked, check_of, left, link_of
from tests.factories.house import House

AUGUST = date(2026, 8, 20)  # three months before 20 November


def mails(session: Session, check_id: str) -> list[Mail]:
    found = select(Mail).where(Mail.key.startswith(f"situation_asked:{check_id}:")).order_by(Mail.id)
    return list(session.scalars(found))


def test_news_is_asked_on_its_day_then_twice_and_then_somebody_calls(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST, "business_created")
    check = check_of(session, path, 3)
    adviser = house.actor(Role.ADVISER)
    for day, sent in ((19, 0), (20, 1), (21, 1), (26, 1), (27, 2), (28, 2)):
        with clock.at(clock.paris(date(2026, 11, day), 10)):
            asking.ask_due(session, house.demo.id, "", 100)
            assert (day, len(mails(session, check.id))) == (day, sent)
    with clock.at(clock.paris(date(2026, 12, 4), 10)):
        asking.ask_due(session, house.demo.id, "", 100)
        assert queries.news_waiting(session, adviser, clock.today()) == 0  # the last message has its week
    with clock.at(clock.paris(date(2026, 12, 11), 10)):
        asking.ask_due(session, house.demo.id, "", 100)
        assert len(mails(session, check.id)) == 3
        assert queries.news_waiting(session, adviser, clock.today()) == 1
    assert {mail.link for mail in mails(session, check.id)} == {link_of(session, check)}
    entries = session.scalars(select(LedgerEntry.facts).where(LedgerEntry.kind == "situation_asked")).all()
    assert [entry["times"] for entry in entries] == [1, 2, 3]


def test_an_answer_stops_the_reminders(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST)
    check = check_of(session, path, 3)
    token = asked(session, house, check).rpartition("/")[2]
    answering.answer_by_link(session, token, Said("permanent_job"))
    with clock.at(clock.paris(date(2026, 12, 2), 10)):
        asking.ask_due(session, house.demo.id, "", 100)
    assert len(mails(session, check.id)) == 1


def test_the_daily_look_asks_each_organisation_once_and_never_at_night(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST)
    with clock.at(clock.paris(date(2026, 11, 23), 6)):
        daily.look_for_news_to_take(session)
        assert not _tasks(session)
    daily.look_for_news_to_take(session)
    daily.look_for_news_to_take(session)
    (task,) = _tasks(session)
    assert daily.ask(session, dict(task.payload)) is None
    assert len(mails(session, check_of(session, path, 3).id)) == 1


def _tasks(session: Session) -> list[Task]:
    return list(session.scalars(select(Task).where(Task.name == "outcomes.ask")))


def test_whoever_asked_not_to_be_asked_counts_as_refusing(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST)
    interview = Interview(clock.today(), "not_yet", reasons="Pas le moment.")
    closing.hold(session, house.actor(Role.ADVISER), path.id, interview)
    check = check_of(session, path, 3)
    asking.ask_due(session, house.demo.id, "", 100)
    session.refresh(check)
    assert check.state == "refused"
    assert not mails(session, check.id)


def test_whoever_prefers_the_phone_gets_no_message_and_is_called(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST)
    interview = Interview(clock.today(), "go", reasons="Prêt.", by_call=True)
    closing.hold(session, house.actor(Role.ADVISER), path.id, interview)
    asking.ask_due(session, house.demo.id, "", 100)
    assert not mails(session, check_of(session, path, 3).id)
    assert queries.news_waiting(session, house.actor(Role.ADVISER), clock.today()) == 1


def test_looking_at_the_link_records_nothing_and_one_tap_does(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        check_id, link = _link(session, house)
    browser = visit(None)
    for _each in range(2):  # mail programs follow links
        for path in (link, link + "?choix=work", link + "?choix=business", link + "?choix=arret", link + "?choix=zzz"):
            assert browser.get(path).status_code == 200
    assert _answers(database, check_id) == []
    page = browser.post(link, {"outcome": "business_created"}, follow=True)
    assert page.status_code == 200
    assert "Votre réponse" in page.text
    assert "SIRET" in page.text
    assert browser.post(link, {"outcome": "business_created"}).status_code == 303  # sent twice
    assert _answers(database, check_id) == [(1, "business_created", False)]
    wrong = browser.post(link, {"outcome": "business_created", "siret": "12345678901234"})
    assert wrong.status_code == 422
    assert "14 chiffres" in wrong.text
    assert "12345678901234" in wrong.text
    more = {"outcome": "business_created", "siret": "732 829 320 00074", "started_on": "2026-09-01"}
    assert "732" in browser.post(link, more, follow=True).text
    assert "Vous ne souhaitez pas répondre" in browser.post(link, {"refuse": "1"}, follow=True).text
    assert _answers(database, check_id) == [
        (1, "business_created", True), (2, "business_created", True), (3, "", False),
    ]  # fmt: skip
    assert browser.post(link, {"outcome": "astronaute"}).status_code == 422
    assert browser.post(link, {"outcome": ""}).status_code == 422
    assert browser.post(link, {"outcome": "job_search", "started_on": "hier"}).status_code == 422


def _link(session: Session, house: House, outcome: str = "job_search") -> tuple[str, str]:
    check = check_of(session, left(session, house, "karim@demo.example", AUGUST, outcome), 3)
    return check.id, asked(session, house, check)


def _answers(database: RolledBack, check_id: str) -> list[tuple[int, str, bool]]:
    with database.reading() as session:
        found = select(SituationAnswer).where(SituationAnswer.check_id == check_id).order_by(SituationAnswer.version)
        return [(row.version, row.code, row.replaced_at is not None) for row in session.scalars(found)]


def test_a_link_opens_for_its_days_and_not_after(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        _check, link = _link(session, house)
    browser = visit(None)
    clock.freeze(clock.paris(date(2027, 1, 19)))
    assert browser.get(link).status_code == 200
    clock.freeze(clock.paris(date(2027, 1, 20)))
    gone = browser.get(link)
    assert gone.status_code == 410
    assert "appelez-nous" in gone.text
    assert browser.post(link, {"outcome": "job_search"}).status_code == 410


def test_a_link_taken_back_opens_nothing_and_a_new_one_does(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        check_id, link = _link(session, house)
    adviser, browser = visit("adviser@demo.example"), visit(None)
    assert adviser.post(f"/suivi/nouvelles/{check_id}/retrait").status_code == 303
    assert browser.get(link).status_code == 404
    assert browser.post(link, {"outcome": "job_search"}).status_code == 404
    assert adviser.post(f"/suivi/nouvelles/{check_id}/envoi").status_code == 303
    with database.reading() as session:
        sent = select(Mail.link).where(Mail.key.startswith(f"situation_asked:{check_id}:")).order_by(Mail.id.desc())
        other = session.scalars(sent).first()
    assert other != link
    assert browser.get(other).status_code == 200


def test_trying_links_one_after_the_other_is_slowed_down(visit: Callable[..., Client]) -> None:
    browser = visit(None, checks=False)
    answers = [browser.get(f"/nouvelles/{'a' * 42}{number}").status_code for number in range(25)]
    assert set(answers[:20]) == {404}
    assert set(answers[20:]) == {429}


def test_a_business_that_was_created_is_asked_whether_it_lives(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        check_id, link = _link(session, house, "business_created")
    browser = visit(None)
    assert "Mon activité existe toujours" in browser.page(link)
    assert "activité créée" not in browser.page(link + "?choix=arret").lower()
    browser.post(link, {"outcome": "job_search", "active": "0"})
    with database.reading() as session:
        said = session.scalars(select(SituationAnswer).where(SituationAnswer.check_id == check_id)).one()
        assert (said.code, said.active, said.by, said.via) == ("job_search", False, None, "link")


def test_nobody_is_unreachable_before_the_calls_that_the_organisation_wants(session: Session, house: House) -> None:
    adviser = house.actor(Role.ADVISER)
    check = check_of(session, left(session, house, "karim@demo.example", AUGUST), 3)
    asked(session, house, check)
    for _call in range(2):
        answering.count_attempt(session, adviser, check.id)
    with pytest.raises(Conflict, match="3 appels"):
        answering.give_up(session, adviser, check.id)
    answering.count_attempt(session, adviser, check.id)
    assert answering.give_up(session, adviser, check.id).state == "unreachable"
    assert answering.give_up(session, adviser, check.id).state == "unreachable"
    with pytest.raises(Conflict):
        answering.count_attempt(session, adviser, check.id)
    token = link_of(session, check).rpartition("/")[2]
    answering.answer_by_link(session, token, Said("job_search"))  # they write at last
    assert check.state == "answered"


def test_the_team_corrects_an_answer_with_a_reason_only(session: Session, house: House) -> None:
    adviser = house.actor(Role.ADVISER)
    check = check_of(session, left(session, house, "karim@demo.example", AUGUST), 3)
    answering.answer_for(session, adviser, check.id, Said("job_search"))
    with pytest.raises(Invalid):
        answering.answer_for(session, adviser, check.id, Said("permanent_job"))
    answering.answer_for(session, adviser, check.id, Said("permanent_job"), reason="Contrat signé le 12.")
    assert [row.code for row in queries.answers_of(session, check.id)] == ["permanent_job", "job_search"]
    later = check_of(session, left(session, house, "lea@demo.example", AUGUST), 6)
    with pytest.raises(Conflict):
        answering.answer_for(session, adviser, later.id, Said("job_search"))


def test_the_link_of_somebody_who_came_back_opens_no_more(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUGUST)
    check = check_of(session, path, 3)
    token = asked(session, house, check).rpartition("/")[2]
    enrolling.resume(session, house.actor(Role.ADVISER), path.id, clock.today())
    with pytest.raises((Gone, NotFound)):
        answering.opened_by(session, token)


def test_exits_noted_before_news_was_taken_are_asked_from_now_on_only(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", date(2026, 7, 1))
    for month in (3, 6, 12):
        session.delete(check_of(session, path, month))
    session.flush()
    daily.ask(session, {"organisation_id": house.demo.id, "after": "", "seen": 0})
    assert check_of(session, path, 3) is None
    assert check_of(session, path, 6).due_on == date(2027, 1, 1)
    (found,) = queries.situations(session, queries.Scope(house.demo.id, date(2026, 7, 1), date(2026, 7, 1)))
    assert [found.checks[month].standing for month in (3, 6, 12)] == ["not_asked", "not_due", "not_due"]


def test_an_exit_noted_late_is_asked_of_its_latest_moment_alone_and_is_one_person_to_call(
    session: Session, house: House
) -> None:
    path = left(session, house, "karim@demo.example", date(2026, 5, 4))
    asking.ask_due(session, house.demo.id, "", 100)
    assert [len(mails(session, check_of(session, path, month).id)) for month in (3, 6, 12)] == [0, 1, 0]
    adviser = house.actor(Role.ADVISER)
    assert queries.news_waiting(session, adviser, clock.today()) == 1
    with clock.at(clock.paris(date(2026, 12, 30))):
        asking.ask_due(session, house.demo.id, "", 100)
        check_of(session, path, 6).ask_again_on = check_of(session, path, 6).call_on = None
        session.flush()
        assert len(queries.news_to_take(session, adviser, clock.today(), 9)) == 2
        assert queries.news_waiting(session, adviser, clock.today()) == 1


def test_a_message_by_sms_holds_the_link(session: Session, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "sms_url", "https://sms.example/{number}")
    path = left(session, house, "karim@demo.example", AUGUST)
    session.add(
        NoticeHabits(
            account_id=path.learner_id, organisation_id=house.demo.id, sms_number="+33639980000",
            sms_agreed_at=clock.now() - timedelta(days=200),
        )
    )  # fmt: skip
    session.flush()
    link = asked(session, house, check_of(session, path, 3))
    (ring,) = session.scalars(select(Ring).where(Ring.account_id == path.learner_id, Ring.channel == "sms")).all()
    assert link in ring.text
