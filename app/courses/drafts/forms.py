"""The form of an activity: the fields that every kind has, read into a head. What a kind adds is read by its editor."""

from collections.abc import Mapping
from typing import Any

from app.courses.conditions_form import read_branches, read_conditions
from app.courses.kinds import RULE_PARAMETERS, ActivityKind, editor_of
from app.web.forms import Form, number, only

MARKS = {
    "place": ("remote", "on_site"),
    "timing": ("asynchronous", "synchronous"),
    "people": ("individual", "collective"),
    "guidance": ("self_study", "training"),
}


def read_head(kind: ActivityKind, before: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The head that a form says. What the form does not show is kept as it was; what it shows blank is left out."""
    head: dict[str, Any] = {
        "title": " ".join(only(form, "title").split())[:200],
        "minutes": number(form, "minutes") or None,
    }
    head |= {name: only(form, name) if only(form, name) in values else None for name, values in MARKS.items()}
    head["competences"] = [code for code in form.get("competences", []) if code]
    head["why"] = only(form, "why")
    head["licence"] = only(form, "licence")
    head["authors"] = [name.strip() for name in only(form, "authors").split(",") if name.strip()]
    head["completion"] = _completion(kind, form, before)
    head["conditions"], head["branches"] = read_conditions(form)[0], read_branches(form)[0]
    editor = editor_of(kind.code)
    own = editor.read(form) if editor is not None else {name: before[name] for name in kind.fields if name in before}
    shown = {*head, *(kind.fields if editor is not None else ())}
    kept = {name: value for name, value in before.items() if name not in shown}
    return {name: value for name, value in {**head, **kept, **own}.items() if value not in ("", None, [], {})}


def opening_errors(form: Form) -> dict[str, str]:
    """What is half written in the conditions and the shortcuts of a form, by field."""
    return {**read_conditions(form)[1], **read_branches(form)[1]}


def _completion(kind: ActivityKind, form: Form, before: Mapping[str, Any]) -> dict[str, Any] | None:
    rule = only(form, "rule")
    if rule not in kind.rules:
        kept = before.get("completion")
        return dict(kept) if kept else None
    found: dict[str, Any] = {"rule": rule}
    for name, least, most, usual in RULE_PARAMETERS.get(rule, ()):
        said = number(form, name)
        found[name] = min(max(said, least), most) if said is not None else usual
    return found


def completion_of(kind: ActivityKind, head: Mapping[str, Any]) -> dict[str, Any]:
    """The rule in force, the kind's first when none is written, with its parameters."""
    written = head.get("completion") or {}
    rule = written.get("rule") if written.get("rule") in kind.rules else kind.rules[0]
    return {"rule": rule} | {
        name: written.get(name, usual) for name, _least, _most, usual in RULE_PARAMETERS.get(str(rule), ())
    }
