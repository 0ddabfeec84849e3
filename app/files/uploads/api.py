"""The same for machines: any client of tus 1.0, with a bearer token. Not in the description of the API: the protocol is
described at tus.io, and what is sent here is given to an operation that takes `file_upload`."""

from fastapi import Request, Response

from app.files.uploads import tus
from app.web.doors import ApiActor, ApiSteps, Writing, api

router = api("uploads")


@router.options("/uploads", include_in_schema=False)
def options(request: Request) -> Response:
    return tus.options(None)


@router.post("/uploads", include_in_schema=False)
def create(request: Request, session: Writing, actor: ApiActor) -> Response:
    return tus.create(request, session, actor)


@router.head("/uploads/{upload_id}", include_in_schema=False)
async def ask(request: Request, steps: ApiSteps, upload_id: str) -> Response:
    return await tus.ask(request, steps, upload_id)


@router.patch("/uploads/{upload_id}", include_in_schema=False)
async def send(request: Request, steps: ApiSteps, upload_id: str) -> Response:
    return await tus.send(request, steps, upload_id)


@router.delete("/uploads/{upload_id}", include_in_schema=False)
def give_up(request: Request, session: Writing, actor: ApiActor, upload_id: str) -> Response:
    return tus.give_up(request, session, actor, upload_id)


@router.post("/uploads/{upload_id}", include_in_schema=False)
async def overridden(request: Request, steps: ApiSteps, upload_id: str) -> Response:
    return await tus.overridden(request, steps, upload_id)
