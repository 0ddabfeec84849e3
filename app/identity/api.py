"""Tokens for machines, and who they speak for."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordRequestForm

from app.core.access import Role
from app.core.db import database
from app.identity import guessing, queries, services, tokens
from app.identity.models import Account
from app.identity.pages import address_of
from app.identity.schemas import MeOut, RoleOut, TokenOut
from app.web.doors import ApiActor, Reading, api

router = api("identity")


@router.post("/auth/token")
def token(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> TokenOut:
    """A token of thirty minutes for an address and its password. `scope` may hold the slug of an organisation."""
    with database().reading() as session:
        attempt = services.attempt_at(session, form.username, address_of(request))
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().reading() as session:
            account_id = services.check_password(session, form.username, form.password).id
    except services.WrongCredentials:
        with database().writing() as session:
            guessing.failed(session, attempt, taken=True)
        raise
    with database().writing() as session:
        guessing.succeeded(session, attempt)
        account = session.get_one(Account, account_id)
        organisation = form.scopes[0] if form.scopes else ""
        device = request.headers.get("user-agent", "API")
        sign_in, _secret = services.open_sign_in(session, account, device, organisation, tokens.LIFETIME)
        return TokenOut(
            access_token=tokens.issue(account.id, sign_in.id), expires_in=int(tokens.LIFETIME.total_seconds())
        )


@router.get("/me")
def me(session: Reading, actor: ApiActor) -> MeOut:
    roles = queries.roles_everywhere(session, actor.account_id)
    return MeOut(
        id=actor.account_id,
        email=actor.email,
        name=actor.name,
        roles=[RoleOut(organisation=row.slug, role=Role(row.role)) for row in roles],
    )
