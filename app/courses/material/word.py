"""A Word document becomes a page: what Word shows is what a reader sees, and whatever is not kept is listed.

Three steps, each in its module: the wrapping is opened with care (`package`), the text is put in order and what a page
cannot hold is noted (`prepare`), mammoth turns what is left into HTML, which is written as Markdown (`written`).
"""

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

import mammoth
import structlog

from app.core.errors import Invalid
from app.core.i18n import _
from app.courses.material.converted import Converted, Notes
from app.courses.material.inside import Inside
from app.courses.material.numbering import Lists
from app.courses.material.ooxml import W, main_part, parse, relations, value, words
from app.courses.material.package import Package, damaged, opened
from app.courses.material.phrase import Piece, phrase
from app.courses.material.pictures import Pictures
from app.courses.material.prepare import Heading, Tidied, Tidying
from app.courses.material.styles import read_styles
from app.courses.material.written import Writing

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_WORDS = re.compile(r"[\s_]+")

log = structlog.get_logger()


def read_word(stream: BinaryIO, name: str) -> Converted:
    """The page that a Word document holds. `name` is the one it came with.

    Raises Invalid or TooLarge with one sentence on what to do. Nothing is loaded from elsewhere, whatever it asks for.
    """
    with opened(stream) as package:
        return _Document(package, name).converted()


class _Document:
    def __init__(self, package: Package, name: str) -> None:
        self._package, self._name = package, name
        self._notes = Notes()
        self._main = main_part(package)
        self._relations = relations(package, self._main)
        styles = read_styles(self._part("styles"))
        self._pictures = Pictures(package, name, self._notes)
        self._inside = Inside(styles, self._pictures, self._notes)
        self._tidying = Tidying(styles, Lists(self._part("numbering"), styles), self._inside, self._notes)

    def _path(self, kind: str) -> str:
        found = next((each.target for each in self._relations.values() if each.kind == kind and not each.outside), "")
        return found if found in self._package else ""

    def _part(self, kind: str) -> Element | None:
        path = self._path(kind)
        return parse(self._package.read(path)) if path else None

    def converted(self) -> Converted:
        notes = {kind: self._part(kind) for kind in _NOTES}
        self._inside.known_notes = {
            f"{W}{one}Reference": _ids(root, one) for kind, one in _NOTES.items() if (root := notes[kind]) is not None
        }
        root = parse(self._package.read(self._main))
        body = root.find(W + "body")
        if body is None:
            raise damaged()
        tidied = self._tidying.read(body, self._relations)
        title = tidied.title or _only_title(tidied)
        _level(tidied.headings)
        self._tell_around()
        small = self._small(tidied, notes)
        text = Writing(self._pictures.shown, self._notes).write(_html(small, self._notes))
        if not text.strip() and title:
            text, title = phrase([Piece(title)])[0], ""  # the title is all there is
        if not text.strip():
            raise Invalid(_("Ce document est vide : il n'a ni texte ni image à reprendre. Vérifiez que c'est le bon."))
        return Converted(title or _title_of(self._name), text + "\n", self._pictures.kept, self._notes.listed())

    def _tell_around(self) -> None:
        everywhere = _("dans tout le document")
        for relation in self._relations.values():
            if relation.kind in ("header", "footer") and relation.target in self._package:
                around = parse(self._package.read(relation.target))
                if words(around).strip() or any(True for _drawn in around.iter(W + "drawing")):
                    self._notes.add("header", everywhere)
        if any(path.endswith("vbaProject.bin") for path in self._package.names()):
            self._notes.add("macros", everywhere)

    def _small(self, tidied: Tidied, notes: dict[str, Element | None]) -> bytes:
        """The document handed to the converter."""
        body = Element(W + "body")
        body.extend(tidied.blocks)
        document = Element(W + "document")
        document.append(body)
        parts = {"document": document}
        for kind, one in _NOTES.items():
            if (root := notes[kind]) is not None:
                parts[kind] = self._tidy_notes(root, kind, one)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as small:
            small.writestr("[Content_Types].xml", _CONTENT_TYPES)
            small.writestr("_rels/.rels", _rels({"d": ("officeDocument", "word/document.xml", False)}))
            small.writestr("word/numbering.xml", tostring(_two_lists()))
            links = {link_id: ("hyperlink", href, True) for href, link_id in self._inside.links.items()}
            for kind, part in parts.items():
                small.writestr(f"word/{kind}.xml", tostring(part))
                near = {kind: (kind, f"{kind}.xml", False) for kind in (*_NOTES, "numbering")}
                small.writestr(f"word/_rels/{kind}.xml.rels", _rels(links | near))
        return archive.getvalue()

    def _tidy_notes(self, root: Element, kind: str, one: str) -> Element:
        where = _("dans les notes")
        found = Element(W + kind)
        path = self._path(kind)
        for note in root.findall(W + one):
            if value(note, "type") in (None, "normal"):
                kept = SubElement(found, W + one, {W + "id": value(note, "id") or ""})
                kept.extend(self._tidying.read(note, relations(self._package, path), where, "note").blocks)
        return found


