"""Writing: what an activity says, what the course says of itself, and going back to what they said before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses.drafts import queries, rules
from app.courses.drafts.services.mirroring import note_version, touch
from app.courses.drafts.services.opening import Opened, open_draft
from app.courses.drafts.services.outlining import activity_of, note_activity
from app.courses.models import Draft, DraftActivity, DraftFile
from app.courses.source.manuscript import ActivityPart, Manuscript, read_part
from app.files.models import StoredFile
from app.files.rules import clean_name
from app.web import formats

ONE_SITTING = timedelta(minutes=10)  # what somebody writes in one go is one version
_SOME_TEXT = "…"
_NAMES_A_FILE = frozenset({"file", "media", "captions", "questions", "draws"})  # looked for on the shelf, not here
FOLDERS = {"image": "images", "audio": "media", "video": "media", "text/vtt": "media"}


class Stale(Conflict):
    """Somebody else has written meanwhile. Nothing is overwritten; `theirs` is what the draft says now."""

    code = "stale"

    def __init__(self, name: str, when: str, theirs: Mapping[str, Any]) -> None:
        super().__init__(
            _(
                "%(name)s a enregistré cette page %(when)s, pendant que vous écriviez. Rien n'est écrasé : "
                "votre texte est gardé ici. Comparez les deux, puis choisissez."
            )
            % {"name": name, "when": when},
            theirs=dict(theirs),
        )
        self.theirs = theirs


def save_activity(
    session: Session,
    actor: Actor,
    slug: str,
    key: str,
    version: int,
    *,
    head: Mapping[str, Any] | None = None,
    text: str | None = None,
    texts: Mapping[str, str] | None = None,
) -> DraftActivity:
    """Keep what an activity says now; what is None stays. `version` is the one that was read.

    A head may be unfinished: what is missing is told before publishing. Raises Stale.
    """
    opened = open_draft(session, actor, slug)
    activity = activity_of(session, opened, key)
    said_head = _tidy(head) if head is not None else activity.head
    said_text = plain_lines(text) if text is not None else activity.text
    said_texts = {path: plain_lines(one) for path, one in texts.items()} if texts is not None else activity.texts
    if (said_head, said_text, said_texts) == (activity.head, activity.text, activity.texts):
        return activity
    if version != activity.version:
        raise _stale(session, opened, activity)
    activity.head, activity.text, activity.texts = said_head, said_text, said_texts
    activity.changed_at = now()
    _note_sitting(session, actor, activity)
    touch(opened.draft)
    session.flush()
    return activity


def check_head(session: Session, actor: Actor, slug: str, kind: str, head: Mapping[str, Any]) -> None:
    """Raise Invalid when a field of a head says something that it cannot; what is missing is told before publishing."""
    opened = open_draft(session, actor, slug)
    part = ActivityPart("activity", kind, head, _SOME_TEXT, {})
    alone = Manuscript(slug, opened.draft.about, (), {part.key: part}, {})
    _read, problems = read_part(alone, part.key)
    wrong = [
        FieldError(f"head.{one.where}", f"{one.message} {one.remedy}")
        for one in problems
        if one.where.split(".")[0] in head and one.where.split(".")[0] not in _NAMES_A_FILE
    ]
    if wrong:
        raise Invalid(_("L'en-tête de l'activité n'est pas bien écrit. Rien n'a été enregistré."), wrong)


def restore_activity(session: Session, actor: Actor, slug: str, key: str, version_id: str) -> DraftActivity:
    """Make an activity say again what it said in one of its versions; what it says today stays in its history."""
    opened = open_draft(session, actor, slug)
    activity = activity_of(session, opened, key)
    kept = queries.version(session, opened.course_id, version_id)
    if kept is None or kept.activity_key != key or "head" not in kept.said:
        raise NotFound()
    said = (kept.said["head"], kept.said["text"], kept.said["texts"])
    if said == (activity.head, activity.text, activity.texts):
        return activity
    activity.head, activity.text, activity.texts = said
    activity.changed_at = now()
    note_activity(session, actor, activity, "restored")
    touch(opened.draft)
    session.flush()
    return activity


def save_about(session: Session, actor: Actor, slug: str, version: int, about: Mapping[str, Any]) -> Draft:
    """Keep what the course says of itself: the named parts are replaced, the others stay. Raises Stale."""
    opened = open_draft(session, actor, slug)
    said = {**opened.draft.about, **about}
    said = {name: value for name, value in said.items() if value is not None}
    if said == opened.draft.about:
        return opened.draft
    if version != opened.draft.version and any(opened.draft.about.get(name) != value for name, value in about.items()):
        raise _stale_course(session, opened)
    opened.draft.about = said
    touch(opened.draft)
    note_version(session, actor, actor.organisation_id, opened.course_id, "", "written", {"about": said})
    session.flush()
    return opened.draft


def attach(session: Session, actor: Actor, slug: str, file: StoredFile) -> str:
    """Put a stored file on the shelf of a course; its path there, the same when it is there already."""
    opened = open_draft(session, actor, slug)
    folder = next((name for start, name in FOLDERS.items() if file.media_type.startswith(start)), "files")
    shelf = {row.path: row for row in queries.files(session, opened.course_id)}
    for path, row in shelf.items():
        if row.sha256 == file.sha256 and path.startswith(folder + "/"):
            return str(path)
    stem, dot, suffix = clean_name(file.name).rpartition(".")
    name = rules.key_from(stem if dot else suffix, (), "fichier")
    path = rules.free_path(f"{folder}/{name}{dot}{suffix.lower() if dot else ''}", shelf)
    session.add(
        DraftFile(course_id=opened.course_id, organisation_id=actor.organisation_id, path=path, file_id=file.id)
    )
    touch(opened.draft)
    session.flush()
    return path


def plain_lines(text: str) -> str:
    """Text with \\n between lines, as files have it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _tidy(head: Mapping[str, Any]) -> dict[str, Any]:
    """A head without the fields that say nothing."""
    return {name: value for name, value in head.items() if value not in ("", None, [], {})}


def _note_sitting(session: Session, actor: Actor, activity: DraftActivity) -> None:
    """A version for each sitting: what the same person writes within minutes replaces what they had just written."""
    last = queries.last_version(session, activity.course_id, activity.key)
    same = last is not None and last.account_id == actor.account_id and last.what == "written"
    if last is None or not same or now() - last.at > ONE_SITTING:
        note_activity(session, actor, activity, "written")
        return
    last.said = {"head": activity.head, "text": activity.text, "texts": activity.texts}


def _stale(session: Session, opened: Opened, activity: DraftActivity) -> Stale:
    versions = queries.versions(session, opened.course_id, activity.key, limit=1)
    name = versions[0].name if versions else ""
    theirs = {
        "version": activity.version, "head": activity.head, "text": activity.text, "texts": activity.texts,
    }  # fmt: skip
    return Stale(name, formats.moment(activity.changed_at), theirs)


def _stale_course(session: Session, opened: Opened) -> Stale:
    versions = queries.versions(session, opened.course_id, "", limit=1)
    name = versions[0].name if versions else ""
    theirs = {"version": opened.draft.version, "about": opened.draft.about}
    return Stale(name, formats.moment(opened.draft.changed_at), theirs)
