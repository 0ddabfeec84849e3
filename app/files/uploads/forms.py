"""What a form brings for one file: sent with it, or in pieces before it. The slow part is done before the endpoint runs.

def hand_in(session: Writing, actor: CurrentActor, file: Annotated[GivenFile | None, given_file("file")]) -> Response:
    stored = file.keep(session, actor, owner_id=actor.account_id)   # once the rest of the form is sound
"""

from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, File, Form, Request, UploadFile
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile as StarletteFile

from app.core.access import Actor
from app.core.db import database
from app.core.errors import FieldError, Gone, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.files.models import StoredFile
from app.files.uploads import services, tus
from app.web.doors import ApiSteps, PageSteps, Steps

_UPLOAD = "_upload"  # the field that holds the id of what came before the form


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that has come and waits to be claimed, or the reason why it was refused, said when somebody wants it.

    A form that is shown again keeps it: `ui.upload_field(…, kept=file)`.
    """

    field: str
    name: str
    size: int = 0
    upload_id: str = ""
    sent_sha256: str = ""
    refusal: HouseError | None = None

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        """Make a file of it, in the transaction of the form. Raises what `files.services.claim` raises."""
        if self.refusal:
            raise self.refusal
        return services.claim(session, actor, self.upload_id, owner_id)

    def fingerprint(self) -> str:
        """Of what came."""
        return self.sent_sha256


def given_file(field: str, *, machine: bool = False) -> Any:
    """For `Annotated[GivenFile | None, given_file("file")]`: the file of the field, or of the upload in `file_upload`."""

    async def of_page(
        steps: PageSteps,
        file: Annotated[UploadFile | None, File(alias=field)] = None,
        upload_id: Annotated[str, Form(alias=field + _UPLOAD, max_length=60)] = "",
    ) -> GivenFile | None:
        return await _given(field, steps, file, upload_id)

    async def of_machine(
        steps: ApiSteps,
        file: Annotated[UploadFile | None, File(alias=field)] = None,
        upload_id: Annotated[
            str, Form(alias=field + _UPLOAD, max_length=60, description="id of an upload made by tus at /uploads")
        ] = "",
    ) -> GivenFile | None:
        return await _given(field, steps, file, upload_id)

    return Depends(of_machine if machine else of_page)


def given_files() -> Any:
    """For `Annotated[dict[str, GivenFile], given_files()]`: every file of a form whose fields depend on what it edits."""

    async def of_page(request: Request, steps: PageSteps) -> dict[str, GivenFile]:
        form = await request.form()
        sent = {name: value for name, value in form.items() if isinstance(value, StarletteFile) and value.filename}
        came = {
            name.removesuffix(_UPLOAD): value
            for name, value in form.items()
            if name.endswith(_UPLOAD) and isinstance(value, str) and value
        }
        found = {name: await _given(name, steps, sent.get(name), came.get(name, "")) for name in sent.keys() | came}
        return {name: one for name, one in found.items() if one is not None}

    return Depends(of_page)


async def _given(field: str, steps: Steps, file: StarletteFile | None, upload_id: str) -> GivenFile | None:
    name = (file.filename or "") if file else ""
    try:
        if file is not None and name:
            upload_id = await to_thread.run_sync(
                services.receive, database(), await steps.who(), name, file.file, limiter=tus.limiter()
            )
        elif not upload_id:
            return None
        upload = await steps.reading(lambda session, actor: services.upload_for(session, actor, upload_id))
        if not upload.blob_id:
            await tus.finish(await steps.who(), upload.id)
            upload = await steps.reading(lambda session, actor: services.upload_for(session, actor, upload_id))
        return GivenFile(field, upload.name, upload.size, upload.id, upload.sent_sha256)
    except (NotFound, Gone):
        sentence = _("Ce fichier n'est plus sur le serveur. Choisissez-le de nouveau.")
        return GivenFile(field, name, refusal=Invalid(sentence, [FieldError(field, sentence)]))
    except HouseError as refusal:
        return GivenFile(field, name, refusal=refusal)
