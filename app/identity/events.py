"""What has happened to an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountAttacked:
    """Somebody tries secrets on an account, one after the other: said once a day at most."""

    account_id: str
    way: str


@dataclass(frozen=True, slots=True)
class EnteredOnNewDevice:
    sign_in_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class SessionTaken:
    """A sign-in was shown by another device than its own, and ended."""

    sign_in_id: str
    account_id: str
