"""Reading the fields of a posted form, whose names depend on what it edits."""

from collections.abc import Mapping

Form = Mapping[str, list[str]]


def only(form: Form, name: str) -> str:
    """The first value of a field, without spaces around it."""
    found = form.get(name, [])
    return found[0].strip() if found else ""


def number(form: Form, name: str) -> int | None:
    """A whole number; None when it is not one."""
    text = only(form, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None
