"""The one address of stored files."""

from fastapi import Request, Response
from fastapi.responses import FileResponse

from app.core.errors import NotFound
from app.core.i18n import _
from app.files import queries, rules, services
from app.web.doors import CurrentActor, Reading, pages

router = pages("files")

# A file is never one of our pages: whatever it holds runs nowhere, asks for nothing and sees no cookie.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@router.get("/fichiers/{file_id}/{name}")
def open_file(request: Request, session: Reading, actor: CurrentActor, file_id: str, name: str) -> Response:
    """The bytes, whole or in part (Range). The name in the address is for people; the id alone counts."""
    file = queries.file_for(session, actor, file_id)
    path = services.path_of(file.id)
    if not path.is_file():
        raise NotFound(_("Ce fichier n'est plus sur le serveur. Prévenez votre organisme."))
    mark = f'"{file.sha256[:32]}"'
    headers = {
        "Content-Security-Policy": _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        # the material of a course is the same for all; what a person handed in is asked for again each time
        "Cache-Control": "private, max-age=86400" if file.owner_id is None else "private, no-cache",
        "ETag": mark,
    }
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return FileResponse(
        path,
        media_type=rules.served_as(file.media_type),
        headers=headers,
        filename=file.name,
        content_disposition_type="inline" if rules.opens_in_place(file.media_type) else "attachment",
    )
