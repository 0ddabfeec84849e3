"""The words of one paragraph written in the Markdown of lessons, so that what is read is exactly what was written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from markdown_it.token import Token

from app.web import dialect

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ALWAYS = re.compile(r"[`*\[|]")
_ENTITY = re.compile(r"&(?=#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~\n]|$)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_UNDERSCORE_IN_WORDS = re.compile(r"(?<=[^\s_\w])_|_(?=[^\s_\w])|(?<![^\W_])_(?=[^\W_])|(?<=[^\W_])_(?![^\W_])")
_LINE = re.compile(
    r"(?P<before>[ ]{0,3})(?:(?P<mark>#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[=-]+\s*$|_{3,}\s*$|[:-][-:\s]*$)|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))"
)
_SPACES = re.compile(r"[ \t]+")
_UNSAFE = {
    " ": "%20",
    "(": "%28",
    ")": "%29",
    "<": "%3C",
    ">": "%3E",
    '"': "%22",
    "\\": "%5C",
    "`": "%60",
    "|": "%7C",
    "*": "%2A",
    "[": "%5B",
    "]": "%5D",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that look alike; a line break when `text` is a newline; an image when it has a path."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""
    image: str = ""


class Place(StrEnum):
    """Where words are written: what begins a line matters in a paragraph alone."""

    PARAGRAPH = "paragraph"
    TITLE = "title"
    CELL = "cell"


_BREAKS = {Place.PARAGRAPH: "\\\n", Place.TITLE: " ", Place.CELL: "<br>"}


def phrase(pieces: Sequence[Piece], place: Place = Place.PARAGRAPH) -> tuple[str, bool]:
    """(Markdown, whether bold and italic could be kept)"""
    tidy = _tidy(pieces)
    said = _said(tidy)
    for rank, attempt in enumerate(_plainer(tidy)):
        for light in (True, False):
            written = _lines(_links(attempt, light), place)
            if _reads_as(written, said, place):
                return written, rank == 0
    words = (piece.text for piece in tidy if not piece.image)
    bare = "".join(text if text == "\n" else _PUNCTUATION.sub(r"\\\g<0>", text) for text in words)
    return bare.replace("\n", _BREAKS[place]), False


def _plainer(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Marks that touch are not always told apart: less and less of them, until what is read is what was written."""
    yield pieces
    yield [replace(piece, italic=piece.italic and not piece.bold) for piece in pieces]
    yield [replace(piece, italic=False, struck=False) for piece in pieces]
    yield [replace(piece, bold=False, italic=False, struck=False) for piece in pieces]


def is_blank(pieces: Sequence[Piece]) -> bool:
    return not any(piece.image or piece.text.strip() for piece in pieces)


def escaped(text: str, *, light: bool = False, in_brackets: bool = False, before_link: bool = False) -> str:
    """Words as they are, whatever signs of Markdown they hold. `light`: blanks to fill, ____, stay readable."""
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = (_UNDERSCORE_IN_WORDS if light else _UNDERSCORE).sub(r"\\_", text)
    text = text.replace("~~", "\\~\\~")
    text = _TAG.sub(r"\\<", _ENTITY.sub(r"\\&", text))
    if in_brackets:
        text = text.replace("]", "\\]")
    if before_link and text.endswith("!"):
        text = text[:-1] + "\\!"  # together they would be an image
    return text


