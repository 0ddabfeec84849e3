"""What the styles of a document mean, whatever the language of the Word that wrote it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize
from xml.etree.ElementTree import Element

from app.courses.material.ooxml import W, value, yes

MOST_PARENTS = 12
DEEPEST_TITLE = 6

_HEADING = re.compile(
    r"(?:heading|titre|überschrift|ueberschrift|título|titulo|titolo|títol|titol|kop|rubrik|nagłówek|otsikko|izenburua)"
    r"\s*([1-9])"
)
_TITLE = {"title", "titre", "titre principal", "titel", "título", "titulo", "titolo", "títol", "izenburua"}
_QUOTE = {
    "quote", "intense quote", "citation", "citations", "citation intense", "quotation", "quotations", "block text",
    "block quotation", "zitat", "cita", "citazione",
}  # fmt: skip
_CONTENTS = re.compile(r"(?:toc|tm|contents|table des matières(?: niveau)?|table des illustrations)\s*\d*")
_CALLOUTS = {"retenir": "retenir", "exemple": "exemple", "example": "exemple", "attention": "attention"}


@dataclass(slots=True)
class Style:
    name: str = ""
    parent: str = ""
    outline: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    raised: str = ""  # superscript, subscript
    hidden: bool = False
    list_id: str = ""
    list_level: int = 0
    indent: int | None = None


@dataclass(slots=True)
class Styles:
    """By id; each question looks at a style, then at those it is based on."""

    found: dict[str, Style] = field(default_factory=dict)

    def chain(self, style_id: str | None) -> Iterator[Style]:
        for _step in range(MOST_PARENTS):
            style = self.found.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = style.parent

    def heading(self, style_id: str | None) -> int | None:
        """1 to 6, or None for running text."""
        for style in self.chain(style_id):
            if style.outline is not None:
                return None if style.outline > 8 else min(style.outline + 1, DEEPEST_TITLE)
            if named := _HEADING.fullmatch(style.name):
                return min(int(named.group(1)), DEEPEST_TITLE)
        named = _HEADING.fullmatch(_plain(style_id or "")) if style_id not in self.found else None
        return min(int(named.group(1)), DEEPEST_TITLE) if named else None

    def is_title(self, style_id: str | None) -> bool:
        style = self.found.get(style_id or "")
        return style is not None and style.name in _TITLE

    def is_quote(self, style_id: str | None) -> bool:
        return any(style.name in _QUOTE for style in self.chain(style_id))

    def is_contents(self, style_id: str | None) -> bool:
        return any(_CONTENTS.fullmatch(style.name) for style in self.chain(style_id))

    def callout(self, style_id: str | None) -> str:
        """The callout that a style was made for, by a word of its name."""
        for style in self.chain(style_id):
            for word, kind in _CALLOUTS.items():
                if word in style.name:
                    return kind
        return ""


def _plain(name: str) -> str:
    return normalize("NFC", name).strip().lower()


def read_styles(root: Element | None) -> Styles:
    styles = Styles()
    for element in root.iter(W + "style") if root is not None else ():
        styles.found[value(element, "styleId") or ""] = _style(element)
    return styles


def _style(element: Element) -> Style:
    paragraph = element.find(W + "pPr")
    run = element.find(W + "rPr")
    style = Style(name=_plain(value(element.find(W + "name")) or ""), parent=value(element.find(W + "basedOn")) or "")
    if paragraph is not None:
        style.outline = whole(value(paragraph.find(W + "outlineLvl")))
        style.indent = indent_of(paragraph)
        if (numbering := paragraph.find(W + "numPr")) is not None:
            style.list_id = value(numbering.find(W + "numId")) or ""
            style.list_level = whole(value(numbering.find(W + "ilvl"))) or 0
    if run is not None:
        style.bold, style.italic = switch(run, "b"), switch(run, "i")
        style.raised = value(run.find(W + "vertAlign")) or ""
        style.hidden = yes(run.find(W + "vanish"))
    return style


def switch(properties: Element, name: str) -> bool | None:
    """On, off, or not said."""
    element = properties.find(W + name)
    return None if element is None else yes(element)


def indent_of(properties: Element) -> int | None:
    """How far from the margin, in twentieths of a point."""
    element = properties.find(W + "ind")
    return whole(value(element, "start") or value(element, "left")) if element is not None else None


def whole(text: str | None) -> int | None:
    """A number as Word writes it; None when it is not one."""
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None
