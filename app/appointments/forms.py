"""Reading what the forms of this room say."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from app.core import days
from app.core.clock import paris
from app.core.errors import invalid
from app.core.i18n import _


async def _fields(request: Request) -> dict[str, str]:
    """Every field by its name; boxes of one name that are ticked, with commas between."""
    form = await request.form(max_fields=500)
    found: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found[name] = f"{found[name]},{value}" if name in found else value
    return found


Fields = Annotated[dict[str, str], Depends(_fields)]


def read_day(text: str, field: str) -> date:
    found = days.read_day(text, field)
    if not 1990 <= found.year <= 2200:
        raise invalid(field, _("Cette date est trop éloignée. Vérifiez l'année."))
    return found


def read_moment(day: str, hour: str, *fields: str) -> datetime:
    """A day and an hour of Paris; `fields` are the names of the two."""
    on, at = read_day(day, fields[0]), days.read_hour(hour, fields[1])
    return paris(on, at.hour, at.minute)


def read_number(text: str) -> int:
    """A small number; 0, which nothing here is, when it is not one."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
