"""/prescrire: a partner sends somebody, with their consent, and knows what they agreed to say."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.admissions import policies, queries
from app.admissions.pages import refused
from app.admissions.rules import State
from app.admissions.services import entering
from app.admissions.services.entering import Contact
from app.admissions.showing import stages, state_words
from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import Invalid
from app.core.i18n import _
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("admissions")

_Line = Annotated[str, Form(max_length=2000)]
_Words = Annotated[str, Form(max_length=20_000)]


@router.get("/prescrire")
def people(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _show(request, session, actor, {})


@router.post("/prescrire")
def refer(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    name: _Line = "",
    phone: _Line = "",
    email: _Line = "",
    stage: _Line = "",
    project: _Words = "",
    town: _Line = "",
    structure: _Line = "",
    consent: _Line = "",
    shares: _Line = "",
) -> Response:
    require(policies.may_refer(actor))
    asked = {
        "name": name, "phone": phone, "email": email, "stage": stage, "project": project, "town": town,
        "structure": structure, "consent": consent, "shares": shares,
    }  # fmt: skip
    contact = Contact(
        name=name, phone=phone, email=email, stage=stage, project=project, town=town, referrer=structure or actor.name,
        consent=bool(consent), tells_referrer=bool(shares),
    )  # fmt: skip
    try:
        entering.refer(session, actor, contact)
    except Invalid as error:  # said before anything was written
        return _show(request, session, actor, asked, error)
    return go("/prescrire", _("C'est envoyé. L'équipe va joindre %(name)s.") % {"name": name.strip()})


def _show(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    require(policies.may_refer(actor))
    names = ("name", "phone", "email", "stage", "project", "town", "structure", "consent", "shares")
    return show(
        request,
        "admissions/refer.html",
        people=[(row, _what_is_said(row)) for row in queries.referred(session, actor)],
        stages=stages(),
        asked={name: asked.get(name, "") for name in names},
        **refused(error),
    )


def _what_is_said(row: AnyRow) -> tuple[str, str]:
    """Whether they came and how it ended, in words and as a kind of badge; nothing when they would rather not."""
    if not row.tells_referrer:
        return _("transmis"), "plain"
    if row.state != State.OPEN:
        return state_words(row.state)
    if row.came:
        return _("est venue"), "good"
    return (_("jointe"), "info") if row.answered_at else (_("pas encore jointe"), "attention")
