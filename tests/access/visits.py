"""A public meeting where somebody without an account is registered."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.visits import services as visits
from tests.access.stage import Bodies, Piece, Stage

_VISITOR = {"name": "Une Visiteuse", "email": "visite@courriel.example"}


def announced(session: Session, stage: Stage) -> dict[str, str]:
    starts = clock.now() + timedelta(days=15)
    meeting = visits.plan_meeting(
        session, stage.adviser, "Réunion d'information", starts, starts + timedelta(hours=1), 20,
        site_id=stage.house.demo.site_id,
    )  # fmt: skip
    wish = visits.Wish(name="Déjà Inscrite", email="deja@courriel.example", consent=True)
    made = visits.register(session, meeting.id, wish, "192.0.2.1")
    stage.published |= {"public_session": meeting.id, "visit_token": made.token}
    return {}


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {}
    if route.startswith("/rencontres/") or "/public/" in route:
        ids["session_id"] = stage.published["public_session"]
    if route.startswith("/rencontres/inscription"):
        ids["token"] = stage.published["visit_token"]
    return ids


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /rencontres": {
            "title": "Réunion d'information", "day": "2026-12-08", "start": "10:00", "end": "11:30", "place": "on_site",
            "room": "Salle bleue", "capacity": "12",
        },
        "POST /rencontres/{session_id}": {**_VISITOR, "consent": "1"},
        "POST /rencontres/{session_id}/groupe": {
            "school": "Lycée", "people": "5", "name": "Un Enseignant", "email": "lycee@courriel.example", "consent": "1",
        },
        "POST /seances/{session_id}/visiteurs/annonce": {"public": "oui"},
    }  # fmt: skip


def documents(_stage: Stage) -> Bodies:
    return {"POST /public/sessions/{session_id}/registrations": {**_VISITOR, "consent": True}}


PIECE = Piece(announced, named, forms=forms, documents=documents)
