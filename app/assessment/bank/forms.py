"""The form of a question, whole: what it asks (questions/editing.py), and what it is filed under."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.assessment.bank import rules
from app.assessment.bank.rules import Said
from app.assessment.questions import editing
from app.assessment.questions.editing import Errors, Form, Values
from app.assessment.questions.kinds import KINDS
from app.assessment.questions.shown_pictures import renamed
from app.assessment.quizzes import trying
from app.assessment.quizzes.trying import Trial
from app.core.errors import FieldError
from app.core.i18n import N_, _

MORE_ROWS = 3
NO_PICTURES: Mapping[str, str] = MappingProxyType({})
HINTS = {
    "single": N_("Plusieurs réponses sont proposées, une seule est juste."),
    "multiple": N_("Plusieurs réponses sont proposées, plusieurs sont justes."),
    "true_false": N_("Une phrase : est-elle vraie ou fausse ?"),
    "short": N_("La personne écrit un mot ou quelques mots. Majuscules et accents ne comptent pas."),
    "number": N_("La personne écrit un nombre. Vous dites à combien près il est juste."),
    "matching": N_("Chaque élément va avec un autre : la personne choisit dans un menu."),
    "gaps": N_("Une phrase à trous, avec un menu à chaque trou."),
    "ordering": N_("Des éléments mélangés, à remettre dans le bon ordre."),
    "essay": N_("La personne écrit librement. Une formatrice ou un formateur lit et note."),
}


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What the form prints. `trial` is the question as it would be asked, once it is sound."""

    kind: str
    values: Values
    name: str = ""
    tags: str = ""
    competences: tuple[str, ...] = ()
    category: str = ""
    errors: Errors = field(default_factory=dict)
    trial: Trial | None = None

    @property
    def problems(self) -> list[FieldError]:
        """For the summary at the top of the page, in the order of the fields."""
        return [FieldError(name, message) for name, message in self.errors.items()]


def blank(kind: str, tags: tuple[str, ...] = (), competences: tuple[str, ...] = ()) -> QuestionForm:
    """An empty form, filed like the question before."""
    return QuestionForm(kind, editing.with_room(editing.blank(kind)), tags=", ".join(tags), competences=competences)


def opened(said: Said, pictures: Mapping[str, str] = NO_PICTURES) -> QuestionForm:
    """The form of a question that is kept. `pictures`: how its words call each picture → where it is served."""
    kind = said.definition["kind"]
    return QuestionForm(
        kind, editing.with_room(editing.form_of(said.definition)), said.name, ", ".join(said.tags), said.competences,
        said.category, trial=Trial(trying.shown(renamed(said.definition, pictures))),
    )  # fmt: skip


def sent(kind: str, form: Form, pictures: Mapping[str, str] = NO_PICTURES) -> tuple[Said | None, QuestionForm]:
    """The question that was sent when it is sound, and its form with everything that was typed."""
    definition, errors = editing.read_form(kind, form)
    name, category = _line(form, "name"), _line(form, "category")
    for field_name, value in (("name", name), ("category", category)):
        if len(value) > rules.LONGEST_NAME:
            errors[field_name] = _("Ce texte est trop long : %(most)s caractères au plus.") % {
                "most": rules.LONGEST_NAME
            }
    competences = tuple(
        dict.fromkeys(code for code in form.get("competences", ()) if re.fullmatch(r"[^\s,;]{1,40}", code))
    )[: rules.MOST_COMPETENCES]
    more = MORE_ROWS if act(form) == "more" else 0
    back = QuestionForm(
        kind, editing.with_room(editing.typed(kind, form), more), _first(form, "name"), _first(form, "tags"),
        competences, _first(form, "category"), {} if more else errors,
    )  # fmt: skip
    if errors or more:
        return None, back
    said = Said(
        name or rules.name_from(definition["text"]),
        definition,
        rules.tags_of(_first(form, "tags")),
        competences,
        category,
    )
    seen = renamed(definition, pictures)
    trial = trying.attempt(seen, form) if act(form) == "try" else Trial(trying.shown(seen))
    return said, QuestionForm(
        kind, back.values, back.name, back.tags, competences, back.category, trial=trial
    )  # fmt: skip


def act(form: Form) -> str:
    """The button that was pressed: keep, another, more (rows), preview, try; "" when it was none of them."""
    return _first(form, "act")


def kind_of(form: Form) -> str:
    """The kind that a form is of, or "" for one that is not ours."""
    kind = _first(form, "kind")
    return kind if kind in KINDS else ""


def names() -> list[tuple[str, str]]:
    """(code, name) of each kind."""
    return [(code, _(name)) for code, name in KINDS.items()]


def kind_choices() -> list[tuple[str, str, str]]:
    """(code, name, what it asks) of each kind."""
    return [(code, _(name), _(HINTS[code])) for code, name in KINDS.items()]


def _first(form: Form, name: str) -> str:
    found: Any = form.get(name, [])
    return str(found[0]) if found else ""


def _line(form: Form, name: str) -> str:
    return " ".join(_first(form, name).split())
