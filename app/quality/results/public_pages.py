"""The published results of a course, open to all."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.core.i18n import _
from app.courses import queries as courses
from app.quality.measures import words
from app.quality.results import services
from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import show

router = pages("quality")

Of = Annotated[str, Query(max_length=80)]


@router.get("/parcours/{slug}/resultats")
def latest(request: Request, session: Reading, actor: MaybeActor, slug: str, organisation: Of = "") -> Response:
    return _page(request, session, actor, slug, organisation, None)


@router.get("/parcours/{slug}/resultats/{number}")
def numbered(
    request: Request, session: Reading, actor: MaybeActor, slug: str, number: int, organisation: Of = ""
) -> Response:
    """An earlier publication stays at its address, as it was."""
    return _page(request, session, actor, slug, organisation, number)


def _page(
    request: Request, session: Session, actor: Actor | None, slug: str, organisation: str, number: int | None
) -> Response:
    prefer = actor.organisation_id if isinstance(actor, Actor) else ""
    course = courses.public_course(session, slug, organisation, prefer)
    found = services.public_results(session, course.id, number) if course else None
    if course is None or (found is None and number is not None):
        raise NotFound(_("Ces résultats n'existent pas. Voyez la fiche du parcours."))
    publication, every = found or (None, [])
    every_figure = publication.figures if publication else []
    known = [figure for figure in every_figure if figure.small or figure.value is not None]
    return show(
        request,
        "quality/results/public.html",
        course=course,
        publication=publication,
        earlier=[each for each in every if publication is None or each.number != publication.number],
        groups=[
            (_(said), some) for code, said in words.FAMILIES.items() if (some := [f for f in known if f.family == code])
        ],
        without=[figure for figure in every_figure if not figure.small and figure.value is None],
        words=words,
        suffix=f"?organisation={organisation}" if organisation else "",
    )
