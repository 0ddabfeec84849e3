"""What happens around the ways in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardMade:
    card_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class CardRevoked:
    card_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class PinReset:
    card_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class CardBlocked:
    """Too many wrong PINs: the card opens nothing until an adviser has seen the person."""

    card_id: str
    account_id: str
    organisation_id: str


@dataclass(frozen=True, slots=True)
class HelpedIn:
    """Somebody's session was opened on another screen by who helps them."""

    pairing_id: str
    account_id: str
    helper_id: str
