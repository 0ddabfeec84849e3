"""What each person chose decides the ways by which they are told; every message says why, and how it stops."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.tasks import Task, drain
from app.notifications import services, stopping
from app.notifications.digests.daily import look_for_digests
from app.notifications.digests.rules import leaves_at
from app.notifications.kinds import Pace
from app.notifications.models import Mail, Notice
from app.notifications.writing import Person
from tests.conftest import MONDAY
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.smtp import Post

VALUES = {"words": "Où en êtes-vous ?", "author": "Inès", "modules": [("Premiers pas", 4)]}


def tell(database: RolledBack, house: House, key: str = "k", event: str = "nudge") -> str | None:
    learner = house.demo.people["learner"]
    with database.writing() as session:
        return services.write_to(
            session, house.demo.id, Person(learner.name, learner.email, learner.id), event, key, VALUES
        )


def notices(database: RolledBack) -> list[Notice]:
    with database.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.kind != "digest").order_by(Notice.id)))


def mails(database: RolledBack) -> list[Mail]:
    with database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


@pytest.mark.parametrize("page", [True, False])
@pytest.mark.parametrize("mail", ["now", "day", "week", "never"])
def test_a_kind_comes_by_the_ways_that_were_chosen(
    database: RolledBack, house: House, visit: Callable[..., Client], page: bool, mail: str
) -> None:
    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"mail_reminders": mail, **({"page_reminders": "1"} if page else {})})
    assert tell(database, house)
    (notice,) = notices(database)
    assert notice.on_page is page
    assert notice.gathered == (mail if mail in ("day", "week") else "")
    assert len(mails(database)) == (mail == "now")
    assert ("Relance" in learner.page("/avis") or notice.title in unescape(learner.page("/avis"))) is page


def test_the_same_news_is_told_once_on_every_way(database: RolledBack, house: House) -> None:
    assert tell(database, house)
    assert tell(database, house) is None
    assert (len(notices(database)), len(mails(database))) == (1, 1)


def test_the_bell_counts_what_is_new_until_it_is_opened(
    database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    learner = visit("learner@demo.example")
    assert "non lue" not in learner.page("/avis").split("</header>")[0]
    ids = [tell(database, house, key) for key in "abc"]
    assert "Nouvelles : 3 non lues" in learner.page("/accueil")
    assert "Nouvelles : 3 non lues" in learner.page(f"/avis/{ids[0]}"), "looking at it changes nothing"
    answer = learner.post(f"/avis/{ids[0]}/ouverture")
    assert answer.headers["location"] == "/messages"
    assert "Nouvelles : 2 non lues" in learner.page("/accueil")
    learner.post("/avis/lus", {"jusque": ids[1]})
    assert "Nouvelles : 1 non lue" in learner.page("/accueil"), "what came meanwhile stays new"


def test_nobody_opens_the_news_of_another(database: RolledBack, house: House, visit: Callable[..., Client]) -> None:
    notice_id = tell(database, house)
    for who in ("adviser@demo.example", "learner-voisine@demo.example"):
        assert visit(who).get(f"/avis/{notice_id}").status_code == 404
        assert visit(who).post(f"/avis/{notice_id}/ouverture").status_code == 404


def test_every_message_says_why_and_stops_in_one_tap(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    tell(database, house)
    drain()
    (letter,) = post.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://127.0.0.1:8000")
    for part in ("plain", "html"):
        body = letter.get_body((part,))
        assert body is not None
        said = unescape(body.get_content())
        assert "parce que" in said
        assert path in said
        assert "/reglages/avis" in said
    somebody = visit()
    assert "Ne plus les recevoir" in somebody.page(path)
    assert tell(database, house, "still"), "looking stops nothing"
    drain()
    assert len(post.letters) == 2
    answer = somebody.request("POST", path, data={"List-Unsubscribe": "One-Click"})  # as a mail program, without a form
    assert "Les recevoir de nouveau" in answer.text
    tell(database, house, "stopped")
    drain()
    assert len(post.letters) == 2
    assert len(notices(database)) == 3, "the page still holds it"
    somebody.post(path, {"encore": "oui"})
    tell(database, house, "again")
    drain()
    assert len(post.letters) == 3


@pytest.mark.parametrize("broken", ["x", "é", "a" * 90, "A" * 3000])
def test_a_link_that_is_not_ours_stops_nothing(visit: Callable[..., Client], house: House, broken: str) -> None:
    learner = house.demo.people["learner"]
    good = stopping.token_of(learner.id, house.demo.id, "reminders")
    for token in (broken, good[:-1], good[::-1], stopping.token_of(learner.id, house.demo.id, "account")):
        assert visit().get(f"/avis/arreter/{token}").status_code == 404


def test_a_digest_says_each_unread_thing_once_and_nothing_when_nothing_is_new(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"page_reminders": "1", "mail_reminders": "day"})
    first, second, third = (tell(database, house, key) for key in ("a", "b", "c"))
    learner.post(f"/avis/{second}/ouverture")
    at = datetime.fromisoformat
    for moment, letters in (
        ("2026-11-23T18:00:00+01:00", 0),
        ("2026-11-24T07:59:00+01:00", 0),
        ("2026-11-24T08:00:00+01:00", 1),
        ("2026-11-24T08:05:00+01:00", 1),
        ("2026-11-25T08:05:00+01:00", 1),
    ):
        clock.freeze(at(moment))
        with database.writing() as session:
            look_for_digests(session)
        drain()
        assert len(post.letters) == letters, moment
    body = post.letters[0].get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert str(post.letters[0]["Subject"]) == "2 nouvelles pour vous"
    assert f"/avis/{first}" in said
    assert f"/avis/{third}" in said
    assert f"/avis/{second}" not in said
    assert "ensemble" in said


def test_a_digest_of_what_was_all_read_is_not_written(
    database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"page_reminders": "1", "mail_reminders": "day"})
    learner.post("/avis/lus", {"jusque": tell(database, house)})
    clock.freeze(MONDAY + timedelta(days=1))
    with database.writing() as session:
        look_for_digests(session)
    drain()
    assert not mails(database)
    with database.writing() as session:
        look_for_digests(session)
        assert (
            session.scalar(select(Task.id).where(Task.name == "notifications.digest", Task.state == "waiting")) is None
        )


def test_a_digest_that_was_cut_short_is_written_once(
    database: RolledBack, house: House, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("learner@demo.example").post("/reglages/avis", {"page_reminders": "1", "mail_reminders": "day"})
    tell(database, house)
    clock.freeze(MONDAY + timedelta(days=1))
    with database.writing() as session:
        look_for_digests(session)
    with monkeypatch.context() as broken:
        broken.setattr(services, "leave_errand", lambda *_more: (_ for _ in ()).throw(RuntimeError("cut")))
        drain()
    assert not mails(database)
    clock.freeze(MONDAY + timedelta(days=1, minutes=5))
    drain()
    with database.writing() as session:
        look_for_digests(session)
    drain()
    assert [mail.event for mail in mails(database)] == ["digest"]


@pytest.mark.parametrize(
    ("written", "pace", "hour", "weekday", "leaves"),
    [
        ("2026-11-23T09:00", Pace.DAY, 8, 0, "2026-11-24T08:00"),
        ("2026-11-23T07:00", Pace.DAY, 8, 0, "2026-11-23T08:00"),
        ("2026-11-23T08:00", Pace.DAY, 8, 0, "2026-11-24T08:00"),
        ("2026-11-23T09:00", Pace.WEEK, 8, 0, "2026-11-30T08:00"),
        ("2026-11-25T09:00", Pace.WEEK, 18, 4, "2026-11-27T18:00"),
    ],
)
def test_a_digest_leaves_at_the_hour_of_its_reader(
    written: str, pace: Pace, hour: int, weekday: int, leaves: str
) -> None:
    paris = "+01:00"
    found = leaves_at(datetime.fromisoformat(written + paris), pace, hour, weekday)
    assert found == datetime.fromisoformat(leaves + paris)


def test_stopping_a_digest_stops_what_came_in_it(
    database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    visit("learner@demo.example").post("/reglages/avis", {"page_reminders": "1", "mail_reminders": "week"})
    token = stopping.token_of(house.demo.people["learner"].id, house.demo.id, "digest")
    assert "Les recevoir de nouveau" in visit().post(f"/avis/arreter/{token}").text
    tell(database, house)
    assert [notice.gathered for notice in notices(database)] == [""]


def test_quiet_hours_are_those_of_the_person_or_of_the_organisation(
    database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    evening = datetime.fromisoformat("2026-11-23T20:30:00+01:00")
    account = house.demo.people["learner"].id

    def until() -> datetime:
        with database.reading() as session:
            return services.quiet_until(session, house.demo.id, account, evening)

    assert until() == evening
    visit("admin@demo.example").post(
        "/admin/avis", {"quiet_from": "20:00", "quiet_until": "08:30", "digest_hour": "8", "digest_weekday": "0"}
    )
    assert until() == datetime.fromisoformat("2026-11-24T08:30:00+01:00")
    learner, own = visit("learner@demo.example"), {"own": "oui", "digest_hour": "8", "digest_weekday": "0"}
    learner.post("/reglages/avis/heures", {**own, "quiet_from": "12:00", "quiet_until": "14:00"})
    assert until() == evening
    assert learner.post("/reglages/avis/heures", {**own, "quiet_from": "midi"}).status_code == 422
    learner.post("/reglages/avis/heures", {"digest_hour": "8", "digest_weekday": "0"})
    assert until() == datetime.fromisoformat("2026-11-24T08:30:00+01:00")


def test_what_concerns_the_account_cannot_be_stopped(api: Callable[..., Client]) -> None:
    learner = api("learner@demo.example")
    wanted = {"kind": "account", "page": False, "mail": "never", "push": False, "sms": False}
    assert learner.put("/me/notice-choices", json={"items": [wanted]}).status_code == 409
    assert learner.put("/me/notice-choices", json={"items": [wanted | {"kind": "nothing"}]}).status_code == 422


def test_machines_read_the_news_and_choose(database: RolledBack, house: House, api: Callable[..., Client]) -> None:
    learner, ids = api("learner@demo.example"), [tell(database, house, key) for key in "abc"]
    first = learner.get("/me/notices?limit=2").json()
    assert [item["id"] for item in first["items"]] == [ids[2], ids[1]]
    rest = learner.get(f"/me/notices?limit=2&after={first['next']}").json()
    assert [item["id"] for item in rest["items"]] == [ids[0]]
    assert rest["items"][0]["why"].startswith("Vous recevez ceci parce que")
    assert learner.request("POST", f"/me/notices/{ids[0]}/read").json()["read_at"]
    assert len(learner.get("/me/notices?unread=true").json()["items"]) == 2
    wanted = {"kind": "reminders", "page": True, "mail": "week", "push": False, "sms": False}
    chosen = learner.put("/me/notice-choices", json={"items": [wanted]}).json()["items"]
    assert next(one for one in chosen if one["kind"] == "reminders")["mail"] == "week"
    assert learner.get("/me/notice-choices").json()["items"] == chosen


def test_a_corrected_address_receives_what_the_old_one_refused(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    from tests.factories.paths import enrolled  # noqa: PLC0415

    with database.writing() as session:
        path = enrolled(session, house).id
        told = services.write_to(
            session, house.demo.id, Person("L", "learner@demo.example", house.demo.people["learner"].id, path), "nudge",
            "k", VALUES,
        )  # fmt: skip
        assert told is not None
    post.mood = "no_such_box"
    drain()
    post.mood = "well"
    adviser = visit("adviser@demo.example")
    assert "Corriger" in adviser.page(f"/suivi/{path}")
    assert "550 no such box" in adviser.page(f"/suivi/{path}/adresse")
    assert adviser.post(f"/suivi/{path}/adresse", {"email": "rien"}).status_code == 422
    assert adviser.post(f"/suivi/{path}/adresse", {"email": "adviser@demo.example"}).status_code == 409
    answer = adviser.post(f"/suivi/{path}/adresse", {"email": "Nouvelle@Courriel.example"}, follow=True)
    assert "Un message repart" in answer.text
    drain()
    assert [to for _sender, to in post.envelopes] == ["nouvelle@courriel.example"]
    assert "Corriger" not in adviser.page(f"/suivi/{path}")


def test_a_delivery_report_is_noted_once(database: RolledBack, house: House) -> None:
    told = tell(database, house)
    assert told is not None
    with database.writing() as session:
        assert services.note_bounce(session, told, "5.1.1 unknown\r\nuser")
        assert not services.note_bounce(session, told, "again")
        assert not services.note_bounce(session, "nothing", "again")
    assert [(mail.state, mail.error) for mail in mails(database)] == [("undeliverable", "5.1.1 unknown user")]
