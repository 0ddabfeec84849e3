"""Questions as pages print them: the form before sending, the answers and their verdicts afterwards."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from app.assessment.questions import codes, grading, kinds
from app.assessment.questions.kinds import Definition
from app.assessment.questions.literals import escape_markdown
from app.assessment.quizzes.queries import Version
from app.core.i18n import _
from app.web import formats
from app.web.questions import question_html, words_html

SERVED_FROM = "/fichiers/"  # where the pictures that questions show are kept


def _address(picture: str) -> str:
    return picture if picture.startswith(SERVED_FROM) else ""


@lru_cache(maxsize=4096)
def html(text: str) -> Markup:
    """The words of a choice, an answer, a feedback, cleaned."""
    return Markup(words_html(text, _address))  # noqa: S704 - cleaned by app.web.text


@lru_cache(maxsize=4096)
def lead(text: str) -> Markup:
    """What names a question where only a line may stand: its words up to an empty line, a list, a table or code."""
    return html(_lead(text)[0])


@lru_cache(maxsize=4096)
def rest(text: str) -> Markup:
    """What a question shows under its first words: paragraphs, lists, tables, code; most have none."""
    below = _lead(text)[1]
    return Markup(question_html(below, _address)) if below else Markup()  # noqa: S704 - cleaned by app.web.text


def _lead(text: str) -> tuple[str, str]:
    if "\n" not in text:
        return text, ""
    first = _BLOCK.search(f"\n{text}")
    return (
        (text[: max(0, first.start() - 1)].rstrip(), f"{text[max(0, first.start() - 1) :].strip(chr(10))}\n")
        if first
        else (text, "")
    )


_BLOCK = re.compile(r"\n(?:\n|- |\d{1,9}\. |> |```|\|)")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The same words where only text may stand: the options of a menu."""
    return str(Markup(words_html(text)).striptags())  # noqa: S704 - cleaned by app.web.text


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    html: Markup
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of the form: one pair to match, one gap, one item to place."""

    name: str
    html: Markup
    text: str
    options: tuple[Option, ...]
    typed: str = ""  # words or number: nothing to choose from, `value` is what was typed
    value: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the form. `value` is what was typed, `rest` stands under the words; the others depend on the kind."""

    position: int
    name: str
    kind: str
    html: Markup
    value: str = ""
    options: tuple[Option, ...] = ()
    menus: tuple[Menu, ...] = ()
    segments: tuple[Markup, ...] = ()
    error: str = ""
    rest: Markup = field(default_factory=Markup)


Form = Mapping[str, list[str]]


def asked(version: Version, position: int, seed: str, shuffled: bool, form: Form, error: str = "") -> Asked:
    """A question ready for its form, with what was already filled in. Choices are named by their codes."""
    d, name, key = version.definition, f"q{position}", version.id
    seed = f"{seed}:{version.question_id}"
    given = form.get(name, [])
    value = given[0] if given else ""
    options: tuple[Option, ...] = ()
    menus: tuple[Menu, ...] = ()
    segments: tuple[Markup, ...] = ()
    if version.kind in ("single", "multiple"):
        texts = [choice["text"] for choice in d["choices"]]
        shown = kinds.order(len(texts), seed, kinds.is_shuffled(d, shuffled))
        options = _options(texts, shown, given, codes.coder(key, codes.CHOICE))
    elif version.kind == "true_false":
        pairs = (("true", _("Vrai")), ("false", _("Faux")))
        options = tuple(Option(code, Markup.escape(said), said, code in given) for code, said in pairs)
    elif version.kind == "matching":
        rights = kinds.right_sides(d)
        texts = [pair["right"] for pair in d["pairs"]]
        shown = [rights[n] for n in kinds.order(len(rights), seed, never_sorted=True)]
        menus = tuple(
            _menu(
                f"{name}-{codes.code(key, codes.LEFT, index)}", d["pairs"][index]["left"], texts, shown, form,
                codes.coder(key, codes.RIGHT),
            )
            for index in kinds.left_sides(d)
        )  # fmt: skip
    elif version.kind == "gaps":
        segments = tuple(html(segment) for segment in _visible_spaces(d["segments"]))
        menus = tuple(
            _typed(f"{name}-{n}", _("Trou %(n)s") % {"n": n + 1}, gap["typed"], form)
            if kinds.is_typed(gap)
            else _menu(
                f"{name}-{n}", _("Trou %(n)s") % {"n": n + 1}, [c["text"] for c in gap["choices"]],
                kinds.order(len(gap["choices"]), f"{seed}:{n}", shuffled), form, codes.coder(key, codes.gap(n)),
            )
            for n, gap in enumerate(d["gaps"])
        )  # fmt: skip
    elif version.kind == "ordering":
        count = len(d["items"])
        places = [_("Place %(n)s") % {"n": n + 1} for n in range(count)]
        menus = tuple(
            _menu(
                f"{name}-{codes.code(key, codes.ITEM, index)}", d["items"][index], places, list(range(count)), form, str
            )
            for index in kinds.order(count, seed, never_sorted=True)
        )
    text = d["text"] if version.kind != "gaps" else _("Complétez la phrase.")
    return Asked(position, name, version.kind, lead(text), value, options, menus, segments, error, rest(text))


