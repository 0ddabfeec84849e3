"""« Mes données », for every account."""

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.core.clock import now
from app.core.i18n import _
from app.files.answers import answer
from app.privacy.copy import services as taking
from app.privacy.requests import rules
from app.privacy.requests.services import copies
from app.privacy.services import overview
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("privacy")


@router.get("/mes-donnees")
def my_data(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = overview(session, actor)
    return show(
        request,
        "privacy/page.html",
        overview=found,
        organisation=found.now,
        readings_page="/mes-donnees/lectures" if found.now.readers else "",
        heavy=(found.now.weight or 0) > copies.HEAVY,
        kinds=rules.KINDS,
        cnil=rules.CNIL,
    )


@router.api_route("/mes-donnees/copie", methods=["GET", "POST"])
def my_copy(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return archive(taking.copy_for(session, actor))


@router.post("/mes-donnees/copies")
def order_copy(session: Writing, actor: CurrentActor) -> Response:
    """A copy made beside the page: for many files, or to come back and take it later."""
    made = copies.order(session, actor, actor.account_id)
    if made.file_id is not None:
        return go(f"/mes-donnees/copies/{made.id}")
    return go(f"/avancement/{made.task_id}", _("Votre copie se prépare. Vous pouvez quitter cette page."))


@router.get("/mes-donnees/copies/{copy_id}")
def own_copy(request: Request, session: Reading, actor: CurrentActor, copy_id: str) -> Response:
    made = copies.own_copy(session, actor, copy_id)
    return show(
        request, "privacy/own_copy.html", copy=made, over=made.expires_at <= now(),
        seal=copies.seal_of(made) if made.file_id else "", headers={"Cache-Control": "private, no-store"},
    )  # fmt: skip


@router.get("/mes-donnees/copies/{copy_id}/{seal}")
def copy_file(request: Request, session: Reading, actor: CurrentActor, copy_id: str, seal: str) -> Response:
    return answer(request, copies.open_file(session, actor, copy_id, seal))


def archive(copy: taking.Copy) -> StreamingResponse:
    """The ZIP as a download that no cache keeps."""
    return StreamingResponse(
        taking.stream(copy),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{taking.file_name()}"',
            "Cache-Control": "private, no-store",
        },
    )
