"""The picture of a badge, and the badge written inside it (*baking*): what people put on a profile carries its proof."""

import json
import struct
import zlib
from functools import lru_cache
from typing import Any

from app.core.documents import render_picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_LARGEST = 1_000_000  # bytes that a compressed credential may grow to


@lru_cache(maxsize=64)
def picture(name: str, organisation: str, number: str) -> bytes:
    """The PNG of what a block gives, the same for everybody who has it."""
    return render_picture("badge", {"name": name, "organisation": organisation, "number": number})


def baked(png: bytes, document: dict[str, Any]) -> bytes:
    """The picture with its credential in an iTXt chunk, just before the end."""
    text = json.dumps(document, ensure_ascii=False).encode()
    end = png.rindex(b"IEND") - 4
    return png[:end] + _chunk(b"iTXt", _KEYWORD + b"\0\0\0\0\0" + text) + png[end:]


def unbaked(png: bytes) -> str | None:
    """The text of a credential found in a picture; None when there is none. Anything else is no PNG: ValueError."""
    if not png.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    at = len(SIGNATURE)
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"iTXt" and data.startswith(_KEYWORD + b"\0"):
            return _text_of(data[len(_KEYWORD) + 1 :])
        at += 12 + length
    return None


def _text_of(rest: bytes) -> str | None:
    """What follows the keyword: two bytes on compression, a language and a translated keyword, the text."""
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    text = parts[2]
    if rest[0]:
        try:
            text = zlib.decompressobj().decompress(text, _LARGEST)
        except zlib.error:
            return None
    return text.decode("utf-8", "replace")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
