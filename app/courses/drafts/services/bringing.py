"""What a trainer already has becomes a sequence: a page from a text document, a file, a quiz from questions, a session."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import FieldError, HouseError, Invalid
from app.core.i18n import _
from app.courses.drafts.services import editing, outlining
from app.courses.drafts.services.mirroring import note_version
from app.courses.drafts.services.opening import open_draft
from app.courses.kinds import Brought, intake_of
from app.courses.models import DraftActivity, DraftSequence
from app.files import services as files
from app.files.models import StoredFile

FROM_DOCUMENT = {"page": "page", "quiz": "questions"}  # kind → field of the form


class Given(Protocol):
    """A file to be given as it is (`app.files.uploads.forms.GivenFile`, or a document)."""

    @property
    def name(self) -> str: ...

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile: ...


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it arrives."""

    name: str
    stream: BinaryIO

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile:
        return files.store(session, actor, actor.organisation_id, self.name, self.stream, owner_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `sequence` is the key of one that exists, else `title` and `block` make a new one."""

    title: str
    block: str
    sequence: str = ""
    page: Document | None = None
    file: Given | None = None
    questions: Document | None = None
    session_title: str = ""
    session_place: str = ""


def bring(session: Session, actor: Actor, slug: str, wanted: Wanted) -> tuple[DraftSequence, str]:
    """The sequence, and the id of the version that reports what was kept, changed and left out.

    Whatever cannot be read is told at its field, and nothing at all is then kept. Raises Invalid, TooLarge.
    """
    opened = open_draft(session, actor, slug)
    if not (wanted.page or wanted.file or wanted.questions or wanted.session_title):
        message = _("Choisissez au moins un document, ou donnez un titre à une séance.")
        raise Invalid(message, [FieldError("page", message)])
    read = {kind: _read(kind, field, document) for kind, field in FROM_DOCUMENT.items()
            if (document := getattr(wanted, field)) is not None}  # fmt: skip
    sequence = (
        outlining.sequence_of(session, opened, wanted.sequence)
        if wanted.sequence
        else outlining.add_sequence(session, actor, slug, wanted.title, wanted.block)
    )
    report: list[dict[str, Any]] = []
    if "page" in read:
        report.append(_add(session, actor, slug, sequence.key, "page", read["page"], wanted.page))
    if wanted.file:
        report.append(_add_file(session, actor, slug, sequence.key, wanted.file))
    if "quiz" in read:
        report.append(_add(session, actor, slug, sequence.key, "quiz", read["quiz"], wanted.questions))
    if wanted.session_title:
        report.append(_add_session(session, actor, slug, sequence.key, wanted))
    version = note_version(
        session, actor, actor.organisation_id, opened.course_id, "", "brought",
        {"sequence": sequence.key, "report": report},
    )  # fmt: skip
    session.flush()
    return sequence, version.id


def _read(kind: str, field: str, document: Document) -> Brought:
    intake = intake_of(kind)
    if intake is None:
        message = _("Ce genre de document ne se lit pas encore ici.")
        raise Invalid(message, [FieldError(field, message)])
    try:
        return intake(document.stream, document.name)
    except Invalid as refused:
        raise Invalid(refused.detail, [FieldError(field, refused.detail)]) from refused


def keep_pictures(
    session: Session, actor: Actor, slug: str, brought: Brought
) -> tuple[str, dict[str, str], list[tuple[str, str]]]:
    """The text and the other texts with their pictures on the shelf, and a note for each one that could not be kept."""
    text, texts, notes = brought.text, dict(brought.texts), []
    for name, data in brought.pictures:
        try:
            with session.begin_nested():
                stored = files.store(session, actor, actor.organisation_id, name, io.BytesIO(data), None)
                path = editing.attach(session, actor, slug, stored)
        except HouseError as refused:
            notes.append((name, refused.detail))
            continue
        text = text.replace(f"../images/{name}", f"../{path}")
        texts = {inside: said.replace(f"](../images/{name})", f"](../{path})") for inside, said in texts.items()}
    return text, texts, notes


def _add(
    session: Session, actor: Actor, slug: str, sequence: str, kind: str, brought: Brought, document: Document | None
) -> dict[str, Any]:
    named = document.name if document else ""
    text, texts, notes = keep_pictures(session, actor, slug, brought)
    title = brought.title or _stem(named) or _("Sans titre")
    head: Mapping[str, Any] = {**brought.head, **_minutes(kind, text, brought)}
    activity = outlining.add_activity(
        session, actor, slug, sequence, kind, title[:200], head=head, text=text, texts=texts
    )
    return _told(activity, named, brought.kept, [*brought.notes, *notes])


def _minutes(kind: str, text: str, brought: Brought) -> dict[str, int]:
    """A first estimate, to be corrected: two hundred words a minute for a page, a minute and a half a question."""
    if kind == "quiz":
        questions = sum(body.count("::") // 2 for body in brought.texts.values())
        return {"minutes": max(5, round(questions * 1.5 / 5) * 5)}
    return {"minutes": max(5, round(len(text.split()) / 200 / 5 + 0.49) * 5)}


def _add_file(session: Session, actor: Actor, slug: str, sequence: str, document: Given) -> dict[str, Any]:
    stored = document.keep(session, actor, None)
    path = editing.attach(session, actor, slug, stored)
    activity = outlining.add_activity(
        session, actor, slug, sequence, "file", _stem(stored.name)[:200],
        head={"file": path}, text=_("Ouvrez ce document et gardez-le : il sert pendant la séquence."),
    )  # fmt: skip
    return _told(activity, document.name, _("Le document est gardé tel quel."), [])


def _add_session(session: Session, actor: Actor, slug: str, sequence: str, wanted: Wanted) -> dict[str, Any]:
    activity = outlining.add_activity(
        session, actor, slug, sequence, "session", wanted.session_title,
        head={"place": wanted.session_place or ""}, text=_("Un temps ensemble pour reprendre ce que vous avez vu."),
    )  # fmt: skip
    return _told(
        activity, "", _("La séance est dans le plan. Une fois publiée, annoncez ses dates dans « Séances »."), []
    )


def _told(activity: DraftActivity, name: str, kept: str, notes: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "activity": activity.key, "title": activity.head.get("title", ""), "kind": activity.kind, "from": name,
        "kept": kept, "notes": [list(note) for note in notes],
    }  # fmt: skip


def _stem(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").replace("-", " ").split())
