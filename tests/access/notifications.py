"""A message to the learner, a telephone of theirs that rings, and work that the adviser has asked for."""

from sqlalchemy.orm import Session

from app.core.tasks import later
from app.notifications import queries, services, stopping
from app.notifications.models import PushSubscription
from tests.access.stage import Bodies, Piece, Stage

PUSH_ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/"
PUSH_POINT = "B" + "A" * 86  # of the length that browsers give


def told(session: Session, stage: Stage) -> dict[str, str]:
    adviser = stage.adviser
    person = queries.person_of_path(session, stage.path)
    assert person is not None
    said = {"author": adviser.name, "words": "Où en êtes-vous ?", "modules": []}
    mail_id = services.write_to(session, adviser.organisation_id, person, "nudge", "scene", said)
    work = later(
        session,
        "planning.example",
        {},
        organisation_id=adviser.organisation_id,
        asked_by=adviser.account_id,
        key="scene",
    )
    assert person.account_id is not None
    device = PushSubscription(
        organisation_id=adviser.organisation_id, account_id=person.account_id, endpoint=PUSH_ENDPOINT + "scene",
        endpoint_print="scene", p256dh="", auth="",
    )  # fmt: skip
    session.add(device)
    session.flush()
    return {"mail_id": str(mail_id), "notice_id": str(mail_id), "device_id": device.id, "task_id": work}


def named(route: str, stage: Stage) -> dict[str, str]:
    learner = stage.learner
    if "/arreter/" not in route:
        return {}
    return {"token": stopping.token_of(learner.account_id, learner.organisation_id, "messages")}


def forms(stage: Stage) -> Bodies:
    return {
        "POST /suivi/{enrolment_id}/relances": {"module": stage.ids["sequence_id"], "words": "Où en êtes-vous ?"},
        "POST /suivi/{enrolment_id}/relances/suspension": {"until": "2026-12-24"},
        "POST /avis/lus": {"jusque": stage.ids["notice_id"]},
        "POST /reglages/avis/heures": {"digest_hour": "8", "digest_weekday": "0"},
        "POST /reglages/avis/sms": {"number": "06 12 34 56 78", "agreed": "oui"},
        "POST /reglages/avis/appareils": {
            "endpoint": PUSH_ENDPOINT + "new", "p256dh": PUSH_POINT, "auth": "AAAAAAAAAAAAAAAAAAAAAA",
        },
        "POST /admin/avis": {"quiet_from": "20:00", "quiet_until": "08:00", "digest_hour": "8", "digest_weekday": "0"},
    }  # fmt: skip


def documents(_stage: Stage) -> Bodies:
    chosen = {"kind": "messages", "page": True, "mail": "week", "push": False, "sms": False}
    return {"PUT /me/notice-choices": {"items": [chosen]}}


PIECE = Piece(told, named, forms=forms, documents=documents)
