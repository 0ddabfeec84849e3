"""The questions of a bank as a file that other systems read."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy.orm import Session

from app.assessment.bank import queries
from app.assessment.bank.queries import Wish
from app.assessment.questions.gift import Image, Question
from app.assessment.questions.gift_writer import print_gift
from app.assessment.questions.moodle_xml_writer import print_moodle_xml
from app.assessment.questions.shown_pictures import file_of, renamed, shown
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses.drafts.rules import key_from
from app.files import queries as files
from app.files.services import HasBytes, open_bytes

IN_MEMORY = 5_000_000  # a larger file goes through the disk
CHUNK = 256 * 1024
GIFT, MOODLE_XML = "gift", "moodle-xml"
LANGUAGES = {GIFT: ("GIFT", "text/plain; charset=utf-8"), MOODLE_XML: ("Moodle XML", "application/xml")}


def print_out(session: Session, bank: AnyRow, wish: Wish, language: str) -> tuple[str, str, Iterator[bytes]]:
    """(name, media type, bytes) of the file. The pictures travel inside Moodle XML; GIFT has no place for them, and says
    where they are served."""
    if language not in LANGUAGES:
        raise NotFound()
    questions = [as_question(row) for row in queries.all_questions(session, bank.id, wish)]
    if language == MOODLE_XML:
        questions = _with_pictures(session, bank.organisation_id, questions)
    text = print_gift(questions) if language == GIFT else print_moodle_xml(questions)
    suffix = "gift" if language == GIFT else "xml"
    name = f"{key_from(bank.title, (), 'banque')}.{suffix}"
    return name, LANGUAGES[language][1], _pieces(text)


def as_question(row: Any) -> Question:
    """A row of the bank as a question of a file."""
    return Question(
        row.name, row.definition, category=row.category, tags=tuple(row.tags), competences=tuple(row.competences)
    )


def _with_pictures(session: Session, organisation_id: str, questions: list[Question]) -> list[Question]:
    """The same questions, each with the pictures that its words show."""
    cited = [{one: kept for one in shown(question.definition) if (kept := file_of(one))} for question in questions]
    known = files.material(session, organisation_id, {file_id for one in cited for file_id, _name in one.values()})
    found = []
    for question, pictures in zip(questions, cited, strict=True):
        images, names = [], {}
        for written, (file_id, name) in pictures.items():
            if file_id in known and (data := _bytes(known[file_id])):
                names[written] = f"{file_id[-6:]}-{name.replace(' ', '-')}"
                images.append(Image(names[written], data))
        found.append(
            Question(
                question.name, renamed(question.definition, names), category=question.category, tags=question.tags,
                competences=question.competences, images=tuple(images),
            )
        )  # fmt: skip
    return found


def _bytes(file: HasBytes) -> bytes:
    """A picture whole; nothing when it has left the storage."""
    try:
        with open_bytes(file) as stream:
            return stream.read()
    except (NotFound, OSError):
        return b""


def _pieces(text: str) -> Iterator[bytes]:
    """A long text, one piece after the other, out of memory while it is sent."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it is read
    for start in range(0, len(text), CHUNK):
        file.write(text[start : start + CHUNK].encode())
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(CHUNK):
                yield piece

    return pieces()
