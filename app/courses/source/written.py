"""A course as it was written: sound, and not kept yet."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from app.files.services import open_bytes
from app.frameworks.rules import FrameworkText
from app.web.lessons import Term


@dataclass(frozen=True, slots=True)
class FileText:
    """A file of the folder: an image, a medium, a toolbox file."""

    inside: str  # its path in the folder
    path: Path
    size: int
    sha256: str
    file_id: str = ""  # already kept by the organisation: nothing to store again
    blob_id: str = ""  # where its bytes are then; `path` is only a name

    def open(self) -> BinaryIO:
        """Its bytes, from the folder or from storage."""
        return open_bytes(self) if self.blob_id else self.path.open("rb")


@dataclass(frozen=True, slots=True)
class ActivityText:
    key: str
    kind: str
    title: str
    why: str
    minutes: int
    place: str
    timing: str
    people: str
    guidance: str
    completion: Mapping[str, Any]
    competences: tuple[str, ...]
    licence: str
    authors: tuple[str, ...]
    text: str
    own: Mapping[str, Any]  # the fields that the kind adds to the head, as written
    content: dict[str, Any]  # what the kind made of them
    texts: Mapping[str, str]  # other texts it names, by path: the questions of a quiz
    named: Mapping[str, str]  # field of the head → path of the file it names
    files: Mapping[str, FileText]  # every file it needs, by path: images, media, toolbox
    conditions: tuple[Mapping[str, Any], ...] = ()  # what must hold before it opens, as written
    branches: tuple[Mapping[str, Any], ...] = ()  # « si vous avez déjà … », as written
    kind_line: int = 0  # where the kind is written
    simple: str = ""  # the same text in simple French, for readers who ask for it


@dataclass(frozen=True, slots=True)
class SequenceText:
    key: str
    block: str
    title: str
    objective: str
    week: int
    opens_on_day: int
    due_on_day: int
    activities: tuple[ActivityText, ...]
    conditions: tuple[Mapping[str, Any], ...] = ()
    branches: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class CourseText:
    slug: str
    title: str
    summary: str
    language: str
    licence: str
    authors: tuple[str, ...]
    reviewed_on: date | None
    weeks: int
    entry: str
    sheet: Mapping[str, Any]
    framework: FrameworkText
    sequences: tuple[SequenceText, ...]
    framework_line: int = 0  # where the framework is written
    glossary: tuple[Term, ...] = ()

    @property
    def activities(self) -> tuple[ActivityText, ...]:
        return tuple(activity for sequence in self.sequences for activity in sequence.activities)

    def fingerprint(self, kept: Mapping[str, str] | None = None) -> str:
        """The same for two folders that say the same, whatever their layout, comments or line ends.

        What a course does not use is not told, so that a folder keeps its fingerprint when the format grows. `kept`
        tells of the files that are not kept as they came (pictures): fingerprint as it came → as it is kept.
        """
        known = kept or {}
        said = asdict(self)
        del said["framework_line"]
        if not self.glossary:
            del said["glossary"]
        for sequence in said["sequences"]:
            _forget_what_is_not_said(sequence)
            for activity in sequence["activities"]:
                _forget_what_is_not_said(activity)
                del activity["content"], activity["kind_line"]  # the content follows from the rest
                if not activity["simple"]:
                    del activity["simple"]
                activity["files"] = {
                    inside: known.get(file["sha256"], file["sha256"]) for inside, file in activity["files"].items()
                }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()


def _forget_what_is_not_said(text: dict[str, Any]) -> None:
    """Without conditions nor branches a text keeps the fingerprint that it had before there were any."""
    for name in ("conditions", "branches"):
        if not text[name]:
            del text[name]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not plain data")
