"""What happens to badges."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadgeIssued:
    badge_id: str


@dataclass(frozen=True, slots=True)
class BadgeRevoked:
    badge_id: str
