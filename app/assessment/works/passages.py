"""The text of a work line by line, with the passages that were commented. Pure values.

Offsets count characters of the text as it is kept. A line that says something is a paragraph, and has a number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a passage. `number` is its place in the text of its version."""

    id: str
    number: int
    start: int
    end: int
    quote: str
    comment: str
    author_id: str
    author: str
    at: datetime
    said: bool  # the learner has been told
    version: int  # the sending that it is about
    fixed_in: int | None = None  # the sending in which a trainer found it corrected


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a paragraph: the numbers of the notes over them, and of those that end here."""

    text: str
    over: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`notes` are those that end in it: they are read just below."""

    number: int
    start: int
    end: int
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]


def bounds(text: str) -> list[tuple[int, int]]:
    """Where each paragraph starts and ends, without the spaces around it."""
    found, place = [], 0
    for line in text.split("\n"):
        if said := line.strip():
            start = place + line.index(said)
            found.append((start, start + len(said)))
        place += len(line) + 1
    return found


def laid_out(text: str, notes: Sequence[Note]) -> list[Paragraph]:
    """The paragraphs of a text with the notes on it."""
    found = []
    before = 0
    for number, (start, end) in enumerate(bounds(text), 1):
        here = tuple(note for note in notes if before < note.end <= end)
        touching = [note for note in notes if note.start < end and note.end > start]
        found.append(Paragraph(number, start, end, tuple(_pieces(text, start, end, touching)), here))
        before = end
    return found


def _pieces(text: str, start: int, end: int, notes: Sequence[Note]) -> Iterator[Piece]:
    cuts = {start, end} | {min(max(place, start), end) for note in notes for place in (note.start, note.end)}
    places = sorted(cuts)
    for left, right in pairwise(places):
        yield Piece(
            text[left:right],
            tuple(note.number for note in notes if note.start <= left and note.end >= right),
            tuple(note.number for note in notes if note.end == right),
        )
