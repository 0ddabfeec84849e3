"""Who was there, and what it is worth: evidence, never counted twice, and never an absence."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance.services import Closing, countersign, record_attendance
from app.classrooms import services
from app.classrooms.models import ClassroomPresence
from app.classrooms.secrets import key_of
from app.core import clock
from app.core.tasks import Task, drain
from app.enrolments import queries as enrolments
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from app.scheduling import queries as scheduling_queries
from app.scheduling import services as scheduling
from app.scheduling.models import Attendance
from tests.classrooms.conftest import Room, at, pass_until
from tests.factories.bigbluebutton import Kept
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
LEARNER, TRAINER = "learner@demo.example", "trainer@demo.example"


def hours(database: RolledBack, enrolment_id: str) -> int:
    with database.reading() as session:
        total = select(func.sum(LedgerEntry.minutes)).where(LedgerEntry.enrolment_id == enrolment_id)
        return session.scalar(total) or 0


def sheet(database: RolledBack, enrolment_id: str) -> list[tuple[str, bool, int]]:
    with database.reading() as session:
        rows = session.scalars(
            select(Attendance).where(Attendance.enrolment_id == enrolment_id).order_by(Attendance.half_day)
        )
        return [(row.half_day, row.present, row.minutes) for row in rows]


def there(room: Room, visit_api: Visit) -> dict[str, Any]:
    answer = visit_api(TRAINER).get(f"/sessions/{room.meeting.id}/classroom/presence")
    assert answer.status_code == 200
    return {one["name"]: one for one in answer.json()["items"]}


def report(room: Room, *attendees: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "1.0", "meeting_id": room.name, "internal_meeting_id": "abc-1",
        "data": {"metadata": {}, "duration": 10800, "start": "2026-11-26 08:50:00 +0100",
                 "finish": "2026-11-26 12:00:00 +0100", "attendees": list(attendees), "files": [], "polls": []},
    }  # fmt: skip


def someone(user_id: str, name: str, *visits: tuple[str, str]) -> dict[str, Any]:
    return {
        "ext_user_id": user_id, "name": name, "moderator": False, "duration": 0, "recent_talking_time": 0, "engagement": {},
        "joins": [f"2026-11-26 {came}:00 +0100" for came, _left in visits],
        "leaves": [f"2026-11-26 {left}:00 +0100" for _came, left in visits if left],
    }  # fmt: skip


def send(room: Room, visit: Visit, document: Any, token: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {token or room.peer.report_token()}"}
    return visit().post(f"/rappels/classe/{room.meeting.id}", json=document, headers=headers).status_code


# --- Minute by minute -----------------------------------------------------------------------------------------


def test_whoever_was_there_half_of_the_half_day_is_noted_present_and_nobody_absent(room: Room, api: Visit) -> None:
    bea, chloe, dina = (room.learner(f"{name}@demo.example", name) for name in ("Bea", "Chloe", "Dina"))
    pass_until(at(8, 50))
    room.peer.come(room.name, room.nadia.id, "Nadia Test")
    room.peer.come(room.name, bea.id, "Bea")
    room.minutes(at(8, 55), at(10, 30), step=5)
    room.peer.leave(room.name, bea.id)  # an hour and a half
    room.peer.come(room.name, chloe.id, "Chloe")
    room.minutes(at(10, 40), at(11, 50), step=10)
    room.peer.leave(room.name, chloe.id)
    room.minutes(at(12), at(12, 30), step=10)
    pass_until(at(12, 31))
    assert room.peer.meetings == {}  # whoever was still there was let go
    assert there(room, api)["Learner Demo"]["minutes"] == 180
    assert sheet(room.database, room.nadia.id) == [("morning", True, 180)]
    assert sheet(room.database, bea.id) == [("morning", True, 180)]
    assert sheet(room.database, chloe.id) == []  # 70 minutes out of 180: the trainer says
    assert sheet(room.database, dina.id) == []
    assert hours(room.database, room.nadia.id) == 180
    room.minutes(at(12, 32), at(13, 32), step=20)
    assert hours(room.database, room.nadia.id) == 180
    with room.database.reading() as session:
        assert verify(session, room.house.demo.id).bad_number is None
        row = session.scalars(select(Attendance).where(Attendance.enrolment_id == bea.id)).one()
        assert row.recorded_by == room.house.actor("trainer").account_id


def test_what_the_trainer_has_said_stays(room: Room) -> None:
    pass_until(at(8, 50))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9), at(11), step=10)
    with room.database.writing() as session:
        record_attendance(
            session, room.house.actor("trainer"), room.meeting.id, room.nadia.id, "morning", False, "partie"
        )
    room.minutes(at(11, 10), at(12, 31), step=10)
    pass_until(at(12, 40))
    assert sheet(room.database, room.nadia.id) == [("morning", False, 180)]
    assert hours(room.database, room.nadia.id) == 0


def test_two_devices_and_a_round_done_twice_count_once(room: Room, api: Visit) -> None:
    pass_until(at(9))
    for _device in range(2):
        room.peer.come(room.name, room.nadia.id, "Nadia Test")
    for _twice in range(2):
        room.minutes(at(9, 1), at(9, 10))
    assert there(room, api)["Learner Demo"]["minutes"] == 9
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClassroomPresence)) == 1


def test_a_visit_ends_when_somebody_leaves_and_another_begins(room: Room, api: Visit) -> None:
    pass_until(at(9))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9, 1), at(9, 10))
    room.peer.leave(room.name, room.nadia.id)
    room.minutes(at(9, 11), at(9, 14))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9, 15), at(9, 20))
    found = there(room, api)["Learner Demo"]
    assert [(one["came_at"][11:16], one["left_at"][11:16]) for one in found["visits"]] == [
        ("09:01", "09:10"), ("09:15", "09:20"),
    ]  # fmt: skip
    assert found["minutes"] == 14


@pytest.mark.parametrize("mode", ["down", "error", "garbage", "huge"])
def test_minutes_when_the_server_says_nothing_are_not_lost(room: Room, api: Visit, mode: str) -> None:
    pass_until(at(9))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9, 1), at(9, 5))
    room.peer.mode = mode
    room.minutes(at(9, 6), at(9, 9))
    room.peer.mode = ""
    room.minutes(at(9, 10), at(9, 12))
    assert there(room, api)["Learner Demo"]["minutes"] == 11
    assert room.peer.created == 1


def test_a_guest_and_the_team_are_seen_but_are_not_on_the_sheet(room: Room, api: Visit) -> None:
    trainer = room.house.actor("trainer")
    pass_until(at(9))
    room.peer.come(room.name, trainer.account_id, trainer.name, "MODERATOR")
    room.peer.come(room.name, "w_abcdef", "Une invitée")
    room.minutes(at(9, 1), at(9, 5))
    found = there(room, api)
    assert found["Trainer Demo"]["role"] == "team"
    assert found["Une invitée"]["role"] == "guest"
    assert found["Une invitée"]["half_days"] == []


def test_somebody_of_the_course_without_a_seat_is_seen_and_left_to_the_team(room: Room, visit: Visit) -> None:
    with room.database.writing() as session:
        bea = enrolled(session, room.house, email="bea@demo.example", name="Bea")
    pass_until(at(8, 50))
    room.peer.come(room.name, bea.id, "Bea")
    room.minutes(at(9), at(12, 40), step=10)
    html = visit(TRAINER).page(f"/seances/{room.meeting.id}/connexions")
    assert "sans place dans cette séance" in html
    assert "Noter présente" not in html
    assert sheet(room.database, bea.id) == []


def test_a_path_of_the_neighbour_is_a_guest_here(room: Room, session: Session, api: Visit) -> None:
    other = enrolled(session, room.house, place=room.house.neighbour)
    session.flush()
    pass_until(at(9))
    room.peer.come(room.name, other.id, "D'à côté")
    pass_until(at(9, 1))
    assert there(room, api)["D'à côté"]["role"] == "guest"


def test_without_a_trainer_the_team_notes_from_the_page(room: Room, visit: Visit) -> None:
    with room.database.writing() as session:
        session.merge(room.meeting).trainer_id = None
    pass_until(at(8, 50))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9), at(12, 40), step=10)
    assert sheet(room.database, room.nadia.id) == []
    adviser = visit("adviser@demo.example")
    page = f"/seances/{room.meeting.id}/connexions"
    assert "Noter présente 1 personne" in adviser.page(page)
    assert "Présences notées" in adviser.post(page, follow=True).text
    assert sheet(room.database, room.nadia.id) == [("morning", True, 180)]
    assert "Rien à noter" in adviser.post(page, follow=True).text
    assert hours(room.database, room.nadia.id) == 180


def test_presence_is_not_drawn_up_before_the_end(room: Room, visit: Visit) -> None:
    pass_until(at(8, 50))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9), at(11, 50), step=10)
    assert visit(TRAINER).post(f"/seances/{room.meeting.id}/connexions").status_code == 409
    with room.database.writing() as session:
        assert services.settle(session, room.meeting.id) == 0
    assert sheet(room.database, room.nadia.id) == []


# --- The report after the meeting -----------------------------------------------------------------------------


def test_a_report_fills_what_was_not_seen_and_counts_nothing_twice(room: Room, visit: Visit, api: Visit) -> None:
    pass_until(at(9))
    room.peer.come(room.name, room.nadia.id, "Nadia Test")
    room.minutes(at(9, 1), at(9, 30), step=10)
    room.peer.mode = "down"
    clock.freeze(at(12, 10))
    told = report(room, someone(room.nadia.id, "Nadia Test", ("08:55", "10:00"), ("10:10", "")))
    for _twice in range(2):
        assert send(room, visit, told) == 204
    drain()
    found = there(room, api)["Learner Demo"]
    assert found["minutes"] == 170
    assert found["half_days"] == [
        {"day": "2026-11-26", "half_day": "morning", "minutes": 170, "planned_minutes": 180, "attendance": True}
    ]
    assert hours(room.database, room.nadia.id) == 180
    room.peer.mode = ""
    pass_until(at(12, 31))
    assert hours(room.database, room.nadia.id) == 180


def test_a_report_that_comes_before_the_end_notes_nobody_yet(room: Room, visit: Visit) -> None:
    pass_until(at(9))
    clock.freeze(at(11))
    assert send(room, visit, report(room, someone(room.nadia.id, "N", ("09:00", "10:59")))) == 204
    drain()
    assert sheet(room.database, room.nadia.id) == []
    pass_until(at(12, 31))
    assert sheet(room.database, room.nadia.id) == [("morning", True, 180)]


def test_only_the_server_may_send_a_report(room: Room, visit: Visit) -> None:
    told = report(room, someone(room.nadia.id, "N", ("09:00", "12:00")))
    for token in (
        "", "nonsense", "a.b.c",
        room.peer.report_token(secret="another-secret-of-the-same-length-maybe"),
        room.peer.report_token(lasts=-120 - 10**9),  # out of date
        room.peer.report_token(algorithm="HS256"),
    ):  # fmt: skip
        answer = visit().post(
            f"/rappels/classe/{room.meeting.id}", json=told, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 404, token
    assert visit().post(f"/rappels/classe/{room.meeting.id}", json=told).status_code == 404
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClassroomPresence)) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told | {"meeting_id": "seance-another"}, lambda told: told | {"data": None}, lambda told: [],
        lambda told: "text", lambda told: told | {"data": {"attendees": "all"}},
        lambda told: told | {"data": {"attendees": [None, {}, {"ext_user_id": 4, "joins": []}, {"ext_user_id": "a", "joins": [1, None, "hier", "2026-11-26 09:00:00", "9999-99-99"]}]}},
        lambda told: told | {"data": {"finish": "2019-01-01 10:00:00 +0000", "attendees": [{"ext_user_id": "a", "name": "A", "joins": ["2019-01-01 09:00:00 +0000"], "leaves": []}]}},
        lambda told: told | {"data": {"attendees": [{"ext_user_id": "a", "joins": ["2026-11-26 10:00:00 +0100"], "leaves": ["2026-11-26 09:00:00 +0100"]}]}},
    ],
)  # fmt: skip
def test_a_report_that_says_anything_else_adds_nobody(room: Room, visit: Visit, change: Callable[[Any], Any]) -> None:
    clock.freeze(at(12, 20))
    assert send(room, visit, change(report(room))) == 204
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClassroomPresence)) == 0


def test_the_end_is_believed_only_with_its_key_and_leads_to_a_look(room: Room, visit: Visit) -> None:
    room.minutes(at(8, 50), at(9))
    calls = len(room.peer.calls)
    address = f"/rappels/classe/{room.meeting.id}"
    given = room.peer.meetings[room.name].asked["meta_endCallbackUrl"]
    assert given.endswith(f"{address}?cle={key_of(room.meeting.id)}")
    assert room.peer.meetings[room.name].asked["meta_analytics-callback-url"].endswith(address)
    for wrong in ("", "?cle=", "?cle=éé", f"?cle={key_of('other')}"):
        assert visit().get(address + wrong).status_code == 404
    clock.freeze(at(12, 1))
    room.peer.close(room.name)
    for _twice in range(2):
        answer = visit().get(f"{address}?cle={key_of(room.meeting.id)}&meetingID=x&recordingmarks=false")
        assert answer.status_code == 204
    drain()
    assert len(room.peer.calls) == calls + 1
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).where(Task.name == "classrooms.open")) == 1
    pass_until(at(12, 2))
    assert room.peer.created == 1  # it is over: nothing is opened again


# --- What the team reads --------------------------------------------------------------------------------------


def test_the_record_shows_who_from_when_to_when_and_for_how_long(room: Room, visit: Visit) -> None:
    trainer = visit(TRAINER)
    page = f"/seances/{room.meeting.id}/connexions"
    clock.freeze(at(8, 30))
    assert "Pas encore de connexion" in trainer.page(page)
    pass_until(at(9))
    room.peer.come(room.name, room.nadia.id)
    room.peer.come(room.name, "w_1", "=cmd()")
    room.minutes(at(9, 1), at(10, 16), step=5)
    html = trainer.page(page)
    assert "Learner Demo" in html
    assert "9 h 01 à 10 h 16" in html
    assert "1 h 15" in html
    assert '<rect class="bar"' in html
    rows = list(csv.reader(io.StringIO(trainer.get(f"{page}.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Learner Demo", "en parcours", "26/11/2026 09:01", "26/11/2026 10:16", "75", "75"]
    assert rows[2][0] == "'=cmd()"
    clock.freeze(at(12, 1))
    for before in ("", "/emargement"):
        assert page in trainer.page(f"/seances/{room.meeting.id}{before}")
    assert visit("quality@demo.example").get(page).status_code == 200
    assert visit("quality@demo.example").post(page).status_code == 403
    assert visit(LEARNER).get(page).status_code == 403


def test_recordings_are_looked_for_a_day_and_shown_when_the_trainer_says_so(room: Room, visit: Visit) -> None:
    room.minutes(at(8, 50), at(8, 52))
    pass_until(at(12, 31))
    start = int(at(9).timestamp() * 1000)
    links = [("presentation", "https://bbb.example/presentation/1")]
    pass_until(at(12, 32))
    room.peer.recordings.append(Kept("rec-1", room.name, start, start + 10_200_000, links))
    for _again in range(2):
        pass_until(at(12, 50))
        pass_until(at(13, 20))
    trainer, nadia = visit(TRAINER), visit(LEARNER)
    page = f"/seances/{room.meeting.id}/connexions"
    html = trainer.page(page)
    assert html.count("https://bbb.example/presentation/1") == 1
    assert "2 h 50" in html
    assert "https://bbb.example" not in nadia.page(room.door)
    assert nadia.post(f"/seances/{room.meeting.id}/enregistrements", {"shown": "oui"}).status_code == 403
    trainer.post(f"/seances/{room.meeting.id}/enregistrements", {"shown": "oui"})
    assert "https://bbb.example/presentation/1" in nadia.page(room.door)
    trainer.post(f"/seances/{room.meeting.id}/enregistrements", {"shown": "non"})
    assert "https://bbb.example" not in nadia.page(room.door)
    asked = room.peer.calls.count("getRecordings")
    pass_until(at(12, 31) + timedelta(days=2))
    assert room.peer.calls.count("getRecordings") == asked


def test_a_latecomer_on_a_closed_sheet_is_left_to_the_trainer(room: Room) -> None:
    bea = room.learner("bea@demo.example", "Bea")
    pass_until(at(8, 50))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9), at(12), step=10)
    with room.database.writing() as session:
        trainer = room.house.actor("trainer")
        record_attendance(session, trainer, room.meeting.id, bea.id, "morning", True)
        scheduling.cancel_booking(session, trainer, room.meeting.id, room.nadia.id)
        countersign(session, trainer, room.meeting.id, "morning", None, Closing())
        scheduling.seat_whoever_came(
            session, trainer, scheduling_queries.session_to_change(session, trainer, room.meeting.id),
            enrolments.enrolment_for(session, trainer, room.nadia.id), True,
        )  # fmt: skip
    pass_until(at(12, 31))
    assert sheet(room.database, room.nadia.id) == []
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).where(Task.name == "classrooms.settle", Task.state == "done")) == 1


def test_a_person_takes_away_their_connections(room: Room) -> None:
    from app.privacy.copy.queries import sessions

    pass_until(at(9))
    room.peer.come(room.name, room.nadia.id)
    room.minutes(at(9, 1), at(9, 3))
    with room.database.reading() as session:
        found = sessions.connections(session, room.nadia.learner_id)
    assert [(row.title, (row.left_at - row.came_at).seconds) for row in found] == [("Parler à cinq clients", 120)]
