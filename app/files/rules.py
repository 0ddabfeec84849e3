"""What a file may be called, what it is by its content, and whether a browser may open it in place."""

import re
import unicodedata

LONGEST_NAME = 120

_SEPARATORS = re.compile(r"[/\\]")
_RESERVED = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")

UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (  # (offset, bytes, type)
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
_BROWSER_CODE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|math|\?xml-stylesheet)\b", re.IGNORECASE
)
_PROLOGUE = re.compile(rb"^(?:\s+|<\?xml.*?\?>|<!--.*?-->|<!doctype\s+svg[^>]*>)*", re.IGNORECASE | re.DOTALL)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}

INLINE = frozenset({
    "image/png", "image/jpeg", "image/webp", "image/gif", "audio/mpeg", "audio/ogg", "audio/mp4",
    "video/mp4", "video/webm", "video/ogg", "text/vtt",
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


def media_type(head: bytes, name: str) -> str:
    """What the first bytes show; the name only tells apart documents that share one wrapping."""
    for offset, magic, found in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return _ogg(head) if found == "audio/ogg" else _matroska(head) if found == "video/webm" else found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xFA, 0xF3, 0xF2):
        return "audio/mpeg"
    if head[:4] == b"PK\x03\x04":
        return _zip(head, name)
    return _text(head)


def served_as(kept_type: str) -> str:
    """The type said to the browser: a page is handed over as plain bytes."""
    return UNKNOWN if kept_type in ("text/html", "application/xhtml+xml") else kept_type


def opens_in_place(kept_type: str) -> bool:
    return kept_type in INLINE


def _ogg(head: bytes) -> str:
    return "video/ogg" if b"theora" in head[:200] else "audio/ogg"


def _matroska(head: bytes) -> str:
    return "video/webm" if b"webm" in head[:64] else UNKNOWN


def _iso_media(brand: bytes) -> str:
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "image/heic"
    if brand == b"avif":
        return "image/avif"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _zip(head: bytes, name: str) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument says what it is in its first, uncompressed entry
        said = head[38:120].split(b"PK", 1)[0].decode("ascii", "replace")
        for kept in _OFFICE.values():
            if said == kept:
                return kept
    dot = name.lower().rfind(".")
    by_name = _OFFICE.get(name.lower()[dot:], "") if dot >= 0 else ""
    return by_name or "application/zip"


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
