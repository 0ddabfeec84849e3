"""What a drawing of Word is made of, in its two spellings: images, boxes of text, or something that a page cannot hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.courses.material.ooxml import DIAGRAM, MC, PIC, WP, A, O, R, V, W, words


@dataclass(frozen=True, slots=True)
class Shown:
    """An image where it is shown: the id of its relation, empty when the image is elsewhere."""

    relation: str
    alt: str
    cut: bool = False
    linked: bool = False


@dataclass(slots=True)
class Drawing:
    images: list[Shown] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    what: str = ""  # chart, smartart, object, rule, shape: what else it is


def read_drawing(element: Element) -> Drawing:
    """Of a `w:drawing`, a `w:pict` or a `w:object`."""
    parts = list(_outside_boxes(element))
    found = _recent(parts) if element.tag == W + "drawing" else _older(element, parts)
    found.boxes = [
        part
        for part in parts
        if part.tag == W + "txbxContent" and (words(part).strip() or any(True for _box in part.iter(W + "drawing")))
    ]
    if not found.images and not found.boxes and not found.what:
        found.what = "shape"
    return found


def _recent(parts: list[Element]) -> Drawing:
    said = next((part for part in parts if part.tag == WP + "docPr"), None)
    alt = "" if said is None else (said.get("descr") or "").strip() or (said.get("title") or "").strip()
    linked = any(part.tag == A + "hlinkClick" for part in parts)
    kinds = [part.get("uri", "") for part in parts if part.tag == A + "graphicData"]
    found = Drawing([_image(part, alt, linked) for part in parts if part.tag == PIC + "pic"])
    if any("chart" in kind for kind in kinds):
        found.what = "chart"
    elif any(kind.endswith("/diagram") for kind in kinds) or any(part.tag == DIAGRAM + "relIds" for part in parts):
        found.what = "smartart"
    return found


def _image(picture: Element, alt: str, linked: bool) -> Shown:
    blip = next(picture.iter(A + "blip"), None)
    area = next(picture.iter(A + "srcRect"), None)
    cut = area is not None and any(area.get(side, "0") not in ("0", "") for side in "ltrb")
    return Shown(blip.get(R + "embed", "") if blip is not None else "", alt, cut, linked)


def _older(element: Element, parts: list[Element]) -> Drawing:
    if element.tag == W + "object" or any(part.tag == O + "OLEObject" for part in parts):
        return Drawing(what="object")
    if any(part.get(O + "hr") in ("t", "true", "1") for part in parts):
        return Drawing(what="rule")
    alt = next((part.get("alt", "") for part in parts if part.tag == V + "shape"), "")
    images = [part for part in parts if part.tag == V + "imagedata"]
    return Drawing([Shown(image.get(R + "id", ""), alt or image.get(O + "title", "")) for image in images])


def _outside_boxes(element: Element) -> Iterator[Element]:
    """Everything under an element, without going into the boxes it holds, nor into older copies of the same drawing."""
    for child in element:
        if child.tag == MC + "Fallback" and element.find(MC + "Choice") is not None:
            continue
        yield child
        if child.tag != W + "txbxContent":
            yield from _outside_boxes(child)
