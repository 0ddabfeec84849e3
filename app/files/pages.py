"""The one address of stored files."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.files import links, queries
from app.files.answers import answer
from app.files.uploads import pages as uploads
from app.web.doors import CurrentActor, Reading, pages

router = pages("files")
router.routes.extend(uploads.router.routes)


@router.api_route("/fichiers/ouvrir/{token}/{name}", methods=["GET", "HEAD"])
def open_linked(request: Request, session: Reading, token: str, name: str) -> Response:
    """For whoever holds the address that the API gave them: some minutes, as themselves, and kept nowhere on the way."""
    response = answer(request, links.opened_by(session, token))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.api_route("/fichiers/{file_id}/{name}", methods=["GET", "HEAD"])
def open_file(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    file_id: str,
    name: str,
    wanted: Annotated[int | None, Query(alias="l", ge=1, le=100_000, description="width of a picture")] = None,
) -> Response:
    """The bytes, whole or in part (Range). The name in the address is for people; the id alone counts.

    `?l=480` asks for the picture nearest to that width.
    """
    return answer(request, queries.file_for(session, actor, file_id), wanted)
