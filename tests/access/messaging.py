"""A conversation of the learner, another with a file, a message to several, and words that are kept ready."""

import io
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.files import services as files
from app.files.models import StoredFile
from app.messaging import services as messaging
from app.messaging.groups import services as grouped
from app.messaging.groups.queries import Wish
from app.messaging.wordings import services as wordings
from tests.access.stage import Bodies, Piece, Stage


@dataclass
class _Kept:
    """A file that is kept already, as messages take what comes with them."""

    file: StoredFile

    @property
    def name(self) -> str:
        return self.file.name

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return self.file


def written(session: Session, stage: Stage) -> dict[str, str]:
    adviser, trainer, place = stage.adviser, stage.trainer, stage.house.demo
    messaging.send(session, stage.learner, stage.path, "Bonjour, une question.")
    matter = messaging.begin(session, trainer, stage.path, "Séance de jeudi", "Apportez vos prix.")
    plan = _Kept(files.store(session, trainer, place.id, "prix.txt", io.BytesIO(b"Mes prix"), trainer.account_id))
    messaging.send(session, trainer, matter.conversation_id, "Un exemple.", [plan])
    known = grouped.audience(session, adviser, Wish()).mark
    sending, _task = grouped.send_to_group(
        session, adviser, Wish(), "Fermeture", "Bonjour.", [], form_key="1", seen=known
    )
    return {
        "conversation_id": matter.conversation_id, "attached_id": plan.file.id, "sending_id": sending.id,
        "template_id": wordings.keep(session, adviser, "", "Rappel", "", "Bonjour.", shared=True).id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {}
    if route.startswith("/messages/") and "/fichiers/" in route:
        ids["file_id"] = stage.ids["attached_id"]
    if route.startswith("/messages/envois/"):
        ids["group_id"] = stage.ids["sending_id"]
    return ids


def forms(stage: Stage) -> Bodies:
    return {
        "POST /messages/nouveau": {
            "enrolment_id": stage.path, "subject": "Mes prix", "body": "Bonjour.", "people": [stage.adviser.account_id],
        },
        "POST /messages/{conversation_id}": {"body": "Bonjour."},
        "POST /messages/modeles": {"title": "Rappel", "body": "Bonjour {prenom}."},
        "POST /messages/modeles/{template_id}": {"title": "Rappel", "body": "Bonjour {prenom}.", "shared": "1"},
        "POST /messages/groupe": {"subject": "Fermeture", "body": "Bonjour."},
    }  # fmt: skip


def documents(_stage: Stage) -> Bodies:
    return {"POST /enrolments/{enrolment_id}/messages": {"body": "Bonjour."}}


PIECE = Piece(written, named, forms=forms, documents=documents)
