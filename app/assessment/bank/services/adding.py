"""Questions by the file: a report first, then all of them in one act."""

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.bank import policies, queries, rules
from app.assessment.bank.models import QuestionBank, QuestionImport
from app.assessment.bank.services.banks import bank_to_change, open_bank
from app.assessment.questions import kinds
from app.assessment.questions.gift import Image, Question
from app.assessment.questions.reading import Note, Reading, read_questions
from app.assessment.questions.shown_pictures import address, renamed
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound, TooLarge
from app.core.i18n import _
from app.core.ids import new_id
from app.courses.queries import stored_material
from app.files import services as files
from app.files.rules import clean_name

KEPT_FOR = timedelta(days=1)
HEAVIEST_MB = 20
MOST = 10_000  # questions of one file


@dataclass(frozen=True, slots=True)
class Added:
    """How many questions came in, how many were there already, how many of their pictures could not be kept."""

    added: int
    known: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was sent and not added yet, as its report shows it. `known`: the place of a question in the file → the
    name under which the bank holds it."""

    id: str
    name: str
    reading: Reading
    known: Mapping[int, str]

    @property
    def new(self) -> int:
        return len(self.reading.questions) - len(self.known)


def keep_file(session: Session, actor: Actor, bank_id: str, name: str, data: bytes) -> str:
    """Keep a file of questions for its report; nothing of it is in the bank. The id of what waits."""
    bank = bank_to_change(session, actor, bank_id)
    if not data:
        _refuse(_("Choisissez un fichier de questions. Celui-ci est vide."))
    if len(data) > HEAVIEST_MB * 1_000_000:
        raise TooLarge(
            _("Ce fichier est trop lourd : %(most)s Mo au plus. Rien n'a été ajouté. Coupez-le en plusieurs fichiers.")
            % {"most": HEAVIEST_MB}
        )
    queries.forget_imports(session, now() - KEPT_FOR)
    waiting = QuestionImport(
        organisation_id=bank.organisation_id, bank_id=bank.id, account_id=actor.account_id,
        name=clean_name(name)[:200], data=zlib.compress(data, 6),
    )  # fmt: skip
    session.add(waiting)
    session.flush()
    return waiting.id


def waiting_file(session: Session, actor: Actor, bank_id: str, import_id: str) -> Waiting:
    """The report of a file: what would be added, what is there already. NotFound once it is added or a day has passed."""
    require(policies.may_keep_banks(actor))
    row = queries.waiting_import(session, actor, import_id, now() - KEPT_FOR)
    if row is None or row.bank_id != bank_id:
        raise NotFound(_gone())
    reading = _read(row.id, row.data, row.name)
    return Waiting(row.id, row.name, reading, _known(session, bank_id, reading.questions))


def add_file(
    session: Session,
    actor: Actor,
    bank_id: str,
    import_id: str,
    tags: Sequence[str] = (),
    competences: Sequence[str] = (),
) -> Added:
    """Put every question of a file that waits into its bank, all or none. `tags` and `competences` are given to each."""
    bank = bank_to_change(session, actor, bank_id)
    waiting = queries.import_to_add(session, actor, import_id)
    if waiting is None or waiting.bank_id != bank.id or waiting.created_at < now() - KEPT_FOR:
        raise NotFound(_gone())
    added = add(session, actor, bank, _read(waiting.id, waiting.data, waiting.name).questions, tags, competences)
    session.delete(waiting)
    session.flush()
    return added


def drop_file(session: Session, actor: Actor, bank_id: str, import_id: str) -> None:
    """Forget a file that waits."""
    bank_to_change(session, actor, bank_id)
    waiting = queries.import_to_add(session, actor, import_id)
    if waiting is not None and waiting.bank_id == bank_id:
        session.delete(waiting)
        session.flush()


def add_questions(session: Session, actor: Actor, *, bank_title: str, questions: Sequence[Question]) -> int:
    """Put questions of a file in the bank of this title, opened if there is none. Those that it holds already are not
    doubled; how many were added."""
    require(policies.may_keep_banks(actor))
    known = queries.bank_titled(session, actor, " ".join(bank_title.split()))
    bank = bank_to_change(session, actor, known.id) if known else open_bank(session, actor, bank_title)
    return add(session, actor, bank, questions).added


def add_text(
    session: Session,
    actor: Actor,
    bank_id: str,
    text: str,
    tags: Sequence[str] = (),
    competences: Sequence[str] = (),
) -> tuple[Added, list[Note]]:
    """Put questions written in a text into a bank: what was added, and what was changed on the way. Invalid, with the
    line of each, when one cannot be read: nothing is then kept."""
    bank = bank_to_change(session, actor, bank_id)
    reading = read_questions(text.encode())
    if reading.refused or not reading.questions:
        fields = [FieldError(f"text.{note.line}", note.what) for note in reading.refused]
        raise Invalid(_("Ces questions n'ont pas pu être lues. Rien n'a été ajouté."), fields)
    return add(session, actor, bank, reading.questions, tags, competences), reading.changed


def add(
    session: Session,
    actor: Actor,
    bank: QuestionBank,
    questions: Sequence[Question],
    tags: Sequence[str] = (),
    competences: Sequence[str] = (),
) -> Added:
    """Put questions in a bank that is held. A question that it holds, or that comes twice, is added once."""
    if len(questions) > MOST:
        raise Conflict(
            _("Ce fichier a plus de %(most)s questions. Rien n'a été ajouté. Coupez-le en plusieurs fichiers.")
            % {"most": MOST}
        )
    known = _known(session, bank.id, questions)
    new = [question for n, question in enumerate(questions) if n not in known]
    addresses = _store_pictures(session, actor, new)
    connection = session.connection()
    for start in range(0, len(new), queries.AT_A_TIME):
        rows = [
            _row(actor, bank, question, addresses, tags, competences)
            for question in new[start : start + queries.AT_A_TIME]
        ]
        connection.execute(queries.NEW_QUESTIONS, rows)
    cited = {(rules.picture_print(image.data), image.name) for question in new for image in question.images}
    return Added(len(new), len(known), len(cited) - len(addresses))


def _row(
    actor: Actor,
    bank: QuestionBank,
    question: Question,
    addresses: Mapping[tuple[str, str], str],
    tags: Sequence[str],
    competences: Sequence[str],
) -> dict[str, Any]:
    definition = question.definition
    if question.images:
        shown = {
            image.name: addresses.get((rules.picture_print(image.data), image.name), "") for image in question.images
        }
        definition = renamed(definition, shown)
    borne = rules.tags_of([*question.tags, *tags])
    codes = list(dict.fromkeys([*question.competences, *competences]))[: rules.MOST_COMPETENCES]
    moment, mark, origin = now(), kinds.fingerprint(definition), rules.print_of(question)
    return {
        "id": new_id(), "organisation_id": bank.organisation_id, "bank_id": bank.id,
        "name": question.name[: rules.LONGEST_NAME], "kind": question.kind, "definition": definition,
        "fingerprint": mark, "origin": "" if origin == mark else origin, "category": question.category[:200],
        "tags": list(borne), "competences": codes, "labels": rules.labels_of(borne, codes),
        "words": rules.words_of(question.name, definition), "version": 1, "created_at": moment, "changed_at": moment,
        "changed_by": actor.account_id, "archived_at": None,
    }  # fmt: skip


def _known(session: Session, bank_id: str, questions: Sequence[Question]) -> dict[int, str]:
    """Place in the list → the name under which the bank, or the list itself further up, holds the question."""
    held = queries.same_questions(session, bank_id)
    found = {}
    for n, question in enumerate(questions):
        mark = rules.print_of(question)
        if mark in held:
            found[n] = held[mark]
        else:
            held[mark] = question.name
    return found


def _store_pictures(session: Session, actor: Actor, questions: Sequence[Question]) -> dict[tuple[str, str], str]:
    """(what it shows, name) → where it is served. A picture that the organisation holds is not stored again; one that
    is damaged is left out: the question keeps the words that describe it."""
    needed: dict[tuple[str, str], Image] = {
        (rules.picture_print(image.data), image.name): image for question in questions for image in question.images
    }
    if not needed:
        return {}
    stored = {
        (row.sha256, row.name): row
        for row in stored_material(session, actor.organisation_id, {mark for mark, _name in needed})
    }
    found = {}
    for (mark, name), image in needed.items():
        row = stored.get((mark, clean_name(name)))
        if row is None:
            try:
                with session.begin_nested():
                    row = files.store(session, actor, actor.organisation_id, name, io.BytesIO(image.data), None)
            except (Invalid, TooLarge):
                continue
            stored[mark, row.name] = row
        found[mark, name] = address(row.id, row.name)
    return found


@lru_cache(maxsize=4)
def _read(import_id: str, data: bytes, name: str) -> Reading:
    """A file as it was read: its report has several pages, and « Ajouter » reads it once more."""
    return read_questions(zlib.decompress(data), name)


def _gone() -> str:
    return _(
        "Ce fichier n'attend plus : ses questions sont déjà ajoutées, ou il a été envoyé il y a plus d'un jour. "
        "La banque dit ce qu'elle contient ; au besoin, envoyez le fichier de nouveau."
    )


def _refuse(message: str) -> None:
    raise Invalid(_("Rien n'a été ajouté."), [FieldError("file", message)])
