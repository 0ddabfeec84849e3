"""A file of the learner, a link that opens it, and another that is being sent in pieces."""

import io

from sqlalchemy.orm import Session

from app.files import links, queries, services
from app.files.uploads import services as uploads
from tests.access.stage import Bodies, Piece, Stage


def handed(session: Session, stage: Stage) -> dict[str, str]:
    learner = stage.learner
    file = services.store(
        session, learner, learner.organisation_id, "plan.txt", io.BytesIO(b"Mes clients"), learner.account_id
    )
    link = links.link_to(learner, queries.file_for(session, learner, file.id))
    return {
        "file_id": file.id, "name": file.name, "file_token": link.address.split("/")[3],
        "upload_id": uploads.begin(session, learner, "plan.txt", 11).id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    return {"token": stage.ids["file_token"]} if route.startswith("/fichiers/ouvrir/") else {}


def options(_stage: Stage) -> Bodies:
    return _pieces("/envois") | _pieces("/api/v1/uploads")


def _pieces(at: str) -> Bodies:
    """What a script sends to bring a file in pieces."""
    tus = {"Tus-Resumable": "1.0.0"}
    piece = tus | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    return {
        f"POST {at}": {"headers": tus | {"Upload-Length": "11"}},
        f"PATCH {at}/{{upload_id}}": {"headers": piece, "content": b"Mes "},
        f"POST {at}/{{upload_id}}": {"headers": tus | {"X-HTTP-Method-Override": "DELETE"}},
        f"DELETE {at}/{{upload_id}}": {"headers": tus},
    }


PIECE = Piece(handed, named, options=options)
