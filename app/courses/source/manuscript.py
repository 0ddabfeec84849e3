"""A course as its authors write it, held in memory instead of a folder: the workshop's drafts, and past editions.

The readers of the folder read it too, so that a rule about courses exists once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.courses.source.activity import read_activity
from app.courses.source.conditions import Ground
from app.courses.source.course import DAYS_A_WEEK, OUTLINE, read_course
from app.courses.source.folder import Folder, resolve
from app.courses.source.problems import Problem, Problems
from app.courses.source.written import ActivityText, CourseText, FileText
from app.courses.source.yaml_text import Document
from app.web import dialect

DAYS = ("reviewed_on",)  # fields of the outline that are dates: JSON keeps them as text


@dataclass(frozen=True, slots=True)
class ActivityPart:
    key: str
    kind: str
    head: Mapping[str, Any]  # as in the file, without the kind
    text: str
    texts: Mapping[str, str]  # other texts that belong to it, by path in the folder


@dataclass(frozen=True, slots=True)
class SequencePart:
    key: str
    block: str
    about: Mapping[str, Any]  # title, objective, week, days…
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What the folder says: `about` is `course.yaml` without its slug and its sequences."""

    slug: str
    about: Mapping[str, Any]
    sequences: tuple[SequencePart, ...]
    activities: Mapping[str, ActivityPart]  # every one that a sequence names, by key
    files: Mapping[str, FileText]  # by path in the folder

    def outline(self) -> dict[str, Any]:
        """The mapping that `course.yaml` holds."""
        about = {
            name: date.fromisoformat(value) if name in DAYS and value else value for name, value in self.about.items()
        }
        return {
            "format": 1,
            "slug": self.slug,
            **about,
            "sequences": [
                {"key": one.key, "block": one.block, **one.about, "activities": list(one.activities)}
                for one in self.sequences
            ],
        }


def read_manuscript(manuscript: Manuscript) -> CourseText:
    """The same course, sound from end to end. Raises Refused with every problem found."""
    return read_course(Document(OUTLINE, manuscript.outline(), {}), _Shelf(manuscript, Problems()))


def read_part(manuscript: Manuscript, key: str) -> tuple[ActivityText | None, list[Problem]]:
    """One activity as far as it can be read, None when nothing of it can, and everything wrong with it."""
    problems = Problems()
    framework, weeks = manuscript.about.get("framework"), manuscript.about.get("weeks")
    blocks = parts(manuscript.about, "blocks")
    ground = Ground(
        competences=frozenset(str(one.get("code")) for block in blocks for one in parts(block, "competences")),
        blocks=frozenset(str(block.get("key")) for block in blocks),
        levels=len(listed(framework, "levels")) if isinstance(framework, Mapping) else 0,
        days=(weeks if isinstance(weeks, int) and weeks > 0 else 1) * DAYS_A_WEEK,
    )
    words = frozenset(dialect.spelt(name) for name in _terms(manuscript.about))
    found = read_activity(
        _Shelf(manuscript, problems), problems, key, said_in=OUTLINE, line=0, ground=ground, words=words
    )
    return found, problems.found


def listed(said: Mapping[str, Any], name: str) -> list[Any]:
    """What a field lists, nothing when it is not a list: a draft may be half written."""
    found = said.get(name)
    return list(found) if isinstance(found, list | tuple) else []


def parts(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The mappings that a field lists."""
    return [one for one in listed(said, name) if isinstance(one, Mapping)]


def _terms(about: Mapping[str, Any]) -> Iterator[str]:
    """Every way of saying the words of the glossary."""
    for one in parts(about, "glossary"):
        yield str(one.get("term") or "")
        yield from map(str, listed(one, "also"))


class _Shelf(Folder):
    """Answers as a folder would, from what is in memory."""

    def __init__(self, manuscript: Manuscript, problems: Problems) -> None:
        super().__init__(Path(), problems)
        self._manuscript = manuscript
        self._kept = {path: text for one in manuscript.activities.values() for path, text in one.texts.items()}

    def has(self, inside: str) -> bool:
        return inside in self._kept

    def locate(self, written: str, *, said_in: str, line: int, beside: str = "") -> Path | None:
        inside = resolve(written, beside=beside)
        known = self._manuscript.files.get(inside or "")
        if known is None:
            self._missing(inside or written, said_in, line)
            return None
        return known.path

    def text(self, inside: str, *, said_in: str, line: int) -> str | None:
        if inside not in self._kept:
            self._missing(inside, said_in, line)
        return self._kept.get(inside)

    def head_and_text(self, inside: str, *, said_in: str, line: int) -> tuple[Document, str, int] | None:
        part = self._manuscript.activities.get(inside.removeprefix("activities/").removesuffix(".md"))
        if part is None:
            self._missing(inside, said_in, line)
            return None
        return Document(inside, {"kind": part.kind, **part.head}, {}), part.text.strip("\n").rstrip(), 1

    def file(self, inside: str, path: Path) -> FileText | None:
        return self._manuscript.files.get(inside)
