"""A Word document put in order before it is converted: only what a page can hold is left, and the rest is noted.

The converter (mammoth) then reads a small document made here: no image, no style but headings, two kinds of lists, no
field, nothing that leads outside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize
from xml.etree.ElementTree import Element, SubElement

from app.core.errors import TooLarge
from app.core.i18n import _
from app.courses.material import marks
from app.courses.material.converted import Notes
from app.courses.material.inside import Inner, Inside, Look, words_struck
from app.courses.material.marks import mark
from app.courses.material.numbering import DEEPEST, Item, Lists
from app.courses.material.ooxml import MC, Relation, W, value, words, yes
from app.courses.material.styles import Styles, indent_of

MOST_CHARACTERS = 500_000
MOST_RUNS = 30_000

_LABEL = re.compile(r"\s*(à retenir|a retenir|exemples?|attention)\s*(?:[:!.–—-]+\s*|$)", re.IGNORECASE)
_BEGINS = re.compile(r"\s*(à retenir|a retenir|exemples?|attention)\b", re.IGNORECASE)
_WRAPPERS = (W + "customXml", W + "smartTag", W + "ins", W + "moveTo")
QUOTE = "quote"
_START = 30  # characters of a paragraph that are enough to find it


@dataclass(slots=True)
class Heading:
    level: int  # Word's own
    text: str
    element: Element


@dataclass(slots=True)
class Tidied:
    """The blocks of one part, and the titles met on the way."""

    blocks: list[Element]
    headings: list[Heading] = field(default_factory=list)
    title: str = ""


class Tidying:
    """Reads the parts of a document one after the other; images, links and notes are shared."""

    def __init__(self, styles: Styles, lists: Lists, inside: Inside, notes: Notes) -> None:
        self._styles, self._lists, self._inside, self._notes = styles, lists, inside, notes
        self._title, self._headings = "", list[Heading]()
        self._under = ""  # the last heading
        self._near = ""  # the paragraph being read
        self._characters = self._runs = 0
        self._last_indent = 0

    def read(self, root: Element, relations: dict[str, Relation], where: str = "", inside: str = "") -> Tidied:
        self._headings = []
        self._under = where
        self._inside.relations = relations
        for text in root.iter(W + "t"):
            text.text = normalize("NFC", text.text or "")  # some systems write é in two characters
        blocks = self._blocks(root, inside)
        return Tidied(blocks, self._headings, self._title)

    # Where things are

    def _where(self) -> str:
        if self._under:
            return self._under
        return _("près de « %(words)s »") % {"words": self._near} if self._near else _("au début du document")

    def _come_near(self, text: str) -> None:
        self._near = text[:_START] + ("…" if len(text) > _START else "")

    def _note(self, what: str) -> None:
        self._notes.add(what, self._where())

    # Blocks

    def _blocks(self, parent: Element, inside: str) -> list[Element]:
        """`inside`: "" for the body itself, "table", "frame" (a callout, a box) or "note"."""
        found: list[Element] = []
        callout = ""
        for element in self._unwrapped(parent):
            kind = self._callout_of(element, callout) if element.tag == W + "p" and not inside else ""
            if callout and kind != callout:
                found.append(_only(mark(marks.CLOSE)))
                callout = ""
            if kind and not callout:
                found.append(_only(mark(marks.OPEN, kind)))
                callout = kind
                if kind != QUOTE:
                    _cut_label(element)
            found += self._block(element, "frame" if kind else inside)
        if callout:
            found.append(_only(mark(marks.CLOSE)))
        return found

    def _unwrapped(self, parent: Element) -> Iterator[Element]:
        """What a part holds, out of what only wraps it."""
        for element in parent:
            if element.tag == W + "sdt":
                gallery = next((value(each) for each in element.iter(W + "docPartGallery")), "") or ""
                if "contents" in gallery.lower():
                    self._note("toc")
                else:
                    for content in element.findall(W + "sdtContent"):
                        yield from self._unwrapped(content)
            elif element.tag in _WRAPPERS:
                if element.tag in (W + "ins", W + "moveTo"):
                    self._note("tracked")
                yield from self._unwrapped(element)
            elif element.tag in (W + "del", W + "moveFrom"):
                if words_struck(element):
                    self._note("tracked")
            elif element.tag == MC + "AlternateContent":
                chosen = element.find(MC + "Choice")
                chosen = element.find(MC + "Fallback") if chosen is None else chosen
                if chosen is not None:
                    yield from self._unwrapped(chosen)
            else:
                yield element

    def _block(self, element: Element, inside: str) -> list[Element]:
        if element.tag == W + "p":
            return self._paragraph(element, inside)
        if element.tag == W + "tbl":
            return self._table(element, inside)
        if element.tag == W + "sectPr":
            self._section(element)
        elif element.tag == W + "altChunk":
            self._note("part")
        elif element.tag.endswith("}oMathPara"):
            paragraph = Element(W + "p")
            paragraph.append(element)
            return self._paragraph(paragraph, inside)
        return []

    def _section(self, element: Element) -> None:
        columns = value(element.find(W + "cols"), "num") or "1"
        if columns.isdigit() and int(columns) > 1:
            self._note("columns")

    def _callout_of(self, paragraph: Element, around: str) -> str:
        """The callout or the quotation that a paragraph belongs to: by its style, or by its frame and first words."""
        properties = paragraph.find(W + "pPr")
        style_id = value(properties.find(W + "pStyle")) if properties is not None else None
        if kind := self._styles.callout(style_id):
            return kind
        if self._styles.is_quote(style_id):
            return QUOTE
        if properties is None or not _is_framed(properties):
            return ""
        begins = _BEGINS.match(words(paragraph))
        return _kind_of(begins.group(1)) if begins else "" if around == QUOTE else around

    # Paragraphs

    def _paragraph(self, element: Element, inside: str) -> list[Element]:
        properties = element.find(W + "pPr")
        style_id = value(properties.find(W + "pStyle")) if properties is not None else None
        text = " ".join(words(element).split())
        self._come_near(text)
        if self._styles.is_contents(style_id):
            self._note("toc")
            return []
        if properties is not None:
            self._tell_lost(properties)
        level = None if inside == "note" else self._level(properties, style_id)
        if level and text and not inside:
            self._under = _("sous « %(title)s »") % {"title": text[:60]}
        if not text and level:
            level = None
        item = None if level else self._lists.item(properties, style_id)
        base = Look() if level else self._base(style_id)
        inner = self._inside.read(element, self._where(), base=base, plain=level is not None)
        self._measure(inner)
        around = "table" if inside == "table" else "frame"
        after = [block for box in inner.boxes for block in self._blocks(box, around)]
        if inner.is_empty:
            return after
        if not inside and not level and not self._title and self._styles.is_title(style_id):
            self._title = text[:200]
            return after
        return [self._written(inner, properties, style_id, level, item, inside, text), *after]

    def _written(
        self, inner: Inner, properties: Element | None, style_id: str | None, level: int | None, item: Item | None,
        inside: str, text: str,
    ) -> Element:  # fmt: skip
        paragraph = Element(W + "p")
        if level and inside:
            paragraph.append(_run(mark(marks.BOLD)))
        elif level:
            if self._lists.numbers(properties, style_id):
                self._note("heading-numbers")
            self._headings.append(Heading(level, text, paragraph))
            self._lists.leave()
        elif item:
            self._as_item(paragraph, item)
            self._last_indent = self._indent(properties, style_id)
        elif not inside and self._goes_on(properties, style_id):
            paragraph.append(_run(mark(marks.INSIDE)))
        else:
            self._lists.leave()
            self._last_indent = 0
        paragraph.extend(inner.children)
        return paragraph

    def _as_item(self, paragraph: Element, item: Item) -> None:
        if not item.plain:
            self._note("list-marks")
        if item.depth >= DEEPEST:
            self._note("list-depth")
        numbering = SubElement(SubElement(paragraph, W + "pPr"), W + "numPr")
        SubElement(numbering, W + "ilvl", {W + "val": str(min(item.depth, DEEPEST - 1))})
        SubElement(numbering, W + "numId", {W + "val": "1" if item.number is None else "2"})
        if item.number is not None:
            paragraph.append(_run(mark(marks.NUMBER, item.number)))

    def _indent(self, properties: Element | None, style_id: str | None) -> int:
        own = indent_of(properties) if properties is not None else None
        styled = next((style.indent for style in self._styles.chain(style_id) if style.indent is not None), None)
        return own if own is not None else styled if styled is not None else 0

    def _goes_on(self, properties: Element | None, style_id: str | None) -> bool:
        """A paragraph without a mark, set as far from the margin as the item above."""
        return self._lists.is_open() and self._indent(properties, style_id) >= 300

    def _level(self, properties: Element | None, style_id: str | None) -> int | None:
        if self._title and self._styles.is_title(style_id):
            return 1  # a second title of the same document
        direct = value(properties.find(W + "outlineLvl")) if properties is not None else None
        if direct is not None and direct.isdigit():
            return min(int(direct) + 1, 6) if int(direct) < 9 else None
        return self._styles.heading(style_id)

    def _base(self, style_id: str | None) -> Look:
        """The look that running text takes from the style of its paragraph."""
        if self._styles.is_quote(style_id) or self._styles.is_title(style_id):
            return Look()
        chain = list(self._styles.chain(style_id))
        bold = next((style.bold for style in chain if style.bold is not None), False)
        italic = next((style.italic for style in chain if style.italic is not None), False)
        return Look(bold=bold, italic=italic)

    def _tell_lost(self, properties: Element) -> None:
        if yes(properties.find(W + "pageBreakBefore")):
            self._note("page-break")
        if (section := properties.find(W + "sectPr")) is not None:
            self._section(section)

    def _measure(self, inner: Inner) -> None:
        self._runs += len(inner.children)
        self._characters += sum(len(text.text or "") for child in inner.children for text in child.iter(W + "t"))
        if self._characters > MOST_CHARACTERS or self._runs > MOST_RUNS:
            raise TooLarge(
                _("Ce document est trop long pour une page. Rien n'a été repris. Coupez-le en plusieurs documents.")
            )

    # Tables

    def _table(self, element: Element, inside: str) -> list[Element]:
        rows = [row for row in self._unwrapped(element) if row.tag == W + "tr"]
        kept = [row for row in rows if row.find(f"{W}trPr/{W}del") is None]
        if len(kept) < len(rows):
            self._note("tracked")
        cells = [[cell for cell in self._unwrapped(row) if cell.tag == W + "tc"] for row in kept]
        if inside == "table":
            self._note("nested-table")
            return [block for row in cells for cell in row for block in self._blocks(cell, "table")]
        self._lists.leave()
        self._come_near(next((said for row in cells for c in row if (said := " ".join(words(c).split()))), self._near))
        where = self._where()
        if len(cells) == 1 and len(cells[0]) == 1:
            return self._frame(cells[0][0])
        return self._rows(element, kept, cells, where)

    def _frame(self, cell: Element) -> list[Element]:
        """A table of one cell is a frame: a callout when it begins as one, a quotation otherwise."""
        first = next((p for p in cell.iter(W + "p") if words(p).strip()), None)
        begins = _BEGINS.match(words(first)) if first is not None else None
        if first is not None and begins:
            kind = _kind_of(begins.group(1))
            _cut_label(first)
        else:
            kind = QUOTE
        blocks = self._blocks(cell, "frame")
        if not blocks:
            return []
        if kind == QUOTE:
            self._note("frame")
        return [_only(mark(marks.OPEN, kind)), *blocks, _only(mark(marks.CLOSE))]

    def _rows(self, element: Element, rows: list[Element], cells: list[list[Element]], where: str) -> list[Element]:
        table = Element(W + "tbl")
        full = False
        for number, inner in enumerate(cells):
            written = SubElement(table, W + "tr")
            if number == 0:
                SubElement(SubElement(written, W + "trPr"), W + "tblHeader")
            for cell in inner:
                full |= self._cell(SubElement(written, W + "tc"), cell, where)
        if not full:
            return []
        if rows[0].find(f"{W}trPr/{W}tblHeader") is None and not _has_a_head(element):
            self._notes.add("table-head", where)
        return [table]

    def _cell(self, written: Element, cell: Element, where: str) -> bool:
        properties = cell.find(W + "tcPr")
        kept = SubElement(written, W + "tcPr")
        for name in ("gridSpan", "vMerge"):
            found = properties.find(W + name) if properties is not None else None
            if found is not None:
                kept.append(Element(found.tag, found.attrib))
                if name == "vMerge" or value(found) not in (None, "1"):
                    self._notes.add("merged", where)
        if (value(kept.find(W + "gridSpan")) or "1").isdigit() is False:
            kept.remove(kept.find(W + "gridSpan"))  # type: ignore[arg-type]  # it is there: it has a value
        blocks = self._blocks(cell, "table")
        self._lists.leave()
        written.extend(blocks)
        return bool(blocks)


def _is_framed(properties: Element) -> bool:
    shade = value(properties.find(W + "shd"), "fill") or "auto"
    borders = properties.find(W + "pBdr")
    return shade.lower() not in ("auto", "ffffff") or (borders is not None and len(borders) > 0)


def _kind_of(begins: str) -> str:
    begins = begins.lower()
    return "attention" if begins == "attention" else "exemple" if begins.startswith("exemple") else "retenir"


def _cut_label(paragraph: Element) -> None:
    """Take « À retenir : » away: the callout says it itself."""
    found = _LABEL.match(words(paragraph))
    left = found.end() if found else 0
    for text in paragraph.iter(W + "t"):
        if not left:
            break
        said = text.text or ""
        text.text = said[left:]
        left = max(0, left - len(said))


def _has_a_head(table: Element) -> bool:
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return False
    if (said := value(look, "firstRow")) is not None:
        return said in ("1", "true", "on")
    try:
        return bool(int(value(look) or "0", 16) & 0x20)
    except ValueError:
        return False


def _run(text: str) -> Element:
    run = Element(W + "r")
    SubElement(run, W + "t").text = text
    return run


def _only(text: str) -> Element:
    paragraph = Element(W + "p")
    paragraph.append(_run(text))
    return paragraph
