"""The wrapping of a Word document, opened with care: what is not one is refused in one sentence, and nothing swells."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from app.core.archives import UNREADABLE
from app.core.errors import Invalid, TooLarge
from app.core.i18n import _

LIMIT_MB = 50
PIECE = 256 * 1024
IN_MEMORY = 2_000_000
MOST_ENTRIES = 5_000
DIRECTORY_LIMIT = 2_000_000  # the table of contents of the archive
UNPACKED_LIMIT = 400_000_000  # what it says it holds; never read as a whole
XML_LIMIT = 16_000_000  # one part
IMAGE_LIMIT = 15_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_WAYS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_END = b"PK\x05\x06"


class Package:
    """The parts of a document, each read whole, one at a time, never past its limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename.lstrip("/"): entry for entry in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Iterator[str]:
        yield from self._entries

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def read(self, name: str, limit: int = XML_LIMIT) -> bytes:
        """A part that is there. Raises TooLarge past the limit, Invalid when it is damaged."""
        entry = self._entries[name]
        if entry.file_size > limit:
            raise TooLarge(
                _("Ce document est trop long pour une page. Rien n'a été repris. Coupez-le en plusieurs documents.")
            )
        try:
            return self._archive.read(entry)
        except UNREADABLE:
            raise damaged() from None


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Package]:
    """The document of a stream. Raises Invalid or TooLarge, with what to do, for everything that is not one."""
    with _bounded(stream) as file:
        _refuse_what_is_not_word(file)
        _refuse_a_swollen_directory(file)
        try:
            archive = zipfile.ZipFile(file)
        except UNREADABLE:
            raise damaged() from None
        with archive:
            _refuse_what_swells(archive)
            package = Package(archive)
            _refuse_other_archives(package)
            yield package


def damaged() -> Invalid:
    return Invalid(
        _(
            "Ce document Word est abîmé ou incomplet. Rien n'a été repris. Ouvrez-le dans Word, enregistrez-le de nouveau, puis renvoyez-le."
        )
    )


@contextmanager
def _bounded(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """The stream itself when one can move in it, a copy otherwise; refused before more than the limit is read."""
    too_large = TooLarge(
        _(
            "Ce document dépasse %(most)s Mo. Rien n'a été repris. Compressez ses images (Fichier, Compresser), ou coupez-le."
        )
        % {"most": LIMIT_MB}
    )
    if stream.seekable():
        if stream.seek(0, 2) > LIMIT_MB * 1_000_000:
            raise too_large
        stream.seek(0)
        yield stream
        return
    with SpooledTemporaryFile(IN_MEMORY) as copy:
        while piece := stream.read(PIECE):
            copy.write(piece)
            if copy.tell() > LIMIT_MB * 1_000_000:
                raise too_large
        copy.seek(0)
        yield copy


def _refuse_what_is_not_word(file: IO[bytes]) -> None:
    head = file.read(512)
    file.seek(0)
    if not head:
        raise Invalid(_("Ce fichier est vide. Rien n'a été repris. Vérifiez qu'il s'ouvre chez vous."))
    if head.startswith(_OLE):
        raise _old(file)
    if head.startswith(b"%PDF-"):
        raise Invalid(
            _(
                "C'est un PDF. Il ne devient pas une page : donnez-le comme fichier, ou partez du document Word d'origine."
            )
        )
    if head.startswith((b"{\\rtf", b"<")):
        raise Invalid(
            _(
                "Ce n'est pas un document Word récent. Ouvrez-le dans Word, enregistrez-le au format .docx, puis renvoyez-le."
            )
        )
    if not head.startswith(b"PK"):
        raise Invalid(_("Ce n'est pas un document Word. Rien n'a été repris. Choisissez un fichier .docx."))


def _old(file: IO[bytes]) -> Invalid:
    """Two sorts of documents come in this older wrapping: those under a password, and those of Word before 2007."""
    tail, found = b"", set()
    while piece := file.read(PIECE):
        searched = tail + piece
        found |= {mark for mark in (_ENCRYPTED, _OLD_WORD) if mark in searched}
        tail = searched[-64:]
    if _ENCRYPTED in found:
        return _under_password()
    if _OLD_WORD in found:
        return Invalid(
            _(
                "C'est un ancien document Word (.doc). Ouvrez-le dans Word, enregistrez-le au format .docx, puis renvoyez-le."
            )
        )
    return Invalid(_("Ce n'est pas un document Word. Rien n'a été repris. Choisissez un fichier .docx."))


def _under_password() -> Invalid:
    return Invalid(
        _(
            "Ce document est protégé par un mot de passe. Rien n'a été repris. Ouvrez-le dans Word, enlevez le mot de passe (Fichier, Informations), enregistrez, puis renvoyez-le."
        )
    )


def _refuse_a_swollen_directory(file: IO[bytes]) -> None:
    """The table of contents is read whole by whoever opens an archive: its size is looked at before."""
    size = file.seek(0, 2)
    start = max(0, size - 66_000)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise damaged()
    directory: int = struct.unpack_from("<I", tail, at + 12)[0]
    if directory == 0xFFFFFFFF:  # told in a larger record, just before
        at = tail.rfind(b"PK\x06\x06", 0, at)
        directory = struct.unpack_from("<Q", tail, at + 40)[0] if at >= 0 and len(tail) >= at + 48 else size
    if directory > DIRECTORY_LIMIT:
        raise _swollen()


def _refuse_what_swells(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise _swollen()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _under_password()
    if any(entry.compress_type not in _WAYS for entry in entries):
        raise damaged()


def _swollen() -> TooLarge:
    return TooLarge(
        _(
            "Ce fichier contient beaucoup plus qu'un document ordinaire. Il n'a pas été ouvert. Enregistrez-le de nouveau dans Word."
        )
    )


def _refuse_other_archives(package: Package) -> None:
    names = set(package.names())
    if "mimetype" in names and b"opendocument" in package.read("mimetype", 1_000):
        raise Invalid(
            _(
                "C'est un document LibreOffice (.odt). Dans LibreOffice, choisissez « Enregistrer sous », format Word (.docx), puis renvoyez-le."
            )
        )
    if any(name.startswith("ppt/") for name in names):
        raise Invalid(
            _(
                "Ce sont des diapositives. Elles ne deviennent pas une page : donnez-les comme fichier, de préférence en PDF."
            )
        )
    if any(name.startswith("xl/") for name in names):
        raise Invalid(_("C'est un classeur. Il ne devient pas une page : donnez-le comme fichier."))
    if "[Content_Types].xml" not in names or not any(name.endswith(".xml") and "/" in name for name in names):
        raise Invalid(
            _("C'est une archive ZIP, pas un document Word. Rien n'a été repris. Choisissez le fichier .docx lui-même.")
        )
