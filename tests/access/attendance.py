"""A sheet that was countersigned, and the code of the session that is on."""

from sqlalchemy.orm import Session

from app.attendance import services, sheets, signing
from tests.access.stage import Bodies, Piece, Stage

_OF_TODAY = ("/presences", "/visiteurs", "/cloture", "/papier", "/emargement/{enrolment_id}")


def signed(session: Session, stage: Stage) -> dict[str, str]:
    trainer, before, today = stage.trainer, stage.published["signed_session"], stage.published["today_session"]
    services.record_attendance(session, trainer, before, stage.path, "morning", True)
    services.countersign(session, trainer, before, "morning", None, services.Closing())
    digits, token = signing.code_of(today, sheets.sheet_of(session, today).parts[0].part)
    return {"digits": digits, "token": token, "sheet_number": sheets.sheet_of(session, before).number}


def named(route: str, stage: Stage) -> dict[str, str]:
    if route == "/verification/{number}":
        return {"number": stage.ids["sheet_number"]}
    is_of_today = route.endswith(_OF_TODAY) or "/attendance/" in route or route == "/seances/{session_id}/competences"
    return {"session_id": stage.published["today_session"]} if is_of_today else {}


def forms(stage: Stage) -> Bodies:
    return {
        "POST /seances/{session_id}/presences": {f"p:{stage.path}:2026-11-23:morning": "present"},
        "POST /seances/{session_id}/cartes": {"people": stage.path},
        "POST /seances/{session_id}/cloture": {f"u:{stage.path}": "present"},
        "POST /seances/{session_id}/emargement/{enrolment_id}": {"act": "sign", "written": "Nadia Test"},
        "POST /emarger": {"code": stage.ids["digits"]},
    }


def documents(_stage: Stage) -> Bodies:
    return {"PUT /sessions/{session_id}/attendance/{enrolment_id}": {"half_day": "morning", "present": True}}


def options(stage: Stage) -> Bodies:
    sheet = {"file": ("feuille.txt", b"Nadia", "text/plain")}
    return {"POST /seances/{session_id}/papier": {"data": {"people": stage.path}, "files": sheet}}


PIECE = Piece(signed, named, forms=forms, documents=documents, options=options)
