"""Whom a program speaks for."""

from app.core.access import Role
from app.identity import queries
from app.identity.schemas import MeOut, RoleOut
from app.web.doors import ApiActor, Reading, api

router = api("identity")


@router.get("/me")
def me(session: Reading, actor: ApiActor) -> MeOut:
    roles = queries.roles_everywhere(session, actor.account_id)
    return MeOut(
        id=actor.account_id,
        email=actor.email,
        name=actor.name,
        roles=[RoleOut(organisation=row.slug, role=Role(row.role)) for row in roles],
    )
