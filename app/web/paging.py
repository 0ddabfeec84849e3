"""Lists are pages: `{"items": […], "next": cursor}`. The cursor is opaque to whoever asks; inside it is an id.

    @router.get("/courses")
    def courses(session: Reading, actor: ApiActor, limit: Limit = 50, after: After = "") -> Page[CourseOut]:
        rows = queries.courses(session, actor, limit=limit + 1, after=after_id(after))
        return page(rows, limit, CourseOut.model_validate, key=lambda row: row.id)

The query returns one row more than the limit, in the order of the key: that row says whether there is a next page.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from app.core.errors import FieldError, Invalid
from app.core.i18n import _

Row = TypeVar("Row")
Item = TypeVar("Item")

MOST = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="how many items at most")]
After = Annotated[str, Query(max_length=200, description="the `next` of the page before")]


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is given back as `after`, and is null on the last page."""

    items: list[Item]
    next: str | None


def cursor(key: str) -> str:
    """The opaque form of the key of the last item shown."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def after_id(after: str) -> str:
    """The key behind a cursor, "" for the first page. Raises Invalid when the cursor is not one of ours."""
    if not after:
        return ""
    try:
        key = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        key = ""
    if not key or not key.isprintable():
        raise Invalid(
            _("Cette suite de liste n'existe pas. Reprenez la liste depuis le début."),
            [FieldError("after", _("Cette valeur ne vient pas d'une page précédente."))],
        )
    return key


def page(rows: Sequence[Row], limit: int, item: Callable[[Row], Item], *, key: Callable[[Row], str]) -> Page[Item]:
    """The first `limit` of rows that may number one more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=[item(row) for row in shown], next=cursor(key(shown[-1])) if more else None)
