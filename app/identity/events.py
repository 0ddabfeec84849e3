"""What has happened to an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountAttacked:
    """Somebody tries secrets on an account, one after the other: said once a day at most."""

    account_id: str
    way: str
