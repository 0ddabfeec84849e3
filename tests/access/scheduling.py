"""Sessions: one that begins now and one tomorrow, where the learner has a seat; one to come, two that are over, a hybrid one."""

import io
from datetime import timedelta

from sqlalchemy.orm import Session

from app.classrooms.models import ClassroomMeeting
from app.core import clock
from app.core.access import Actor
from app.files import services as files
from app.files.models import StoredFile
from app.scheduling import services as scheduling
from tests.access.stage import SLUG, Bodies, Piece, Stage
from tests.factories.house import ENTRY


def planned(session: Session, stage: Stage) -> dict[str, str]:
    today, tomorrow, later, before = (_meeting(session, stage, days) for days in (0, 1, 10, -3))
    for meeting in (today, tomorrow):
        scheduling.book(session, stage.trainer, meeting, stage.path)
    hybrid = _hybrid(session, stage)
    held = _meeting(session, stage, -4)  # over, with a classroom of its own
    session.add(ClassroomMeeting(session_id=held, organisation_id=stage.house.demo.id))
    stage.published |= {
        "today_session": today, "tomorrow_session": tomorrow, "signed_session": before, "held_session": held,
    }  # fmt: skip
    return {"session_id": later, **hybrid}


def _meeting(session: Session, stage: Stage, days: int) -> str:
    starts = clock.paris(ENTRY + timedelta(days=days), 9)
    meeting = scheduling.plan_session(
        session, stage.trainer, SLUG, "Premier jour", starts, starts + timedelta(hours=3), "on_site", 8,
        stage.activities["seance"], site_id=stage.house.demo.site_id,
    )  # fmt: skip
    session.flush()
    return meeting.id


def _hybrid(session: Session, stage: Stage) -> dict[str, str]:
    """A session on site and at a distance with a seat and a document in it, and a room that is free."""
    adviser, site_id = stage.adviser, stage.house.demo.site_id
    room = scheduling.add_room(session, adviser, site_id, "Salle bleue", 12)
    starts = clock.paris(ENTRY + timedelta(days=4), 9)
    meeting = scheduling.plan_session(
        session, adviser, SLUG, "Atelier", starts, starts + timedelta(hours=3), "hybrid", 20, site_id=site_id
    )
    scheduling.book(session, adviser, meeting.id, stage.path)
    document = scheduling.add_document(session, adviser, meeting.id, _Brought(), "before", "Le plan")
    stage.published["hybrid_session"] = meeting.id
    return {"room_id": room.id, "document_id": document.id}


class _Brought:
    """A file as a form would bring it."""

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, "plan.txt", io.BytesIO(b"Le plan"), owner_id)


def named(route: str, stage: Stage) -> dict[str, str]:
    if route.endswith("/annulation"):  # where the seat can still be given back
        return {"session_id": stage.published["tomorrow_session"]}
    if route.endswith("/lieu") or ("/documents/" in route and "session_id" in route):
        return {"session_id": stage.published["hybrid_session"]}
    if "/connexions" in route or route.endswith(("/enregistrements", "/presence")):
        return {"session_id": stage.published["held_session"]}
    return {"session_id": stage.published["today_session"]} if route.endswith(("/salle", "/classroom")) else {}


def forms(stage: Stage) -> Bodies:
    learner, site = {"enrolment_id": stage.path}, stage.house.demo.site_id
    return {
        "POST /seances": {
            "what": SLUG, "title": "Atelier", "day": "2026-12-04", "start": "09:00", "end": "12:00",
            "place": "on_site", "site": site, "people": "collective", "capacity": "8",
        },
        "POST /seances/{session_id}/annulation": learner,
        "POST /seances/{session_id}/reservations": learner,
        "POST /seances/{session_id}/enregistrements": {"shown": "oui"},
        "POST /seances/serie": {
            "what": f"{SLUG}|", "title": "Atelier", "days": ["2026-12-04", "2026-12-11"], "start": "09:00", "end": "12:00",
            "place": "on_site", "site": site, "people": "collective", "capacity": "8",
        },
        "POST /seances/salles": {"site": site, "name": "Salle verte", "capacity": "12"},
        "POST /seances/salles/{room_id}": {"name": "Grande salle", "capacity": "20"},
        "POST /seances/{session_id}/modifier": {
            "title": "Premier jour", "day": "2026-12-03", "start": "14:00", "end": "17:00", "place": "on_site",
            "site": site, "capacity": "8", "trainer": "", "confirmed": "1",
        },
        "POST /seances/{session_id}/annuler": {"reason": "Formateur absent"},
        "POST /seances/{session_id}/lieu": {**learner, "place": "remote"},
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    return {
        "POST /sessions": {
            "course": SLUG, "title": "Atelier", "starts_at": "2026-12-04T09:00:00+01:00",
            "ends_at": "2026-12-04T12:00:00+01:00", "place": "remote", "capacity": 8,
        },
        "PATCH /sessions/{session_id}": {"title": "Premier jour ensemble"},
        "POST /sessions/{session_id}/cancellation": {"reason": "Formateur absent"},
        "POST /sessions/{session_id}/bookings": {"enrolment_id": stage.path},
    }  # fmt: skip


PIECE = Piece(planned, named, forms=forms, documents=documents)
