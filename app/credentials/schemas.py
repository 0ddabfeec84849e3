"""What machines are told of badges."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class BadgeOut(BaseModel):
    id: str
    block_id: str
    name: str
    issued_at: datetime
    address: str | None = Field(description="its public page; null while the learner does not show it")
    revoked: bool


class BadgesOut(BaseModel):
    items: list[BadgeOut]


class GiveIn(BaseModel):
    block_id: str = Field(max_length=36)


class CredentialOut(BaseModel):
    id: str
    credential: dict[str, Any] = Field(description="an OpenBadgeCredential with its proof, as it was signed")
