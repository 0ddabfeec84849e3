"""A GIFT file cut into its questions: escapes set aside, comments read for what they say, empty lines between questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.assessment.questions.literals import RESERVED

# Escaped characters travel as private-use characters, so that what is left of `=`, `~`, `#`… is structure.
_ESCAPES = {
    "\\": "\ue000", "~": "\ue001", "=": "\ue002", "#": "\ue003", "{": "\ue004", "}": "\ue005", ":": "\ue006",
    "n": "\ue007", ">": "\ue008", "->": "\ue009",
}  # fmt: skip
_RESTORED = {ord(mark): ("\n" if char == "n" else char) for char, mark in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\(->|[\\~=#{}:n>])")
_BRACE = re.compile(r"[{}]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*[=~}#]")
_SAID = re.compile(
    r"\[(id|tag|competence|kind|case|order|weights|right|partly|wrong):((?:\\.|[^\]\\])*)\]", re.IGNORECASE
)
_EXPORTED = re.compile(r"//\s*question:\s*\d+", re.IGNORECASE)
_BEGINS = re.compile(r"[^\W_a-z]|[«“\"¿\[(]")
_FENCE = re.compile(r"`{3,}(?:gift|text|txt|plaintext)?")
_COMPLETE = tuple(".?!:;…")


@dataclass(slots=True)
class Block:
    """The lines of one question, where it starts, and what its comments say."""

    line: int
    category: str
    comments: list[str]
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    groups: int = 0
    broken: bool = False
    glued: bool = False  # no empty line stood before it
    stem: str = ""  # its last words before a brace

    @property
    def said(self) -> dict[str, list[str]]:
        """What the comments of a question say in square brackets, as Moodle writes them: `[id:A1] [tag:marché]`."""
        found: dict[str, list[str]] = {}
        for comment in self.comments:
            for name, value in _SAID.findall(comment):
                found.setdefault(name.lower(), []).append(
                    _bracketed(value, name.lower() in ("right", "partly", "wrong"))
                )
        return found

    @property
    def is_open(self) -> bool:
        return self.depth > 0

    @property
    def is_closed(self) -> bool:
        return self.depth <= 0 and self.groups > 0


def restored(text: str) -> str:
    """The characters that were escaped."""
    return text.translate(_RESTORED)


def tidy(raw: str) -> str:
    """Words on a line: one space between them, a line break only where \\n asks for it, escapes undone."""
    text = restored(re.sub(r"[ \t\n\f\v]+", " ", raw))
    return re.sub(r" ?\n ?", "\n", text).strip(" \n\t\f\v")


def blocks(text: str, apart: bool = False) -> list[Block]:
    """The questions of a file. `apart`: a new question may follow a whole one without an empty line between them."""
    text = RESERVED.sub("\ufffd", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    written = text.split("\n")
    lines = _ESCAPED.sub(lambda found: _ESCAPES[found.group(1)], text).split("\n")
    found: list[Block] = []
    current: Block | None = None
    category, comments, ordering = "", list[str](), False
    goes_on = dict(_air(lines))
    for index, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("//"):
            comment = written[index].strip()
            if current and current.is_closed and _EXPORTED.match(comment):
                current = None
            if current and not current.is_closed:
                current.comments.append(comment)
            else:
                comments.append(comment)
                ordering = ordering or "[kind:ordering]" in comment.replace(" ", "").lower()
            continue
        if apart and (current is None or current.is_closed) and _FENCE.fullmatch(stripped):
            current = None  # what surrounds questions copied from a page or a chat
            continue
        if not stripped:
            if current and not (current.depth == 1 and goes_on[index]):
                current = None
            if current is None:
                comments = []
            continue
        if current is None or current.is_closed:
            if declared := _CATEGORY.fullmatch(line):
                category, current, comments = tidy(declared.group(1)), None, []
                continue
            glued = apart and current is not None and _begins_another(current, stripped)
            if current is None or stripped.startswith("::") or glued:
                if ordering and not any("kind" in one.lower() for one in comments):
                    comments.append("[kind:ordering]")  # said further up
                current = Block(index + 1, category, comments, glued=current is not None)
                comments, ordering = [], False
                found.append(current)
        _count(current, line)
        current.lines.append(line)
    return found


def _air(lines: list[str]) -> Iterator[tuple[int, bool]]:
    """(index of an empty line, whether what follows goes on with the answers of the same question)"""
    goes_on = False
    for index in range(len(lines) - 1, -1, -1):
        stripped = lines[index].strip()
        if not stripped:
            yield index, goes_on
        elif not stripped.startswith("//"):
            goes_on = _CONTINUES.match(lines[index]) is not None


def _begins_another(block: Block, line: str) -> bool:
    """Whether a line after a whole question, its words complete before its answers, begins another one."""
    return (
        block.lines[-1].rstrip().endswith("}")
        and block.stem.endswith(_COMPLETE)
        and "{" in line
        and _BEGINS.match(line) is not None
    )


def _count(block: Block, line: str) -> None:
    last = 0
    for brace in _BRACE.finditer(line):
        if brace.group() == "{":
            block.depth += 1
            block.groups += 1
            block.broken = block.broken or block.depth > 1
            block.stem = line[last : brace.start()].strip() or block.stem
        else:
            block.depth -= 1
            block.broken = block.broken or block.depth < 0
        last = brace.end()
    if not block.groups:
        block.stem = line.strip()


def _bracketed(value: str, several_lines: bool) -> str:
    signs = r"\\([\\\]n])" if several_lines else r"\\([\\\]])"
    return re.sub(signs, lambda found: "\n" if found.group(1) == "n" else found.group(1), value).strip()
