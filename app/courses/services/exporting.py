"""A course written back as a folder: importing it again changes nothing."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.courses import policies, queries
from app.courses.drafts import manuscripts
from app.courses.drafts import queries as drafts
from app.courses.source.manuscript import Manuscript
from app.courses.source.written import FileText

IN_MEMORY = 5_000_000  # a larger archive goes through a temporary file
PIECE = 1024 * 1024


def export_course(session: Session, actor: Actor, slug: str, folder: Path) -> int:
    """Write a published course into an empty or new folder; the number of files written."""
    entries = list(course_files(published_manuscript(session, actor, slug)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(_("Le dossier « %(folder)s » n'est pas vide. Choisissez-en un autre.") % {"folder": folder})
    for inside, body in entries:
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, bytes):
            path.write_bytes(body)
            continue
        with body.open() as kept, path.open("wb") as target:
            shutil.copyfileobj(kept, target, PIECE)
    return len(entries)


def zip_course(manuscript: Manuscript) -> IO[bytes]:
    """The same folder as one archive, ready to be read from its start."""
    archive: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by whoever sends it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for inside, body in course_files(manuscript):
            if isinstance(body, bytes):
                zipped.writestr(f"{manuscript.slug}/{inside}", body)
                continue
            with body.open() as kept, zipped.open(f"{manuscript.slug}/{inside}", "w", force_zip64=True) as entry:
                shutil.copyfileobj(kept, entry, PIECE)
    archive.seek(0)
    return archive


def published_manuscript(session: Session, actor: Actor, slug: str) -> Manuscript:
    """What learners of a course see today."""
    course = queries.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound(_("Le parcours « %(slug)s » n'existe pas.") % {"slug": slug})
    require(policies.may_export(actor))
    return manuscripts.of_edition(session, course.edition_id)


def drafted_manuscript(session: Session, actor: Actor, slug: str) -> Manuscript:
    """What the draft of a course says, sound or not."""
    course = drafts.course(session, actor, slug)
    if course is None or course.about is None:
        raise NotFound()
    require(policies.may_export(actor))
    return manuscripts.of_draft(session, course.id, course.slug, course.about)


def course_files(manuscript: Manuscript) -> Iterator[tuple[str, bytes | FileText]]:
    """(path in the folder, bytes or the stored file) of everything a course is made of."""
    yield "course.yaml", _yaml(manuscript.outline()).encode()
    written: set[str] = set()
    for part in manuscript.activities.values():
        head = _yaml({"kind": part.kind, **part.head})
        yield f"activities/{part.key}.md", f"---\n{head}---\n{part.text}\n".encode()
        for inside, text in part.texts.items():
            if inside not in written:
                yield inside, text.encode()
        written.update(part.texts)
    yield from manuscript.files.items()


def _yaml(values: dict[str, Any]) -> str:
    """Short lists on one line, words in their own alphabet, no alias of a value written above."""
    return str(yaml.dump(values, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120))


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def short_list(self, data: list[Any]) -> yaml.SequenceNode:
        short = all(isinstance(item, (str, int)) for item in data) and sum(len(str(item)) + 2 for item in data) <= 90
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=short)

    def rule_on_one_line(self, data: Any) -> yaml.MappingNode:
        return self.represent_mapping("tag:yaml.org,2002:map", data, flow_style="rule" in data)


_Plain.add_representer(list, _Plain.short_list)
_Plain.add_representer(dict, _Plain.rule_on_one_line)
