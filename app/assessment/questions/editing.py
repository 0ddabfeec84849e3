"""A question as a form: its definition turned into fields, and fields turned back into a definition. Pure.

`form_of` says a definition as the values that the form prints; `typed` does the same with what somebody has sent, sound
or not, so that nothing typed is lost; `read_form` gives the definition, or a message beside each wrong field. What the
form cannot say in its plain fields (a choice worth a third of the point) it says in « compte pour », so that opening a
question and keeping it changes nothing.

Rows are numbered: `answer-0`, `said-0` (what is told to whoever takes it), `worth-0` (its percent), `left-0`, `slack-0`…
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.assessment.questions import grading, sentence, span
from app.assessment.questions.kinds import KINDS, Definition
from app.core.i18n import _

Form = Mapping[str, list[str]]
Values = dict[str, Any]
Errors = dict[str, str]

MOST_ROWS = 30
LONGEST_TEXT = 10_000
LONGEST_ANSWER = 2_000
UNSHUFFLED = ("single", "multiple")  # whose choices may be kept in their order
OVERALL = ("single", "multiple", "short", "number", "matching", "gaps", "ordering")
ROWED = ("single", "multiple", "short", "number", "matching")
_LEAST_ROWS = {"single": 4, "multiple": 4, "short": 2, "number": 1, "matching": 4}
_CELLS = ("answer", "left", "slack", "said", "worth", "good")
_LINE = "\u21b5"  # a line break inside an item, where each line is an item
_SAME = 1e-6


# --- From a definition to a form -----------------------------------------------------------------------------------


def blank(kind: str) -> Values:
    """An empty form."""
    return {
        "kind": kind, "text": "", "feedback": "", "rows": [_row() for _n in range(_LEAST_ROWS.get(kind, 0))], "right": "0",
        "penalty": "same", "truth": "", "said_right": "", "said_wrong": "", "other": "", "items": "", "sentence": "",
        "fixed": "", "case": "", "overall_right": "", "overall_partly": "", "overall_wrong": "",
    }  # fmt: skip


def form_of(definition: Definition) -> Values:
    """What the form prints of a question that is kept."""
    d, kind = definition, definition["kind"]
    values = blank(kind) | {"text": "" if kind == "gaps" else d["text"], "feedback": d["feedback"]}
    values |= {name: "1" for name in ("fixed", "case") if d.get(name)}
    values |= {f"overall_{name}": words for name, words in d.get("overall", {}).items()}
    if kind == "single":
        right = next((n for n, choice in enumerate(d["choices"]) if choice["fraction"] == 1), None)
        values["right"] = "" if right is None else str(right)
        values["rows"] = [
            _row(answer=c["text"], said=c["feedback"], worth="" if n == right else _percent(c["fraction"], unsaid=0.0))
            for n, c in enumerate(d["choices"])
        ]
    elif kind == "multiple":
        values["penalty"], weighted = _penalty(d["choices"])
        values["rows"] = [
            _row(
                answer=c["text"],
                said=c["feedback"],
                good="1" if c["fraction"] > 0 else "",
                worth=_percent(c["fraction"], unsaid=None) if weighted else "",
            )
            for c in d["choices"]
        ]
    elif kind == "short":
        values["rows"] = [
            _row(answer=a["text"], said=a["feedback"], worth=_percent(a["fraction"], unsaid=1.0)) for a in d["answers"]
        ]
    elif kind == "number":
        values["other"] = d["other"]
        values["rows"] = [
            _row(said=a["feedback"], worth=_percent(a["fraction"], unsaid=1.0), **_cells(a["says"]))
            for a in d["answers"]
        ]
    elif kind == "matching":
        values["rows"] = [_row(left=p["left"], answer=p["right"], said=p["feedback"]) for p in d["pairs"]]
    elif kind == "true_false":
        values |= {
            "truth": str(d["answer"]).lower(), "said_right": d["right"], "said_wrong": d["wrong"],
        }  # fmt: skip
    elif kind == "ordering":
        values["items"] = "\n".join(item.replace("\n", _LINE) for item in d["items"])
    elif kind == "gaps":
        values["sentence"] = sentence.write(d)
    return values


def typed(kind: str, form: Form) -> Values:
    """What the form prints of what was sent, as it was typed."""
    values = blank(kind)
    for name in values:
        if name not in ("kind", "rows") and name in form:
            values[name] = _first(form, name)
    if kind == "single" and "right" not in form:
        values["right"] = ""
    values["rows"] = _rows(form) if kind in ROWED else []
    return values


def with_room(values: Values, more: int = 0) -> Values:
    """The same form with blank rows at its end: at least one, `more` when they are asked for."""
    kind, rows = values["kind"], list(values["rows"])
    if kind not in ROWED:
        return values
    filled = max((n for n, row in enumerate(rows, 1) if any(row.values())), default=0)
    wanted = max(_LEAST_ROWS[kind], filled + 1 if kind != "number" else filled, len(rows), filled + more)
    rows += [_row() for _n in range(min(wanted, MOST_ROWS) - len(rows))]
    return {**values, "rows": rows}


def _row(**cells: str) -> dict[str, str]:
    return dict.fromkeys(_CELLS, "") | cells


def _percent(fraction: float, unsaid: float | None) -> str:
    if fraction == unsaid:
        return ""
    return f"{fraction * 100:.5f}".rstrip("0").rstrip(".").replace(".", ",")


def _cells(says: str) -> dict[str, str]:
    answer, slack = span.write(says)
    return {"answer": answer, "slack": slack}


def _penalty(choices: list[dict[str, Any]]) -> tuple[str, bool]:
    """(what a wrong choice costs, whether only weights can say it)"""
    right = [c["fraction"] for c in choices if c["fraction"] > 0]
    wrong = [c["fraction"] for c in choices if c["fraction"] <= 0]
    share = _share(len(right))
    if all(abs(fraction - share) < _SAME for fraction in right):
        for name, cost in (("none", 0.0), ("same", -share), ("all", -1.0)):
            if all(abs(fraction - cost) < _SAME for fraction in wrong):
                return name, False
    return "none", True


def _share(count: int) -> float:
    return round(1 / count, 7) if count else 0.0


# --- From a form to a definition -----------------------------------------------------------------------------------


def read_form(kind: str, form: Form) -> tuple[Definition, Errors]:
    """The definition of a question, and a message beside each wrong field; with a message, it is not to be kept."""
    if kind not in KINDS:
        return {}, {"kind": _("Choisissez le genre de la question.")}
    errors: Errors = {}
    definition: Definition = {"kind": kind}
    if kind != "gaps":
        definition["text"] = _text(form, "text", errors)
        if not definition["text"]:
            errors.setdefault("text", _("Écrivez la question."))
    definition |= _READERS[kind](form, errors)
    definition["feedback"] = _text(form, "feedback", errors)
    return definition | _said_seldom(definition, form, errors), errors


def _said_seldom(definition: Definition, form: Form, errors: Errors) -> Definition:
    """The keys that a definition only has when they say something."""
    kind = definition["kind"]
    found: Definition = {}
    if kind in UNSHUFFLED and _first(form, "fixed"):
        found["fixed"] = True
    typed_words = any(gap.get("typed") == "words" for gap in definition.get("gaps", ()))
    if _first(form, "case") and (kind == "short" or typed_words):
        found["case"] = True
    if kind in OVERALL:
        overall = {name: _text(form, f"overall_{name}", errors) for name in ("right", "partly", "wrong")}
        if overall := {name: words for name, words in overall.items() if words}:
            found["overall"] = overall
    return found


def _read_single(form: Form, errors: Errors) -> Definition:
    rows = _filled(form, errors)
    right = _first(form, "right")
    choices: list[Definition] = []
    for n, row in rows:
        worth = 1.0 if str(n) == right else _worth(row, n, errors, unsaid=0.0)
        choices.append({"text": row["answer"], "fraction": worth, "feedback": row["said"]})
    if len(rows) < 2:
        _first_empty(rows, errors, _("Proposez au moins deux réponses."))
    elif right not in {str(n) for n, _row_ in rows} and not any(choice["fraction"] > 0 for choice in choices):
        errors.setdefault("right", _("Dites quelle est la bonne réponse."))
    elif not errors and all(choice["fraction"] == 1 for choice in choices):
        errors[f"worth-{rows[-1][0]}"] = _("Une réponse au moins ne doit pas être juste.")
    _refuse_twins(rows, errors)
    return {"choices": choices}


def _read_multiple(form: Form, errors: Errors) -> Definition:
    rows = _filled(form, errors)
    right = [n for n, row in rows if row["good"]]
    share, penalty = _share(len(right)), _first(form, "penalty")
    cost = {"none": 0.0, "all": -1.0}.get(penalty, -share)
    choices: list[Definition] = [
        {
            "text": row["answer"],
            "fraction": _worth(row, n, errors, unsaid=share if row["good"] else cost),
            "feedback": row["said"],
        }
        for n, row in rows
    ]
    if len(rows) < 2:
        _first_empty(rows, errors, _("Proposez au moins deux réponses."))
    elif not right and not any(choice["fraction"] > 0 for choice in choices):
        errors.setdefault(f"good-{rows[0][0]}", _("Cochez au moins une bonne réponse."))
    elif not errors and not any(choice["fraction"] > 0 for choice in choices):
        errors[f"worth-{right[0]}"] = _("Une bonne réponse doit compter pour plus de 0.")
    _refuse_twins(rows, errors)
    return {"choices": choices}


def _read_true_false(form: Form, errors: Errors) -> Definition:
    truth = _first(form, "truth")
    if truth not in ("true", "false"):
        errors["truth"] = _("Dites si la phrase est vraie ou fausse.")
    wrong, right = _text(form, "said_wrong", errors), _text(form, "said_right", errors)
    return {"answer": truth == "true", "wrong": wrong, "right": right}


def _read_short(form: Form, errors: Errors) -> Definition:
    rows = _filled(form, errors)
    answers: list[Definition] = [
        {"text": row["answer"], "fraction": _worth(row, n, errors, unsaid=1.0), "feedback": row["said"]}
        for n, row in rows
    ]
    if not rows:
        errors.setdefault("answer-0", _("Écrivez au moins une réponse acceptée."))
    elif not errors and not any(answer["fraction"] > 0 for answer in answers):
        errors[f"worth-{rows[0][0]}"] = _("Une réponse au moins doit être juste.")
    _refuse_twins(rows, errors)
    return {"answers": answers}


def _read_number(form: Form, errors: Errors) -> Definition:
    rows = _filled(form, errors)
    answers: list[Definition] = [
        {**_span(row, n, errors), "fraction": _worth(row, n, errors, unsaid=1.0), "feedback": row["said"]}
        for n, row in rows
    ]
    if not rows:
        errors.setdefault("answer-0", _("Écrivez le nombre attendu."))
    elif not errors and not any(answer["fraction"] > 0 for answer in answers):
        errors[f"worth-{rows[0][0]}"] = _("Une réponse au moins doit être juste.")
    return {"answers": answers, "other": _text(form, "other", errors)}


def _read_matching(form: Form, errors: Errors) -> Definition:
    pairs: list[Definition] = []
    for n, row in enumerate(_tidy_rows(form, errors)):
        if not any(row.values()):
            continue
        if not row["answer"]:
            errors.setdefault(f"answer-{n}", _("Écrivez ce qui va avec cet élément."))
        pairs.append({"left": row["left"], "right": row["answer"], "feedback": row["said"]})
    lefts = [pair["left"] for pair in pairs if pair["left"]]
    if len(lefts) < 2:
        errors.setdefault("left-0", _("Écrivez au moins deux paires."))
    return {"pairs": pairs}


def _read_gaps(form: Form, errors: Errors) -> Definition:
    written = _text(form, "sentence", errors)
    segments, gaps, message = sentence.read(written)
    if not message and not any(part.strip() for part in segments):
        message = _("Écrivez une phrase autour des trous.")
    if message:
        errors.setdefault("sentence", message)
        return {"text": written, "segments": [], "gaps": []}
    text = re.sub(r" {2,}", " ", sentence.BLANK.join(segments)).strip(" ")
    return {"text": text, "segments": segments, "gaps": gaps}


def _read_ordering(form: Form, errors: Errors) -> Definition:
    lines = [_tidy(line) for line in _raw(form, "items", errors).split("\n")]
    items = [line.replace(_LINE, "\n") for line in lines if line]
    if len(items) < 2:
        errors.setdefault("items", _("Écrivez au moins deux éléments, un par ligne."))
    elif len(items) > MOST_ROWS:
        errors.setdefault("items", _("%(most)s éléments au plus.") % {"most": MOST_ROWS})
    elif len(set(items)) < len(items):
        errors.setdefault("items", _("Deux éléments sont identiques. Rendez-les différents."))
    return {"items": items}


_READERS: dict[str, Callable[[Form, Errors], Definition]] = {
    "single": _read_single,
    "multiple": _read_multiple,
    "true_false": _read_true_false,
    "short": _read_short,
    "number": _read_number,
    "matching": _read_matching,
    "gaps": _read_gaps,
    "ordering": _read_ordering,
    "essay": lambda form, errors: {},
}


# --- Fields --------------------------------------------------------------------------------------------------------


def _first(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0] if found else ""


def _raw(form: Form, name: str, errors: Errors) -> str:
    text = _first(form, name).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        errors[name] = _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_TEXT}
    return text


def _text(form: Form, name: str, errors: Errors) -> str:
    return _tidy(_raw(form, name, errors))


def _tidy(text: str) -> str:
    """One space between the words of a line; of several lines, which may be a list or a piece of code, only the ends."""
    if "\n" not in text.strip():
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").rstrip()


def _rows(form: Form) -> list[dict[str, str]]:
    """Every row that was sent, as it was typed."""
    found: dict[int, dict[str, str]] = {}
    for name, given in form.items():
        cell, _dash, number = name.partition("-")
        if cell in _CELLS and number.isascii() and number.isdigit() and len(number) < 4 and int(number) < MOST_ROWS:
            found.setdefault(int(number), _row())[cell] = given[0] if given else ""
    return [found.get(n, _row()) for n in range(max(found, default=-1) + 1)]


def _tidy_rows(form: Form, errors: Errors) -> list[dict[str, str]]:
    rows = []
    for n, row in enumerate(_rows(form)):
        tidy = {cell: _tidy(words.replace("\r\n", "\n")) for cell, words in row.items()}
        for cell, words in tidy.items():
            if len(words) > LONGEST_ANSWER:
                errors[f"{cell}-{n}"] = _("Ce texte est trop long : %(most)s caractères au plus.") % {
                    "most": LONGEST_ANSWER
                }
        rows.append(tidy)
    return rows


def _filled(form: Form, errors: Errors) -> list[tuple[int, dict[str, str]]]:
    """(number, row) of each answer; a feedback without its answer is a mistake, not a row to forget."""
    rows = []
    for n, row in enumerate(_tidy_rows(form, errors)):
        if row["answer"]:
            rows.append((n, row))
        elif row["said"] or row["worth"] or row["good"]:
            errors.setdefault(f"answer-{n}", _("Cette réponse est vide. Écrivez-la, ou effacez ce qui l'accompagne."))
    return rows


def _first_empty(rows: list[tuple[int, dict[str, str]]], errors: Errors, message: str) -> None:
    taken = {n for n, _row_ in rows}
    errors.setdefault(f"answer-{next(n for n in range(MOST_ROWS) if n not in taken)}", message)


def _refuse_twins(rows: list[tuple[int, dict[str, str]]], errors: Errors) -> None:
    seen: dict[str, int] = {}
    for n, row in rows:
        if seen.setdefault(row["answer"], n) != n:
            errors.setdefault(f"answer-{n}", _("Cette réponse est déjà écrite plus haut."))


def _worth(row: dict[str, str], n: int, errors: Errors, *, unsaid: float) -> float:
    """What an answer is worth, from -1 to 1."""
    if not row["worth"]:
        return unsaid
    value = grading.number(row["worth"])
    if value is None or not -100 <= value <= 100:
        errors[f"worth-{n}"] = _("Écrivez un pourcentage de -100 à 100.")
        return unsaid
    return round(value / 100, 7)


def _span(row: dict[str, str], n: int, errors: Errors) -> Definition:
    found, message = span.read(row["answer"], row["slack"])
    if message:
        errors[f"slack-{n}" if found else f"answer-{n}"] = message
    return found or {"says": row["answer"], "low": 0.0, "high": 0.0}
