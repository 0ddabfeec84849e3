"""The lists of a document: which paragraphs are items, how deep, and the number that Word shows in front of each."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.courses.material.ooxml import W, value
from app.courses.material.styles import Styles, indent_of, whole

STEP = 720  # from one level to the next, when nothing says otherwise
DEEPEST = 5
_NEAR = 100  # two indents closer than this are the same level
_PLAIN_MARK = re.compile(r"[(\s]*%\d\s*[.)°:–—-]*\s*")
_SIMPLE = {"decimal", "decimalZero", "ordinal", "cardinalText", "ordinalText"}


@dataclass(slots=True)
class Level:
    format: str = "bullet"
    mark: str = ""  # "%1.", "%1.%2"
    start: int = 1
    indent: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    depth: int  # 0 for the outermost
    number: int | None  # None: a bullet
    plain: bool  # its mark in Word is a bullet or a simple number


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)  # levels that this list begins again


class Lists:
    """Counts as it goes: ask once for each paragraph, in the order of the document."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._open: list[tuple[str, int, int]] = []  # (abstract list, level, indent) of the items around
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        linked: dict[str, str] = {}
        named: dict[str, str] = {}
        for element in root.findall(W + "abstractNum"):
            name = value(element, "abstractNumId") or ""
            self._levels[name] = {whole(value(row, "ilvl")) or 0: _level(row) for row in element.findall(W + "lvl")}
            if link := value(element.find(W + "styleLink")):
                named[link] = name
            if link := value(element.find(W + "numStyleLink")):
                linked[name] = link
        for name, link in linked.items():
            self._levels[name] = self._levels.get(named.get(link, ""), self._levels[name])
        for element in root.findall(W + "num"):
            found = _List(value(element.find(W + "abstractNumId")) or "")
            for override in element.findall(W + "lvlOverride"):
                start = whole(value(override.find(W + "startOverride")))
                if start is not None:
                    found.starts[whole(value(override, "ilvl")) or 0] = start
            self._lists[value(element, "numId") or ""] = found

    def item(self, properties: Element | None, style_id: str | None) -> Item | None:
        """What a paragraph is in its list; None when it is in none."""
        list_id, level = self._named(properties, style_id)
        found = self._lists.get(list_id)
        if found is None:
            return None
        shown = self._levels.get(found.abstract, {}).get(level, Level())
        if shown.format == "none" or (shown.format != "bullet" and not shown.mark):
            return None
        number = self._count(list_id, found, level, shown)
        depth = self._depth(found.abstract, level, self._indent(properties, style_id, shown, level))
        if shown.format == "bullet":
            return Item(depth, None, True)
        return Item(depth, number, shown.format in _SIMPLE and _PLAIN_MARK.fullmatch(shown.mark) is not None)

    def is_open(self) -> bool:
        """Whether the paragraph just read was in a list."""
        return bool(self._open)

    def leave(self) -> None:
        """A paragraph outside any list: the next item begins at the margin."""
        self._open.clear()

    def numbers(self, properties: Element | None, style_id: str | None) -> bool:
        """Whether Word shows a number in front of this paragraph, such as a heading."""
        list_id, level = self._named(properties, style_id)
        found = self._lists.get(list_id)
        shown = self._levels.get(found.abstract, {}).get(level) if found else None
        return shown is not None and shown.format not in ("none", "bullet") and "%" in shown.mark

    def _named(self, properties: Element | None, style_id: str | None) -> tuple[str, int]:
        numbering = properties.find(W + "numPr") if properties is not None else None
        list_id = value(numbering.find(W + "numId")) if numbering is not None else None
        level = whole(value(numbering.find(W + "ilvl"))) if numbering is not None else None
        for style in self._styles.chain(style_id):
            if style.list_id:
                list_id = style.list_id if list_id is None else list_id
                level = style.list_level if level is None else level
                break
        return list_id or "", max(0, min(level or 0, 8))

    def _count(self, list_id: str, found: _List, level: int, shown: Level) -> int:
        counts = self._counts.setdefault(found.abstract, {})
        if list_id not in self._begun:  # a list that starts again on the marks of another
            self._begun.add(list_id)
            for begun, start in found.starts.items():
                counts[begun] = start - 1
        counts[level] = counts.get(level, shown.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return max(0, counts[level])

    def _indent(self, properties: Element | None, style_id: str | None, shown: Level, level: int) -> int:
        own = indent_of(properties) if properties is not None else None
        if own is not None:
            return own
        styled = next((s.indent for s in self._styles.chain(style_id) if s.indent is not None), None)
        direct = properties is not None and properties.find(W + "numPr") is not None
        order = (shown.indent, styled) if direct else (styled, shown.indent)
        return next((indent for indent in order if indent is not None), (level + 1) * STEP)

    def _depth(self, abstract: str, level: int, indent: int) -> int:
        while self._open:
            last_abstract, last_level, last_indent = self._open[-1]
            inside = level > last_level if last_abstract == abstract else indent > last_indent + _NEAR
            if inside:
                break
            self._open.pop()
        self._open.append((abstract, level, indent))
        return len(self._open) - 1


def _level(row: Element) -> Level:
    properties = row.find(W + "pPr")
    start = whole(value(row.find(W + "start")))
    return Level(
        value(row.find(W + "numFmt")) or "decimal",
        value(row.find(W + "lvlText")) or "",
        1 if start is None else start,
        indent_of(properties) if properties is not None else None,
    )
