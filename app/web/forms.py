"""Forms whose fields have names that depend on what they edit."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

Form = Mapping[str, list[str]]


async def _posted(request: Request) -> dict[str, list[str]]:
    form = await request.form()
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


Posted = Annotated[dict[str, list[str]], Depends(_posted)]


def only(form: Form, name: str) -> str:
    """The first value of a field, without spaces around it."""
    found = form.get(name, [])
    return found[0].strip() if found else ""


def as_number(text: str) -> int | None:
    """A whole number; None when it is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def number(form: Form, name: str) -> int | None:
    """The whole number in a field; None when there is none."""
    return as_number(only(form, name))
