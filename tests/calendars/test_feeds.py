"""A private address, and what calendars read there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.calendars import elsewhere, invitations, services
from app.calendars.models import CalendarFeed
from app.core import clock
from app.core.clock import now, paris
from app.core.ical import Person
from app.core.pace import Pace
from app.core.settings import settings
from app.identity.models import Membership
from app.planning.models import PlanStep
from app.scheduling import services as scheduling
from app.scheduling.models import TrainingSession
from tests.calendars.readers import both, by_python, raw
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

LEARNER, TRAINER = "learner@demo.example", "trainer@demo.example"
THURSDAY = date(2026, 12, 3)
Visit = Callable[..., Client]


class Ground:
    """The learner of the house on her way, and sessions to come to."""

    def __init__(self, database: RolledBack, house: House) -> None:
        self.database, self.house = database, house
        with database.writing() as session:
            self.enrolment = enrolled(session, house).id

    def session(self, title: str = "Atelier prix", *, day: date = THURSDAY, capacity: int = 5, **more: object) -> str:
        with self.database.writing() as session:
            return scheduling.plan_session(
                session, self.house.actor("trainer"), self.house.course_slug, title, paris(day, 9), paris(day, 12),
                str(more.pop("place", "on_site")), capacity, **more,  # type: ignore[arg-type]
            ).id  # fmt: skip

    def book(self, session_id: str, enrolment_id: str = "") -> None:
        with self.database.writing() as session:
            scheduling.book(session, self.house.actor("trainer"), session_id, enrolment_id or self.enrolment)

    def change(self, session_id: str, **values: object) -> None:
        with self.database.writing() as session:
            meeting = session.get_one(TrainingSession, session_id)
            for name, value in values.items():
                setattr(meeting, name, value)

    def address(self, role: str = "learner") -> str:
        with self.database.writing() as session:
            url = services.open_address(session, self.house.actor(role)).url
        return url.removeprefix(settings().base_url)


@pytest.fixture
def ground(database: RolledBack, house: House, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.setattr(elsewhere, "_PACE", Pace(240, timedelta(hours=1)))
    return Ground(database, house)


def test_two_readers_find_the_sessions_of_a_learner(ground: Ground, visit: Visit) -> None:
    booked, waiting = ground.session(), ground.session("Complet", day=date(2026, 12, 4), capacity=1)
    ground.session("Celle d'un autre jour", day=date(2026, 12, 8))
    with ground.database.writing() as session:
        other = enrolled(session, ground.house, email="karim@demo.example", name="Karim Benali").id
    ground.book(waiting, other)
    ground.book(booked)
    ground.book(booked, other)
    ground.book(waiting)
    answer = visit().get(ground.address())
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    method, events = both(answer.content)
    assert method == "PUBLISH"
    assert [event.summary for event in events] == ["Atelier prix", "Liste d'attente : Complet"]
    first = events[0]
    assert first.uid.startswith(booked)
    assert (first.starts, first.ends) == (paris(THURSDAY, 9), paris(THURSDAY, 12))
    assert first.location == "Tulle, 1 rue du Pont"
    assert "Avec Trainer Demo." in first.description
    assert [event.status for event in events] == ["CONFIRMED", "TENTATIVE"]
    assert "Karim" not in answer.text.replace("\r\n ", "")


def test_a_feed_says_nothing_new_until_something_changes(ground: Ground, visit: Visit) -> None:
    booked = ground.session()
    ground.book(booked)
    address, browser = ground.address(), visit()
    first = browser.get(address)
    with clock.at(now() + timedelta(hours=2)):
        again = browser.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert browser.get(address).content == first.content
        dated = {"If-Modified-Since": first.headers["last-modified"]}
        assert browser.get(address, headers=dated).status_code == 304
        ground.change(booked, starts_at=paris(THURSDAY, 10), revision=1, changed_at=now())
        moved = browser.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert moved.status_code == browser.get(address, headers=dated).status_code == 200
    _method, (event,) = both(moved.content)
    assert (event.sequence, event.starts) == (1, paris(THURSDAY, 10))
    assert event.stamp > both(first.content)[1][0].stamp
    assert moved.headers["cache-control"].startswith("private")


def test_a_seat_given_back_leaves_the_feed_at_once_for_clients_that_ask_by_date(ground: Ground, visit: Visit) -> None:
    booked = ground.session()
    ground.book(booked)
    address, browser = ground.address(), visit()
    with clock.at(now() + timedelta(hours=1)):
        before = browser.get(address)
    with clock.at(now() + timedelta(hours=2)):
        visit(LEARNER).post(f"/seances/{booked}/annulation")
    with clock.at(now() + timedelta(hours=3)):
        after = browser.get(address, headers={"If-Modified-Since": before.headers["last-modified"]})
    assert after.status_code == 200
    assert both(after.content)[1] == []


def test_a_cancelled_session_is_told_for_thirty_days_and_then_forgotten(ground: Ground, visit: Visit) -> None:
    booked = ground.session(day=date(2027, 2, 4))
    ground.book(booked)
    ground.change(booked, cancelled_at=now(), changed_at=now(), revision=1, cancel_reason="Le formateur est malade.")
    address, browser = ground.address(), visit()
    _method, (event,) = both(browser.get(address).content)
    assert (event.status, event.sequence) == ("CANCELLED", 1)
    assert "malade" in event.description
    with clock.at(now() + timedelta(days=30)):
        assert len(by_python(browser.get(address).content)[1]) == 1
    with clock.at(now() + timedelta(days=31)):
        assert by_python(browser.get(address).content)[1] == []


def test_the_team_reads_what_it_holds_and_nothing_else(ground: Ground, visit: Visit) -> None:
    mine = ground.session("La mienne")
    with ground.database.writing() as session:
        adviser = ground.house.actor("adviser")
        scheduling.plan_session(
            session, adviser, ground.house.course_slug, "Entretien", paris(THURSDAY, 14), paris(THURSDAY, 15),
            "remote", 1, people="individual",
        )  # fmt: skip
    ground.book(mine)
    for role, expected in (("trainer", ["La mienne"]), ("adviser", ["Entretien"]), ("quality", [])):
        answer = visit().get(ground.address(role))
        assert [event.summary for event in both(answer.content)[1]] == expected
        assert "Nadia" not in answer.text


def test_activities_come_on_their_day_when_they_are_asked_for(ground: Ground, visit: Visit) -> None:
    with ground.database.writing() as session:
        found = activity(small_course(session, ground.house.demo), "travail")
        session.merge(
            PlanStep(
                enrolment_id=ground.enrolment, activity_id=found.id, organisation_id=ground.house.demo.id,
                sequence_id=found.sequence_id, starts_on=THURSDAY, due_on=THURSDAY, minutes=60,
            )
        )  # fmt: skip
    address, browser = ground.address(), visit(LEARNER)
    assert both(browser.get(address).content)[1] == []
    browser.post("/agenda/ailleurs/contenu", {"content": "activities"})
    _method, events = both(browser.get(address).content)
    assert all(event.summary.startswith("À finir : ") for event in events)
    (event,) = [event for event in events if found.id in event.uid]
    assert (event.starts, event.ends) == (THURSDAY, THURSDAY + timedelta(days=1))
    assert event.summary == f"À finir : {found.title}"
    assert found.title in browser.page("/agenda?vue=jour&jour=2026-12-03")
    assert found.title in browser.page("/agenda?vue=semaine&jour=2026-12-03")


def test_another_address_kills_the_old_one_at_once(ground: Ground, visit: Visit) -> None:
    old, browser = ground.address(), visit(LEARNER)
    assert old in browser.page("/agenda/ailleurs")
    browser.post("/agenda/ailleurs/nouvelle-adresse")
    new = ground.address()
    assert new != old
    assert visit().get(old).status_code == 404
    assert visit().get(new).status_code == 200
    browser.post("/agenda/ailleurs/fermeture")
    assert visit().get(new).status_code == 404
    assert "Créer mon adresse" in browser.page("/agenda/ailleurs")


def test_an_address_is_long_private_and_not_in_the_database(ground: Ground, visit: Visit, session: Session) -> None:
    token = ground.address().rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    kept = session.query(CalendarFeed).one()
    assert token not in (kept.nonce, kept.token_hash)
    assert visit().get(f"/agenda/flux/{token[:-1]}.ics").status_code == 404
    assert visit().get("/agenda/flux/x.ics").status_code == 404


def test_an_address_leads_nowhere_once_somebody_has_left(ground: Ground, visit: Visit) -> None:
    address = ground.address()
    with ground.database.writing() as session:
        session.query(Membership).filter_by(account_id=ground.house.actor("learner").account_id).delete()
    assert visit().get(address).status_code == 404


def test_a_machine_asks_for_its_address_changes_it_and_closes_it(ground: Ground, api: Visit, visit: Visit) -> None:
    machine = api(LEARNER)
    first = machine.get("/me/calendar").json()["feed_url"]
    assert first == machine.get("/me/calendar").json()["feed_url"]
    second = machine.request("POST", "/me/calendar").json()["feed_url"]
    assert second != first
    assert visit().get(second.removeprefix(settings().base_url)).status_code == 200
    assert machine.request("DELETE", "/me/calendar").status_code == 204
    assert machine.request("DELETE", "/me/calendar").status_code == 204
    assert visit().get(second.removeprefix(settings().base_url)).status_code == 404
    assert api("expert@demo.example").get("/me/calendar").status_code == 403


def test_whoever_asks_without_end_waits(ground: Ground, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_PACE", Pace(3, timedelta(hours=1)))
    address, browser = ground.address(), visit()
    answers = [browser.get(address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["retry-after"]) <= 3600
    with clock.at(now() + timedelta(hours=1)):
        assert browser.get(address).status_code == 200


def test_a_feed_asks_the_same_of_the_database_for_one_or_many(ground: Ground, visit: Visit) -> None:
    ground.book(ground.session())
    address, browser = ground.address(), visit()

    def asked() -> int:
        browser.get(address)
        ground.database.statements.clear()
        browser.get(address)
        return len(ground.database.statements)

    before = asked()
    for n in range(12):
        ground.book(ground.session(f"S{n}", day=THURSDAY + timedelta(days=n + 1)))
    assert asked() == before <= 7


def test_one_session_is_taken_away_as_a_file(ground: Ground, visit: Visit) -> None:
    booked, other = ground.session(), ground.session("Une autre", day=date(2026, 12, 8))
    ground.book(booked)
    browser = visit(LEARNER)
    assert f"/agenda/seances/{booked}.ics" in browser.page("/agenda")
    answer = browser.get(f"/agenda/seances/{booked}.ics")
    assert "attachment" in answer.headers["content-disposition"]
    feed = both(browser.get(ground.address()).content)[1][0]
    assert both(answer.content)[1] == [feed]
    assert browser.get(f"/agenda/seances/{other}.ics").status_code == 404  # no seat there
    assert visit(TRAINER).get(f"/agenda/seances/{other}.ics").status_code == 200
    assert visit("trainer-voisine@demo.example").get(f"/agenda/seances/{other}.ics").status_code == 404


def test_a_link_is_for_those_who_have_a_seat(ground: Ground, visit: Visit) -> None:
    full = ground.session(place="remote", link="https://visio.example/salle", capacity=1)
    with ground.database.writing() as session:
        other = enrolled(session, ground.house, email="karim@demo.example").id
    ground.book(full, other)
    ground.book(full)
    address = ground.address()
    assert "/salle" not in by_python(visit().get(address).content)[1][0].description
    visit("karim@demo.example").post(f"/seances/{full}/annulation")
    (event,) = both(visit().get(address).content)[1]
    assert f"/seances/{full}/salle" in event.description  # the house's own door: it knows when to open
    assert "visio.example" not in event.description


def test_an_invitation_is_the_event_of_the_feed_moved_then_taken_away(ground: Ground, visit: Visit) -> None:
    booked = ground.session()
    ground.book(booked)
    learner = ground.house.actor("learner")
    nadia = Person(learner.name, learner.email)

    def invited(method: invitations.Method) -> bytes:
        with ground.database.reading() as session:
            return invitations.invitation_for(session, booked, learner.account_id, nadia, method)

    first_method, (first,) = both(invited("REQUEST"))
    feed = both(visit().get(ground.address()).content)[1][0]
    assert (first_method, first.uid, first.sequence) == ("REQUEST", feed.uid, 0)
    said = raw(invited("REQUEST"))["events"][0]
    assert said["attendee"] == f"mailto:{learner.email}"
    ground.change(booked, starts_at=paris(THURSDAY, 10), revision=1, changed_at=now())
    _method, (moved,) = both(invited("REQUEST"))
    assert (moved.uid, moved.sequence, moved.starts) == (first.uid, 1, paris(THURSDAY, 10))
    ground.change(booked, cancelled_at=now(), revision=2)
    method, (gone,) = both(invited("CANCEL"))
    assert (method, gone.uid, gone.sequence, gone.status) == ("CANCEL", first.uid, 2, "CANCELLED")


def test_who_lost_the_seat_is_told_with_the_same_event(ground: Ground) -> None:
    booked = ground.session()
    learner = ground.house.actor("learner")
    with ground.database.reading() as session:
        body = invitations.invitation_for(session, booked, learner.account_id, Person("N", learner.email), "CANCEL")
    method, (event,) = both(body)
    assert (method, event.status) == ("CANCEL", "CANCELLED")
    assert event.uid.startswith(booked)


def test_the_night_of_the_change_of_hour_is_right_in_the_feed(ground: Ground, visit: Visit) -> None:
    with ground.database.writing() as session:
        night = scheduling.plan_session(
            session, ground.house.actor("trainer"), ground.house.course_slug, "Nuit", paris(date(2027, 3, 27), 22),
            paris(date(2027, 3, 28), 6), "on_site", 5,
        ).id  # fmt: skip
    ground.book(night)
    _method, (event,) = both(visit().get(ground.address()).content)
    assert event.ends - event.starts == timedelta(hours=7)  # type: ignore[operator]
    assert event.starts == datetime(2027, 3, 27, 21, tzinfo=UTC)
