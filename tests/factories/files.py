"""Real files, made small: pictures that know where they were taken, office documents, archives that mean harm."""

import io
import struct
import zipfile
from typing import Any

from PIL import Image

WHERE = b"Corr\xc3\xa8ze"  # said in the pictures, never to be found again
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
OFFICE = {
    "docx": _MAIN.format("wordprocessingml.document"),
    "xlsx": _MAIN.format("spreadsheetml.sheet"),
    "pptx": _MAIN.format("presentationml.presentation"),
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}


def places(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: itself, the day, the place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = WHERE.decode("latin-1")
    exif[0x0132] = "2026:11:23 09:00:00"
    where = exif.get_ifd(0x8825)
    where[1], where[2], where[3], where[4] = "N", (45.0, 16.0, 2.0), "E", (1.0, 46.0, 2.0)
    return exif


def drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A photo in its way: its left half is darker than its right half, its corner is red."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste((20, 20, 20), (0, 0, width // 2, height))
    image.paste((250, 10, 10), (0, 0, width // 8, height // 8))
    return image.convert(mode)


def picture(kind: str, width: int = 64, height: int = 48, *, mode: str = "RGB", **options: Any) -> bytes:
    made = io.BytesIO()
    drawn(width, height, mode).save(made, kind, **options)
    return made.getvalue()


def photo(width: int = 64, height: int = 48, orientation: int = 1) -> bytes:
    """A JPEG from a phone."""
    return picture("JPEG", width, height, exif=places(orientation), comment=WHERE, quality=92)


def moving(kind: str, **options: Any) -> bytes:
    frames = [drawn(120, 80).rotate(40 * n) for n in range(4)]
    made = io.BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=[80, 90, 100, 110], **options)
    return made.getvalue()


def archive(entries: dict[str, bytes], *, stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as zipped:
        for name, body in entries.items():
            zipped.writestr(name, body)
    return made.getvalue()


def garbled(name: str) -> bytes:
    """An archive whose list is sound and whose only entry, squeezed, is not."""
    body = bytearray(archive({name: b"x" * 500}))
    start = 30 + len(name)  # after the head of the entry
    body[start : start + 4] = b"\xff" * 4
    return bytes(body)


def office(kind: str, *, first: dict[str, bytes] | None = None) -> bytes:
    said = f'<Types><Override PartName="/main.xml" ContentType="{OFFICE[kind]}"/></Types>'
    return archive((first or {}) | {"_rels/.rels": b"<r/>", "[Content_Types].xml": said.encode()})


def ole(*names: str, sector: int = 512) -> bytes:
    """A compound file whose directory holds these names, over as many sectors as it takes."""
    per_sector = sector // 128
    count = -(-(len(names) + 1) // per_sector)
    entries = b"".join(_ole_entry(name) for name in ("Root Entry", *names)).ljust(count * sector, b"\0")
    head = bytearray(sector)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", head, 24, 0x3E, 3)
    struct.pack_into("<HH", head, 28, 0xFFFE, sector.bit_length() - 1)
    struct.pack_into("<I", head, 44, 1)  # one table of sectors
    struct.pack_into("<I", head, 48, 1)  # the directory begins at sector 1, the table is sector 0
    struct.pack_into("<109I", head, 76, 0, *([0xFFFFFFFF] * 108))
    chain = [0xFFFFFFFD, *range(2, count + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{sector // 4}I", *chain, *([0xFFFFFFFF] * (sector // 4 - len(chain))))
    return bytes(head) + table + entries


def _ole_entry(name: str) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (written.ljust(64, b"\0") + struct.pack("<H", len(written))).ljust(128, b"\0")
