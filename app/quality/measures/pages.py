"""The results of a scope, the cases behind each, and the files to take away."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Invalid
from app.core.i18n import N_, _
from app.core.periods import Period
from app.quality import policies
from app.quality.measures import exports, queries, scopes, services, words
from app.quality.measures.catalogue import measures
from app.quality.measures.rules import Figure
from app.quality.measures.scopes import Scope
from app.quality.pages import Au, Du, ask_again, period_of
from app.web import workbooks
from app.web.doors import CurrentActor, Reading, pages
from app.web.paging import after_id, cursor
from app.web.templating import show

router = pages("quality")

Pour = Annotated[str, Query(max_length=60)]
SIDES = {
    queries.NUMERATOR: N_("Comptés au numérateur"),
    queries.DENOMINATOR: N_("Comptés au dénominateur"),
    queries.LEFT_OUT: N_("Laissés de côté"),
}


@router.get("/qualite/chiffres")
def figures(
    request: Request, session: Reading, actor: CurrentActor, du: Du = "", au: Au = "", pour: Pour = ""
) -> Response:
    try:
        period = period_of(actor, du, au)
        scope = scopes.scope_for(session, actor, pour)
    except Invalid as error:
        return ask_again(request, "/qualite/chiffres", du, au, error)
    found = services.read_figures(session, actor, period, scope)
    known = measures().measures
    return show(
        request,
        "quality/figures.html",
        period=period,
        scope=scope,
        choices=scopes.choices(session, actor),
        groups=[(_(said), [f for f in found if known[f.name].family == code]) for code, said in words.FAMILIES.items()],
        words=words,
        small_group=measures().small_group,
        query=_query(period, scope),
    )


@router.get("/qualite/chiffres/{code}")
def behind(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    code: str,
    du: Du = "",
    au: Au = "",
    pour: Pour = "",
    liste: Annotated[str, Query(max_length=20)] = queries.NUMERATOR,
    version: Annotated[str, Query(max_length=10)] = "",
    apres: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every case that a figure counts, or leaves out and why."""
    try:
        period = period_of(actor, du, au)
        scope = scopes.scope_for(session, actor, pour)
    except Invalid as error:
        return ask_again(request, f"/qualite/chiffres/{code}", du, au, error)
    found = services.read_behind(session, actor, code, period, scope, liste, version, after_id(apres))
    here = f"/qualite/chiffres/{code}?{_query(period, scope)}&version={found.figure.since}"
    return show(
        request,
        "quality/behind.html",
        behind=found,
        figure=found.figure,
        period=period,
        scope=scope,
        here=here,
        sides=[(side, _(said), f"{here}&liste={side}") for side, said in SIDES.items()],
        side_words=_(SIDES[found.side]),
        more=f"{here}&liste={found.side}&apres={cursor(found.next)}" if found.next else "",
        named=bool(policies.may_see_names(actor)),
        words=words,
        query=_query(period, scope),
    )


@router.get("/qualite/chiffres.csv")
def as_csv(session: Reading, actor: CurrentActor, du: Du = "", au: Au = "", pour: Pour = "") -> Response:
    period, _scope, found = _asked(session, actor, du, au, pour)
    name = f"resultats-{period.start.isoformat()}-{period.end.isoformat()}.csv"
    return StreamingResponse(
        iter(list(exports.as_csv(found))),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@router.get("/qualite/chiffres.xlsx")
def as_workbook(session: Reading, actor: CurrentActor, du: Du = "", au: Au = "", pour: Pour = "") -> Response:
    period, scope, found = _asked(session, actor, du, au, pour)
    return workbooks.download(exports.as_workbook(found, scope, period), "resultats")


def _asked(session: Session, actor: Actor, du: str, au: str, pour: str) -> tuple[Period, Scope, tuple[Figure, ...]]:
    period = period_of(actor, du, au)
    scope = scopes.scope_for(session, actor, pour)
    return period, scope, services.read_figures(session, actor, period, scope)


def _query(period: Period, scope: Scope) -> str:
    return f"{period.query}&pour={scope.key}"
