"""A ZIP of the documented folder becomes a draft: opened with care, verified as a whole, then kept."""

import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.archives import UNREADABLE
from app.core.errors import FieldError, Invalid, TooLarge
from app.core.i18n import _
from app.courses import policies
from app.courses.drafts.services import keeping
from app.courses.models import Course
from app.courses.services.publishing import store_files
from app.courses.source import CourseText, read_folder
from app.courses.source.activity import simple_path
from app.courses.source.course import OUTLINE
from app.courses.source.folder import FILES_LIMIT, Folder
from app.courses.source.manuscript import ActivityPart, Manuscript, SequencePart
from app.courses.source.problems import Problems
from app.courses.source.written import FileText
from app.courses.source.yaml_text import read_yaml

MOST_MB = 4_000  # once unpacked
RATIO = 200  # a folder of texts and images never shrinks that much


def import_archive(session: Session, actor: Actor, stream: BinaryIO | None) -> Course:
    """Begin, or bring up to date, the draft of the course in an archive. Raises Refused with every problem found."""
    require(policies.may_import(actor))
    if stream is None:
        raise _wrong(_("Choisissez le fichier ZIP d'un parcours."))
    with tempfile.TemporaryDirectory(prefix="bidaide-") as place:
        root = _unpack(stream, Path(place))
        written = read_folder(root)
        stored = store_files(session, actor, written)
        kept = {
            path: FileText(path, Path(file.name), file.size, file.sha256, file.id, file.blob_id)
            for path, file in stored.items()
        }
        return keeping.begin_from_folder(session, actor, _manuscript(root, written, kept))


def _unpack(stream: BinaryIO, place: Path) -> Path:
    """The folder that holds `course.yaml`. Names that climb out, bombs and locked archives are refused before reading."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _check(entries)
            for entry in entries:
                path = place / PurePosixPath(entry.filename)
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source, path.open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 18)
    except UNREADABLE as error:
        raise _wrong(_("Ce fichier n'est pas un ZIP lisible, ou il est abîmé. Rien n'a été importé.")) from error
    found = sorted(place.rglob(OUTLINE), key=lambda path: len(path.parts))
    if not found:
        raise _wrong(
            _("Ce ZIP n'est pas celui d'un parcours : il n'y a pas de fichier course.yaml. Rien n'a été importé.")
        )
    return found[0].parent


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > FILES_LIMIT:
        raise _wrong(_("Ce ZIP contient plus de %(most)s fichiers. Rien n'a été importé.") % {"most": FILES_LIMIT})
    whole = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if whole > MOST_MB * 1_000_000 or (whole > 50_000_000 and whole > RATIO * max(1, packed)):
        raise TooLarge(_("Ce ZIP est trop lourd une fois ouvert. Rien n'a été importé."))
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in entry.filename:
            raise _wrong(_("Ce ZIP contient un nom de fichier qui sort de son dossier. Rien n'a été importé."))
        if entry.flag_bits & 0x1:
            raise _wrong(_("Ce ZIP est protégé par un mot de passe. Enlevez-le, puis importez de nouveau."))


def _manuscript(root: Path, written: CourseText, files: dict[str, FileText]) -> Manuscript:
    """The folder, which is sound, as its parts were written."""
    problems = Problems()
    folder = Folder(root, problems)
    outline = read_yaml(folder.text(OUTLINE, said_in=OUTLINE, line=0) or "", OUTLINE, problems)
    assert outline is not None, "the folder was read a moment ago"
    parts = {}
    for activity in written.activities:
        found = folder.head_and_text(f"activities/{activity.key}.md", said_in=OUTLINE, line=0)
        assert found is not None, "the folder was read a moment ago"
        head = {name: value for name, value in found[0].value.items() if name != "kind"}
        texts = dict(activity.texts)
        if activity.simple:
            texts[simple_path(activity.key)] = f"{activity.simple}\n"
        parts[activity.key] = ActivityPart(activity.key, activity.kind, _plain(head), activity.text, texts)
    about = {name: value for name, value in outline.value.items() if name not in ("format", "slug", "sequences")}
    return Manuscript(
        slug=written.slug,
        about=_plain(about),
        sequences=tuple(
            SequencePart(
                one["key"],
                one["block"],
                _plain({name: value for name, value in one.items() if name not in ("key", "block", "activities")}),
                tuple(one["activities"]),
            )
            for one in outline.value["sequences"]
        ),
        activities=parts,
        files=files,
    )


def _plain(value: Any) -> Any:
    """Values that JSON can hold: days as text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _wrong(message: str) -> Invalid:
    return Invalid(message, [FieldError("folder", message)])
