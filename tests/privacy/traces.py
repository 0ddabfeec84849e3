"""Looking for somebody in a whole data folder: every file and what is packed in it, every table with what is sealed open.

What is looked for is folded first, on both sides: accents, capitals, and what stands between words say nothing. Bytes are
read as each of the encodings that a file of ours, or a database, may hold.
"""

import base64
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import select, type_coerce
from sqlalchemy import types as kinds
from sqlalchemy.orm import Session

from app.core.db import Base

_BETWEEN = re.compile(r"[\s.,;:_/'’`\"‑-]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MARKS = re.compile("[\u0300-\u036f]+")
_BASE64 = re.compile(rb"(?![0-9a-f]+(?![A-Za-z+/]))[A-Za-z0-9+/]{24,}={0,2}")  # and no print of sixteen signs
_DEEPEST = 4


def folded(text: str) -> str:
    """Without accents, capitals, escapes, and whatever stands between two words."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _BETWEEN.sub(" ", _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold())


def needles_of(*said: str) -> dict[str, str]:
    """What is looked for, folded, by what was said; a name also the other way round."""
    found = {}
    for each in said:
        words = folded(each).strip()
        found[words] = each
        if re.fullmatch(r"[^\d@]+ [^\d@]+", words):
            parts = words.split(" ")
            for turn in range(1, len(parts)):
                found[" ".join(parts[turn:] + parts[:turn])] = each
    return found


def in_files(folder: Path, needles: Mapping[str, str]) -> list[str]:
    """« where: what » for each file under a folder, its name included."""
    found = []
    for path in sorted(folder.rglob("*")):
        where = str(path.relative_to(folder))
        texts: Iterator[str] = iter((where,))
        found += _seen(where, texts, needles)
        if path.is_file():
            found += in_bytes(where, path.read_bytes(), needles)
    return sorted(set(found))


def in_bytes(where: str, data: bytes, needles: Mapping[str, str], depth: int = 0) -> list[str]:
    found = _seen(where, _readings(data), needles)
    if depth < _DEEPEST:
        for inner, more in _packed(data):
            found += in_bytes(f"{where} > {inner}", more, needles, depth + 1)
    return found


def in_tables(session: Session, needles: Mapping[str, str]) -> list[str]:
    """« table.column: what », sealed words opened, whatever the database."""
    found: list[str] = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, kinds.Integer | kinds.Boolean | kinds.Float | kinds.Date):
                continue
            where = f"{table.name}.{column.name}"
            for value in session.scalars(select(column).where(type_coerce(column, kinds.Text).is_not(None))):
                if isinstance(value, bytes):
                    found += in_bytes(where, value, needles, 1)
                elif value:
                    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                    found += _seen(where, iter((text,)), needles)
    return sorted(set(found))


def _seen(where: str, texts: Iterator[str], needles: Mapping[str, str]) -> list[str]:
    found = set()
    for text in texts:
        known = folded(text)
        found |= {said for needle, said in needles.items() if needle in known}
    return [f"{where}: {said}" for said in sorted(found)]


def _readings(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
    yield data.decode("latin-1")
    if b"\x00" in data:
        for start in (0, 1):
            yield data[start:].decode("utf-16-le", "replace")


def _packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is inside: archives, workbooks, PDF pages, compressed and base64 parts."""
    if data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield name, name.encode() + b"\n" + archive.read(name)
        except (zipfile.BadZipFile, RuntimeError):
            pass
        return
    if data[:5] == b"%PDF-":
        yield from _of_pdf(data)
        return
    if data[:2] in (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        with suppress(zlib.error):
            yield "unpacked", zlib.decompress(data, 47)
        return
    for found in _BASE64.finditer(data):
        if len(found[0]) % 4 == 0:
            try:
                plain = base64.b64decode(
                    found[0], altchars=b"-_" if set(b"-_") & set(found[0]) else None, validate=True
                )
            except ValueError:
                continue
            yield "base64", plain


def _of_pdf(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        reader = PdfReader(io.BytesIO(data))
        said: dict[str, Any] = dict(reader.metadata or {})
        yield "about", json.dumps(said, ensure_ascii=False, default=str).encode()
        for page in reader.pages:
            yield "page", page.extract_text().encode("utf-8", "replace")
        for name, parts in reader.attachments.items():
            for part in parts:
                yield name, part
    except (PyPdfError, ValueError, KeyError, TypeError):
        return
