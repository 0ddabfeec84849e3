"""A written course becomes the next edition. What people have done hangs on keys, so it survives."""

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as List
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import _
from app.core.journal import record
from app.courses import queries
from app.courses.events import CoursePublished
from app.courses.kinds import kind_of
from app.courses.models import Activity, Course, Edition, EditionActivity, EditionSequence, Sequence
from app.courses.source import ActivityText, CourseText, FileText, Refused
from app.courses.source.folder import resolve
from app.courses.source.problems import Problem
from app.files import services as files
from app.files.models import StoredFile
from app.frameworks import queries as framework_queries
from app.frameworks import services as frameworks
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web.lessons import Find, Material, course_html

# what is kept of an activity, compared with the edition before
_KEPT = (
    "sequence_id", "position", "kind", "title", "why", "minutes", "place", "timing", "people", "guidance", "completion",
    "competences", "licence", "authors", "source", "html", "content", "conditions", "branches",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """`changed` false: what is written says what is already published, and nothing was kept."""

    course_id: str
    slug: str
    number: int
    changed: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


def publish_text(
    session: Session, actor: Actor, course: Course | None, written: CourseText, note: str = ""
) -> Published:
    """Make a sound text the edition that learners see. Raises Refused with every problem, before anything is kept.

    The caller has checked who may; `course` None: a new one.
    """
    fingerprint = written.fingerprint(_as_kept(_material(session, actor, written)))
    before = queries.edition_of(session, course.id) if course else None
    if course and before and before.fingerprint == fingerprint:
        return Published(course.id, course.slug, before.number, False, unchanged=len(written.activities))
    _refuse_what_cannot_change(session, actor, course, written)
    if course is None:
        course = Course(organisation_id=actor.organisation_id, slug=written.slug)
        session.add(course)
        session.flush()
    stored = store_files(session, actor, written)
    edition = _open_edition(session, course, written, written.fingerprint(_as_kept(stored.values())), note)
    known = queries.edition_activities(session, before.id) if before else {}
    counts = _write(session, edition, written, stored, known)
    course.edition_number = edition.number
    session.flush()
    ledger.append(
        session,
        actor,
        Kind.COURSE_PUBLISHED,
        person_id=None,
        proof_kind="edition",
        proof_id=edition.id,
        facts={"course_id": course.id, "number": edition.number},
    )
    record(session, actor, CoursePublished(course.id, edition.id, edition.number))
    return Published(course.id, course.slug, edition.number, True, *counts)


def _refuse_what_cannot_change(session: Session, actor: Actor, course: Course | None, written: CourseText) -> None:
    problems = []
    known = queries.activity_entities(session, course.id) if course else {}
    for activity in written.activities:
        kept = known.get(activity.key)
        if kept and kept.kind != activity.kind:
            problems.append(
                Problem(
                    f"activities/{activity.key}.md",
                    activity.kind_line,
                    _("Cette activité était du genre « %(before)s », elle devient « %(after)s ».")
                    % {"before": kept.kind, "after": activity.kind},
                    _("Un genre ne change pas, pour garder ce que les personnes ont fait : donnez une nouvelle clé."),
                )
            )
    text = written.framework
    framework = framework_queries.framework(session, actor.organisation_id, text.code, text.version)
    if framework and frameworks.text_of(session, framework.id) != text:
        others = queries.courses_using(session, framework.id, course.id if course else "")
        if others:
            problems.append(
                Problem(
                    "course.yaml",
                    written.framework_line,
                    _("Le référentiel « %(code)s » version %(version)s sert aussi à : %(courses)s.")
                    % {"code": text.code, "version": text.version, "courses": ", ".join(others)},
                    _("Écrivez une autre version, ou les mêmes blocs et compétences."),
                )
            )
    if problems:
        raise Refused(problems)


def _open_edition(session: Session, course: Course, written: CourseText, fingerprint: str, note: str) -> Edition:
    framework = frameworks.install_framework(session, course.organisation_id, written.framework)
    edition = Edition(
        organisation_id=course.organisation_id,
        course_id=course.id,
        framework_id=framework.id,
        number=queries.last_number(session, course.id) + 1,
        fingerprint=fingerprint,
        note=note.strip(),
        title=written.title,
        summary=written.summary,
        language=written.language,
        licence=written.licence,
        authors=list(written.authors),
        weeks=written.weeks,
        entry=written.entry,
        reviewed_on=written.reviewed_on,
        sheet=dict(written.sheet),
        glossary=[asdict(term) | {"also": list(term.also)} for term in written.glossary],
    )
    session.add(edition)
    session.flush()
    return edition


def _material(session: Session, actor: Actor, written: CourseText) -> List[StoredFile]:
    """The files of the organisation that hold the same as files of the course."""
    fingerprints = {file.sha256 for activity in written.activities for file in activity.files.values()}
    return queries.stored_material(session, actor.organisation_id, fingerprints)


def _as_kept(files: Iterable[StoredFile]) -> dict[str, str]:
    """Fingerprint as it came → as it is kept: a picture is kept without what it tells of a place."""
    return {file.sent_sha256: file.sha256 for file in files}


def store_files(session: Session, actor: Actor, written: CourseText) -> dict[str, StoredFile]:
    """The stored file of each path; the same content under the same name is kept once."""
    needed: dict[str, FileText] = {}
    for activity in written.activities:
        needed.update(activity.files)
    rows = _material(session, actor, written)
    known = {(mark, row.name): row for row in rows for mark in (row.sha256, row.sent_sha256)}
    kept = {row.id: row for row in rows}
    stored = {}
    for inside, file in needed.items():
        row = kept.get(file.file_id) or known.get((file.sha256, file.path.name))
        if row is None:
            with file.path.open("rb") as stream:
                row = files.store(session, actor, actor.organisation_id, file.path.name, stream, None)
            known[file.sha256, file.path.name] = row
        stored[inside] = row
    return stored


def _write(
    session: Session,
    edition: Edition,
    written: CourseText,
    stored: Mapping[str, StoredFile],
    before: Mapping[str, EditionActivity],
) -> tuple[int, int, int, int]:
    """The sequences and activities of an edition; (created, updated, unchanged, removed) against the one before."""
    blocks = {code: block.id for code, block in framework_queries.block_entities(session, edition.framework_id).items()}
    sequences = queries.sequence_entities(session, edition.course_id)
    activities = queries.activity_entities(session, edition.course_id)
    shared = {"organisation_id": edition.organisation_id, "course_id": edition.course_id}
    for text in written.sequences:
        if text.key not in sequences:
            sequences[text.key] = Sequence(**shared, key=text.key)
    for activity in written.activities:
        if activity.key not in activities:
            activities[activity.key] = Activity(**shared, key=activity.key, kind=activity.kind)
    session.add_all([*sequences.values(), *activities.values()])
    session.flush()
    find = _finding(session, stored)
    created = updated = unchanged = 0
    for number, text in enumerate(written.sequences, 1):
        sequence_id = sequences[text.key].id
        session.add(
            EditionSequence(
                edition_id=edition.id,
                sequence_id=sequence_id,
                organisation_id=edition.organisation_id,
                block_id=blocks[text.block],
                position=number,
                title=text.title,
                objective=text.objective,
                week=text.week,
                opens_on_day=text.opens_on_day,
                due_on_day=text.due_on_day,
                conditions=[dict(one) for one in text.conditions],
                branches=[dict(one) for one in text.branches],
            )
        )
        session.flush()
        for position, activity in enumerate(text.activities, 1):
            row = _activity_row(session, edition, activity, activities[activity.key].id, stored, written, find)
            row.sequence_id, row.position = sequence_id, position
            session.add(row)
            old = before.get(row.activity_id)
            if old is None:
                created += 1
            elif all(getattr(old, name) == getattr(row, name) for name in _KEPT):
                unchanged += 1
            else:
                updated += 1
    session.flush()
    return created, updated, unchanged, len(before) - updated - unchanged


def _activity_row(
    session: Session,
    edition: Edition,
    activity: ActivityText,
    activity_id: str,
    stored: Mapping[str, StoredFile],
    course: CourseText,
    find: Find,
) -> EditionActivity:
    content = dict(activity.content)
    for name, inside in activity.named.items():
        if inside in stored:
            content[name] = reference(stored[inside])
    kind = kind_of(activity.kind)
    if kind and kind.publish:
        content = kind.publish(session, edition.organisation_id, activity_id, content)
    content["written"] = {  # what an export needs to write the same folder again
        "own": dict(activity.own),
        "texts": dict(activity.texts),
        "files": {inside: stored[inside].id for inside in activity.files},
    }
    if activity.simple:
        html = course_html(activity.simple, find, course.glossary, course.language)
        content["simple"] = {"source": activity.simple, "html": html}
    return EditionActivity(
        edition_id=edition.id,
        activity_id=activity_id,
        organisation_id=edition.organisation_id,
        kind=activity.kind,
        title=activity.title,
        why=activity.why,
        minutes=activity.minutes,
        place=activity.place,
        timing=activity.timing,
        people=activity.people,
        guidance=activity.guidance,
        completion=dict(activity.completion),
        competences=list(activity.competences),
        licence=activity.licence,
        authors=list(activity.authors),
        source=activity.text,
        html=course_html(activity.text, find, course.glossary, course.language),
        content=content,
        conditions=[dict(one) for one in activity.conditions],
        branches=[dict(one) for one in activity.branches],
    )


def reference(file: StoredFile) -> dict[str, Any]:
    """What an activity keeps of a stored file."""
    return {"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type}


def _finding(session: Session, stored: Mapping[str, StoredFile]) -> Find:
    """What is kept of the files that a lesson names."""
    known = files.describe(session, [file.id for file in stored.values()])

    def find(path: str) -> Material | None:
        file = stored.get(resolve(path, beside="activities") or "")
        if file is None:
            return None
        info = known[file.id]
        return Material(
            f"/fichiers/{file.id}/{quote(file.name)}", file.media_type, file.name, file.size,
            info.width or 0, info.height or 0, info.widths,
        )  # fmt: skip

    return find
