"""The business owners of the forum, and how they introduce themselves."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid
from app.core.i18n import _
from app.forum import policies as forum
from app.forum.experts import policies, queries, rules, services
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")


@router.get("/forum/intervenants")
def experts(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(forum.may_visit(actor))
    return show(
        request,
        "forum/experts.html",
        experts=queries.experts(session, actor.organisation_id),
        line=rules.line,
        may_introduce=lambda account_id: bool(policies.may_introduce(actor, account_id)),
        may_ask=bool(forum.may_open_in(actor, "organisation")),
    )


@router.get("/forum/intervenants/{account_id}/presentation")
def form(request: Request, session: Reading, actor: CurrentActor, account_id: str) -> Response:
    return _form(request, session, actor, account_id, None, None)


@router.post("/forum/intervenants/{account_id}/presentation")
def introduce(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    account_id: str,
    trade: Annotated[str, Form()] = "",
    company: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    asks: Annotated[str, Form()] = "",
) -> Response:
    said = {"trade": trade, "company": company, "place": place, "asks": asks}
    try:
        services.introduce(session, actor, account_id, **said)
    except Invalid as error:
        return _form(request, session, actor, account_id, said, error)
    return go(f"/forum/intervenants#intervenant-{account_id}", _("La présentation est gardée. Elle est affichée ici."))


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    account_id: str,
    said: dict[str, str] | None,
    error: Invalid | None,
) -> Response:
    who = services.expert_for(session, actor, account_id)
    require(policies.may_introduce(actor, account_id))
    fields = error.fields if error else []
    return show(
        request,
        "forum/expert.html",
        status=error.status if error else 200,
        who=who,
        own=account_id == actor.account_id,
        said=said or {name: getattr(who, name) or "" for name in rules.LONGEST},
        detail=error.detail if error else "",
        fields=fields,
        errors={field.field: field.message for field in fields},
        longest=rules.LONGEST,
    )