def _visible_spaces(segments: list[str]) -> list[str]:
    return [segment.strip(" ") for segment in segments]


def _options(texts: list[str], order: list[int], given: list[str], named: Callable[[int], str]) -> tuple[Option, ...]:
    return tuple(Option(named(n), html(texts[n]), plain(texts[n]), named(n) in given) for n in order)


def _menu(name: str, label: str, texts: list[str], order: list[int], form: Form, named: Callable[[int], str]) -> Menu:
    return Menu(name, html(label), plain(label), _options(texts, order, form.get(name, []), named))


def _typed(name: str, label: str, typed: str, form: Form) -> Menu:
    return Menu(name, html(label), label, (), typed, _first(form, name))


def from_form(versions: list[Version], form: Form) -> tuple[dict[str, Any], dict[int, str]]:
    """Version id → raw response, and position → message for what cannot be understood as it stands."""
    answers: dict[str, Any] = {}
    problems: dict[int, str] = {}
    for position, version in enumerate(versions, 1):
        d, name, key = version.definition, f"q{position}", version.id
        given = form.get(name, [])
        raw: Any = given[0] if given else None
        if version.kind == "multiple":
            raw = given
        elif version.kind == "matching":
            lefts = [codes.code(key, codes.LEFT, n) for n in kinds.left_sides(d)]
            raw = {left: chosen for left in lefts if (chosen := _first(form, f"{name}-{left}"))}
        elif version.kind == "gaps":
            raw = [_first(form, f"{name}-{n}") or None for n in range(len(d["gaps"]))]
        elif version.kind == "ordering":
            items = [codes.code(key, codes.ITEM, n) for n in range(len(d["items"]))]
            raw, message = _places(items, name, form)
            if message:
                problems[position] = message
        answers[key] = codes.reveal(key, d, raw)
    return answers, problems


def moved(form: Form, shown: list[str], versions: list[Version]) -> dict[str, list[str]]:
    """A form whose questions were `shown` in another order, or among others: each answer follows its question."""
    before = {version_id: f"q{position}" for position, version_id in enumerate(shown, 1)}
    found = {name: values for name, values in form.items() if not name[1:].split("-")[0].isdecimal()}
    for position, version in enumerate(versions, 1):
        old = before.get(version.id, "")
        for name, values in form.items():
            whole, dash, rest = name.partition("-")
            if old and whole == old:
                found[f"q{position}{dash}{rest}"] = values
    return found


def _first(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0] if found else ""


def _places(items: list[str], name: str, form: Form) -> tuple[list[str | None], str]:
    """Items in the chosen order; a message when two items were given the same place."""
    chosen: list[str | None] = [None] * len(items)
    for item in items:
        place = _first(form, f"{name}-{item}")
        if not (place.isdecimal() and len(place) < 4 and int(place) < len(items)):
            continue
        if chosen[int(place)] is not None:
            return chosen, _("Deux éléments ont la même place. Donnez une place différente à chacun.")
        chosen[int(place)] = item
    return chosen, ""


# --- After sending -----------------------------------------------------------------------------------------------

