"""« Mes données », for every account."""

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.identity import queries as identity
from app.privacy import services
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("privacy")


@router.get("/mes-donnees")
def my_data(request: Request, session: Reading, actor: CurrentActor) -> Response:
    purposes = services.what_is_held(session, actor.account_id, actor.email)
    return show(
        request,
        "privacy/page.html",
        purposes=purposes,
        organisation=identity.contact(session, actor.organisation_id),
    )


@router.api_route("/mes-donnees/copie", methods=["GET", "POST"])
def my_copy(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return archive(services.copy_for(session, actor))


def archive(copy: services.Copy) -> StreamingResponse:
    """The ZIP as a download that no cache keeps."""
    return StreamingResponse(
        services.stream(copy),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{services.file_name()}"',
            "Cache-Control": "private, no-store",
        },
    )
