"""The courses of an organisation, as its trainers keep them: begun, published, to read again, archived; and a search."""

from datetime import date
from typing import Annotated

from fastapi import File, Form, Request, Response, UploadFile
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.courses import policies
from app.courses import queries as published
from app.courses.drafts import queries, searching
from app.courses.drafts.pages.seen import seen_course
from app.courses.drafts.services import keeping, opening, unpacking
from app.courses.source import Refused
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("courses")


@router.get("/atelier")
def workshop(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _shelf(request, session, actor)


def _shelf(
    request: Request, session: Session, actor: Actor, title: str = "", refused: Invalid | None = None
) -> Response:
    require(policies.may_open_workshop(actor))
    rows = queries.courses(session, actor)
    editions = [row.edition_id for row in rows if row.edition_id]
    day = today()
    return show(
        request,
        "courses/workshop.html",
        status=422 if refused else 200,
        courses=[row for row in rows if row.archived_at is None],
        archived=[row for row in rows if row.archived_at is not None],
        due=[row for row in rows if row.archived_at is None and row.review_on and row.review_on <= day],
        minutes=published.minutes_by_edition(session, editions),
        counts=published.activity_counts(session, editions),
        title=title,
        problems=refused.fields if refused else [],
        errors={one.field: one.message for one in refused.fields} if refused else {},
    )


@router.post("/atelier")
def create(request: Request, session: Writing, actor: CurrentActor, title: Annotated[str, Form()] = "") -> Response:
    try:
        course = opening.create_course(session, actor, title)
    except Invalid as refused:
        return _shelf(request, session, actor, title, refused)
    return go(
        f"/atelier/{course.slug}",
        _("Le parcours est commencé. Personne ne le voit avant qu'il soit publié."),
    )


@router.get("/atelier/recherche")
def search(request: Request, session: Reading, actor: CurrentActor, q: str = "") -> Response:
    """What is said anywhere in the drafts of the organisation, and in whatever other rooms let be searched."""
    require(policies.may_open_workshop(actor))
    words = " ".join(q.split())[:100]
    return show(
        request, "courses/search.html", q=words, found=searching.search(session, actor, words) if words else [],
        most=searching.MOST,
    )  # fmt: skip


@router.get("/atelier/importer")
def import_page(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_import(actor))
    return show(request, "courses/import.html", problems=[], refused=None)


@router.post("/atelier/importer")
def import_folder(
    request: Request, session: Writing, actor: CurrentActor, folder: Annotated[UploadFile | None, File()] = None
) -> Response:
    """A ZIP of the documented folder becomes a draft; everything is verified before anything is kept."""
    require(policies.may_import(actor))
    try:
        course = unpacking.import_archive(session, actor, folder.file if folder and folder.filename else None)
    except Refused as refused:
        return show(request, "courses/import.html", status=422, problems=refused.problems, refused=None)
    except HouseError as refused:
        if refused.status not in (409, 413, 422):
            raise
        return show(request, "courses/import.html", status=refused.status, problems=[], refused=refused)
    return go(f"/atelier/{course.slug}", _("Le parcours est arrivé, en brouillon. Relisez-le, puis publiez."))


@router.get("/atelier/{slug}/reglages")
def settings(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """Copying, the remote variant, reading again, archiving, deleting."""
    return _settings(request, session, actor, slug)


def _settings(request: Request, session: Session, actor: Actor, slug: str, error: str = "") -> Response:
    seen = seen_course(session, actor, slug)
    return show(
        request, "courses/drafts/settings.html", status=422 if error else 200, seen=seen, here="reglages",
        error=error, ever=bool(queries.editions(session, seen.id)),
    )  # fmt: skip


@router.post("/atelier/{slug}/relecture")
def set_review(
    request: Request, session: Writing, actor: CurrentActor, slug: str, on: Annotated[str, Form()] = ""
) -> Response:
    try:
        day = date.fromisoformat(on.strip()) if on.strip() else None
    except ValueError:
        return _settings(
            request, session, actor, slug, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")
        )
    keeping.set_review(session, actor, slug, day)
    return go(f"/atelier/{slug}/reglages", _("C'est noté : le parcours apparaîtra à relire ce jour-là à l'atelier."))


@router.post("/atelier/{slug}/copie")
def copy(session: Writing, actor: CurrentActor, slug: str) -> Response:
    course = keeping.copy_course(session, actor, slug)
    return go(f"/atelier/{course.slug}", _("Voici la copie. La changer ne change pas l'original."))


@router.post("/atelier/{slug}/variante")
def variant(session: Writing, actor: CurrentActor, slug: str) -> Response:
    course, met = keeping.make_remote_variant(session, actor, slug)
    return go(f"/atelier/{course.slug}", _remote(met))


def _remote(met: list[str]) -> str:
    if not met:
        return _("Voici la variante. Tout était déjà à distance.")
    some = ", ".join(f"« {title} »" for title in met[:3])
    more = len(met) - 3
    if more > 0:
        return _("Voici la variante à distance. Relisez ce qui était sur place : %(some)s et %(more)s autres.") % {
            "some": some, "more": more,
        }  # fmt: skip
    return _("Voici la variante à distance. Relisez ce qui était sur place : %(some)s.") % {"some": some}


@router.post("/atelier/{slug}/archives")
def archive(session: Writing, actor: CurrentActor, slug: str) -> Response:
    keeping.archive_course(session, actor, slug)
    return go("/atelier", _("Le parcours est archivé : il n'est plus proposé. Les personnes en chemin continuent."))


@router.post("/atelier/{slug}/archives/retour")
def unarchive(session: Writing, actor: CurrentActor, slug: str) -> Response:
    keeping.take_out_of_archive(session, actor, slug)
    return go(f"/atelier/{slug}", _("Le parcours est sorti des archives."))


@router.post("/atelier/{slug}/suppression")
def delete(session: Writing, actor: CurrentActor, slug: str) -> Response:
    keeping.delete_course(session, actor, slug)
    return go("/atelier", _("Le parcours, qui n'avait jamais été publié, est supprimé."))
