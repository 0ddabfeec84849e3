"""What a file may be called, what its first bytes say it is, whether a browser may open it in place, and which part."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_NAME = 120

_SEPARATORS = re.compile(r"[/\\]")
_RESERVED = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")

UNKNOWN = "application/octet-stream"
ZIP = "application/zip"
OLE = "application/x-ole-storage"  # the wrapping of older office files
PROTECTED = "application/x-office-encrypted"  # a document of today behind a password: wrapped in OLE
WIDTHS = (480, 960, 1600)  # of the pictures made for small screens
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")  # kept without what they tell
PACKED = (  # documents that are compressed inside
    UNKNOWN, "application/pdf", "application/epub+zip",
    *(f"application/vnd.openxmlformats-officedocument.{kind}" for kind in (
        "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation",
    )),
    *(f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")),
)  # fmt: skip
UNREADABLE_PICTURES = ("image/heic", "image/avif")  # not every browser shows them, and they may tell where one was

_MAGIC: tuple[tuple[int, bytes, str], ...] = (  # (offset, bytes, type)
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"fLaC", "audio/flac"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),  # with nothing inside
)
_BROWSER_CODE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|math|\?xml-stylesheet)\b", re.IGNORECASE
)
_PROLOGUE = re.compile(rb"^(?:\s+|<\?xml.*?\?>|<!--.*?-->|<!doctype\s+svg[^>]*>)*", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE | re.ASCII)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}

INLINE = frozenset({
    "image/png", "image/jpeg", "image/webp", "image/gif",
    "audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav", "audio/flac", "video/mp4", "video/webm", "video/ogg", "text/vtt",
})  # fmt: skip
"""What a browser may open in place: nothing in these can act as one of our pages. PDF is not among them: browsers
refuse to show one inside the sandbox that every file is served in, so it is handed over to be opened."""


def clean_name(name: str) -> str:
    """The last part of a path, without what disturbs a file system or a header, its extension kept."""
    last = _SEPARATORS.split(name)[-1]
    visible = (c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")  # no hidden direction marks
    last = unicodedata.normalize("NFC", _SPACES.sub(" ", "".join(visible)))
    last = _RESERVED.sub("-", last).strip(" .")
    if len(last) > LONGEST_NAME:
        stem, dot, extension = last.rpartition(".")
        if dot and len(extension) <= 10:
            last = stem[: LONGEST_NAME - len(extension) - 1].rstrip(" .") + dot + extension
        else:
            last = last[:LONGEST_NAME].rstrip(" .")
    return last or "fichier"


def media_type(head: bytes) -> str:
    """What the first bytes show. Documents that share a wrapping (ZIP, OLE) are told apart by `content.media_type`."""
    for offset, magic, found in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return _ogg(head) if found == "audio/ogg" else _matroska(head) if found == "video/webm" else found
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xFA, 0xF3, 0xF2):
        return "audio/mpeg"
    return _text(head)


def served_as(kept_type: str) -> str:
    """The type said to the browser: a page is handed over as plain bytes."""
    return UNKNOWN if kept_type in ("text/html", "application/xhtml+xml") else kept_type


def opens_in_place(kept_type: str) -> bool:
    return kept_type in INLINE


def nearest_width(asked: int | None, width: int | None, made: Sequence[int]) -> int | None:
    """Which of the pictures made smaller comes nearest to a width; None: the picture itself."""
    if asked is None or width is None:
        return None
    found = min((*made, width), key=lambda one: (abs(one - asked), -one))
    return found if found in made else None


@dataclass(frozen=True, slots=True)
class Part:
    """Of a file: from `start` up to, and without, `end`."""

    start: int
    end: int


class NoSuchPart(ValueError):
    """What is asked for lies after the end."""


def part_of(asked: str, size: int) -> Part | None:
    """What a Range header asks of a file. None: the whole (several parts at once, or a header that says nothing)."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    if not first:
        start, end = max(size - int(last), 0), size
        if int(last) == 0:
            raise NoSuchPart
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise NoSuchPart
    return Part(start, end)


def _ogg(head: bytes) -> str:
    return "video/ogg" if b"theora" in head[:200] else "audio/ogg"


def _matroska(head: bytes) -> str:
    return "video/webm" if b"webm" in head[:64] else UNKNOWN


def _iso_media(brand: bytes) -> str:
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    if brand in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"):
        return "image/heic"
    if brand in (b"avif", b"avis"):
        return "image/avif"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _text(head: bytes) -> str:
    body = head.removeprefix(b"\xef\xbb\xbf")
    start = body[_PROLOGUE.match(body).end() :]  # type: ignore[union-attr]  # the pattern matches nothing too
    if start[:4].lower() == b"<svg":
        return "image/svg+xml"
    if _BROWSER_CODE.search(body[:1024]):
        return "text/html"
    if not head or not _CONTROLS.isdisjoint(head):
        return UNKNOWN
    for cut in range(4):  # the head may end inside a character
        try:
            body[: len(body) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "text/vtt" if re.match(rb"WEBVTT(\s|$)", body) else "text/plain"
    return UNKNOWN
