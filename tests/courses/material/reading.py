"""Reading what `documents` makes: the page that comes, and what was told of it."""

import io

import docx

from app.courses.material import Converted
from app.courses.material.word import read_word
from app.courses.source.markdown import Lesson, check
from app.courses.source.problems import Problems
from tests.courses.material.documents import (
    document,
    style,
)

HEADINGS = "".join(style(f"heading {level}", f"Titre{level}") for level in range(1, 7))
HYPERLINK = {"h": ("hyperlink", "https://example.org/guide"), "m": ("hyperlink", "mailto:ines@example.org")}


def read(body: str, **options: object) -> Converted:
    return read_word(document(body, **options), "Ma fiche_prix.docx")  # type: ignore[arg-type]


def text(body: str, **options: object) -> str:
    return read(body, **options).text.rstrip("\n")


def told(found: Converted, words: str) -> list[str]:
    """Where something was not kept."""
    return [note.where for note in found.notes if words in note.what]


class Shelf:
    def __init__(self, found: Converted) -> None:
        self.names = {f"../images/{picture.name}" for picture in found.images}

    def has(self, written: str, line: int) -> bool:
        return written in self.names

    def is_captions(self, written: str) -> bool:
        return False


def obstacles(found: Converted) -> list[str]:
    """What still keeps the page from being published."""
    problems = Problems()
    check(Lesson(found.text, "text", 1), Shelf(found), frozenset(), problems)
    return [problem.where for problem in problems.found]


def saved(paper: "docx.document.Document", name: str = "x.docx") -> Converted:
    stream = io.BytesIO()
    paper.save(stream)
    stream.seek(0)
    return read_word(stream, name)
