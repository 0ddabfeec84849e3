"""Pictures of questions, between banks and courses: a bank shows them where they are served, a course keeps them in its
folder, where its question files name them from beside."""

from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname, relpath

from sqlalchemy.orm import Session

from app.assessment.questions.gift import Question
from app.assessment.questions.kinds import Definition
from app.assessment.questions.shown_pictures import address, file_of, renamed, shown
from app.core.access import Actor
from app.courses.drafts import queries as drafts
from app.courses.drafts.services import editing
from app.files.models import StoredFile


def addresses(session: Session, course_id: str, path: str) -> dict[str, str]:
    """How a question file at `path` names each picture of its course → where it is served."""
    return {
        relpath(row.path, dirname(path) or "."): address(row.file_id, row.name)
        for row in drafts.files(session, course_id)
        if row.media_type.startswith("image/")
    }


def for_bank(session: Session, course_id: str, path: str, definition: Definition) -> Definition:
    """A question of a course as a bank keeps it."""
    return renamed(definition, addresses(session, course_id, path)) if shown(definition) else definition


def for_course(session: Session, actor: Actor, slug: str, path: str, questions: Sequence[Question]) -> list[Question]:
    """Questions of a bank as a course keeps them in the file at `path`, their pictures in its folder."""
    names: dict[str, str] = {}
    for written in {one for question in questions for one in shown(question.definition)}:
        kept = file_of(written)
        file = session.get(StoredFile, kept[0]) if kept else None
        if file is not None and file.organisation_id == actor.organisation_id and file.owner_id is None:
            names[written] = relpath(editing.attach(session, actor, slug, file), dirname(path) or ".")
    return [replace(one, definition=renamed(one.definition, names)) for one in questions] if names else list(questions)
