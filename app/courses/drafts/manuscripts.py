"""Drafts and editions as manuscripts, and a manuscript put down as a draft."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.courses import queries as published
from app.courses.drafts import queries
from app.courses.models import Course, Draft, DraftActivity, DraftFile, DraftSequence
from app.courses.source.activity import simple_path
from app.courses.source.manuscript import ActivityPart, Manuscript, SequencePart
from app.courses.source.written import FileText
from app.courses.written_heads import activity_head, course_head
from app.files import queries as stored

_APART = ("format", "slug", "sequences")
_OF_SEQUENCE = ("key", "block", "activities")


def of_draft(session: Session, course_id: str, slug: str, about: dict[str, Any]) -> Manuscript:
    """What a draft says today; what was set aside is left out. Four statements whatever its size."""
    parts = {
        row.key: (row.sequence_key, ActivityPart(row.key, row.kind, row.head, row.text, row.texts))
        for row in queries.parts(session, course_id)
    }
    inside: dict[str, list[str]] = {}
    for key, (sequence_key, _part) in parts.items():
        inside.setdefault(sequence_key, []).append(key)
    return Manuscript(
        slug=slug,
        about=about,
        sequences=tuple(
            SequencePart(row.key, row.block, row.about, tuple(inside.get(row.key, ())))
            for row in queries.sequences(session, course_id)
        ),
        activities={key: part for key, (_sequence, part) in parts.items()},
        files=files_of(session, course_id),
    )


def files_of(session: Session, course_id: str) -> dict[str, FileText]:
    """The shelf of a draft, by path."""
    return {row.path: _file(row.path, row) for row in queries.files(session, course_id)}


def of_edition(session: Session, edition_id: str) -> Manuscript:
    """What an edition was made from; publishing it again would change nothing."""
    edition = published.edition_by_id(session, edition_id)
    assert edition is not None, "an edition is never deleted"
    rows = published.outline_activities(session, edition.id)
    contents = published.contents(session, edition.id)
    outline = course_head(session, edition, rows)
    parts: dict[str, ActivityPart] = {}
    named: dict[str, str] = {}
    for row in rows:
        head = activity_head(row, contents[row.id])
        content = contents[row.id].content
        kept = content["written"]
        kind = str(head.pop("kind"))
        texts = dict(kept["texts"])
        if simple := content.get("simple"):
            texts[simple_path(row.key)] = f"{simple['source']}\n"
        parts[row.key] = ActivityPart(row.key, kind, head, contents[row.id].source, texts)
        named |= kept["files"]
    known = stored.material(session, edition.organisation_id, set(named.values()))
    return Manuscript(
        slug=edition.slug,
        about={name: _plain(value) for name, value in outline.items() if name not in _APART},
        sequences=tuple(
            SequencePart(
                one["key"],
                one["block"],
                {name: value for name, value in one.items() if name not in _OF_SEQUENCE},
                tuple(one["activities"]),
            )
            for one in outline["sequences"]
        ),
        activities=parts,
        files={path: _file(path, known[file_id]) for path, file_id in named.items()},
    )


def put_down(session: Session, course: Course, manuscript: Manuscript, *, edition_number: int | None) -> Draft:
    """Make the draft of a course say what a manuscript says, whose files are kept already.

    What was set aside stays aside. `edition_number` is the edition that it says the same as.
    """
    draft = queries.draft_to_change(session, course.id)
    if draft is None:
        draft = Draft(course_id=course.id, organisation_id=course.organisation_id)
        session.add(draft)
    draft.about, draft.edition_number = dict(manuscript.about), edition_number
    session.flush()
    queries.empty(session, course.id, set(manuscript.activities))
    shared = {"course_id": course.id, "organisation_id": course.organisation_id}
    rows: list[Any] = []
    for number, sequence in enumerate(manuscript.sequences, 1):
        rows.append(
            DraftSequence(**shared, key=sequence.key, position=number, block=sequence.block, about=dict(sequence.about))
        )
        rows += [
            DraftActivity(
                **shared, sequence_key=sequence.key, position=position, **_columns(manuscript.activities[key])
            )
            for position, key in enumerate(sequence.activities, 1)
        ]
    rows += [DraftFile(**shared, path=path, file_id=file.file_id) for path, file in manuscript.files.items()]
    session.add_all(rows)
    session.flush()
    return draft


def _columns(part: ActivityPart) -> dict[str, Any]:
    return {
        "key": part.key, "kind": part.kind, "head": dict(part.head), "text": part.text, "texts": dict(part.texts),
    }  # fmt: skip


def _file(path: str, row: Any) -> FileText:
    """A stored file, as if it lay in a folder."""
    return FileText(path, Path(row.name), row.size, row.sha256, getattr(row, "file_id", None) or row.id, row.blob_id)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def names(activities: Iterable[ActivityPart]) -> dict[str, str]:
    """Key → title."""
    return {part.key: str(part.head.get("title") or "") for part in activities}
