"""From the HTML of the converter to the Markdown of lessons, one block after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from app.core.i18n import _
from app.courses.material import marks
from app.courses.material.converted import Notes
from app.courses.material.phrase import Piece, Place, is_blank, phrase

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SMALL = {
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
_RAISED = {"sup": set("0123456789+-=()n"), "sub": set("0123456789+-=()")}


@dataclass(slots=True)
class _Entry:
    """An item of a list; its first paragraph, then those that go on with it."""

    depth: int
    number: int | None
    paragraphs: list[str]


@dataclass(slots=True)
class _Box:
    """What is being filled: the page itself, or a callout."""

    kind: str = ""
    blocks: list[str] = field(default_factory=list)
    items: list[_Entry] = field(default_factory=list)


class Writing:
    """`shown` gives the name and the words of each image by its rank."""

    def __init__(self, shown: list[tuple[str, str]], notes: Notes) -> None:
        self._shown, self._notes = shown, notes
        self._boxes = [_Box()]

    def write(self, html: str) -> str:
        footnotes: list[str] = []
        for child in BeautifulSoup(html, "html.parser").children:
            if not isinstance(child, Tag):
                continue
            if _is_notes(child):
                footnotes = [self._note(item) for item in child.find_all("li", recursive=False)]
            else:
                self._block(child)
        while len(self._boxes) > 1:
            self._close()
        self._end_list()
        blocks = self._boxes[0].blocks
        if footnotes:
            rows = "\n".join(f"{number}. {text}" for number, text in enumerate(footnotes, 1))
            blocks += [f"## {_('Notes')}", rows]
        return "\n\n".join(blocks)

    # Blocks

    def _add(self, block: str) -> None:
        self._end_list()
        if block:
            self._boxes[-1].blocks.append(block)

    def _block(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            self._heading(tag)
        elif tag.name in ("ul", "ol"):
            self._list(tag, 0)
        elif tag.name == "table":
            self._add(self._table(tag))
        elif tag.name in ("p", "div"):
            self._paragraph(tag)

    def _heading(self, tag: Tag) -> None:
        pieces = list(self._pieces(tag, Piece("")))
        images = [piece for piece in pieces if piece.image]
        text = self._phrase([piece for piece in pieces if not piece.image], Place.TITLE)
        if text:
            self._add(f"{'#' * _HEADINGS[tag.name]} {text}")
        for image in images:
            self._add(self._phrase([image]))

    def _paragraph(self, tag: Tag) -> None:
        pieces = list(self._pieces(tag, Piece("")))
        signs = [found.groups() for found in marks.MARK.finditer(tag.get_text())]
        for kind, about in signs:
            if kind == marks.OPEN:
                self._end_list()
                self._boxes.append(_Box(about))
                return
            if kind == marks.CLOSE:
                self._close()
                return
        goes_on = any(kind == marks.INSIDE for kind, _about in signs)
        if any(kind == marks.BOLD for kind, _about in signs):
            pieces = [replace(piece, bold=True) for piece in pieces]
        if not is_blank(pieces):
            text = self._phrase(pieces)
            if goes_on and self._boxes[-1].items:
                self._boxes[-1].items[-1].paragraphs.append(text)
            else:
                self._add(text)
        if any(kind == marks.RULE for kind, _about in signs):
            self._add("***")

    def _close(self) -> None:
        self._end_list()
        if len(self._boxes) == 1:
            return
        box = self._boxes.pop()
        inner = "\n\n".join(box.blocks)
        if not inner:
            return
        head = "" if box.kind == "quote" else f"> [!{box.kind}]\n"
        self._add(head + "\n".join(f"> {row}".rstrip() for row in inner.split("\n")))

    # Lists

    def _list(self, tag: Tag, depth: int) -> None:
        for item in tag.find_all("li", recursive=False):
            pieces: list[Piece] = []
            number: int | None = None
            inner = [child for child in item.children if isinstance(child, Tag) and child.name in ("ul", "ol")]
            for child in item.children:
                if child not in inner:
                    pieces += self._pieces(child, Piece(""))
                    for kind, about in marks.MARK.findall(child.get_text()):
                        number = int(about) if kind == marks.NUMBER else number
            if not is_blank(pieces):
                if tag.name == "ul":
                    number = None
                elif number is None:
                    number = 1
                self._boxes[-1].items.append(_Entry(depth, number, [self._phrase(pieces)]))
            for child in inner:
                self._list(child, depth + 1)

    def _end_list(self) -> None:
        box = self._boxes[-1]
        if box.items:
            rows = "\n".join(_item_rows(box.items))
            box.items = []
            box.blocks.append(rows)

    def _note(self, item: Tag) -> str:
        paragraphs = [list(self._pieces(child, Piece(""))) for child in item.children]
        texts = [self._phrase(pieces) for pieces in paragraphs if not is_blank(pieces)]
        return "\n\n   ".join(texts) or "–"

    # Tables

    def _table(self, tag: Tag) -> str:
        rows = [[self._cell(cell) for cell in self._spread(row)] for row in tag.find_all("tr")]
        rows = _down(tag, rows)
        width = max((len(row) for row in rows), default=0)
        if not width or not any(cell for row in rows for cell in row):
            return ""
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])

    def _spread(self, row: Tag) -> Iterator[Tag | None]:
        for cell in row.find_all(["td", "th"], recursive=False):
            yield cell
            for _more in range(_span(cell, "colspan") - 1):
                yield None

    def _cell(self, cell: Tag | None) -> str:
        if cell is None:
            return ""
        texts: list[str] = []
        for child in cell.children:
            if isinstance(child, Tag) and child.name in ("ul", "ol"):
                texts += self._cell_items(child)
            else:
                pieces = list(self._pieces(child, Piece("")))
                if cell.name == "th":
                    pieces = [replace(piece, bold=False) for piece in pieces]  # a head is bold by itself
                elif any(kind == marks.BOLD for kind, _about in marks.MARK.findall(child.get_text())):
                    pieces = [replace(piece, bold=True) for piece in pieces]
                if not is_blank(pieces):
                    texts.append(self._phrase(pieces, Place.CELL))
        return "<br>".join(texts)

    def _cell_items(self, tag: Tag) -> Iterator[str]:
        for item in tag.find_all("li"):
            pieces: list[Piece] = []
            sign = "•"
            for child in item.children:
                if not (isinstance(child, Tag) and child.name in ("ul", "ol")):
                    pieces += self._pieces(child, Piece(""))
                    for kind, about in marks.MARK.findall(child.get_text()):
                        sign = f"{about}." if kind == marks.NUMBER else sign
            if not is_blank(pieces):
                yield f"{sign} {self._phrase(pieces, Place.CELL)}"

    # Words

    def _phrase(self, pieces: list[Piece], place: Place = Place.PARAGRAPH) -> str:
        text, whole = phrase(pieces, place)
        if not whole:
            self._notes.add("emphasis", _("près de « %(words)s »") % {"words": text[:30]})
        return text

    def _pieces(self, node: object, look: Piece) -> Iterator[Piece]:
        if isinstance(node, NavigableString):
            yield from self._texts(str(node), look)
            return
        if not isinstance(node, Tag):
            return
        if node.name == "br":
            yield replace(look, text="\n")
            return
        if node.name in _SMALL:
            yield from self._small(node, look)
            return
        if node.name == "a":
            href = str(node.get("href") or "")
            if "-ref-" in href and href.startswith("#"):
                return  # the arrow at the end of a note
            look = replace(look, href="" if href.startswith("#") else href)
        look = replace(
            look,
            bold=look.bold or node.name == "strong",
            italic=look.italic or node.name == "em",
            struck=look.struck or node.name == "s",
        )
        for child in node.children:
            yield from self._pieces(child, look)

    def _texts(self, text: str, look: Piece) -> Iterator[Piece]:
        at = 0
        for found in marks.MARK.finditer(text):
            if found.start() > at:
                yield replace(look, text=text[at : found.start()])
            if found.group(1) == marks.IMAGE:
                name, alt = self._shown[int(found.group(2))]
                yield Piece(alt, image=f"../images/{name}", href="")
            at = found.end()
        if text[at:]:
            yield replace(look, text=text[at:])

    def _small(self, node: Tag, look: Piece) -> Iterator[Piece]:
        """m² stays m²; a call to a note is [1]; other small letters are written plainly."""
        for piece in [piece for child in node.children for piece in self._pieces(child, look)]:
            text = piece.text
            if text and not piece.image and set(text) <= _RAISED[node.name]:
                text = text.translate(_SMALL[node.name])
            elif not text.startswith("[") and text.strip():
                self._notes.add("small", _("près de « %(words)s »") % {"words": text[:30]})
            yield replace(piece, text=text)


def _is_notes(tag: Tag) -> bool:
    first = tag.find("li", recursive=False) if tag.name == "ol" else None
    return isinstance(first, Tag) and str(first.get("id") or "").startswith(("footnote-", "endnote-"))


def _item_rows(items: list[_Entry]) -> Iterator[str]:
    """Items under one another; a number that does not follow begins another list, told by another sign after it."""
    widths: list[int] = []
    last: list[tuple[int | None, str]] = []
    for item in items:
        depth = min(item.depth, len(widths))
        del widths[depth:], last[depth + 1 :]
        before = last[depth] if depth < len(last) else None
        dot = "."
        if before is not None and item.number is not None and before[0] is not None:
            follows = item.number == before[0] + 1
            dot = before[1] if follows else ")" if before[1] == "." else "."
        sign = "- " if item.number is None else f"{item.number}{dot} "
        if before is not None and depth == 0 and (dot != before[1] or (before[0] is None) != (item.number is None)):
            yield ""  # another list
        del last[depth:]
        last.append((item.number, dot))
        indent = " " * sum(widths)
        widths.append(len(sign))
        inner = " " * sum(widths)
        first, *others = item.paragraphs
        yield indent + sign + first.replace("\n", f"\n{inner}")
        for other in others:
            yield ""
            yield inner + other.replace("\n", f"\n{inner}")


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name) or "1")
    return min(int(text), 100) if text.isdigit() else 1


def _down(tag: Tag, rows: list[list[str]]) -> list[list[str]]:
    """A cell over several rows leaves its place empty in those below."""
    held: dict[tuple[int, int], int] = {}
    kept: list[list[str]] = []
    for at, (row, tr) in enumerate(zip(rows, tag.find_all("tr"), strict=True)):
        spans = [
            (_span(cell, "rowspan"), _span(cell, "colspan")) for cell in tr.find_all(["td", "th"], recursive=False)
        ]
        texts, column, written = iter(row), 0, list[str]()
        for down, across in spans:
            while held.get((at, column)):
                written.append("")
                column += 1
            for _cell in range(across):
                written.append(next(texts, ""))
                for below in range(1, down):
                    held[at + below, column] = 1
                column += 1
        while held.get((at, column)):
            written.append("")
            column += 1
        kept.append(written)
    return kept
