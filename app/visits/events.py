"""What happens around public sessions. The actor of these may be nobody: its `account_id` is then empty."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitRegistered:
    """Somebody without an account has a seat or a place on the waiting list; the visit says which."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitSeated:
    """A seat came free for somebody on the waiting list."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    visit_id: str
