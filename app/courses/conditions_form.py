"""Conditions and branches in the workshop: the part of a form that any activity, or a sequence, can have.

The page includes TEMPLATE with `opening=shown(…)` and `errors`, and gives the posted fields to `read_conditions` and
`read_branches`. What is half written is kept as it was typed, with a message beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.i18n import _
from app.courses.conditions import AFTER, FROM_DAY, GROUP, LEVEL, UNTIL_DAY, Names, words

TEMPLATE = "courses/conditions_editor.html"
BLANK_ROWS = 2
MOST_ROWS = 50

Form = Mapping[str, Sequence[str]]
Written = list[dict[str, Any]]
Errors = dict[str, str]
Option = tuple[str, str]


# --- Read -----------------------------------------------------------------------------------------------------


def read_conditions(form: Form) -> tuple[Written, Errors]:
    """The conditions that a form says, as a head writes them, and what is wrong by field. Blank rows are left out."""
    found: Written = []
    errors: Errors = {}
    found += [{AFTER: value} for _n, value in _rows(form, "after") if value]
    for name in (FROM_DAY, UNTIL_DAY):
        if value := _only(form, name):
            found.append({name: _number(value, name, errors)})
    if not errors and _day(found, FROM_DAY, 0) > _day(found, UNTIL_DAY, 10**6):
        errors[UNTIL_DAY] = _("Ce dernier jour vient avant le premier : l'étape ne s'ouvrirait jamais.")
    for n, value in _rows(form, "min_level"):
        of = _only(form, f"min_level_of-{n}")
        if not value and not of:
            continue
        what, _colon, code = of.partition(":")
        one: dict[str, Any] = {LEVEL: _number(value, f"min_level-{n}", errors)} if value else {LEVEL: ""}
        found.append(one | ({what: code} if what in ("competence", "block") and code else {}))
        if not value:
            errors[f"min_level-{n}"] = _("Choisissez un niveau.")
        elif not code:
            errors[f"min_level_of-{n}"] = _("Choisissez une compétence ou un bloc.")
    for n in _numbers(form, "group", "group_other"):
        names = [" ".join(name.split()) for name in (*form.get(f"group-{n}", ()), _only(form, f"group_other-{n}"))]
        kept = list(dict.fromkeys(name for name in names if name))
        if kept:
            found.append({GROUP: kept[0] if len(kept) == 1 else kept})
    return found, errors


def read_branches(form: Form) -> tuple[Written, Errors]:
    """The branches that a form says, and what is wrong by field."""
    found: Written = []
    errors: Errors = {}
    for n in _numbers(form, "branch_if", "branch_go_to"):
        said, go_to = _only(form, f"branch_if-{n}"), _only(form, f"branch_go_to-{n}")
        if not said and not go_to:
            continue
        said = re.sub(r"^si\s+", "", said, flags=re.IGNORECASE).rstrip(" .:")
        found.append({"if": said, "go_to": go_to})
        if not said:
            errors[f"branch_if-{n}"] = _("Écrivez ce que la personne a déjà.")
        if not go_to:
            errors[f"branch_go_to-{n}"] = _("Choisissez où aller.")
    return found, errors


def _only(form: Form, name: str) -> str:
    return next((value.strip() for value in form.get(name, ())), "")


def _numbers(form: Form, *prefixes: str) -> list[int]:
    pattern = re.compile(rf"({'|'.join(prefixes)})-(\d{{1,2}})")
    return sorted({int(found[2]) for name in form if (found := pattern.fullmatch(name))})[:MOST_ROWS]


def _rows(form: Form, prefix: str) -> Iterator[tuple[int, str]]:
    for n in _numbers(form, prefix):
        yield n, _only(form, f"{prefix}-{n}")


def _number(text: str, field: str, errors: Errors) -> int | str:
    """The whole number that was typed; the words themselves, with a message, when it is not one."""
    if text.isdecimal() and len(text) < 5 and int(text) > 0:
        return int(text)
    errors[field] = _("Écrivez un nombre entier, à partir de 1.")
    return text


def _day(found: Written, kind: str, otherwise: int) -> int:
    return next((one[kind] for one in found if kind in one), otherwise)


# --- Shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opening:
    """What the template prints: the rows already said, some blank ones, the choices, and what learners will read."""

    after: list[str]
    from_day: Any
    until_day: Any
    levels: list[tuple[Any, str]]  # the level, « competence:B1.1 » or « block:b1 »
    groups: list[list[str]]  # the groups ticked
    branches: list[tuple[str, str]]
    steps: list[Option]
    further: list[Option]
    level_options: list[Option]
    skills: list[Option]
    group_options: list[Option]
    said: list[str]


def shown(head: Mapping[str, Any], names: Names, groups: Sequence[str], owner: str = "") -> Opening:
    """The head of an activity or a sequence, whose key is `owner`, ready for the template; `groups` are those of the
    organisation."""
    said = [one for one in _listed(head, "conditions") if isinstance(one, dict)]
    branches = [one for one in _listed(head, "branches") if isinstance(one, dict)]
    levels = [
        (one[LEVEL], next((f"{what}:{one[what]}" for what in ("competence", "block") if one.get(what)), ""))
        for one in said
        if LEVEL in one
    ]
    named = [_as_list(one[GROUP]) for one in said if GROUP in one]
    return Opening(
        after=[str(one[AFTER] or "") for one in said if AFTER in one] + [""] * BLANK_ROWS,
        from_day=next((one[FROM_DAY] for one in said if FROM_DAY in one), ""),
        until_day=next((one[UNTIL_DAY] for one in said if UNTIL_DAY in one), ""),
        levels=[*levels, ("", "")],
        groups=named or [[]],
        branches=[(str(one.get("if") or ""), str(one.get("go_to") or "")) for one in branches]
        + [("", "")] * BLANK_ROWS,
        steps=_steps(names, owner),
        further=_further(names, owner),
        level_options=[(str(n), f"{n} · {title}") for n, title in enumerate(names.levels, 1)],
        skills=_skills(names),
        group_options=[(name, name) for name in dict.fromkeys((*groups, *(one for each in named for one in each)))],
        said=words(said, names),
    )


def _listed(head: Mapping[str, Any], name: str) -> list[Any]:
    found = head.get(name)
    return found if isinstance(found, list) else []


def _as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value or "")]


def _steps(names: Names, owner: str) -> list[Option]:
    """What something may come after: every sequence and activity but itself, and the sequence that it is in."""
    found: list[Option] = []
    for sequence in names.steps:
        if owner != sequence.key and all(owner != one.key for one in sequence.inside):
            found.append((sequence.key, _("Toute la séquence : %(title)s") % {"title": sequence.title}))
        if owner != sequence.key:
            found += [(one.key, one.title) for one in sequence.inside if one.key != owner]
    return found


def _further(names: Names, owner: str) -> list[Option]:
    """The activities that come after an activity, or after a whole sequence; all of them when the owner is new."""
    order = [(one.key, one.title) for sequence in names.steps for one in sequence.inside]
    held = next((sequence.inside for sequence in names.steps if sequence.key == owner), None)
    last = held[-1].key if held else owner
    here = next((index for index, (key, _title) in enumerate(order) if key == last), -1)
    return order[here + 1 :]


def _skills(names: Names) -> list[Option]:
    found: list[Option] = []
    for block in names.skills:
        found.append((f"block:{block.code}", _("Tout le bloc : %(title)s") % {"title": block.title}))
        found += [(f"competence:{one.code}", f"{one.code} {one.title}") for one in block.inside]
    return found