def _tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """Single spaces, none at the ends of lines, neighbours that look alike brought together."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.image or piece.text == "\n":
            kept.append(piece)
            continue
        text = _SPACES.sub(" ", piece.text)
        before = kept[-1] if kept and not kept[-1].image else None  # the words just before, on the same line
        if not kept or (before is not None and before.text.endswith((" ", "\n"))):
            text = text.removeprefix(" ")
        if before is not None and before.text == "\n":
            before = None
        if not text:
            continue
        if not text.strip() and before is not None:
            kept[-1] = replace(before, text=before.text + text)  # a space has no look
        elif before is not None and replace(before, text="") == replace(piece, text=""):
            kept[-1] = replace(before, text=before.text + text)
        else:
            kept.append(replace(piece, text=text))
    for at, piece in enumerate(kept):
        last = at + 1 == len(kept) or kept[at + 1].text == "\n"
        if last and not piece.image and piece.text != "\n":
            kept[at] = replace(piece, text=piece.text.rstrip(" "))
    while kept and not kept[-1].image and not kept[-1].text.strip():
        kept.pop()
    while kept and kept[0].text == "\n":
        kept.pop(0)
    return [piece for piece in kept if piece.text or piece.image]


def _said(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if not piece.image)


@dataclass(frozen=True, slots=True)
class _How:
    light: bool
    in_brackets: bool = False
    before_link: bool = False


def _links(pieces: Sequence[Piece], light: bool) -> str:
    written = ""
    groups = [(href, list(group)) for href, group in groupby(pieces, key=lambda piece: piece.href)]
    for at, (href, group) in enumerate(groups):
        after = groups[at + 1][1][0].text[:1] if at + 1 < len(groups) else ""
        if not href or not _said(group).strip():
            before_link = at + 1 < len(groups) and bool(groups[at + 1][0])
            written += _looks(group, written[-1:], after, _How(light, before_link=before_link))
            continue
        inner = _looks(group, "[", "]", _How(light, in_brackets=True))
        leading, trailing = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
        written += f"{leading}[{inner.strip(' ')}]({_address(href)}){trailing}"
    return written


def _address(href: str) -> str:
    return "".join(_UNSAFE.get(character, character) for character in href)


_MARKS = (("struck", "~~"), ("bold", "**"), ("italic", "*"))


def _looks(pieces: Sequence[Piece], before: str, after: str, how: _How, rank: int = 0) -> str:
    """Nested marks: struck words outside, then bold, then italic."""
    if rank == len(_MARKS):
        return _plain(pieces, how)
    name, mark = _MARKS[rank]
    written = ""
    groups = [(on, list(group)) for on, group in groupby(pieces, key=lambda piece: bool(getattr(piece, name)))]
    for at, (on, group) in enumerate(groups):
        last = at + 1 == len(groups)
        follows = after if last else groups[at + 1][1][0].text[:1] or "!"
        here = how if last else replace(how, before_link=False)
        previous = written[-1:] or before
        if not on or any(piece.text == "\n" for piece in group):
            written += _looks(group, previous, follows, here, rank + 1)
            continue
        head, core, tail = _core(group, previous, follows)
        written += _looks(head, previous, "", replace(here, before_link=False), rank + 1)
        if core:
            sign = mark
            if mark == "*" and not (written[-1:] or before).isalnum() and not (_said(tail)[:1] or follows).isalnum():
                sign = "_"
            written += sign + _looks(core, mark, mark, replace(here, before_link=False), rank + 1) + sign
        written += _looks(tail, mark, follows, here, rank + 1)
    return written


def _core(group: list[Piece], before: str, after: str) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """What a mark can hold: no space at its ends, and no punctuation there when a letter touches the mark outside."""
    head, core, tail = list[Piece](), list(group), list[Piece]()
    while core and not core[0].image:
        first = core[0].text[0]
        if not (first.isspace() or (_is_sign(first) and before.isalnum())):
            break
        head.append(replace(core[0], text=first))
        core = _rest(core, core[0].text[1:], 0)
        before = first
    while core and not core[-1].image:
        last = core[-1].text[-1]
        if not (last.isspace() or (_is_sign(last) and after.isalnum())):
            break
        tail.insert(0, replace(core[-1], text=last))
        core = _rest(core, core[-1].text[:-1], -1)
        after = last
    return head, core, tail


def _rest(pieces: list[Piece], text: str, at: int) -> list[Piece]:
    kept = list(pieces)
    if text:
        kept[at] = replace(kept[at], text=text)
    else:
        kept.pop(at)
    return kept


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


def _plain(pieces: Sequence[Piece], how: _How) -> str:
    written = ""
    for at, piece in enumerate(pieces):
        if piece.image:
            written += f"![{escaped(piece.text, in_brackets=True)}]({_address(piece.image)})"
        elif piece.text == "\n":
            written += "\n"
        else:
            last = at + 1 == len(pieces)
            before_link = how.before_link if last else bool(pieces[at + 1].image)
            written += escaped(piece.text, light=how.light, in_brackets=how.in_brackets, before_link=before_link)
    return written


def _lines(written: str, place: Place) -> str:
    rows = written.split("\n")
    return _BREAKS[place].join(map(line_start, rows) if place is Place.PARAGRAPH else rows)


def line_start(row: str) -> str:
    """A line whose first signs would make it a title, a list, a quotation or a rule."""
    found = _LINE.match(row)
    if found is None:
        return row
    if found["number"]:
        return f"{found['before']}{found['number']}\\{row[found.start('dot') :]}"
    return f"{found['before']}\\{row[found.start('mark') :]}"


_WRAPPED = {Place.PARAGRAPH: "%s", Place.TITLE: "## %s", Place.CELL: "| x |\n|---|\n| %s |"}


def _reads_as(written: str, said: str, place: Place) -> bool:
    """Whether a reader gets these words, and nothing else, from what is written."""
    tokens = dialect.read(_WRAPPED[place] % written)
    inline = [token for token in tokens if token.type == "inline"]
    expected = 2 if place is Place.CELL else 1
    if not inline:
        return not said.strip()
    if len(inline) != expected or (place is not Place.CELL and len(tokens) != 3):
        return False
    if place is Place.PARAGRAPH and tokens[0].type != "paragraph_open":
        return False
    return _plainly(_read(inline[-1].children or []), place) == _plainly(said, place)


def _read(children: Sequence[Token]) -> str:
    found = ""
    for child in children:
        if child.type in ("hardbreak", "softbreak"):
            found += "\n"
        elif child.type in ("text", "code_inline"):
            found += child.content
        elif child.type == "term":
            return "\0"  # a word of the glossary is never written by a converter
    return found


def _plainly(text: str, place: Place) -> str:
    if place is Place.TITLE:
        text = text.replace("\n", " ")
    return "\n".join(" ".join(part for part in row.split(" ") if part) for row in text.split("\n"))
