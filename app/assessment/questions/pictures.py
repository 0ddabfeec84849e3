"""The files that come inside a question: its pictures are kept under a plain name, the others are told."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

from app.assessment.questions.gift import Image
from app.assessment.questions.html_words import PLUGIN_FILE, Picture, name_of
from app.core.i18n import _

_DATA = re.compile(r"data:image/[\w.+-]+((?:;[\w=-]+)*),", re.IGNORECASE)
_SVG = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.{0,2000}?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]", re.DOTALL | re.IGNORECASE
)
_UNSAFE = re.compile(r"[^\w.-]+")


def suffix_of(data: bytes) -> str:
    """What a picture is, from its first bytes; nothing when it is none that pages show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    return ".svg" if _SVG.match(data[:4000]) else ""


class Pictures:
    """The pictures of one question, as its words are read."""

    def __init__(self, told: list[str]) -> None:
        self.told = told
        self.kept: dict[str, Image] = {}
        self.shown: set[int] = set()  # ids of the files that a text shows
        self.everywhere: list[File] = []

    def reader(self, files: "list[File]") -> Picture:
        """Keeps the pictures of a text that comes with these files."""
        self.everywhere += [file for file in files if file not in self.everywhere]

        def picture(source: str, alt: str) -> str:
            if source.startswith(PLUGIN_FILE):
                return self._embedded(source, files)
            if found := _DATA.match(source):
                return self._inline(source[found.end() :], "base64" in found.group(1).lower())
            if not re.match(r"https?://", source, re.IGNORECASE):
                self.told.append(_missing(source))
            return ""

        return picture

    def _embedded(self, source: str, files: "list[File]") -> str:
        path = unquote(source.removeprefix(PLUGIN_FILE).split("?")[0]).lstrip("/")
        found = next((file for file in (*files, *self.everywhere) if path in (file.path, file.name)), None)
        if found is None:
            self.told.append(_missing(source))
            return ""
        self.shown.add(id(found))
        return self.keep(found.name, found.data())

    def _inline(self, written: str, in_base64: bool) -> str:
        try:
            data = base64.b64decode(written) if in_base64 else unquote_to_bytes(written)
        except (binascii.Error, ValueError):
            data = b""
        return self.keep("image", data)

    def keep(self, name: str, data: bytes) -> str:
        """The name that a picture is kept under; nothing, and why, when it is none."""
        suffix = suffix_of(data)
        if not suffix:
            self.told.append(
                _("L'image « %(name)s » n'est pas reprise : ce n'est pas une image PNG, JPEG, GIF, WebP ou SVG.")
                % {"name": name[:80]}
                if data
                else _("L'image « %(name)s » n'est pas reprise : son contenu est abîmé.") % {"name": name[:80]}
            )
            return ""
        stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", name).rsplit(".", 1)[0]).strip("-.")[:60] or "image"
        if stem.lower().endswith(".jpeg"):
            stem = stem[:-5]
        number = 1
        while True:
            plain = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
            known = self.kept.get(plain)
            if known is None or known.data == data:
                self.kept[plain] = Image(plain, data)
                return plain
            number += 1

    def tell_the_others(self) -> None:
        """The files that no text shows: sounds, documents, pictures that nobody cites."""
        for file in self.everywhere:
            if id(file) not in self.shown and not any(f"« {file.name[:80]} »" in sentence for sentence in self.told):
                self.told.append(_("Le fichier joint « %(name)s » n'est pas repris.") % {"name": file.name[:80]})


class File:
    """A file as it came; it is decoded when a text shows it."""

    __slots__ = ("_read", "name", "path")

    def __init__(self, path: str, read: Callable[[], bytes]) -> None:
        self.path = path.lstrip("/")
        self.name = self.path.rsplit("/", 1)[-1]
        self._read = read

    def data(self) -> bytes:
        return self._read()


def from_base64(text: str) -> bytes:
    """The bytes written in base 64; none when they are broken."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _missing(source: str) -> str:
    return _("L'image « %(name)s » n'est pas dans ce fichier : il reste son texte de remplacement.") % {
        "name": name_of(source)[:80]
    }
