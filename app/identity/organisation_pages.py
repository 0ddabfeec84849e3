"""/admin/organisation: who the organisation is before the law, and whom to ask about what."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor, require
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.identity import organisations, policies, queries
from app.identity.words import REFERENTS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("identity")


@router.get("/admin/organisation")
def legal_identity(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_name_the_organisation(actor))
    return _show(request, session, actor, _typed(organisations.legal_identity(session, actor.organisation_id)))


@router.post("/admin/organisation")
def keep_legal_identity(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in posted}
    try:
        organisations.keep_legal_identity(session, actor, typed)
    except (Invalid, Conflict) as error:
        return _show(request, session, actor, typed, error)
    return go("/admin/organisation", _("L'identité de l'organisation est enregistrée."))


def _typed(legal: organisations.Legal) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(legal, name) for name in organisations.FIELDS}
    for subject in REFERENTS:
        whom = legal.referent(subject)
        typed |= {f"{subject}_name": whom.name, f"{subject}_email": whom.email, f"{subject}_phone": whom.phone}
    return typed | {"representative_id": legal.representative_id or "", "version": str(legal.version)}


def _show(
    request: Request, session: Session, actor: Actor, typed: dict[str, Any], error: Invalid | Conflict | None = None
) -> Response:
    known = organisations.legal_identity(session, actor.organisation_id)
    team = {row.account_id: row.name for row in queries.members(session, actor.organisation_id) if row.role in STAFF}
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "identity/organisation.html",
        status=error.status if error else 200,
        typed=_typed(known) | typed,
        team=[("", _("Personne : les documents attendent une signature à la main")), *team.items()],
        referents=[(subject, _(label)) for subject, label in REFERENTS.items()],
        gaps=organisations.legal_gaps(known),
        problem=error.detail if error and not fields else "",
        fields=fields,
        errors={each.field: each.message for each in fields},
    )
