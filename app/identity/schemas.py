"""What machines are told about people."""

from pydantic import BaseModel

from app.core.access import Role


class TokenOut(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int


class RoleOut(BaseModel):
    organisation: str
    role: Role


class MeOut(BaseModel):
    id: str
    email: str
    name: str
    roles: list[RoleOut]
