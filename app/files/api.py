"""Files for machines: what one is, and an address that opens it for a few minutes."""

from datetime import datetime

from pydantic import BaseModel

from app.files import links, queries
from app.files.uploads import api as uploads
from app.web.doors import ApiActor, Reading, api

router = api("files")
router.routes.extend(uploads.router.routes)


class FileOut(BaseModel):
    """`address` opens the file without a token until `open_until`, for whoever asked; it is asked for again after."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    address: str
    open_until: datetime


@router.get("/files/{file_id}")
def file(session: Reading, actor: ApiActor, file_id: str) -> FileOut:
    """A file that another answer names by its address `/fichiers/{file_id}/…`, if the caller may open it."""
    row = queries.file_for(session, actor, file_id)
    link = links.link_to(actor, row)
    return FileOut(
        id=row.id, name=row.name, media_type=row.media_type, size=row.size, sha256=row.sha256, address=link.address,
        open_until=link.until,
    )  # fmt: skip
