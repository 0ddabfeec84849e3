"""What a file is, found in its content. Names are never believed, and nothing is unpacked to find out."""

import re
import struct
import zipfile
from typing import BinaryIO

from app.core.archives import UNREADABLE
from app.files import rules

HEAD = 4096  # first bytes, enough to tell most things
_MOST_ENTRIES = 20_000  # an archive of more is an archive; its list is not even read
_MOST_LIST = 4_000_000
_MOST_SAID = 400_000  # of the entry that says what a document is

_MAIN_PARTS = {  # what [Content_Types].xml says of the main part
    "wordprocessingml.document.main": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "spreadsheetml.sheet.main": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "presentationml.presentation.main": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "presentationml.slideshow.main": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "wordprocessingml.template.main": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "spreadsheetml.template.main": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "presentationml.template.main": "application/vnd.openxmlformats-officedocument.presentationml.template",
    "ms-word.document.macroEnabled.main": "application/vnd.ms-word.document.macroEnabled.12",
    "ms-excel.sheet.macroEnabled.main": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "ms-powerpoint.presentation.macroEnabled.main": "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
}
DOCX, XLSX, PPTX = list(_MAIN_PARTS.values())[:3]
_MAIN_PART = re.compile(rb"application/vnd\.(?:openxmlformats-officedocument\.)?([A-Za-z.\-]+\.main)\+xml")
_SELF_SAID = re.compile(
    rb"application/(vnd\.oasis\.opendocument\.[a-z\-]{1,40}|epub\+zip)"
)  # OpenDocument and EPUB say it in their entry `mimetype`
_OLE_STREAMS = (
    ("EncryptedPackage", rules.PROTECTED),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


def media_type(file: BinaryIO) -> str:
    """Of an open file, read where it needs to be."""
    file.seek(0)
    found = rules.media_type(file.read(HEAD))
    if found == rules.ZIP:
        return _inside_zip(file)
    if found == rules.OLE:
        return _inside_ole(file)
    return found


def _inside_zip(file: BinaryIO) -> str:
    if not _has_a_short_list(file):
        return rules.ZIP
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and (found := _SELF_SAID.fullmatch(_read(archive, "mimetype").strip())):
                return found[0].decode()
            if "[Content_Types].xml" in names:
                for part in _MAIN_PART.findall(_read(archive, "[Content_Types].xml")):
                    if known := _MAIN_PARTS.get(part.decode()):
                        return known
    except UNREADABLE:
        pass  # damaged, behind a password, packed in a way of its own: an archive, no more
    return rules.ZIP


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of an entry, however much it would unpack to."""
    with archive.open(name) as entry:
        return entry.read(_MOST_SAID)


def _has_a_short_list(file: BinaryIO) -> bool:
    """Whether the list of entries may be read: a hostile archive can announce millions of them."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_557, 0))  # the last record, behind a comment of 64 KB at most
    tail = file.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return False
    entries: int
    length: int
    entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    return entries <= _MOST_ENTRIES and length <= _MOST_LIST


def _inside_ole(file: BinaryIO) -> str:
    try:
        names = _ole_names(file)
    except (struct.error, ValueError, OverflowError):
        return rules.OLE
    return next((found for name, found in _OLE_STREAMS if name in names), rules.OLE)


def _ole_names(file: BinaryIO) -> set[str]:
    """The names in the directory of an OLE file, following its chain of sectors for a while."""
    file.seek(0)
    head = file.read(512)
    (shift,) = struct.unpack_from("<H", head, 30)
    if shift not in (9, 12):
        raise ValueError("not a size of sector")
    sector, (at,) = 1 << shift, struct.unpack_from("<I", head, 48)
    tables = struct.unpack_from("<109I", head, 76)
    names: set[str] = set()
    for _n in range(64):  # 256 names or more: those that matter come first
        if at >= 0xFFFFFFF0:
            break
        file.seek((at + 1) << shift)
        entries = file.read(sector)
        for start in range(0, len(entries) - 127, 128):
            (length,) = struct.unpack_from("<H", entries, start + 64)
            if 2 <= length <= 64:
                names.add(entries[start : start + length - 2].decode("utf-16-le", "replace"))
        per_table = sector // 4
        if at // per_table >= len(tables):
            break
        file.seek(((tables[at // per_table] + 1) << shift) + 4 * (at % per_table))
        (at,) = struct.unpack("<I", file.read(4))
    return names
