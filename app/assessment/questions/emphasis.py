"""Bold, emphasis and strike, said once for words that several tags mark side by side.

While a text is being made, a tag is a private-use character before its words and `CLOSE` after them.
"""

import re
from collections.abc import Iterable

from app.assessment.questions.literals import GAP

BOLD, ITALIC, STRIKE, CLOSE = "\ue0a0", "\ue0a1", "\ue0a2", "\ue0a8"
_MARKS = {BOLD: "**", ITALIC: "*", STRIKE: "~~"}
_EMPHASIS_MARK = re.compile(f"[{BOLD}{ITALIC}{STRIKE}{CLOSE}]")


def emphasised(text: str, plain: bool) -> str:
    """The marks of bold, emphasis and strike in a run of words, each paragraph of it having its own."""
    if not _EMPHASIS_MARK.search(text):
        return text
    if plain:
        return _EMPHASIS_MARK.sub("", text)
    return "".join(_Emphasis(text).pieces())


class _Emphasis:
    """Words with the emphasis that is on for each, so that what two tags say side by side is said once."""

    def __init__(self, text: str) -> None:
        self.runs: list[tuple[frozenset[str], str]] = []
        on: list[str] = []
        for piece in re.split(f"([{BOLD}{ITALIC}{STRIKE}{CLOSE}{GAP}]|\n)", text):
            if piece == CLOSE:
                on.pop()
            elif piece in _MARKS:
                on.append(piece)
            elif piece:
                self._add(frozenset(on), piece)

    def _add(self, on: frozenset[str], piece: str) -> None:
        """Spaces and ends of lines are nobody's: marks never stand against them."""
        if not piece.strip() or piece == GAP:
            on = frozenset()
        words = piece.strip()
        start = piece.index(words[0]) if words else len(piece)
        for kind, part in (
            (frozenset[str](), piece[:start]),
            (on, words),
            (frozenset[str](), piece[start + len(words) :]),
        ):
            if part:
                self.runs.append((kind, part))

    def pieces(self) -> Iterable[str]:
        on: list[str] = []
        for place, (wanted, piece) in enumerate(self.runs):
            if piece.isspace():
                following = (
                    self.runs[place + 1][0] if place + 1 < len(self.runs) and "\n" not in piece else frozenset[str]()
                )
                wanted = frozenset(on) & following  # a space between two bold words is inside the bold
            while on and not (set(on) <= wanted):
                yield _MARKS[on.pop()]
            for kind in (BOLD, ITALIC, STRIKE):
                if kind in wanted and kind not in on:
                    on.append(kind)
                    yield _MARKS[kind]
            yield piece
        while on:
            yield _MARKS[on.pop()]
