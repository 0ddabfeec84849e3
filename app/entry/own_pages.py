"""/compte/entrer: one's own ways in."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import database
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.entry import own_services, policies
from app.entry.cards import proving
from app.entry.cards import queries as cards
from app.entry.cards import services as carding
from app.entry.offers import offers
from app.identity.models import Account
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("own-ways")

_Text = Annotated[str, Form(max_length=100)]
_HERE = "/compte/entrer"


@router.get("/compte/entrer")
def own_ways(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _page(request, session, actor)


@router.post("/compte/entrer/code-secret")
def change_pin(
    request: Request, actor: CurrentActor, ancien: _Text = "", pin: _Text = "", encore: _Text = ""
) -> Response:
    """The old PIN first: whoever finds a telephone open does not make the card theirs."""
    try:
        with database().reading() as session:
            card = proving.card_with_pin(session, actor)
        if card is None:
            raise Invalid(_("Vous n'avez pas de carte avec un code secret."))
        carding.check_new_pin(pin.strip(), encore.strip())
        if not proving.is_right(request, actor, card.id, ancien):
            raise Invalid(_("Ce n'est pas votre code secret actuel. Rien n'a été changé."))
        hashed = carding.hashed(pin.strip())
        with database().writing() as session:
            own_services.change_pin(session, actor, hashed)
    except HouseError as error:
        with database().reading() as session:
            return _page(request, session, actor, error)
    return go(_HERE, _("Votre code secret est changé."))


@router.post("/compte/entrer/carte-perdue")
def lose_card(request: Request, session: Writing, actor: CurrentActor) -> Response:
    own_services.lose_card(session, actor)
    return go(_HERE, _("Votre carte est retirée : elle n'ouvre plus rien. Demandez-en une autre à votre organisme."))


@router.post("/compte/entrer/telephone")
def change_phone(request: Request, session: Writing, actor: CurrentActor, telephone: _Text = "") -> Response:
    try:
        phone = own_services.change_phone(session, actor, telephone)
    except HouseError as error:  # said before anything was written
        return _page(request, session, actor, error, telephone)
    return go(_HERE, _("Votre numéro est changé.") if phone else _("Votre numéro est retiré."))


def _page(
    request: Request, session: Session, actor: Actor, error: HouseError | None = None, phone: str | None = None
) -> Response:
    account = session.get_one(Account, actor.account_id)
    return show(
        request,
        "entry/own.html",
        status=error.status if error else 200,
        account=account,
        phone=account.phone if phone is None else phone,
        card=cards.shown(session, actor.organisation_id, actor.account_id),
        may_have_card=policies.may_have_card({role.value for role in actor.roles}),
        alone=policies.may_enter_by_message({role.value for role in actor.roles}),
        offers=offers(),
        now=now(),
        error=error.detail if error else "",
    )
