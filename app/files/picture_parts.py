"""Whether a picture holds its image and nothing else: no place, no date, no device, no words, nothing behind its end.

Such a picture is kept as it came, byte for byte: made again, it would only lose. That is also what makes keeping a
picture twice, or in two houses, give the same bytes.
"""

import mmap
import re
import struct
from pathlib import Path
from typing import BinaryIO

_AFTER_IMAGE_DATA = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # the next marker of a JPEG
_PNG_PARTS = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")

Data = mmap.mmap | bytes


def is_bare(path: Path, media_type: str) -> bool:
    """False for whatever is not understood to its last byte."""
    look = _LOOKS.get(media_type)
    if look is None or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return look(data)
        except (IndexError, struct.error):
            return False


def copy_bare(source: Path, made: Path, media_type: str) -> None:
    """A PNG, a WebP or a GIF, moving or not, with its image and nothing else: copied part by part, nothing drawn again.

    Raises IndexError or struct.error for one that stops before its end.
    """
    with (
        source.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        made.open("wb") as out,
    ):
        _COPIES[media_type](data, out)


def _jpeg(data: Data) -> bool:
    at = 2
    while True:
        if data[at] != 0xFF:
            return False
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2 == len(data)
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and not _tells_nothing(marker, data[at + 4 : at + 16])):
            return False
        at += 2 + length
        if marker == 0xDA:
            found = _AFTER_IMAGE_DATA.search(data, at)
            if found is None:
                return False
            at = found.start()


def _tells_nothing(marker: int, start: bytes) -> bool:
    """JFIF, a colour profile and Adobe's colour mark only say how to show the image."""
    named = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return marker in named and start.startswith(named[marker])


def _png(data: Data) -> bool:
    at = 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        at += 12 + length
        if kind not in _PNG_PARTS:
            return False
        if kind == b"IEND":
            return bool(len(data) == at)


def _webp(data: Data) -> bool:
    (length,) = struct.unpack_from("<I", data, 4)
    at, end = 12, 8 + length
    if end != len(data):
        return False
    while at < end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        if data[at : at + 4] not in _WEBP_PARTS:
            return False
        at += 8 + length + length % 2
    return bool(at == end)


def _gif(data: Data) -> bool:
    at = _after_gif_head(data)
    while True:
        kind = data[at]
        if kind == 0x3B:
            return at + 1 == len(data)
        if not _gif_block_tells_nothing(data, at):
            return False
        at = _after_gif_block(data, at)


def _copy_gif(data: Data, out: BinaryIO) -> None:
    at = _after_gif_head(data)
    out.write(data[:at])
    while data[at] != 0x3B:
        after = _after_gif_block(data, at)
        if _gif_block_tells_nothing(data, at):
            out.write(data[at:after])
        at = after
    out.write(b"\x3b")


def _copy_png(data: Data, out: BinaryIO) -> None:
    at, kind = 8, b""
    out.write(data[:at])
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind in _PNG_PARTS:
            out.write(data[at : at + 12 + length])
        at += 12 + length


def _copy_webp(data: Data, out: BinaryIO) -> None:
    (length,) = struct.unpack_from("<I", data, 4)
    at, end = 12, min(8 + length, len(data))
    out.write(data[:at])
    while at < end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        after = at + 8 + length + length % 2
        if data[at : at + 4] == b"VP8X":  # its first byte announces what is inside: 8 is Exif, 4 is XMP
            out.write(data[at : at + 8] + bytes([data[at + 8] & ~0x0C]) + data[at + 9 : after])
        elif data[at : at + 4] in _WEBP_PARTS:
            out.write(data[at:after])
        at = after
    size = out.tell()
    out.seek(4)
    out.write(struct.pack("<I", size - 8))


def _after_gif_head(data: Data) -> int:
    return 13 + _colours(data[10])


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_block_tells_nothing(data: Data, at: int) -> bool:
    if data[at] == 0x2C:
        return True
    return data[at] == 0x21 and (data[at + 1] == 0xF9 or (data[at + 1] == 0xFF and data[at + 3 : at + 14] in _LOOPS))


def _after_gif_block(data: Data, at: int) -> int:
    if data[at] == 0x2C:
        at += 11 + _colours(data[at + 9])  # the place of the image, its colours, the size of its codes
    elif data[at] == 0x21:
        at += 2
    else:
        raise IndexError("not a block")
    while length := data[at]:
        at += 1 + length
    return at + 1


_LOOKS = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp, "image/gif": _gif}
_COPIES = {"image/png": _copy_png, "image/webp": _copy_webp, "image/gif": _copy_gif}
