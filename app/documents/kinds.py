"""The kinds of documents, from content/documents/*.md: what the law asks of each, and the text shipped with the house.

A file begins with what it is, dated (`since`), between two lines of « --- »; the rest is the text of version 0.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import yaml

from app.core.settings import CHECKOUT

FOLDER = CHECKOUT / "content" / "documents"


class About(StrEnum):
    PERSON = "person"
    COURSE = "course"
    ORGANISATION = "organisation"


class Span(StrEnum):
    """The days that a document speaks of."""

    NONE = "none"
    PATH = "path"  # from the entry to the exit, or to the day it is made; a shorter period when one is asked for
    MONTH = "month"


SIGNERS = ("learner", "buyer", "representative")


@dataclass(frozen=True, slots=True)
class DocumentKind:
    code: str
    title: str
    plural: str
    prefix: str  # of its numbers
    since: date  # the rules followed are those of that day
    law: str  # what it follows, in words
    about: About
    span: Span
    signers: tuple[str, ...]  # in the order of their turns
    acknowledged: bool  # learners say that they have read it
    needed: tuple[str, ...]  # fields without which it is not made: the text must hold them, and they must be said
    counts: str  # the mark of the hours that it says: training, total
    body: str
    position: int
    ended: bool = False  # only of a path that is over


@cache
def kinds() -> dict[str, DocumentKind]:
    """Code → kind, in the order in which they are shown. ValueError for a file that says something unknown."""
    found = [
        _read(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.md"))
        if path.stem != "README"
    ]
    return {kind.code: kind for kind in sorted(found, key=lambda kind: kind.position)}


def _read(code: str, text: str) -> DocumentKind:
    mark, head, body = text.split("---\n", 2) if text.startswith("---\n") else ("", "", "")
    said: Any = yaml.safe_load(head)
    if mark or not isinstance(said, dict):
        raise ValueError(f"content/documents/{code}.md: no head")
    asked = {"title", "plural", "prefix", "since", "law", "about", "position"}
    may = asked | {"span", "signers", "acknowledged", "needed", "counts", "ended"}
    if wrong := (set(said) - may) | (asked - set(said)):
        raise ValueError(f"content/documents/{code}.md: {', '.join(sorted(wrong))}")
    signers = tuple(said.get("signers", ()))
    if (
        not set(signers) <= set(SIGNERS)
        or not isinstance(said["since"], date)
        or said.get("counts", "training") not in ("training", "total")
    ):
        raise ValueError(f"content/documents/{code}.md: signers, since or counts")
    return DocumentKind(
        code, said["title"], said["plural"], said["prefix"], said["since"], said["law"], About(said["about"]),
        Span(said.get("span", "none")), signers, bool(said.get("acknowledged", False)), tuple(said.get("needed", ())),
        said.get("counts", "training"), body.strip() + "\n", int(said["position"]), bool(said.get("ended", False)),
    )  # fmt: skip