_VERDICTS = {
    grading.RIGHT: ("good", "circle-check"),
    grading.PARTLY: ("attention", "circle-help"),
    grading.WRONG: ("attention", "circle-x"),
    grading.EMPTY: ("attention", "circle-x"),
    "to_mark": ("info", "clock"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of an answer: what was asked (a pair's left, a gap's number…), what was said, how it went."""

    label: Markup
    said: Markup
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a result."""

    position: int
    html: Markup
    rest: Markup
    kind: str
    verdict: str  # in words
    tone: str
    icon: str
    points: str
    lines: tuple[Line, ...]
    feedback: tuple[Markup, ...] = ()
    general: Markup = field(default_factory=Markup)
    expected: tuple[Markup, ...] = ()
    comment: str = ""
    marker: str = ""


def answered(version: Version, row: Any, with_expected: bool) -> Answered:
    """A question as it was answered, with words for how it went."""
    d, response = version.definition, row.response
    graded = grading.grade(d, response)
    if graded is None:  # an essay: a person says what it is worth
        code = "to_mark" if row.points is None else _marked(row.points, response)
        feedback: tuple[str, ...] = ()
        parts: tuple[str, ...] = ()
    else:
        code, feedback, parts = graded.verdict, graded.feedback, graded.parts
    tone, icon = _VERDICTS[code]
    words = verdict_words()
    expected_lines = expected(d) if with_expected and code not in (grading.RIGHT, "to_mark") else ()
    points = "" if row.points is None else _points(row.points, row.possible)
    return Answered(
        row.position, *_words(d), version.kind, words[code], tone, icon, points,
        tuple(_lines(d, response, parts, words)), tuple(html(f) for f in feedback), html(d["feedback"]), expected_lines,
        row.comment, row.marker or "",
    )  # fmt: skip


def _words(d: Definition) -> tuple[Markup, Markup]:
    """What was asked, in a line and under it; a sentence with gaps is one run of words."""
    return (html(d["text"]), Markup()) if d["kind"] == "gaps" else (lead(d["text"]), rest(d["text"]))


def verdict_words() -> dict[str, str]:
    return {
        grading.RIGHT: _("C'est juste"),
        grading.PARTLY: _("En partie juste"),
        grading.WRONG: _("Pas encore juste"),
        grading.EMPTY: _("Sans réponse"),
        "to_mark": _("L'équipe de formation va lire votre réponse"),
    }


def score(points: float, possible: float) -> str:
    """« 6 sur 8 », « 5,5 sur 8 »."""
    return _("%(points)s sur %(possible)s") % {"points": _plain_number(points), "possible": _plain_number(possible)}


def _points(points: float, possible: float) -> str:
    return _("%(points)s point sur %(possible)s") % {
        "points": _plain_number(points),
        "possible": _plain_number(possible),
    }


def _plain_number(value: float) -> str:
    digits = 0 if abs(value - round(value)) < 0.005 else 1 if abs(value * 10 - round(value * 10)) < 0.05 else 2
    return formats.number(value, digits)


def _marked(points: float, response: Any) -> str:
    if response is None:
        return grading.EMPTY
    return grading.RIGHT if points >= 1 else grading.PARTLY if points > 0 else grading.WRONG


def _lines(d: Definition, response: Any, parts: tuple[str, ...], words: dict[str, str]) -> list[Line]:
    kind = d["kind"]
    nothing = Markup.escape(_("(rien)"))
    none = Markup("")
    if response is None:
        return []
    if kind == "single":
        return [Line(none, html(d["choices"][int(response)]["text"]))]
    if kind == "multiple":
        return [Line(none, html(d["choices"][int(n)]["text"])) for n in response]
    if kind == "true_false":
        return [Line(none, Markup.escape(_("Vrai") if response == "true" else _("Faux")))]
    if kind == "matching":
        return [
            Line(
                html(d["pairs"][index]["left"]),
                html(d["pairs"][int(response[str(index)])]["right"]) if str(index) in response else nothing,
                words[verdict],
            )
            for index, verdict in zip(kinds.left_sides(d), parts, strict=True)
        ]
    if kind == "gaps":
        return [
            Line(
                Markup.escape(_("Trou %(n)s") % {"n": n + 1}),
                nothing if index is None else _in_gap(d["gaps"][n], index),
                words[verdict],
            )
            for n, (index, verdict) in enumerate(zip(response, parts, strict=True))
        ]
    if kind == "ordering":
        return [
            Line(
                Markup.escape(_("Place %(n)s") % {"n": n + 1}),
                html(d["items"][int(index)]) if index is not None else nothing,
                words[verdict],
            )
            for n, (index, verdict) in enumerate(zip(response, parts, strict=True))
        ]
    return [Line(none, Markup.escape(response))]


def _in_gap(gap: dict[str, Any], said: str) -> Markup:
    return Markup.escape(said) if kinds.is_typed(gap) else html(gap["choices"][int(said)]["text"])


def expected(d: Definition) -> tuple[Markup, ...]:
    """The right answer, line by line; nothing for an essay."""
    kind = d["kind"]
    if kind in ("single", "multiple"):
        best = 1.0 if kind == "single" else 0.0001
        return tuple(html(choice["text"]) for choice in d["choices"] if choice["fraction"] >= best)
    if kind == "true_false":
        return (Markup.escape(_("Vrai") if d["answer"] else _("Faux")),)
    if kind == "short":
        return tuple(Markup.escape(a["text"]) for a in d["answers"] if a["fraction"] >= 1 and "*" not in a["text"])[:1]
    if kind == "number":
        return tuple(Markup.escape(_span(a)) for a in d["answers"] if a["fraction"] >= 1)[:1]
    if kind == "matching":
        return tuple(
            Markup("{} → {}").format(html(d["pairs"][n]["left"]), html(d["pairs"][n]["right"]))
            for n in kinds.left_sides(d)
        )
    if kind == "gaps":
        text = d["segments"][0]
        for segment, gap in zip(d["segments"][1:], d["gaps"], strict=True):
            text += f"**{_best(gap)}**{segment}"
        return (html(text),)
    if kind == "ordering":
        return tuple(Markup("{}. {}").format(n, html(item)) for n, item in enumerate(d["items"], 1))
    return ()


def _best(gap: dict[str, Any]) -> str:
    """The right answer of a gap, as Markdown."""
    best = max(gap["choices"], key=lambda choice: choice["fraction"])
    if not kinds.is_typed(gap):
        return str(best["text"])
    return escape_markdown(_span({"says": best["text"]}) if gap["typed"] == "number" else best["text"])


def _span(answer: dict[str, Any]) -> str:
    says = answer["says"]
    if ".." in says:
        low, high = says.split("..")
        return _("entre %(low)s et %(high)s") % {"low": low.replace(".", ","), "high": high.replace(".", ",")}
    return str(says.split(":")[0]).replace(".", ",")
