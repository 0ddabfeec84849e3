"""What a kind's part of the workshop's form was filled in with. Nothing here raises: what is odd is kept as it was typed,
and told when the activity is read.

A control bears the name of the value it stands for, as `Source.problem` says it: `url`, `questions.2.ask`.
"""

from typing import Any

from app.web.forms import Form


def word(form: Form, name: str) -> str:
    """One line of text, without what surrounds it."""
    found = form.get(name) or [""]
    return " ".join(found[0].replace("\x00", "").split())


def ticked(form: Form, name: str) -> bool:
    return bool(word(form, name))


def number(form: Form, name: str) -> int | float | str:
    """A number, or the words that were typed instead."""
    typed = word(form, name)
    plain = typed.replace(",", ".").replace(" ", "")
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    whole, dot, part = digits.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) < 16 and len(part) < 16):
        return typed
    if not dot:
        return sign * int(whole)
    return sign * float(digits) if part.isascii() and part.isdecimal() else typed


def lines(form: Form, name: str) -> list[str]:
    """Each line that says something."""
    found = form.get(name) or [""]
    return [" ".join(line.split()) for line in found[0].replace("\x00", "").splitlines() if line.strip()]


def rows(form: Form, name: str) -> list[str]:
    """The names of the rows of a list, in order: `questions.0`, `questions.1`…"""
    numbers = set()
    for field in form:
        head, _dot, rest = field.partition(".")
        index = rest.partition(".")[0]
        if head == name and index.isascii() and index.isdecimal() and len(index) < 4:
            numbers.add(int(index))
    return [f"{name}.{index}" for index in sorted(numbers)]


def without_blanks(head: dict[str, Any]) -> dict[str, Any]:
    """What was filled in; a no, like nothing at all, is not written."""
    return {name: value for name, value in head.items() if not (value is False or value in ("", [], None))}
