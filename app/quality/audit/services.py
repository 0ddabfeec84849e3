"""Making audit files: streamed at once to whoever asks, or made by the worker and kept until a day."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from app.core import storage, tasks
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import database
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.periods import Period
from app.core.settings import settings
from app.core.storage.kept import refusing
from app.files import keeping
from app.files import queries as stored
from app.files import services as files
from app.files.models import Blob
from app.files.queries import FileRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.quality.audit import policies, queries
from app.quality.audit.asking import Opened, Question, open_question
from app.quality.audit.content import contents
from app.quality.audit.gathering import gather
from app.quality.audit.making import make_person, of_person
from app.quality.audit.models import AuditFile, AuditFilePerson
from app.quality.audit.parcel import Parcel
from app.quality.audit.sampling import Drawn
from app.quality.audit.workshop import Workshop
from app.quality.grid import grid_on

TASK = "quality.audit_file"
Progress = Callable[[int, int], None]


def stream(question: Question, progress: Progress | None = None) -> Iterator[bytes]:
    """The archive, made while it leaves: one folder at a time, on this machine and not in memory."""
    with TemporaryDirectory(prefix="bidaide-audit-") as folder:
        workshop, parcel = Workshop(Path(folder)), Parcel(question.period.end)
        with database().reading() as session:
            opened = open_question(session, question)
        people = opened.scope.people
        for person in people:
            with database().reading() as session:
                make_person(session, opened.scope, person, opened.gaps_of(person), workshop)
            yield from of_person(workshop, parcel, person)
            workshop.lighten(person.position)
            if progress:
                progress(person.position, len(people))
        yield from _ending(opened, workshop, parcel)


def _ending(opened: Opened, workshop: Workshop, parcel: Parcel) -> Iterator[bytes]:
    with database().reading() as session:
        entries = gather(session, opened.scope, opened.gaps, opened.drawn, workshop)
    for path, pieces in entries:
        yield from parcel.put(path, pieces)
    yield from parcel.end()


def name_of(slug: str, period: Period) -> str:
    """« dossier-audit-demo-2026-01-01-2026-11-26.zip »"""
    return f"dossier-audit-{slug}-{period.start.isoformat()}-{period.end.isoformat()}.zip"


def note_made(session: Session, actor: Actor, question: Question, proof_id: str | None = None) -> None:
    """That the proofs of so many people were put together and handed over: who, when, how many."""
    require(policies.may_make(actor))
    ledger.append(
        session, actor, Kind.AUDIT_FILE_MADE, person_id=None, proof_kind="audit_file" if proof_id else None, proof_id=proof_id,
        facts={
            "from": question.period.start.isoformat(), "to": question.period.end.isoformat(), "people": len(question.ids),
        },
    )  # fmt: skip


# --- Kept files ------------------------------------------------------------------------------------------------------


def order(session: Session, actor: Actor, question: Question) -> AuditFile:
    """Have a file made by the worker."""
    made = announce(session, actor, question)
    payload = {
        "file": made.id, "at": 0, "seen_at": question.seen_at.isoformat(), "works": question.with_works,
        "result": f"/qualite/audit/{made.id}",
    }  # fmt: skip
    made.task_id = tasks.later(session, TASK, payload, organisation_id=actor.organisation_id, asked_by=actor.account_id)
    session.flush()
    return made


def announce(session: Session, actor: Actor, question: Question) -> AuditFile:
    """Write down that a file is asked for, and whom it is about; `make_next` makes it."""
    require(policies.may_make(actor))
    ledger.take_turn(session, actor.organisation_id)
    opened = open_question(session, question)
    made = AuditFile(
        organisation_id=actor.organisation_id,
        asked_by=actor.account_id,
        starts_on=question.period.start,
        ends_on=question.period.end,
        seed=question.drawn.seed,
        drawn_by=list(question.drawn.by),
        grid_id=grid_on(question.period.end).id,
        gaps=len(opened.gaps),
        kept_until=today() + timedelta(days=contents().kept_days),
    )
    session.add(made)
    session.flush()
    session.add_all(
        AuditFilePerson(
            audit_file_id=made.id, enrolment_id=one.enrolment.id, organisation_id=actor.organisation_id,
            position=one.position,
        )
        for one in opened.scope.people
    )  # fmt: skip
    note_made(session, actor, question, made.id)
    session.flush()
    return made


def remove(session: Session, actor: Actor, audit_file_id: str) -> None:
    """Delete the archive before its day; who asked, whom it was about and who read it stay. Twice changes nothing."""
    require(policies.may_make(actor))
    _let_go(session, queries.file_to_change(session, actor, audit_file_id))


def remove_what_is_over(session: Session) -> int:
    """Delete the archives that are kept no longer; how many."""
    over = queries.over_on(session, today())
    for made in over:
        _let_go(session, made)
    return len(over)


def _let_go(session: Session, made: AuditFile) -> None:
    if made.removed_at:
        return
    made.removed_at = now()
    file_id, made.file_id = made.file_id, None
    session.flush()
    if file_id:
        files.delete(session, file_id)


def archive(session: Session, actor: Actor, audit_file_id: str) -> FileRow:
    """The archive itself, for those who make them. Conflict while it is not there."""
    require(policies.may_make(actor))
    made = queries.file_for(session, actor, audit_file_id)
    if made.file_id is None:
        raise Conflict(
            _("Ce dossier a été supprimé. Demandez-le de nouveau avec la même période.")
            if made.removed_at
            else _("Ce dossier n'est pas encore prêt. Revenez dans quelques minutes.")
        )
    return stored.file_of(session, made.organisation_id, made.file_id)


# --- The worker's part -----------------------------------------------------------------------------------------------


def workshop_of(audit_file_id: str) -> Workshop:
    return Workshop(settings().uploads_dir / "audits" / audit_file_id)


def make_next(audit_file_id: str, position: int, seen_at: datetime, with_works: bool) -> tuple[int, int] | None:
    """The next folder of a file that was ordered: (done, total), or None once the whole is kept. Twice is as once."""
    workshop = workshop_of(audit_file_id)
    with database().reading() as session:
        made = queries.file_to_make(session, audit_file_id)
        if made is None or made.file_id or made.removed_at:
            workshop.clear()
            return None
        question = _question_of(session, made, seen_at, with_works)
        opened = open_question(session, question)
        people = opened.scope.people
        # the folders before are there, unless another machine made them: then they are made again here
        for person in people[: position + 1] if position < len(people) else people:
            if not workshop.has(person.position):
                make_person(session, opened.scope, person, opened.gaps_of(person), workshop)
    if position < len(people):
        return position + 1, len(people) + 1
    _keep(opened, question, workshop, audit_file_id)
    workshop.clear()
    return None


def _question_of(session: Session, made: AuditFile, seen_at: datetime, with_works: bool) -> Question:
    place = queries.place(session, made.organisation_id)
    return Question(
        made.organisation_id, place.slug, place.name, Period(made.starts_on, made.ends_on),
        tuple(queries.people_of(session, made.id)), Drawn(made.seed, tuple(made.drawn_by)), with_works, seen_at,
    )  # fmt: skip


def _keep(opened: Opened, question: Question, workshop: Workshop, audit_file_id: str) -> None:
    """The whole archive as a stored file: its bytes put outside of any transaction, its row written in a short one."""
    parcel = Parcel(question.period.end)
    workshop.folder.mkdir(parents=True, exist_ok=True)
    path = workshop.folder / "whole.zip"
    with refusing(), path.open("wb") as out:
        for person in opened.scope.people:
            for piece in of_person(workshop, parcel, person):
                out.write(piece)
        for piece in _ending(opened, workshop, parcel):
            out.write(piece)
    arrived = keeping.measured(path)
    with (
        keeping.made_fit(arrived) as fit,
        storage.putting(fit.blob_id, fit.pieces) as put,
        database().writing() as session,
    ):
        made = session.get_one(AuditFile, audit_file_id, with_for_update={"key_share": True})
        if made.file_id or made.removed_at:
            return
        blob: Blob = keeping.adopt(session, made.organisation_id, fit, put)
        file = keeping.named(blob, name_of(question.slug, question.period), None, arrived.sha256)
        session.add(file)
        session.flush()
        made.file_id, made.size, made.sha256, made.ready_at = file.id, arrived.size, arrived.sha256, now()
