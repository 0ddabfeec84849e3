"""Who was named. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PeopleNamed:
    """For the first time in this post; the account of each."""

    post_id: str
    account_ids: tuple[str, ...]