def _ids(root: Element, one: str) -> set[str]:
    return {value(note, "id") or "" for note in root.findall(W + one) if value(note, "type") in (None, "normal")}


def _html(small: bytes, notes: Notes) -> str:
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(small), include_embedded_style_map=False, external_file_access=False
        )
    except (
        Exception
    ):  # whatever a document made by somebody brings it to: the person is told, and we find it in the log
        log.exception("word-not-converted")
        raise damaged() from None
    if any("w:sym" in message.message for message in result.messages):
        notes.add("symbol", _("dans tout le document"))
    return str(result.value)


def _only_title(tidied: Tidied) -> str:
    """A first heading that no other equals is the title of the page, which shows it above the text."""
    if not tidied.headings or not tidied.blocks:
        return ""
    first, *others = tidied.headings
    if first.element is not tidied.blocks[0] or any(other.level <= first.level for other in others):
        return ""
    tidied.headings.pop(0)
    tidied.blocks.pop(0)
    return first.text


def _level(headings: list[Heading]) -> None:
    """Titles begin at the second level and never skip one."""
    around: list[int] = []
    for heading in headings:
        while around and around[-1] >= heading.level:
            around.pop()
        around.append(heading.level)
        properties = heading.element.find(W + "pPr")
        if properties is None:
            properties = Element(W + "pPr")
            heading.element.insert(0, properties)
        SubElement(properties, W + "pStyle", {W + "val": f"Heading{min(len(around) + 1, 6)}"})


def _rels(rows: dict[str, tuple[str, str, bool]]) -> bytes:
    root = Element("Relationships", {"xmlns": _RELATIONS})
    for name, (kind, target, outside) in rows.items():
        mode = {"TargetMode": "External"} if outside else {}
        SubElement(root, "Relationship", {"Id": name, "Type": f"{_TYPES}/{kind}", "Target": target, **mode})
    return bytes(tostring(root))


def _two_lists() -> Element:
    """The only lists of the small document: 1 has bullets, 2 has numbers."""
    root = Element(W + "numbering")
    for name, kind in (("1", "bullet"), ("2", "decimal")):
        abstract = SubElement(root, W + "abstractNum", {W + "abstractNumId": name})
        for level in range(9):
            row = SubElement(abstract, W + "lvl", {W + "ilvl": str(level)})
            SubElement(row, W + "numFmt", {W + "val": kind})
    for name in ("1", "2"):
        SubElement(SubElement(root, W + "num", {W + "numId": name}), W + "abstractNumId", {W + "val": name})
    return root


def _title_of(name: str) -> str:
    """« ma_fiche prix.docx » → « Ma fiche prix »"""
    words_of = _WORDS.sub(" ", PurePosixPath(name.replace("\\", "/")).stem).strip()
    return (words_of[:1].upper() + words_of[1:])[:200]
