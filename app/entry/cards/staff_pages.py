"""/suivi/…/acces: how a person enters, and what the team does for whoever cannot."""

from base64 import b64encode
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import HouseError
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.entry import policies
from app.entry.cards import documents, queries, rules, services
from app.entry.cards.services import NewCard
from app.entry.cards.words import act_words
from app.entry.factors import ending
from app.entry.offers import offers
from app.identity import queries as identity
from app.identity.models import Account
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("entry-help")


@router.get("/suivi/{enrolment_id}/acces")
def access(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    """The ways in of the learner of a path."""
    return access_page(request, session, actor, enrolment_id)


def access_page(
    request: Request, session: Session, actor: Actor, enrolment_id: str, *, code: str = "", error: HouseError | None = None
) -> Response:  # fmt: skip
    path = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_help_in(actor))
    account = session.get_one(Account, path.learner_id)
    return show(
        request,
        "entry/access.html",
        status=error.status if error else 200,
        enrolment=path,
        account=account,
        card=queries.shown(session, actor.organisation_id, path.learner_id),
        may_have_card=policies.may_have_card(
            queries.roles_of(session, actor.organisation_id, [path.learner_id])[path.learner_id]
        ),
        story=queries.story(session, actor.organisation_id, path.learner_id),
        act_words=act_words,
        may_end=bool(ending.may_end(actor)),
        offers=offers(),
        now=now(),
        code=code,
        error=error,
    )


@router.post("/suivi/{enrolment_id}/acces/carte")
def make_card(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str) -> Response:
    """The card, shown this once, on a page that says so: pressing again would make another, and end this one."""
    made = services.make(session, actor, enrolment_id)
    paper = "data:application/pdf;base64," + b64encode(_paper(session, actor, [made])).decode()
    return show(
        request, "entry/card_made.html", headers={"Cache-Control": "no-store"}, enrolment_id=enrolment_id, card=made,
        paper=paper, code=rules.in_groups(made.code), address=documents.where_to_type(), until=now() + services.FIRST_USE,
    )  # fmt: skip


@router.post("/suivi/{enrolment_id}/acces/retrait")
def revoke_card(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str) -> Response:
    services.revoke(session, actor, enrolment_id)
    return go(f"/suivi/{enrolment_id}/acces", _("La carte est retirée : elle n'ouvre plus rien."))


@router.post("/suivi/{enrolment_id}/acces/code-secret")
def reset_pin(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str) -> Response:
    until = services.reset_pin(session, actor, enrolment_id)
    words = _("La personne peut choisir un nouveau code secret avec sa carte, jusqu'à %(until)s.")
    return go(f"/suivi/{enrolment_id}/acces", words % {"until": formats.moment(until)})


@router.post("/inscriptions/groupes/{group_id}/cartes")
def make_cards(
    request: Request, session: Writing, actor: CurrentActor, group_id: str, suite: Annotated[str, Form()] = ""
) -> Response:
    """A sheet of cards to cut, for those of a group who have none."""
    made = services.make_for_group(session, actor, group_id)
    if not made:
        return go(
            f"/inscriptions/groupes?groupe={group_id}",
            _(
                "Chaque personne de ce groupe a déjà une carte. Pour en remplacer une, ouvrez le dossier de la personne."
            ),
        )
    return pdf(session, actor, made, "cartes.pdf")


def _paper(session: Session, actor: Actor, made: list[NewCard]) -> bytes:
    contact = identity.contact(session, actor.organisation_id)
    return documents.cards_pdf(actor.organisation_name, contact.phone if contact else "", made)


def pdf(session: Session, actor: Actor, made: list[NewCard], name: str) -> Response:
    body = _paper(session, actor, made)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)
