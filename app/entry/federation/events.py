"""What has happened between an account and a provider."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdentityLinked:
    account_id: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class IdentityUnlinked:
    account_id: str
    provider_id: str
