"""Publishing for the team: what is public, what would be, and what differs today."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.quality import policies
from app.quality.measures import words
from app.quality.pages import Au, Du
from app.quality.results import rules, services
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("quality")

HERE = "/qualite/publications"


@router.get("/qualite/publications")
def log(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = services.read_log(session, actor)
    return show(
        request,
        "quality/results/log.html",
        courses=found,
        may_publish=bool(policies.may_publish_results(actor)),
    )


@router.get("/qualite/publications/nouvelle")
def prepare(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: Annotated[str, Query(max_length=80)] = "",
    du: Du = "",
    au: Au = "",
) -> Response:
    """What would be public, before it is."""
    require(policies.may_publish_results(actor))
    first, last = rules.last_year(today())
    du, au = du or first.isoformat(), au or last.isoformat()
    return _preview(request, session, actor, parcours, du, au, "", None)


@router.post("/qualite/publications")
def publish(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    slug, du, au, note = (only(form, name) for name in ("parcours", "du", "au", "note"))
    try:
        publication = services.publish(session, actor, slug, _period(du, au), only(form, "seen"), note)
    except (Conflict, Invalid) as refused:
        return _preview(request, session, actor, slug, du, au, note, refused)
    return go(
        f"{HERE}/{publication.id}",
        _("Les résultats sont publiés. Ils ne changeront plus : la prochaine publication sera datée à part."),
    )


@router.get("/qualite/publications/{publication_id}")
def one(request: Request, session: Reading, actor: CurrentActor, publication_id: str) -> Response:
    return _one(request, session, actor, publication_id)


@router.post("/qualite/publications/{publication_id}/retrait")
def withdraw(request: Request, session: Writing, actor: CurrentActor, publication_id: str, form: Posted) -> Response:
    reason = only(form, "reason")
    try:
        services.withdraw(session, actor, publication_id, reason)
    except Invalid as refused:
        return _one(request, session, actor, publication_id, refused)
    return go(f"{HERE}/{publication_id}", _("Les résultats sont retirés. La page publique dit quand et pourquoi."))


def _one(
    request: Request, session: Session, actor: Actor, publication_id: str, refused: HouseError | None = None
) -> Response:
    held = services.read_publication(session, actor, publication_id)
    return show(
        request,
        "quality/results/publication.html",
        status=refused.status if refused else 200,
        held=held,
        row=held.row,
        period=Period(held.row.starts_on, held.row.ends_on),
        words=words,
        refused=refused,
        **_wrong(refused),
        may_publish=bool(policies.may_publish_results(actor)),
    )


def _wrong(refused: HouseError | None) -> dict[str, Any]:
    fields = refused.fields if isinstance(refused, Invalid) else []
    return {"fields": fields, "errors": {each.field: each.message for each in fields}}


def _period(du: str, au: str) -> Period:
    return read_period(du, au, today=today())


def _preview(
    request: Request, session: Session, actor: Actor, slug: str, du: str, au: str, note: str, refused: HouseError | None
) -> Response:
    """The preview of today, with the words already written and what stopped the publication, if anything did."""
    proposed = services.courses(session, actor)
    slug = slug or (proposed[0].slug if proposed else "")
    preview = None
    try:
        if slug:
            preview = services.preview(session, actor, slug, _period(du, au))
    except Invalid as wrong:
        refused = refused or wrong
    return show(
        request,
        "quality/results/preview.html",
        status=refused.status if refused else 200,
        courses=[(row.slug, row.title) for row in proposed],
        slug=slug,
        du=du,
        au=au,
        note=note,
        preview=preview,
        words=words,
        refused=refused,
        **_wrong(refused),
        longest=rules.LONGEST_NOTE,
    )
