"""A published course written back as a folder: importing it again changes nothing."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import yaml
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.courses import policies, queries
from app.files import services as files
from app.files.services import FileInfo
from app.frameworks import queries as framework_queries
from app.frameworks import services as frameworks

IN_MEMORY = 5_000_000  # a larger archive goes through a temporary file
PIECE = 1024 * 1024


def export_course(session: Session, actor: Actor, slug: str, folder: Path) -> int:
    """Write a course into an empty or new folder; the number of files written."""
    entries = list(course_files(session, actor, slug))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(_("Le dossier « %(folder)s » n'est pas vide. Choisissez-en un autre.") % {"folder": folder})
    for inside, body in entries:
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, bytes):
            path.write_bytes(body)
            continue
        with files.open_bytes(body) as kept, path.open("wb") as file:
            shutil.copyfileobj(kept, file, PIECE)
    return len(entries)


def zip_course(session: Session, actor: Actor, slug: str) -> IO[bytes]:
    """The same folder as one archive, ready to be read from its start."""
    archive: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by whoever sends it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for inside, body in course_files(session, actor, slug):
            if isinstance(body, bytes):
                zipped.writestr(f"{slug}/{inside}", body)
                continue
            with files.open_bytes(body) as kept, zipped.open(f"{slug}/{inside}", "w", force_zip64=True) as entry:
                shutil.copyfileobj(kept, entry, PIECE)
    archive.seek(0)
    return archive


def course_files(session: Session, actor: Actor, slug: str) -> Iterator[tuple[str, bytes | FileInfo]]:
    """(path in the folder, bytes or the stored file) of everything the current edition is made of."""
    course = queries.course_by_slug(session, actor.organisation_id, slug)
    edition = queries.edition_of(session, course.id) if course else None
    if course is None or edition is None:
        raise NotFound(_("Le parcours « %(slug)s » n'existe pas.") % {"slug": slug})
    require(policies.may_export(actor))
    activities = queries.outline_activities(session, edition.id)  # as written: the outline is set in type for reading
    contents = queries.contents(session, edition.id)
    kept_files = files.describe(
        session, {id for row in contents.values() for id in row.content["written"]["files"].values()}
    )
    yield "course.yaml", _yaml(_course(session, edition, activities)).encode()
    written: set[str] = set()
    for activity in activities:
        row = contents[activity.id]
        yield f"activities/{activity.key}.md", _activity(activity, row).encode()
        kept = row.content["written"]
        for inside, text in kept["texts"].items():
            if inside not in written:
                yield inside, text.encode()
        for inside, file_id in kept["files"].items():
            if inside not in written:
                yield inside, kept_files[file_id]
        written.update(kept["texts"], kept["files"])


def _course(session: Session, edition: Any, activities: Sequence[Any]) -> dict[str, Any]:
    framework = frameworks.text_of(session, edition.framework_id)
    block_codes = {block.id: block.code for block in framework_queries.blocks(session, edition.framework_id)}
    head: dict[str, Any] = {
        "format": 1,
        "slug": edition.slug,
        "title": edition.title,
        "summary": edition.summary,
        "language": edition.language,
        "licence": edition.licence,
        "authors": edition.authors,
    }
    if edition.reviewed_on:
        head["reviewed_on"] = edition.reviewed_on
    about: dict[str, Any] = {"code": framework.code, "version": framework.version, "title": framework.title}
    if framework.source:
        about["source"] = framework.source
    return head | {
        "weeks": edition.weeks,
        "entry": edition.entry,
        "sheet": edition.sheet,
        "framework": about | {"levels": list(framework.levels)},
        "blocks": [
            _without_blanks(
                {
                    "key": block.code,
                    "title": block.title,
                    "pictogram": block.pictogram,
                    "competences": [
                        _without_blanks(
                            {
                                "code": competence.code,
                                "title": competence.title,
                                "says": competence.says,
                                "criteria": list(competence.criteria),
                                "entrecomp": list(competence.related),
                            }
                        )
                        for competence in block.competences
                    ],
                }
            )
            for block in framework.blocks
        ],
        "sequences": [
            {
                "key": sequence.key,
                "block": block_codes[sequence.block_id],
                "title": sequence.title,
                "objective": sequence.objective,
                "week": sequence.week,
                "days": [sequence.opens_on_day, sequence.due_on_day],
                "activities": [activity.key for activity in activities if activity.sequence_id == sequence.id],
            }
            for sequence in queries.outline_sequences(session, edition.id)
        ],
    }


def _activity(activity: Any, row: Any) -> str:
    head: dict[str, Any] = {
        "kind": activity.kind,
        "title": activity.title,
        "minutes": activity.minutes,
        "place": activity.place,
        "timing": activity.timing,
        "people": activity.people,
        "guidance": activity.guidance,
    }
    head |= row.content["written"]["own"]
    head |= _without_blanks(
        {
            "competences": list(activity.competences),
            "why": activity.why,
            "licence": row.licence,
            "authors": row.authors,
        }
    )
    head["completion"] = activity.completion
    return f"---\n{_yaml(head)}---\n{row.source}\n"


def _without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [])}


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
