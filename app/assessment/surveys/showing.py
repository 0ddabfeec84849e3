"""A survey as the page prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.assessment.surveys import rules
from app.web.text import inline_html


@dataclass(frozen=True, slots=True)
class Option:
    number: int
    html: Markup
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the form; `said` are the words of an answer already given, empty when there is none."""

    position: int
    kind: str
    html: Markup
    required: bool
    options: tuple[Option, ...] = ()
    low: str = ""
    high: str = ""
    hint: str = ""
    value: str = ""
    said: str = ""
    error: str = ""


def html(text: str) -> Markup:
    return Markup(inline_html(text))  # noqa: S704 - cleaned by app.web.text


def asked(
    questions: list[dict[str, Any]], given: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> list[Asked]:
    """The form, with what was answered: question id → an answer, or the fields of a refused form as they came."""
    return [
        _asked(question, position, given.get(question["id"]), (errors or {}).get(f"q{position}", ""))
        for position, question in enumerate(questions, 1)
    ]


def _asked(question: dict[str, Any], position: int, given: Any, error: str) -> Asked:
    kind = question["kind"]
    chosen = {str(one) for one in given} if isinstance(given, list) else {str(given)}
    bare = kind == "scale" and not question["options"]
    return Asked(
        position=position,
        kind="steps" if bare else kind,
        html=html(question["ask"]),
        required=question["required"],
        options=tuple(
            Option(number, html(words), str(number) in chosen) for number, words in enumerate(rules.steps(question), 1)
        ),
        low=(question["low"] or "") if bare else "",
        high=(question["high"] or "") if bare else "",
        hint=rules.bounds(question["low"], question["high"]) if kind == "number" else "",
        value=_typed(given),
        said=rules.in_words(question, given) if given is not None else "",
        error=error,
    )


def _typed(given: Any) -> str:
    """What a text field holds again: the words sent back, or an answer kept."""
    if isinstance(given, list):
        given = given[0] if given and isinstance(given[0], str) else ""
    return given if isinstance(given, str) else "" if given is None else str(given).replace(".", ",")
