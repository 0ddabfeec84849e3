"""The questionnaire of needs as data: read strictly, kept by numbers, never changed once somebody may have answered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from app.assessment.rules import STAGES
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _
from app.core.settings import CHECKOUT

GIVEN = CHECKOUT / "content" / "positioning" / "needs.yaml"
KINDS = {"text": N_("Réponse écrite"), "choice": N_("Un choix"), "choices": N_("Plusieurs choix")}
HIGHEST = 10  # no scale has more levels
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_LABEL, LONGEST_ANSWER = 30, 12, 300, 2000
_FIELDS = {"key", "kind", "label", "hint", "options", "stages"}


class Unreadable(ValueError):
    """Data that this version of the house does not know: said rather than half understood."""


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: str
    label: str
    hint: str
    options: tuple[str, ...]
    stages: tuple[str, ...]

    def kept(self) -> dict[str, Any]:
        return {
            "key": self.key, "kind": self.kind, "label": self.label, "hint": self.hint,
            "options": list(self.options), "stages": list(self.stages),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guide:
    """`id` and `number` are empty for the one that comes with the product, until it is first answered."""

    questions: tuple[Question, ...]
    held: int
    weak: int
    id: str = ""
    number: int = 0

    def at(self, stage: str) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if stage in one.stages)


@cache
def given() -> Guide:
    """As it comes with the product."""
    return read(yaml.safe_load(GIVEN.read_text("utf-8")))


def read(data: Mapping[str, Any]) -> Guide:
    if unknown := data.keys() - {"dated", "held", "weak", "questions"}:
        raise Unreadable(f"rubriques inconnues : {', '.join(sorted(map(str, unknown)))}")
    held, weak = data["held"], data["weak"]
    if not (isinstance(held, int) and isinstance(weak, int) and 0 < weak < held):
        raise Unreadable("« weak » vient sous « held », et les deux sont des niveaux")
    return Guide(questions(data["questions"]), held, weak)


def questions(data: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    found = tuple(_question(one) for one in data)
    if len({one.key for one in found}) != len(found):
        raise Unreadable("deux questions ont la même clé")
    return found


def _question(data: Mapping[str, Any]) -> Question:
    if unknown := data.keys() - _FIELDS:
        raise Unreadable(f"rubriques inconnues : {', '.join(sorted(map(str, unknown)))}")
    question = Question(
        str(data["key"]), str(data["kind"]), str(data["label"]), str(data.get("hint", "")),
        tuple(map(str, data.get("options", ()))), tuple(map(str, data["stages"])),
    )  # fmt: skip
    if question.kind not in KINDS or not question.label or not set(question.stages) <= set(STAGES):
        raise Unreadable(f"question « {question.key} » : sorte, intitulé ou moment inconnus")
    if (question.kind == "text") == bool(question.options):
        raise Unreadable(f"question « {question.key} » : seuls les choix ont des réponses proposées")
    return question


def sound_answers(asked: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Key → words, or the list of what was chosen; what was left empty is not kept. Invalid for what was not offered."""
    kept: dict[str, Any] = {}
    wrong = []
    for question in asked:
        said = [one.strip() for one in answers.get(question.key, ()) if one.strip()]
        if not said:
            continue
        if question.kind == "text":
            if len(said[0]) > LONGEST_ANSWER:
                wrong.append(
                    FieldError(
                        question.key,
                        _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_ANSWER},
                    )
                )
            kept[question.key] = said[0]
        elif not set(said) <= set(question.options) or (question.kind == "choice" and len(said) > 1):
            wrong.append(FieldError(question.key, _("Choisissez une réponse de la liste.")))
        else:
            kept[question.key] = said[0] if question.kind == "choice" else said
    if wrong:
        raise Invalid(_("Vos réponses ne sont pas encore enregistrées. Corrigez ce qui est marqué."), wrong)
    return kept
