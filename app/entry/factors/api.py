"""Tokens of thirty minutes for programs that know a password, and the end of somebody else's sessions."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

from app.core.db import database
from app.core.errors import Forbidden, HouseError
from app.core.i18n import _
from app.entry.factors import ending, services
from app.entry.factors.second_pages import attempt_on
from app.identity import guessing, tokens
from app.identity import services as identity
from app.identity.guessing import Way
from app.identity.models import Account
from app.identity.pages import address_of
from app.identity.schemas import TokenOut
from app.web.doors import ApiActor, Writing, api

router = api("identity")

_CODE = "otp:"


class CodeNeeded(Forbidden):
    """The password was right, and is not enough for this account."""

    code = "second-factor-needed"


class WrongCode(HouseError):
    status = 401
    code = "wrong-credentials"


@router.post("/auth/token")
def token(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> TokenOut:
    """A token of thirty minutes for an address and its password. `scope` may hold the slug of an organisation, and the
    code of an application for an account that has one: `otp:123456`. Programs have keys of their own on `/compte`."""
    code = next((scope.removeprefix(_CODE) for scope in form.scopes if scope.startswith(_CODE)), "")
    organisation = next((scope for scope in form.scopes if not scope.startswith(_CODE)), "")
    with database().reading() as session:
        attempt = identity.attempt_at(session, form.username, address_of(request))
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().reading() as session:
            account_id = identity.check_password(session, form.username, form.password).id
            second = services.held(session, account_id).second
    except identity.WrongCredentials:
        with database().writing() as session:
            guessing.failed(session, attempt, taken=True)
        raise
    if second:
        with database().writing() as session:
            guessing.succeeded(session, attempt)
        _check_code(request, account_id, code)
    with database().writing() as session:
        guessing.succeeded(session, attempt)
        account = session.get_one(Account, account_id)
        device = request.headers.get("user-agent", "API")
        sign_in, _secret = identity.open_sign_in(
            session, account, device, organisation, tokens.LIFETIME, factors=2 if second else 1
        )
        return TokenOut(
            access_token=tokens.issue(account.id, sign_in.id), expires_in=int(tokens.LIFETIME.total_seconds())
        )


class EndedOut(BaseModel):
    ended: int = Field(description="how many sessions there were; 0 when none was open")


@router.delete("/accounts/{account_id}/sign-ins")
def end_sessions(session: Writing, actor: ApiActor, account_id: str) -> EndedOut:
    """Close the sessions that somebody of the organisation has open, and the keys of their programs. They are told."""
    return EndedOut(ended=ending.end_sessions(session, actor, account_id))


def _check_code(request: Request, account_id: str, code: str) -> None:
    if not code:
        raise CodeNeeded(
            _("Ce compte demande un code en plus du mot de passe : envoyez scope=otp:123456, ou une clé de programme.")
        )
    with database().reading() as session:
        attempt = attempt_on(session, request, account_id, Way.TOTP)
    with database().writing() as session:
        guessing.take(session, attempt)
    with database().writing() as session:
        if services.is_code_of(session, account_id, code):
            guessing.succeeded(session, attempt)
            return
        guessing.failed(session, attempt, taken=True)
    raise WrongCode(_("Ce code n'est pas le bon, ou il a déjà servi."))
