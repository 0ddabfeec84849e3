"""The words of a file, whatever encoding it was saved in, and what it is when it is no text at all."""

import codecs
import io
import re
import zipfile

from app.assessment.questions.notes import Unreadable
from app.core.archives import UNREADABLE
from app.core.i18n import _

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_FRENCH = frozenset("éèêëàâçùûüîïôœÉÈÊÀÂÇÔŒ’«»–…€°")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
LARGEST_UNPACKED = 100_000_000


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, its lines ending with \\n, and what was changed to read it."""
    text, told = _decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text.replace("\x0b", " ").replace("\x0c", " "))
        told.append(_("Des caractères invisibles, qui ne sont pas du texte, ont été enlevés."))
    return text, told


def _decoded(data: bytes) -> tuple[str, list[str]]:
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            told = [_("Le fichier était en %(encoding)s : il est lu ainsi.") % {"encoding": name}] if name else []
            return data.decode(codec, "replace"), told
    start = data[:4000]
    for codec, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(start) > 3 and zeros.count(0) > 0.6 * len(zeros):
            return data.decode(codec, "replace"), [_("Le fichier était en UTF-16 : il est lu ainsi.")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    readings = [(_as_windows(data), "Windows-1252"), (data.decode("mac_roman"), "Mac OS Roman")]
    text, name = max(readings, key=lambda reading: sum(char in _FRENCH for char in reading[0]))
    return text, [
        _("Le fichier n'était pas en UTF-8 : il est lu en %(encoding)s. Vérifiez les accents.") % {"encoding": name}
    ]


def _as_windows(data: bytes) -> str:
    """Windows-1252, and Latin-1 for the five bytes that it leaves without a character."""
    return "".join(
        piece.decode("cp1252") if piece[0] not in b"\x81\x8d\x8f\x90\x9d" else piece.decode("latin-1")
        for piece in re.findall(rb"[\x81\x8d\x8f\x90\x9d]+|[^\x81\x8d\x8f\x90\x9d]+", data)
    )


def refuse_what_is_no_text(data: bytes) -> None:
    """Raises Unreadable for a file that holds no questions as text, saying what it is and what to do."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("Ce fichier est vide."), _("Choisissez le fichier qui contient les questions."))
    for start, what, remedy in _known():
        if data.startswith(start):
            raise Unreadable(what, remedy)


def _known() -> tuple[tuple[bytes, str, str], ...]:
    from_moodle = _("Dans Moodle, exportez les questions au format GIFT ou Moodle XML (banque de questions, Exporter).")
    return (
        (
            b"%PDF",
            _("C'est un fichier PDF."),
            _("Copiez les questions dans un fichier texte, au format GIFT ou Aiken."),
        ),
        (
            b"\xd0\xcf\x11\xe0",
            _("C'est un ancien document Office (.doc ou .xls), ou un document protégé par un mot de passe."),
            _("Ouvrez-le, enlevez le mot de passe et enregistrez-le en .docx ou en texte (.txt, UTF-8)."),
        ),
        (b"{\\rtf", _("C'est un document RTF."), _("Ouvrez-le et enregistrez-le en .docx ou en texte (.txt, UTF-8).")),
        (
            b"\x1f\x8b",
            _("C'est une archive compressée, par exemple une sauvegarde de cours Moodle (.mbz)."),
            from_moodle,
        ),
        (b"\x89PNG", _("C'est une image."), _("Choisissez le fichier qui contient les questions.")),
        (b"\xff\xd8\xff", _("C'est une image."), _("Choisissez le fichier qui contient les questions.")),
        (b"GIF8", _("C'est une image."), _("Choisissez le fichier qui contient les questions.")),
        (
            b"7z\xbc\xaf",
            _("C'est une archive 7z."),
            _("Ouvrez-la et choisissez le fichier qui contient les questions."),
        ),
        (b"Rar!", _("C'est une archive RAR."), _("Ouvrez-la et choisissez le fichier qui contient les questions.")),
        (b"SQLite format 3", _("C'est une base de données."), _("Choisissez le fichier qui contient les questions.")),
    )


def refuse_other_archives(data: bytes) -> None:
    """Raises Unreadable for a ZIP that is no Word document, saying what it is and what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            whole = sum(one.file_size for one in archive.infolist())
            locked = any(one.flag_bits & 1 for one in archive.infolist())
            kind = (
                archive.read("mimetype")[:80]
                if "mimetype" in names and not locked and whole < LARGEST_UNPACKED
                else b""
            )
    except UNREADABLE:
        raise Unreadable(
            _("C'est une archive ZIP abîmée."), _("Téléchargez ou enregistrez le fichier de nouveau, puis réessayez.")
        ) from None
    if locked or whole > LARGEST_UNPACKED:
        raise Unreadable(
            _("Cette archive est protégée par un mot de passe ou trop grande pour être ouverte."),
            _("Choisissez le fichier qui contient les questions."),
        )
    if "word/document.xml" not in names:
        raise Unreadable(*_what_archive(names, kind))


def _what_archive(names: set[str], kind: bytes) -> tuple[str, str]:
    as_text = _("Copiez les questions dans un fichier texte (.txt, UTF-8), au format GIFT ou Aiken.")
    from_moodle = _("Dans Moodle, exportez les questions au format GIFT ou Moodle XML (banque de questions, Exporter).")
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or b"spreadsheet" in kind:
        return _("C'est un classeur (Excel ou LibreOffice Calc)."), as_text
    if "ppt/presentation.xml" in names or b"presentation" in kind:
        return _("C'est un diaporama."), as_text
    if b"opendocument.text" in kind:
        return _("C'est un document LibreOffice (.odt)."), _("Enregistrez-le en .docx ou en texte (.txt, UTF-8).")
    if "moodle_backup.xml" in names:
        return _("C'est une sauvegarde de cours Moodle (.mbz)."), from_moodle
    if "imsmanifest.xml" in names:
        return _("C'est un paquet IMS (QTI, SCORM ou Common Cartridge)."), from_moodle
    if "h5p.json" in names:
        return _("C'est un contenu H5P."), as_text
    return _("C'est une archive ZIP."), _("Ouvrez-la et choisissez le fichier qui contient les questions.")
