"""/seances: what is to come, what is to be signed, what was held, what was cancelled."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from app.core.access import require
from app.core.clock import now, paris, today
from app.core.i18n import N_, _
from app.courses import queries as courses
from app.identity import queries as identity
from app.scheduling import policies, queries, rules
from app.scheduling.queries import Filters
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("scheduling")

RECENT = timedelta(days=30)
LISTED = 50  # sessions on one page of a list
SHOWN = 10  # of those to sign, above the coming ones

VIEWS: Mapping[str, str] = {
    "a-venir": N_("À venir"), "a-noter": N_("Présences à noter"), "tenues": N_("Tenues"), "annulees": N_("Annulées"),
}  # fmt: skip


@router.get("/seances")
def sessions(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    vue: str = "a-venir",
    mois: str = "",
    formation: str = "",
    lieu: str = "",
    parcours: str = "",
    apres: str = "",
) -> Response:
    """One list at a time; the coming ones without a month are all that is to come, with what is to be signed above."""
    require(policies.may_see_sheet(actor))
    view = vue if vue in VIEWS else "a-venir"
    filters = Filters(formation[:36], lieu[:36], parcours[:36])
    moment, month = now(), _month(mois)
    first = month or today().replace(day=1)
    since, before = paris(first, 0), paris(_next(first), 0)
    found: Any
    to_sign: Any = []
    if view == "a-noter":
        start = since if month else moment - rules.FURTHEST
        until = min(before, moment) if month else moment
        found = queries.sessions_to_sign(session, actor, until, start, LISTED, filters=filters)
    elif view == "tenues":
        found = queries.held_sessions(session, actor, moment, since, before, LISTED + 1, filters=filters, after=apres)
    elif view == "annulees":
        found = queries.cancelled_sessions(session, actor, since, before, LISTED + 1, filters=filters, after=apres)
    else:
        end = before if month else moment + rules.FURTHEST
        start = max(moment, since) if month else moment
        found = queries.coming_sessions(session, actor, start, end, LISTED + 1, filters=filters, after=apres)
        to_sign = queries.sessions_to_sign(session, actor, moment, moment - RECENT, SHOWN, filters=filters)
    asked = {"formation": filters.trainer_id, "lieu": filters.site_id, "parcours": filters.course_id}
    kept = {name: value for name, value in asked.items() if value}
    more = len(found) > LISTED
    found = found[:LISTED]
    return show(
        request,
        "scheduling/sessions.html",
        view=view,
        views=[(key, _(label), _address(vue=key, **kept)) for key, label in VIEWS.items()],
        found=found,
        to_sign=to_sign,
        never=queries.never_signed_count(session, actor, moment, moment - RECENT),
        month=first if month or view in ("tenues", "annulees") else None,
        earlier=_address(vue=view, mois=_previous(first).strftime("%Y-%m"), **kept),
        later=_address(vue=view, mois=_next(first).strftime("%Y-%m"), **kept),
        no_month=_address(vue=view, **kept),
        more=_address(vue=view, mois=mois, apres=queries.list_key(found[-1]), **kept) if more else "",
        asked=asked,
        chosen=bool(kept),
        leaders=[(row.id, row.name) for row in queries.leaders(session, actor)],
        sites=[(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
        courses=[(row.id, row.title) for row in courses.courses(session, actor)],
        may_run=bool(policies.may_run_sessions(actor)),
        may_keep_rooms=bool(policies.may_keep_rooms(actor)),
    )


def _address(**asked: str) -> str:
    return "/seances?" + urlencode({name: value for name, value in asked.items() if value})


def _month(text: str) -> date | None:
    """The first day of the month asked for, if it is one of this house."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if abs(found - today()) <= 2 * rules.FURTHEST else None


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _previous(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
