"""Questions written as a GIFT file: reading it back gives them again, with what GIFT has no words for in comments."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.assessment.questions.gift import Question
from app.assessment.questions.kinds import Definition
from app.assessment.questions.markup import has_html
from app.assessment.questions.markup_writer import every_text, in_html, in_markdown, shown_by
from app.assessment.questions.notes import Note
from app.core.i18n import _

# What Markdown, or the HTML that Moodle allows in words without a format, may take for a mark.
_MARKS = re.compile(r"[*_`\\\[\]<&]|~~|\n|^(?:[-+>#|]|\d{1,9}[.)])(?:\s|$)")


def print_gift(questions: Sequence[Question]) -> str:
    """The GIFT file of these questions, in their order."""
    lines: list[str] = []
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            lines.append(f"$CATEGORY: {_category(category)}\n")
        if said := _said_in_comments(question):
            lines.append(f"// {said}")
        lines.append(_WRITTEN.get(question.kind, _print_simple)(question) + "\n")
    return "\n".join(lines)


def left_out_of_gift(questions: Sequence[Question]) -> list[Note]:
    """What a GIFT file does not carry, or what Moodle will not understand in it."""
    return [Note(0, what, question.name) for question in questions for what in _left_out(question)]


def _left_out(question: Question) -> Iterable[str]:
    d = question.definition
    if names := sorted({name for words in every_text(d) for name in shown_by(words)}):
        yield _("Le GIFT ne transporte pas les images : %(names)s.") % {"names": ", ".join(names)[:200]}
    if question.kind == "ordering":
        yield _("Moodle lira une réponse courte : le GIFT n'a pas de question d'ordre.")
    if question.kind == "gaps" and len(d["gaps"]) > 1:
        yield _("Moodle ne lira que le premier trou : choisissez plutôt Moodle XML.")
    if question.kind == "matching" and any(pair["feedback"] for pair in d["pairs"]):
        yield _("Moodle ne lira pas les retours de chaque paire.")
    if "overall" in d:
        yield _("Moodle ne lira pas les retours selon le résultat (juste, en partie, faux).")
    if "case" in d:
        yield _("Moodle acceptera les majuscules et les minuscules.")


# --- Comments --------------------------------------------------------------------------------------------------


def _said_in_comments(question: Question) -> str:
    d = question.definition
    said = [("kind", "ordering")] if question.kind == "ordering" else []
    said += [("id", question.idnumber)] if question.idnumber else []
    said += [("tag", tag) for tag in question.tags]
    said += [("competence", code) for code in question.competences]
    said += [("case", "yes")] if d.get("case") else []
    said += [("order", "fixed")] if d.get("fixed") else []
    said += [("weights", "any")] if _has_odd_weights(d) else []
    said += [(name, words) for name, words in d.get("overall", {}).items()]
    return " ".join(f"[{name}:{_bracketed(value, name in ('right', 'partly', 'wrong'))}]" for name, value in said)


def _bracketed(value: str, several_lines: bool) -> str:
    if several_lines:
        return re.sub(r"([\\\]])", r"\\\1", value).replace("\n", "\\n")
    return re.sub(r"\\(?=[\\\]]|$)|\]", lambda found: f"\\{found.group()}", value.replace("\n", " "))


def _has_odd_weights(d: Definition) -> bool:
    """Whether the right choices do not make 100 %, which `parse` takes for a mistake unless it is said on purpose."""
    if d["kind"] != "multiple":
        return False
    return not 0.98 <= sum(choice["fraction"] for choice in d["choices"] if choice["fraction"] > 0) <= 1.02


def _category(path: str) -> str:
    return re.sub(r"\\(?=[\\~=#{}:n>]|->)", r"\\\\", " ".join(path.split()))


# --- Words -----------------------------------------------------------------------------------------------------


def _escape(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("->", "-\\>").replace("\n", "\\n")


def _piece(text: str, *, flat: bool = True) -> str:
    """Words that say their format when it matters, so that nothing in them is taken for a mark, here or in Moodle."""
    if has_html(text) and (html := in_html(text, flat=flat)) is not None:
        return f"[html]{_escape(html)}"
    return ("[markdown]" if text.startswith("%") or _MARKS.search(text) else "") + _escape(in_markdown(text))


def _plain(text: str) -> str:
    """Words that are compared, not shown."""
    return ("[plain]" if text.startswith(("[", "%")) else "") + _escape(text)


def _said(feedback: str) -> str:
    return f"#{_piece(feedback)}" if feedback else ""


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.5f}".rstrip("0").rstrip(".")


def _head(name: str, text: str) -> str:
    return f"::{_escape(name)}::{_piece(text, flat=False)}"


def _general(definition: dict[str, Any]) -> str:
    return f"\n####{_piece(definition['feedback'])}" if definition["feedback"] else ""


# --- Kinds -----------------------------------------------------------------------------------------------------


def _print_choice(choice: dict[str, Any], sign: str) -> str:
    """A choice with its sign, and its weight when the sign does not say it."""
    fraction = choice["fraction"]
    weight = "" if fraction == (1 if sign == "=" else 0) else f"%{_percent(fraction)}%"
    return f"{sign}{weight}{_piece(choice['text'])}{_said(choice['feedback'])}"


def _print_choices(choices: list[dict[str, Any]], several: bool) -> list[str]:
    """Choices; one has = when only one may be taken, one has ~ when they are not words to type."""
    if several:
        return [_print_choice(choice, "~") for choice in choices]
    best = max(choice["fraction"] for choice in choices)
    signs = ["=" if choice["fraction"] == best else "~" for choice in choices]
    if "~" not in signs:
        signs[-1] = "~"
    return [_print_choice(choice, sign) for choice, sign in zip(choices, signs, strict=True)]


def _print_written(answer: dict[str, Any], words: str) -> str:
    return f"=%{_percent(answer['fraction'])}%{words}{_said(answer['feedback'])}"


def _print_simple(question: Question) -> str:
    d = question.definition
    lines = []
    if d["kind"] in ("single", "multiple"):
        lines = _print_choices(d["choices"], d["kind"] == "multiple")
    elif d["kind"] == "short":
        lines = [_print_written(answer, _plain(answer["text"])) for answer in d["answers"]]
    elif d["kind"] == "number":
        lines = ["#"] + [_print_written(answer, answer["says"]) for answer in d["answers"]]
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
    marked = any(_MARKS.search(segment) for segment in d["segments"]) or d["segments"][0].startswith(("[", "%"))
    for index, segment in enumerate(d["segments"]):
        text += _escape(in_markdown(segment))
        if index < len(d["gaps"]):
            last = _general(d).strip() if index == len(d["gaps"]) - 1 else ""
            text += f"{{{_print_gap(d['gaps'][index])}{last}}}"
    return f"::{_escape(question.name)}::{'[markdown]' if marked else ''}{text}"


def _print_gap(gap: dict[str, Any]) -> str:
    if gap.get("typed") == "words":
        return "".join(f" {_print_written(choice, _plain(choice['text']))}" for choice in gap["choices"])
    if gap.get("typed") == "number":
        asked = [choice for choice in gap["choices"] if choice["text"] != "*"]
        other = "".join(_said(choice["feedback"]) for choice in gap["choices"] if choice["text"] == "*")
        return (
            "#"
            + "".join(f" {_print_written(choice, choice['text'])}" for choice in asked)
            + (f" ~{other}" if other else "")
        )
    return "".join(f" {choice}" for choice in _print_choices(gap["choices"], several=False))


_WRITTEN: dict[str, Callable[[Question], str]] = {"gaps": _print_gaps}
