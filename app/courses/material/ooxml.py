"""The XML inside a Word document: read without its traps, in the one spelling of names that the rest knows."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.core.errors import Invalid
from app.core.i18n import _
from app.courses.material.package import Package, damaged

DEEPEST = 120  # elements one inside the other

_FORMATS = "http://schemas.openxmlformats.org"
W = f"{{{_FORMATS}/wordprocessingml/2006/main}}"
R = f"{{{_FORMATS}/officeDocument/2006/relationships}}"
A = f"{{{_FORMATS}/drawingml/2006/main}}"
WP = f"{{{_FORMATS}/drawingml/2006/wordprocessingDrawing}}"
PIC = f"{{{_FORMATS}/drawingml/2006/picture}}"
CHART = f"{{{_FORMATS}/drawingml/2006/chart}}"
DIAGRAM = f"{{{_FORMATS}/drawingml/2006/diagram}}"
MATH = f"{{{_FORMATS}/officeDocument/2006/math}}"
MC = f"{{{_FORMATS}/markup-compatibility/2006}}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - the prefix that everybody gives it

_STRICT = {  # the other spelling of the same names (ISO 29500 strict)
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
    "{http://purl.oclc.org/ooxml/drawingml/main}": A,
    "{http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing}": WP,
    "{http://purl.oclc.org/ooxml/drawingml/picture}": PIC,
    "{http://purl.oclc.org/ooxml/drawingml/chart}": CHART,
    "{http://purl.oclc.org/ooxml/drawingml/diagram}": DIAGRAM,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": MATH,
}


def parse(data: bytes) -> Element:
    """Raises Invalid for what is not XML, declares entities, or is nested without end."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Invalid(
            _("Ce document contient des instructions qu'un document Word n'a jamais. Il n'a pas été ouvert.")
        ) from None
    except (ParseError, ValueError, LookupError):
        raise damaged() from None
    _refuse_depth(root)
    if root.tag.startswith("{http://purl.oclc.org/"):
        _spell_alike(root)
    return root


def _refuse_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise damaged()
        level = [child for element in level for child in element]


def _spell_alike(root: Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = _spelt(element.tag)
        for name in list(element.attrib):
            if (other := _spelt(name)) != name:
                element.attrib[other] = element.attrib.pop(name)


def _spelt(name: str) -> str:
    space, brace, local = name.rpartition("}")
    return _STRICT.get(space + brace, space + brace) + local


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own."""
    return element.get(W + name) if element is not None else None


def yes(element: Element | None) -> bool:
    """A switch that is there is on, unless it says otherwise."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


def words(element: Element) -> str:
    """The text under an element, without what was struck out by a reviewer."""
    return "".join(_words(element))


def _words(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in (W + "tab", W + "br", W + "cr"):
            yield " "
        elif child.tag not in (W + "del", W + "moveFrom", W + "drawing", W + "pict", MC + "AlternateContent"):
            yield from _words(child)


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str  # the last word of its type: image, hyperlink, header…
    target: str  # the path of a part, or an address
    outside: bool


def relations(package: Package, part: str) -> dict[str, Relation]:
    """What a part refers to, by id."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    found = {}
    for row in parse(package.read(path)):
        target, outside = row.get("Target", ""), row.get("TargetMode", "").lower() == "external"
        if not outside:
            target = posixpath.normpath(posixpath.join(folder, unquote(target))).lstrip("/")
        found[row.get("Id", "")] = Relation(row.get("Type", "").rpartition("/")[2], target, outside)
    return found


def main_part(package: Package) -> str:
    """The part that holds the text. Raises Invalid when there is none."""
    for relation in relations(package, "").values():
        if relation.kind == "officeDocument" and relation.target in package:
            return relation.target
    if "word/document.xml" in package:
        return "word/document.xml"
    raise Invalid(
        _("C'est une archive ZIP, pas un document Word. Rien n'a été repris. Choisissez le fichier .docx lui-même.")
    )
