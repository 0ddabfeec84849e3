"""What is sound in a bank, and how its questions are looked for. Pure functions."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.assessment.questions.gift import Question
from app.assessment.questions.grading import plain
from app.assessment.questions.kinds import Definition, fingerprint
from app.assessment.questions.shown_pictures import renamed
from app.core.i18n import N_

LONGEST_TITLE = 200
LONGEST_NAME = 200
LONGEST_TAG = 40
MOST_TAGS = 20
MOST_COMPETENCES = 40


@dataclass(frozen=True, slots=True)
class Said:
    """A question of a bank, whole: what its form holds and what its history keeps."""

    name: str
    definition: Definition
    tags: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    category: str = ""


def tags_of(written: str | Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: in lower case, each once, in the order they were written."""
    parts = re.split(r"[,;\n]", written) if isinstance(written, str) else written
    found = (" ".join(part.replace("#", " ").split()).lower()[:LONGEST_TAG].strip() for part in parts)
    return tuple(dict.fromkeys(one for one in found if one))[:MOST_TAGS]


def labels_of(tags: Iterable[str], competences: Iterable[str]) -> str:
    """Tags and competences as one text that a filter can look into."""
    lines = [*(tag_label(tag) for tag in tags), *(competence_label(code) for code in competences)]
    return "\n".join(["", *lines, ""]) if lines else ""


def tag_label(tag: str) -> str:
    return f"#{tag}"


def competence_label(code: str) -> str:
    return f"@{code}"


def read_labels(labels: str) -> tuple[list[str], list[str]]:
    """(tags, competences) of the same text."""
    lines = labels.split("\n")
    return [one[1:] for one in lines if one.startswith("#")], [one[1:] for one in lines if one.startswith("@")]


def name_from(text: str) -> str:
    """A short name for a question that was given none."""
    plain_words = re.sub(r"!\[[^\]]*\]\([^)]*\)|[*`_\[\]]", " ", text)
    return " ".join(plain_words.split())[:60].strip() or "question"


def words_of(name: str, definition: Definition) -> str:
    """Everything that a question says, without accents or capitals."""
    return plain(" ".join([name, *_strings(definition)])).replace("\x00", "")


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if key not in ("kind", "says"):
            yield value
    elif isinstance(value, Mapping):
        for name, inside in value.items():
            yield from _strings(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside, key)


def sought(text: str) -> list[str]:
    """The words that a question must hold to be found."""
    return plain(text[:200]).split()[:10]


_PARTS: tuple[tuple[str, str], ...] = (
    ("name", N_("le nom")),
    ("text", N_("l'énoncé")),
    ("answers", N_("les réponses")),
    ("feedback", N_("le retour général")),
    ("tags", N_("les étiquettes")),
    ("competences", N_("les compétences")),
    ("category", N_("la catégorie")),
)


def differences(before: Said, after: Said) -> list[str]:
    """What is not the same in two wordings of a question, in words to translate."""
    one, other = _apart(before), _apart(after)
    return [words for part, words in _PARTS if one[part] != other[part]]


def _apart(said: Said) -> dict[str, Any]:
    definition = dict(said.definition)
    return {
        "name": said.name, "text": definition.pop("text", ""), "feedback": definition.pop("feedback", ""),
        "answers": definition, "tags": said.tags, "competences": said.competences, "category": said.category,
    }  # fmt: skip


# --- Pictures ------------------------------------------------------------------------------------------------------


def print_of(question: Question) -> str:
    """The fingerprint of a question of a file. A picture is known by what it shows and not by its name."""
    shown = {image.name: f"sha256:{picture_print(image.data)}" for image in question.images}
    return fingerprint(renamed(question.definition, shown) if shown else question.definition)


def picture_print(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
