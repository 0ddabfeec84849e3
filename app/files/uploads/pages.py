"""/envois: where the script of a page sends a file in pieces."""

from fastapi import Request, Response

from app.files.uploads import tus
from app.web.doors import CurrentActor, MaybeActor, PageSteps, Reading, Writing, pages

router = pages("uploads")


@router.options("/envois")
def options(session: Reading, actor: MaybeActor) -> Response:
    return tus.options(actor)


@router.post("/envois")
def create(request: Request, session: Writing, actor: CurrentActor) -> Response:
    return tus.create(request, session, actor)


@router.head("/envois/{upload_id}")
async def ask(request: Request, steps: PageSteps, upload_id: str) -> Response:
    return await tus.ask(request, steps, upload_id)


@router.patch("/envois/{upload_id}")
async def send(request: Request, steps: PageSteps, upload_id: str) -> Response:
    return await tus.send(request, steps, upload_id)


@router.delete("/envois/{upload_id}")
def give_up(request: Request, session: Writing, actor: CurrentActor, upload_id: str) -> Response:
    return tus.give_up(request, session, actor, upload_id)


@router.post("/envois/{upload_id}")
async def overridden(request: Request, steps: PageSteps, upload_id: str) -> Response:
    return await tus.overridden(request, steps, upload_id)
