"""Starting from what one has: documents become a sequence, and what could not be kept is listed."""

from typing import Annotated, Any

from fastapi import File, Form, Request, Response, UploadFile
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses.drafts import queries
from app.courses.drafts.pages.seen import seen_course
from app.courses.drafts.services import bringing
from app.courses.drafts.services.bringing import Document, Wanted
from app.files.uploads.forms import GivenFile, given_file
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("courses")
Upload = Annotated[UploadFile | None, File()]


@router.get("/atelier/{slug}/depart")
def start(request: Request, session: Reading, actor: CurrentActor, slug: str, sequence: str = "") -> Response:
    return _form(request, session, actor, slug, {"sequence": sequence})


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    slug: str,
    typed: dict[str, str],
    refused: HouseError | None = None,
    given: GivenFile | None = None,
) -> Response:
    seen = seen_course(session, actor, slug)
    fields = refused.fields if isinstance(refused, Invalid) else []
    names = ("title", "block", "sequence", "session_title", "session_place")
    return show(
        request, "courses/drafts/start.html", status=refused.status if refused else 200, seen=seen, here="plan",
        typed={name: typed.get(name, "") for name in names}, refused=refused, problems=fields,
        given=given,
        errors={one.field: one.message for one in fields},
        homes=[("", _("Une séquence neuve"))]
        + [(row.key, str(row.about.get("title", ""))) for row in queries.sequences(session, seen.id)],
    )  # fmt: skip


@router.post("/atelier/{slug}/depart")
def bring(
    request: Request, session: Writing, actor: CurrentActor, slug: str,
    title: Annotated[str, Form()] = "", block: Annotated[str, Form()] = "", sequence: Annotated[str, Form()] = "",
    session_title: Annotated[str, Form()] = "", session_place: Annotated[str, Form()] = "",
    page: Upload = None, questions: Upload = None,
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:  # fmt: skip
    typed = {
        "title": title, "block": block, "sequence": sequence, "session_title": session_title,
        "session_place": session_place if session_place in ("on_site", "remote") else "",
    }  # fmt: skip
    try:
        with session.begin_nested():  # a refused document leaves nothing of the others behind
            _made, report = bringing.bring(
                session, actor, slug,
                Wanted(**typed, page=_document(page), file=file, questions=_document(questions)),
            )  # fmt: skip
    except HouseError as refused:
        if refused.status not in (409, 413, 422, 503):
            raise
        return _form(request, session, actor, slug, typed, refused, file)
    return go(f"/atelier/{slug}/depart/{report}", _("Vos documents sont devenus une séquence."))


def _document(upload: UploadFile | None) -> Document | None:
    return Document(upload.filename, upload.file) if upload is not None and upload.filename else None


@router.get("/atelier/{slug}/depart/{version_id}")
def report(request: Request, session: Reading, actor: CurrentActor, slug: str, version_id: str) -> Response:
    """What was kept, changed and left out of each document."""
    seen = seen_course(session, actor, slug)
    kept = queries.version(session, seen.id, version_id)
    if kept is None or kept.what != "brought":
        raise NotFound()
    lines: list[dict[str, Any]] = kept.said["report"]
    return show(
        request, "courses/drafts/brought.html", seen=seen, here="plan", lines=lines, sequence=kept.said["sequence"],
        count=sum(len(line["notes"]) for line in lines),
    )  # fmt: skip
