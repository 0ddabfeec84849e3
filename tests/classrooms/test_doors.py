"""Who enters a classroom, when, and what people see when the server does not answer."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from jose import jwt
from sqlalchemy import func, select

from app.core import clock
from app.core.access import Role
from app.core.settings import settings
from app.core.tasks import Task, drain
from app.identity import services as identity
from app.scheduling import services as scheduling
from tests.classrooms.conftest import Room, at, pass_until, planned
from tests.factories.bigbluebutton import StandIn
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
LEARNER, TRAINER = "learner@demo.example", "trainer@demo.example"


def tasks_left(database: RolledBack, name: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Task.name == name)) or 0


def test_the_button_says_when_the_room_opens_then_leads_in(
    room: Room, visit: Visit, browse: Callable[[str], httpx.Response]
) -> None:
    nadia = visit(LEARNER)
    clock.freeze(at(8, 49))
    for page in ("/accueil", "/agenda"):
        html = nadia.page(page)
        assert "s'ouvre à 8 h 50" in html
        assert "Rejoindre la salle" not in html
    assert "La salle s'ouvre jeudi 26 novembre à 8 h 50" in nadia.page(room.door)
    pass_until(at(8, 50))
    assert room.peer.created == 1
    assert room.door in nadia.page("/agenda")
    assert "Rejoindre la salle" in nadia.page("/accueil")
    entered = nadia.get(room.door)
    assert entered.status_code == 303
    assert entered.headers["cache-control"] == "no-store"
    asked = parse_qs(urlsplit(entered.headers["location"]).query)
    assert asked["userID"] == [room.nadia.id]
    assert asked["role"] == ["VIEWER"]
    assert "Parler à cinq clients" in browse(entered.headers["location"]).text
    assert [one.user_id for one in room.peer.meetings[room.name].people.values()] == [room.nadia.id]


def test_the_trainer_enters_half_an_hour_before_and_moderates(room: Room, visit: Visit) -> None:
    trainer = visit(TRAINER)
    clock.freeze(at(8, 29))
    assert "s'ouvre jeudi 26 novembre à 8 h 30" in trainer.page(room.door)
    clock.freeze(at(8, 30))
    assert "La salle se prépare" in trainer.page(room.door)  # nobody has asked the server yet
    drain()
    entered = trainer.get(room.door)
    asked = parse_qs(urlsplit(entered.headers["location"]).query)
    assert asked["role"] == ["MODERATOR"]
    assert asked["userID"] == [room.house.actor("trainer").account_id]


@pytest.mark.parametrize(("moment", "status"), [(at(12, 14), 303), (at(12, 15), 200)])
def test_the_door_closes_a_quarter_of_an_hour_after_the_end(
    room: Room, visit: Visit, moment: datetime, status: int
) -> None:
    pass_until(at(9))
    clock.freeze(moment)
    answer = visit(LEARNER).get(room.door)
    assert answer.status_code == status
    if status == 200:
        assert "La séance est finie" in answer.text


def test_only_those_with_a_seat_enter(room: Room, visit: Visit) -> None:
    with room.database.writing() as session:
        identity.welcome(session, room.house.demo.id, "other@demo.example", "Camille", Role.LEARNER)
        enrolled(session, room.house, email="other@demo.example", name="Camille")
    pass_until(at(9))
    refused = visit("other@demo.example").get(room.door)
    assert refused.status_code == 403
    assert "une place dans la séance" in refused.text
    assert visit("expert@demo.example").get(room.door).status_code == 404
    assert visit("trainer-voisine@demo.example").get(room.door).status_code == 404
    assert visit().get(room.door).status_code == 302


def test_who_waits_for_a_seat_waits_outside(room: Room, visit: Visit, api: Visit) -> None:
    with room.database.writing() as session:
        full = planned(session, room.house, capacity=1)
        first = enrolled(session, room.house, email="first@demo.example", name="Aline")
        for path in (first, room.nadia):
            scheduling.book(session, room.house.actor("adviser"), full.id, path.id)
    pass_until(at(9))
    refused = visit(LEARNER).get(f"/seances/{full.id}/salle")
    assert refused.status_code == 403
    assert "si une place se libère" in refused.text
    told = api(LEARNER).get(f"/sessions/{full.id}/classroom").json()
    assert told["join_url"] is None


def test_whoever_waits_asks_for_the_room_once_and_is_let_in(room: Room, visit: Visit) -> None:
    """The worker is late: the page says so, reloads by itself, and leaves one piece of work however often it does."""
    nadia = visit(LEARNER)
    clock.freeze(at(8, 55))
    for _time in range(3):
        answer = nadia.get(room.door)
        assert answer.status_code == 200
        assert "La salle se prépare" in answer.text
        assert answer.headers["refresh"] == "10"
    assert tasks_left(room.database, "classrooms.open") == 1
    assert room.peer.calls == []  # no page waits on the server
    drain()
    assert nadia.get(room.door).status_code == 303
    assert room.peer.created == 1


@pytest.mark.parametrize("mode", ["down", "error", "garbage"])
def test_a_server_that_fails_is_told_in_clear_words_with_what_to_do(room: Room, visit: Visit, mode: str) -> None:
    with room.database.writing() as session:
        session.merge(room.meeting).link = "https://visio.example/secours"
    room.peer.mode = mode
    room.minutes(at(8, 51), at(8, 53))
    html = visit(LEARNER).page(room.door)
    assert "La salle ne s'ouvre pas pour l'instant" in html
    assert 'href="tel:0555000000"' in html
    assert "https://visio.example/secours" in html
    assert "Votre place est gardée" in html
    admin = visit("admin@demo.example").page("/admin/classes-a-distance")
    assert "Parler à cinq clients" in admin
    assert "3 essais" in admin
    assert "badge danger" in admin
    room.peer.mode = ""
    pass_until(at(8, 54))
    assert visit(LEARNER).get(room.door).status_code == 303
    assert room.peer.created == 1
    assert "badge danger" not in visit("admin@demo.example").page("/admin/classes-a-distance")


def test_a_room_that_the_server_has_lost_is_opened_again_under_the_same_name(room: Room, visit: Visit) -> None:
    room.minutes(at(8, 50), at(8, 51))
    room.peer.close(room.name)
    room.minutes(at(9), at(9, 1))
    assert room.peer.created == 2
    assert list(room.peer.meetings) == [room.name]
    address = visit(LEARNER).get(room.door).headers["location"]
    assert str(room.peer.meetings[room.name].create_time) in address


def test_a_session_is_opened_once_however_many_rounds(room: Room) -> None:
    room.minutes(at(8, 45), at(8, 58))
    assert room.peer.created == 1
    assert room.peer.calls.count("create") == 1
    assert room.peer.calls[0] == "create"  # nothing was asked before 8 h 50
    assert room.peer.calls.count("getMeetingInfo") == 9


def test_without_a_server_the_page_says_whom_to_ask(house: House, database: RolledBack, visit: Visit) -> None:
    with database.writing() as session:
        meeting = planned(session, house)
        path = enrolled(session, house)
        scheduling.book(session, house.actor("adviser"), meeting.id, path.id)
    clock.freeze(at(9))
    html = visit(LEARNER).page(f"/seances/{meeting.id}/salle")
    assert "n'est pas réglé ici" in html
    assert "tel:" in html
    assert tasks_left(database, "classrooms.open") == 0


def test_a_cancelled_session_has_no_room(room: Room, visit: Visit) -> None:
    pass_until(at(8, 55))
    with room.database.writing() as session:
        session.merge(room.meeting).cancelled_at = at(8, 56)
    pass_until(at(8, 57))
    assert room.peer.meetings == {}
    assert "annulée" in visit(LEARNER).page(room.door)
    assert "Rejoindre la salle" not in visit(LEARNER).page("/agenda")
    pass_until(at(9))
    assert room.peer.created == 1


def test_a_session_made_longer_has_its_room_again(room: Room, visit: Visit) -> None:
    room.minutes(at(8, 50), at(8, 51))
    room.peer.close(room.name)
    pass_until(at(12, 1))
    with room.database.writing() as session:
        session.merge(room.meeting).ends_at = at(13)
    pass_until(at(12, 3))
    assert visit(LEARNER).get(room.door).status_code == 303
    assert room.peer.created == 2
    pass_until(at(13, 30))
    assert room.peer.meetings == {}


def test_any_link_opens_at_the_same_moment(house: House, database: RolledBack, visit: Visit) -> None:
    with database.writing() as session:
        meeting = planned(session, house, classroom="", link="https://visio.example/salle")
        scheduling.book(session, house.actor("adviser"), meeting.id, enrolled(session, house).id)
    clock.freeze(at(8, 40))
    nadia = visit(LEARNER)
    assert "https://visio.example/salle" not in nadia.page("/agenda")
    clock.freeze(at(8, 50))
    assert nadia.get(f"/seances/{meeting.id}/salle").headers["location"] == "https://visio.example/salle"


def test_a_jitsi_room_is_unguessable_and_its_pass_is_short_and_says_who_moderates(
    house: House, database: RolledBack, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "a-secret-shared-with-a-jitsi-server-here"
    for name, value in {"url": "https://meet.example/classe", "app_id": "bidaide", "secret": secret}.items():
        monkeypatch.setattr(settings(), f"jitsi_{name}", value)
    with database.writing() as session:
        meeting = planned(session, house, classroom="jitsi")
        path = enrolled(session, house)
        scheduling.book(session, house.actor("adviser"), meeting.id, path.id)
    clock.freeze(at(8, 55))
    rooms = set()
    for email, moderates, user in (
        (LEARNER, False, path.id),
        (TRAINER, True, house.actor("trainer").account_id),
    ):
        address = visit(email).get(f"/seances/{meeting.id}/salle").headers["location"]
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("https", "meet.example")
        claims = jwt.decode(
            parse_qs(parts.query)["jwt"][0], secret, algorithms=["HS256"], audience="jitsi",
            options={"verify_exp": False, "verify_nbf": False},
        )  # fmt: skip
        now = int(at(8, 55).timestamp())
        assert claims["iss"] == "bidaide"
        assert claims["sub"] == "meet.example"
        assert now - 60 <= claims["nbf"] <= now < claims["exp"] <= now + 600
        assert claims["context"]["user"]["moderator"] is moderates
        assert claims["context"]["user"]["id"] == user
        assert claims["room"] == parts.path.rsplit("/", 1)[1]
        rooms.add(claims["room"])
    assert len(rooms) == 1
    assert meeting.id not in rooms.pop()


def test_a_jitsi_room_without_passes_takes_the_name_along(
    house: House, database: RolledBack, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "jitsi_url", "https://meet.example")
    with database.writing() as session:
        meeting = planned(session, house, classroom="jitsi")
        scheduling.book(session, house.actor("adviser"), meeting.id, enrolled(session, house).id)
    clock.freeze(at(8, 55))
    address = visit(LEARNER).get(f"/seances/{meeting.id}/salle").headers["location"]
    assert address.startswith("https://meet.example/seance-")
    assert address.endswith("#userInfo.displayName=%22Learner%20Demo%22")


def test_the_form_offers_what_works_here(room: Room, visit: Visit) -> None:
    trainer = visit(TRAINER)
    html = trainer.page("/seances/nouvelle")
    assert "Classe BigBlueButton" in html
    assert "Salle Jitsi" not in html
    form = {
        "what": f"{room.house.course_slug}|", "title": "À distance", "day": "2026-12-03", "start": "09:00",
        "end": "12:00", "place": "remote", "people": "collective", "capacity": "8",
    }  # fmt: skip
    kept = trainer.post("/seances", form | {"classroom": "bbb"})
    assert kept.status_code == 303
    refused = trainer.post("/seances", form | {"classroom": "link"})
    assert refused.status_code == 422
    assert "Écrivez le lien" in refused.text


def test_machines_are_told_when_it_opens_and_where(room: Room, api: Visit) -> None:
    clock.freeze(at(8))
    nadia = api(LEARNER)
    at_eight = nadia.get(f"/sessions/{room.meeting.id}/classroom").json()
    assert at_eight == {
        "provider": "bbb", "opens_at": "2026-11-26T08:50:00+01:00", "closes_at": "2026-11-26T12:15:00+01:00",
        "state": "later", "join_url": None,
    }  # fmt: skip
    clock.freeze(at(8, 52))
    nadia = api(LEARNER)  # the token of 8 h is out of date
    assert nadia.get(f"/sessions/{room.meeting.id}/classroom").json()["state"] == "preparing"
    pass_until(at(8, 52))
    opened = nadia.get(f"/sessions/{room.meeting.id}/classroom").json()
    assert opened["state"] == "open"
    assert opened["join_url"].startswith(f"{room.peer.url}/bigbluebutton/api/join?")


def test_a_slow_server_holds_the_round_once_not_once_per_session(
    room: Room, peer: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.classrooms import bigbluebutton

    monkeypatch.setattr(bigbluebutton, "WHOLE", 0.3)
    with room.database.writing() as session:
        for _time in range(4):
            planned(session, room.house)
    peer.mode, peer.patience = "slow", 0.6
    pass_until(at(8, 55))
    peer.mode = ""
    pass_until(at(8, 56))
    assert peer.created == 5
