"""Who the organisation is, what does not concern it and why, who answers for what."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import Invalid
from app.core.i18n import _
from app.quality import policies
from app.quality.grid import grid_on, grids, profiles
from app.quality.standing import queries, rules, services
from app.quality.standing.rules import What
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("quality_standing")

_HERE = "/qualite/profil"


@router.get(_HERE)
def profile(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The profile, the questions that decide of some indicators, and everything that was said before."""
    return _profile(request, session, actor)


@router.post(_HERE)
def say(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    """The answer to one question, or another profile."""
    key, value, reason = only(form, "key"), only(form, "value"), only(form, "reason")
    day = services.day_or_today(only(form, "from_on"))
    try:
        if key:
            services.answer_condition(session, actor, key, value, reason, day)
        else:
            services.choose_profile(session, actor, value, reason, day)
    except Invalid as error:
        return _profile(request, session, actor, error, {"key": key, "value": value, "reason": reason})
    return go(_HERE, _("C'est noté. Le tableau des indicateurs en tient compte à partir de ce jour."))


def _profile(
    request: Request, session: Session, actor: Actor, error: Invalid | None = None, typed: dict[str, str] | None = None
) -> Response:
    require(policies.may_decide(actor))
    rows = queries.choices(session, actor.organisation_id)
    standing = rules.standing_of([row for row in rows if row.from_on <= today()])
    fields = error.fields if error else []
    return show(
        request,
        "quality/profile.html",
        status=error.status if error else 200,
        standing=standing,
        profiles=[(one.id, one.label) for one in profiles().values()],
        conditions=list(rules.questions().conditions.values()),
        categories=rules.CATEGORIES,
        rows=[(row, told(row)) for row in reversed(rows)],
        grid=grid_on(today()),
        grids=grids(),
        today=today(),
        typed=typed or {},
        fields=fields,
        errors={one.field: one.message for one in fields},
    )


def decided(session: Session, actor: Actor, number: int) -> list[tuple[AnyRow, str]]:
    """What was said by hand of an indicator, the last first."""
    rows = queries.choices(session, actor.organisation_id)
    return [(row, told(row)) for row in reversed(rows) if (row.what, row.key) == (What.INDICATOR, str(number))]


def told(row: Any) -> str:
    """A choice in words."""
    if row.what == What.PROFILE:
        known = profiles().get(row.value)
        return _("Profil : %(what)s") % {"what": known.label if known else row.value}
    if row.what == What.CONDITION:
        condition = rules.questions().conditions.get(row.key)
        answer = {"yes": _("oui"), "no": _("non")}.get(row.value, _("sans réponse"))
        return f"{_(condition.asks) if condition else row.key} {answer}"
    words = {"applicable": _("vous concerne"), "not_applicable": _("ne vous concerne pas")}
    said = words.get(row.value, _("selon le profil"))
    return _("Indicateur %(number)s : %(said)s") % {"number": row.key, "said": said}
