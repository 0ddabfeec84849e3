"""How a person reads a lesson: whole, or in its simple version, as they chose last."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from sqlalchemy import Row

from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.web import cookies

COOKIE = keeps(
    Where.COOKIE,
    "bidaide_lecture",
    N_("Retient si vous préférez les leçons dans leur version simple."),
    until=N_("un an"),
)
SIMPLE, WHOLE = "simple", "complete"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row of `activity_content` as this person reads it; `other` leads to the other version, when there is one."""

    html: str
    source: str
    content: dict[str, Any]
    licence: str
    authors: list[str]
    simple: bool
    other: str


def lesson(request: Request, activity_id: str, row: Row[*tuple[Any, ...]]) -> Lesson:
    version = row.content.get("simple")
    simple = version is not None and _asked(request) == SIMPLE
    chosen = version if simple else {"html": row.html, "source": row.source}
    asked = {name: request.query_params[name] for name in ("parcours",) if name in request.query_params}
    asked["lecture"] = WHOLE if simple else SIMPLE
    other = f"/activites/{activity_id}?{urlencode(asked)}" if version else ""
    return Lesson(chosen["html"], chosen["source"], row.content, row.licence, row.authors, simple, other)


def remember(request: Request, response: Response) -> Response:
    """The next lessons open as this one was asked for; nothing is kept on the server."""
    if (asked := request.query_params.get("lecture")) in (SIMPLE, WHOLE):
        cookies.give(response, COOKIE, asked, _A_YEAR)
    return response


def _asked(request: Request) -> str:
    asked = request.query_params.get("lecture", "")
    return asked if asked in (SIMPLE, WHOLE) else cookies.read(request, COOKIE)
