"""Notes, obstacles and documents: written for somebody to read, changed with their versions, never gone without a word."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.dossiers import events, policies, queries, rules
from app.dossiers.models import DossierNote, DossierNoteReader, DossierNoteVersion
from app.dossiers.rules import NoteKind, Visibility
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_choice, checked
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind

TWICE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written, and who reads it. `readers` are accounts, for a restricted note; `subject` is an obstacle's."""

    body: str
    visibility: str
    readers: Collection[str] = ()
    subject: str = ""
    others: bool = False


def write_note(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    asked: Written,
    *,
    kind: str = NoteKind.NOTE,
    keep_file: Callable[[], str] | None = None,
    anyway: bool = False,
) -> DossierNote:
    """Write it, dated and signed. The same words sent twice are kept once. `keep_file` claims a document and names it."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_write_note(actor, enrolment.learner_id))
    body = _sound(session, actor, enrolment, asked, kind, anyway)
    if kind == NoteKind.DOCUMENT and keep_file is None:
        raise invalid("file", _("Choisissez le document."))
    ledger.take_turn(session, actor.organisation_id)
    if keep_file is None:
        same = queries.same_note(
            session, actor.account_id, enrolment_id, kind, str(asked.visibility), body, now() - TWICE
        )
        if same is not None:
            return queries.note_to_change(session, actor, enrolment_id, same)
    note = DossierNote(
        id=new_id(),
        organisation_id=actor.organisation_id,
        enrolment_id=enrolment_id,
        author_id=actor.account_id,
        kind=str(kind),
        visibility=str(asked.visibility),
        subject=asked.subject,
        body=body,
        file_id=keep_file() if keep_file else None,
        others=asked.others,
        written_at=now(),
    )
    session.add(note)
    session.flush()
    _name(session, note, asked)
    if note.visibility != Visibility.RESTRICTED:  # the ledger is read by others: not even that it exists
        ledger.append(
            session, actor, Kind.NOTE_WRITTEN, person_id=enrolment.learner_id, enrolment_id=enrolment_id,
            nature="accompaniment", proof_kind="note", proof_id=note.id,
        )  # fmt: skip
    if note.visibility == Visibility.SHARED:
        journal.record(session, actor, events.NoteShared(note.id, enrolment_id))
    return note


def change_note(
    session: Session, actor: Actor, enrolment_id: str, note_id: str, asked: Written, anyway: bool = False
) -> DossierNote:
    """Say it otherwise, or to others; what it said before stays in its versions."""
    enrolment = see(session, actor, enrolment_id)
    note = _own_note(session, actor, enrolment, note_id)
    body = _sound(session, actor, enrolment, asked, note.kind, anyway)
    named = {row.account_id for row in queries.reader_rows(session, note.id)}
    wanted = set(asked.readers) if asked.visibility == Visibility.RESTRICTED else set()
    said = (body, str(asked.visibility), asked.subject, asked.others)
    if said == (note.body, note.visibility, note.subject, note.others) and wanted == named:
        return note
    _keep_version(session, actor, note)
    opened = asked.visibility == Visibility.SHARED != note.visibility
    note.body, note.visibility, note.subject, note.others = said
    note.changed_at = now()
    _name(session, note, asked)
    session.flush()
    if opened:
        journal.record(session, actor, events.NoteShared(note.id, enrolment_id))
    return note


def withdraw_note(session: Session, actor: Actor, enrolment_id: str, note_id: str, reason: str) -> None:
    """Take its words away: that there was a note, who withdrew it and why stay; what it said is in its versions."""
    enrolment = see(session, actor, enrolment_id)
    note = _own_note(session, actor, enrolment, note_id)
    said = checked({"reason": Text(reason, 500, _("Dites pourquoi vous retirez cette note."))}, False)
    _keep_version(session, actor, note)
    note.body, note.withdrawn_reason = "", said["reason"]
    note.withdrawn_at, note.withdrawn_by = now(), actor.account_id
    session.flush()


def lift_obstacle(
    session: Session, actor: Actor, enrolment_id: str, note_id: str, on: date | None = None
) -> DossierNote:
    """It no longer stands in the way. Anyone of the team who reads it may say so."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_write_note(actor, enrolment.learner_id))
    note = queries.note_to_change(session, actor, enrolment_id, note_id)
    if note.kind != NoteKind.OBSTACLE:
        raise Conflict(_("Cette note n'est pas un frein."))
    note.lifted_on = note.lifted_on or on or today()
    session.flush()
    return note


def _own_note(session: Session, actor: Actor, enrolment: EnrolmentRow, note_id: str) -> DossierNote:
    row = queries.note_for(session, actor, enrolment.id, note_id)
    require(policies.may_change_note(actor, enrolment.learner_id, row.author_id))
    note = queries.note_to_change(session, actor, enrolment.id, note_id)
    if note.withdrawn_at is not None:
        raise Conflict(_("Cette note est retirée : elle ne se change plus."))
    return note


def _sound(session: Session, actor: Actor, enrolment: EnrolmentRow, asked: Written, kind: str, anyway: bool) -> str:
    if kind not in set(NoteKind):
        raise invalid("kind", _("Choisissez une note, un frein ou un document."))
    if asked.visibility not in set(Visibility):
        raise invalid("visibility", _("Dites qui lira ces mots."))
    if asked.visibility == Visibility.RESTRICTED and asked.readers:
        known = {row.id for row in queries.team(session, actor.organisation_id)} - {enrolment.learner_id}
        if not set(asked.readers) <= known:
            raise invalid("readers", _("Choisissez des personnes de l'équipe."))
    if kind == NoteKind.OBSTACLE and not asked.subject:
        raise invalid("subject", _("Choisissez de quel frein il s'agit."))
    check_choice("subject", asked.subject, rules.OBSTACLES, _("Choisissez un frein de la liste."))
    missing = _("Dites ce qu'est ce document.") if kind == NoteKind.DOCUMENT else _("Écrivez quelques mots.")
    return checked({"body": Text(asked.body, missing=missing)}, anyway)["body"]


def _name(session: Session, note: DossierNote, asked: Written) -> None:
    wanted = set(asked.readers) - {note.author_id} if note.visibility == Visibility.RESTRICTED else set()
    for known in queries.reader_rows(session, note.id):
        if known.account_id in wanted:
            wanted.discard(known.account_id)
        else:
            session.delete(known)
    for account_id in sorted(wanted):
        session.add(DossierNoteReader(note_id=note.id, account_id=account_id, organisation_id=note.organisation_id))
    session.flush()


def _keep_version(session: Session, actor: Actor, note: DossierNote) -> None:
    session.add(
        DossierNoteVersion(
            note_id=note.id,
            number=queries.version_count(session, note.id) + 1,
            organisation_id=note.organisation_id,
            body=note.body,
            visibility=note.visibility,
            others=note.others,
            until=now(),
            changed_by=actor.account_id,
        )
    )
