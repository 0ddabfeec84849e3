"""/connexion: one page for every way in; here the password, and the others beside it."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.errors import HouseError
from app.entry.factors import services as factors
from app.entry.factors.passkeys import site_of_keys
from app.entry.factors.second_pages import second_step
from app.entry.offers import offers
from app.entry.opening import HOME, enter, inside
from app.entry.shared.kiosks import is_kiosk, kiosk_of
from app.entry.trying import attempt_at_home
from app.identity import guessing, services
from app.identity import queries as identity
from app.identity.pages import address_of
from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import go, show

router = pages("entry")


@router.get("/connexion")
def sign_in_form(request: Request, session: Reading, actor: MaybeActor, suite: str = HOME) -> Response:
    if actor:
        return go(inside(suite))
    return sign_in_page(request, suite)


def sign_in_page(
    request: Request, suite: str = HOME, *, email: str = "", error: str = "", shared: bool = False, **answer: Any
) -> Response:
    return show(
        request, "entry/sign_in.html", suite=inside(suite), email=email, error=error, offers=offers(), shared=shared, site_of_keys=site_of_keys,
        kiosk=is_kiosk(request), **answer,
    )  # fmt: skip


@router.post("/connexion")
def sign_in(
    request: Request,
    visitor: MaybeActor,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    partage: Annotated[str, Form(max_length=20)] = "",
    suite: Annotated[str, Form(max_length=2000)] = HOME,
) -> Response:
    """Opens its own short transactions: a refused try must be remembered although nothing else is."""
    with database().reading() as session:
        attempt = attempt_at_home(request, session, services.attempt_at(session, email, address_of(request)))
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().reading() as session:
            account_id = services.check_password(session, email, password).id
            asked_twice = factors.held(session, account_id).second
    except services.WrongCredentials as error:
        with database().writing() as session:
            guessing.failed(session, attempt, taken=True)
        return sign_in_page(request, suite, email=email, error=error.detail, shared=bool(partage), status=401)
    except HouseError as error:
        headers = {"Retry-After": str(getattr(error, "retry_after", 60))}
        return sign_in_page(
            request, suite, email=email, error=error.detail, shared=bool(partage), status=error.status, headers=headers
        )
    with database().writing() as session:
        guessing.succeeded(session, attempt)
        if asked_twice:
            return second_step(request, account_id, suite, bool(partage))
        return enter(session, request, account_id, suite, shared=bool(partage))


@router.get("/connexion/aide")
def stuck(request: Request, session: Reading) -> Response:
    """Whom to call: the organisation of this machine, or each of the house."""
    return _help(request, session, "entry/stuck.html")


@router.get("/connexion/aide/tout-perdu")
def all_lost(request: Request, session: Reading) -> Response:
    """The telephone and the password both: what to do, and who helps."""
    return _help(request, session, "entry/all_lost.html")


def _help(request: Request, session: Session, template: str) -> Response:
    here = kiosk_of(request)
    found = [one for one in identity.organisations(session) if not here or one.slug == here]
    return show(request, template, organisations=[one for one in found if one.phone or one.email], offers=offers())
