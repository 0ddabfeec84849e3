"""The learner on their path, another of the same organisation, somebody of the other with every role, and a group."""

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.enrolments import services as enrolling
from app.enrolments.groups import services as grouping
from app.identity import services as identity
from tests.access.stage import SLUG, Bodies, Piece, Stage
from tests.factories.house import ENTRY

CLASSMATE = "classmate@demo.example"
NEIGHBOUR = "neighbour@demo.example"
_NEW = {
    "course": SLUG,
    "learner_email": "new@demo.example",
    "learner_name": "Nouvelle Venue",
    "starts_on": "2026-11-30",
}


def enrolled(session: Session, stage: Stage) -> dict[str, str]:
    place = stage.house.demo
    enrolment = _started(session, stage.admin, stage.learner.email, stage.adviser.email)
    other = identity.welcome(session, place.id, CLASSMATE, "Camille Test", Role.LEARNER)
    identity.welcome(session, stage.house.neighbour.id, NEIGHBOUR, "Tous Rôles", *Role)
    _started(session, stage.admin, other.email, None)
    stage.classmate = Actor(
        other.id, place.id, place.slug, place.slug, other.name, other.email, frozenset({Role.LEARNER})
    )
    group = grouping.create_group(session, stage.adviser, "Groupe du soir")
    return {"enrolment_id": enrolment, "group_id": group.id, "act": "pause", "number": "1"}


def _started(session: Session, admin: Actor, email: str, adviser: str | None) -> str:
    enrolment = enrolling.enrol(
        session, admin, SLUG, learner_email=email, learner_name="Nadia Test", starts_on=ENTRY, adviser_email=adviser
    )
    enrolling.start(session, admin, enrolment.id, ENTRY)
    return enrolment.id


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /inscriptions": _NEW,
        "POST /inscriptions/{enrolment_id}/engagement": {"hours": "15", "since": "2026-11-23"},
        "POST /inscriptions/{enrolment_id}/{act}": {"on": "2026-11-23", "reason": "Congé"},
        "POST /inscriptions/groupes": {"new_name": "Groupe du matin"},
        "POST /inscriptions/groupes/{group_id}": {"name": "Groupe de 18 h"},
        "POST /inscriptions/groupes/{group_id}/archivage": {"archived": "true"},
        "POST /inscriptions/{enrolment_id}/groupes": {"groups": "Groupe du soir"},
    }


def documents(_stage: Stage) -> Bodies:
    return {
        "POST /enrolments": _NEW,
        "POST /enrolments/{enrolment_id}/status": {"status": "paused", "on": "2026-11-23", "reason": "Congé"},
        "PUT /enrolments/{enrolment_id}/groups": {"groups": ["Groupe du soir"]},
    }


PIECE = Piece(enrolled, forms=forms, documents=documents)
