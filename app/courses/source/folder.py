"""The files of a course folder, and nothing outside it."""

import hashlib
import os
import re
import stat
from pathlib import Path, PurePosixPath

from app.core.i18n import _
from app.core.settings import settings
from app.courses.source.problems import Problems
from app.courses.source.written import FileText
from app.courses.source.yaml_text import Document, read_yaml

TEXT_LIMIT = 1_000_000
FILES_LIMIT = 5_000

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\ufffe\uffff]")


def resolve(written: str, *, beside: str = "") -> str | None:
    """The path from the root, without any `..`; None when it is absolute or climbs out."""
    if not written or "\x00" in written or "\\" in written or written.startswith("/") or _DRIVE.match(written):
        return None
    parts: list[str] = []
    for part in (*PurePosixPath(beside).parts, *written.split("/")):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or None


class Folder:
    """Finds, reads and measures files by their path inside the folder; what is wrong is noted, never raised."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self.problems = problems
        self._real = root.resolve()
        self._texts: dict[str, str | None] = {}
        self._files: dict[str, FileText | None] = {}

    def open(self) -> None:
        """Refuse at once what is not a folder of a sensible size."""
        if not self.root.is_dir():
            self.problems.add(
                str(self.root),
                0,
                _("Ce dossier n'existe pas."),
                _("Donnez le chemin du dossier qui contient course.yaml."),
            )
            self.problems.stop()
        count = 0
        for _folder, _folders, names in os.walk(self.root):
            count += len(names)
            if count > FILES_LIMIT:
                self.problems.add(
                    str(self.root),
                    0,
                    _("Ce dossier contient plus de %(most)s fichiers.") % {"most": FILES_LIMIT},
                    _("Vérifiez que c'est bien le dossier d'un parcours."),
                )
                self.problems.stop()

    def has(self, inside: str) -> bool:
        """Whether a file that nothing names is there; nothing is noted."""
        return (self.root / inside).is_file()

    def locate(self, written: str, *, said_in: str, line: int, beside: str = "") -> Path | None:
        """The regular file behind a path written in `said_in`, relative to the root or to the folder `beside`."""
        inside = resolve(written, beside=beside)
        if inside is None:
            self.problems.add(
                said_in,
                line,
                _("Le chemin « %(path)s » sort du dossier du parcours.") % {"path": written[:200]},
                _("Mettez le fichier dans le dossier et écrivez un chemin comme files/modele.xlsx."),
                where="file-outside",
                about=written[:200],
            )
            return None
        path = self.root / inside
        try:
            real = path.resolve()
            found = path.stat()
        except (OSError, ValueError, RuntimeError):
            self._missing(inside, said_in, line)
            return None
        if not real.is_relative_to(self._real):
            self.problems.add(
                said_in,
                line,
                _("Le fichier « %(path)s » est un lien vers un autre endroit.") % {"path": inside},
                _("Remplacez le lien par le fichier lui-même."),
            )
            return None
        if not stat.S_ISREG(found.st_mode):
            self._missing(inside, said_in, line)
            return None
        return path

    def _missing(self, inside: str, said_in: str, line: int) -> None:
        self.problems.add(
            said_in,
            line,
            _("Le fichier « %(path)s » n'existe pas.") % {"path": inside},
            _("Ajoutez-le, ou corrigez son nom : majuscules et accents comptent."),
            where="file-missing",
            about=inside[:200],
        )

    def text(self, inside: str, *, said_in: str, line: int) -> str | None:
        """The text of a file, with \\n between lines and without a byte order mark; None once the problem is noted."""
        if inside not in self._texts:
            path = self.locate(inside, said_in=said_in, line=line)
            self._texts[inside] = None if path is None else self._read_text(path, inside)
        return self._texts[inside]

    def _read_text(self, path: Path, inside: str) -> str | None:
        try:
            with path.open("rb") as file:
                data = file.read(TEXT_LIMIT + 1)
        except OSError as error:
            self._unreadable(inside, error)
            return None
        if len(data) > TEXT_LIMIT:
            self.problems.add(inside, 0, _("Ce fichier de texte dépasse 1 Mo."), _("Coupez-le en plusieurs activités."))
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.problems.add(
                inside,
                data.count(b"\n", 0, error.start) + 1,
                _("Ce fichier n'est pas en UTF-8 (octet 0x%(byte)02X).") % {"byte": data[error.start]},
                _("Enregistrez-le de nouveau en choisissant l'encodage UTF-8."),
            )
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if control := _CONTROL.search(text):
            self.problems.add(
                inside,
                text.count("\n", 0, control.start()) + 1,
                _("Un caractère invisible (U+%(code)04X) est dans le texte.") % {"code": ord(control.group())},
                _("Effacez-le : il vient souvent d'un copier-coller."),
            )
            return None
        return text

    def head_and_text(self, inside: str, *, said_in: str, line: int) -> tuple[Document, str, int] | None:
        """The YAML head of a file, the text under it and the line where that begins; None once the problem is noted."""
        whole = self.text(inside, said_in=said_in, line=line)
        divided = _divide(whole, inside, self.problems) if whole is not None else None
        if divided is None:
            return None
        head, text, text_line = divided
        document = read_yaml(head, inside, self.problems, first_line=2)
        return None if document is None else (document, text, text_line)

    def file(self, inside: str, path: Path) -> FileText | None:
        """What is kept of a file before it is stored: its size and fingerprint."""
        if inside not in self._files:
            self._files[inside] = self._measure(inside, path)
        return self._files[inside]

    def _measure(self, inside: str, path: Path) -> FileText | None:
        try:
            size = path.stat().st_size
            if size == 0:
                self.problems.add(inside, 0, _("Ce fichier est vide."), _("Remplacez-le par le bon fichier."))
                return None
            most = settings().material_limit_mb
            if size > most * 1_000_000:
                self.problems.add(
                    inside,
                    0,
                    _("Ce fichier dépasse %(most)s Mo.") % {"most": most},
                    _("Réduisez-le : compressez le son ou l'image."),
                )
                return None
            with path.open("rb") as file:
                return FileText(inside, path, size, hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            self._unreadable(inside, error)
            return None

    def _unreadable(self, inside: str, error: OSError) -> None:
        self.problems.add(
            inside,
            0,
            _("Ce fichier ne peut pas être lu (%(why)s).") % {"why": error.strerror or type(error).__name__},
            _("Vérifiez ses droits d'accès."),
        )


def _divide(whole: str, path: str, problems: Problems) -> tuple[str, str, int] | None:
    """(head, text, first line of the text)"""
    rows = whole.split("\n")
    if rows[0].rstrip() != "---":
        problems.add(
            path,
            1,
            _("L'en-tête manque."),
            _("La première ligne est « --- », puis viennent kind, title, minutes…"),
        )
        return None
    end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() == "---"), None)
    if end is None:
        problems.add(path, 1, _("L'en-tête n'est pas fermé."), _("Ajoutez une ligne « --- » avant le texte."))
        return None
    start = end + 1
    while start < len(rows) and not rows[start].strip():
        start += 1
    return "\n".join(rows[1:end]) + "\n", "\n".join(rows[start:]).rstrip(), start + 1
