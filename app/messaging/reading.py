"""Who has read what, as it is said under the messages."""

from collections.abc import Sequence

from app.core.db import AnyRow


def read_marks(places: Sequence[AnyRow], messages: Sequence[AnyRow], reader_id: str) -> dict[str, list[AnyRow]]:
    """Message id → those who have read up to there and no further, `reader_id` left out.

    Each person's mark stands once: under the last message, of those shown, that they have seen and not written.
    """
    found: dict[str, list[AnyRow]] = {}
    for place in places:
        if place.account_id == reader_id or place.read_at is None:
            continue
        seen = [one for one in messages if one.number <= place.read_number and one.author_id != place.account_id]
        if seen:
            found.setdefault(seen[-1].id, []).append(place)
    return found
