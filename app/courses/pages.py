"""The public catalogue and programme sheets, and the workshop where a trainer sees how a course is built."""

from collections import Counter
from collections.abc import Iterator
from typing import IO

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.core.access import Actor, require
from app.core.errors import NotFound
from app.core.i18n import _
from app.courses import policies, queries, rules
from app.courses.kinds import kinds
from app.courses.outline import outline
from app.courses.panels import results_of
from app.courses.programme import programme
from app.courses.services.exporting import published_manuscript, zip_course
from app.web.doors import CurrentActor, MaybeActor, Reading, pages
from app.web.templating import show
from app.web.text import typeset

router = pages("courses")
CHUNK = 256 * 1024


@router.get("/parcours")
def catalogue(request: Request, session: Reading, actor: MaybeActor) -> Response:
    rows = queries.public_courses(session)
    minutes = queries.minutes_by_edition(session, [row.edition_id for row in rows])
    shared = Counter(row.slug for row in rows)
    return show(
        request,
        "courses/catalogue.html",
        courses=rows,
        minutes=minutes,
        entry={code: _(words) for code, words in rules.ENTRY.items()},
        words={row.id: (typeset(row.title), typeset(row.summary)) for row in rows},
        several={slug for slug, count in shared.items() if count > 1},
    )


@router.get("/parcours/{slug}")
def sheet(request: Request, session: Reading, actor: MaybeActor, slug: str, organisation: str = "") -> Response:
    prefer = actor.organisation_id if isinstance(actor, Actor) else ""
    course = queries.public_course(session, slug, organisation, prefer)
    edition = queries.edition_of(session, course.id) if course else None
    if course is None or edition is None:
        raise NotFound(_("Ce parcours n'existe pas, ou n'est plus proposé. Voyez la liste des parcours."))
    return show(
        request,
        "courses/sheet.html",
        course=course,
        sheet=programme(session, edition),
        entry=_(rules.ENTRY[edition.entry]),
        results=results_of(session, course.id),
        organisation=organisation,
    )


@router.get("/atelier/{slug}/edition")
def edition_page(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """The outline as it is built: each activity with its marks, each block and week against the balance looked for."""
    course = _visible(session, actor, slug)
    plan = outline(session, course.edition_id)
    return show(
        request,
        "courses/edition.html",
        course=course,
        plan=plan,
        whole=rules.totals(plan.activities.values()),
        by_block=rules.by_block(plan),
        by_week=rules.by_week(plan),
        kinds={kind.code: _(kind.label) for kind in kinds()},
        done={activity.id: rules.when_done(activity.completion) for activity in plan.activities.values()},
        organisation=actor.organisation_slug,
    )


@router.get("/atelier/{slug}/dossier.zip")
def download(session: Reading, actor: CurrentActor, slug: str) -> Response:
    """The folder of a course, to edit in a text editor or to share."""
    course = _visible(session, actor, slug)
    archive = zip_course(published_manuscript(session, actor, slug))
    return StreamingResponse(
        chunks(archive),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{course.slug}-edition-{course.number}.zip"',
            "Cache-Control": "private, no-store",
        },
    )


def _visible(session: Reading, actor: Actor, slug: str) -> queries.AnyRow:
    course = queries.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound()
    require(policies.may_open_workshop(actor))
    return course


def chunks(archive: IO[bytes]) -> Iterator[bytes]:
    with archive:
        while chunk := archive.read(CHUNK):
            yield chunk
