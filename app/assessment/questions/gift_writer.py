"""Questions written as a GIFT file: reading it back gives them again."""

import re
from collections.abc import Callable
from typing import Any

from app.assessment.questions.gift import Question


def print_gift(questions: list[Question]) -> str:
    """The GIFT file of these questions, in their order."""
    lines: list[str] = []
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            lines.append(f"$CATEGORY: {_escape(category)}\n")
        if question.kind == "ordering":
            lines.append("// [kind:ordering]")
        lines.append(_WRITTEN.get(question.kind, _print_simple)(question) + "\n")
    return "\n".join(lines)


def _escape(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("->", "-\\>").replace("\n", "\\n")


def _piece(text: str) -> str:
    """Words written so that nothing at their start is taken for a mark."""
    return ("[markdown]" if text.startswith(("[", "%")) else "") + _escape(text)


def _said(feedback: str) -> str:
    return f"#{_piece(feedback)}" if feedback else ""


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.5f}".rstrip("0").rstrip(".")


def _head(name: str, text: str) -> str:
    return f"::{_escape(name)}::{_piece(text)}"


def _general(definition: dict[str, Any]) -> str:
    return f"\n####{_piece(definition['feedback'])}" if definition["feedback"] else ""


def _print_choice(choice: dict[str, Any], weighted: bool = False) -> str:
    fraction = choice["fraction"]
    sign = "=" if fraction == 1 and not weighted else "~" if fraction == 0 else f"~%{_percent(fraction)}%"
    return f"{sign}{_piece(choice['text'])}{_said(choice['feedback'])}"


def _print_simple(question: Question) -> str:
    d = question.definition
    lines = []
    if d["kind"] in ("single", "multiple"):
        lines = [_print_choice(choice, d["kind"] == "multiple") for choice in d["choices"]]
    elif d["kind"] == "short":
        lines = [f"=%{_percent(a['fraction'])}%{_piece(a['text'])}{_said(a['feedback'])}" for a in d["answers"]]
    elif d["kind"] == "number":
        lines = ["#"] + [f"=%{_percent(a['fraction'])}%{a['says']}{_said(a['feedback'])}" for a in d["answers"]]
        lines += [f"~{_said(d['other'])}"] if d["other"] else []
    elif d["kind"] == "matching":
        lines = [f"={_piece(p['left'])} -> {_piece(p['right'])}{_said(p['feedback'])}" for p in d["pairs"]]
    elif d["kind"] == "ordering":
        lines = [f"={_piece(item)}" for item in d["items"]]
    elif d["kind"] == "true_false":
        said = f"#{_piece(d['wrong'])}#{_piece(d['right'])}" if d["wrong"] or d["right"] else ""
        return f"{_head(question.name, d['text'])}{{{'TRUE' if d['answer'] else 'FALSE'}{said}{_general(d)}}}"
    return f"{_head(question.name, d['text'])}{{{''.join(chr(10) + line for line in lines)}{_general(d)}\n}}"


def _print_gaps(question: Question) -> str:
    d = question.definition
    text = ""
    for index, segment in enumerate(d["segments"]):
        text += _piece(segment) if index == 0 else _escape(segment)
        if index < len(d["gaps"]):
            choices = "".join(f" {_print_choice(choice)}" for choice in d["gaps"][index]["choices"])
            last = _general(d).strip() if index == len(d["gaps"]) - 1 else ""
            text += f"{{{choices}{last}}}"
    return f"::{_escape(question.name)}::{text}"


_WRITTEN: dict[str, Callable[[Question], str]] = {"gaps": _print_gaps}
