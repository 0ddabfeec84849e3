"""Writing in the sealed register, and opening it: only the persons named, and each opening is written down."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow, one_at_a_time
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import N_, _
from app.core.ids import new_id
from app.registers import people_queries, policies
from app.registers.sealed import queries
from app.registers.sealed.models import SealedCase, SealedNote, SealedReading
from app.registers.sealed.safe import Sealed, seal, unseal

LONGEST = 20_000
CATEGORIES = {
    "violence": N_("Violence physique ou verbale"),
    "sexual": N_("Violence sexiste ou sexuelle"),
    "harassment": N_("Harcèlement"),
    "discrimination": N_("Discrimination"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """`words` is None when the key that closed them is not on this server."""

    at: datetime
    act: str
    author: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    case: SealedCase
    notes: tuple[Note, ...]
    readings: tuple[AnyRow, ...]


def report(session: Session, actor: Actor, category: str, received_on: date | None, story: str) -> SealedCase:
    """What somebody has told. Its words are closed before they are kept."""
    require(policies.may_read_sealed(people_queries.duties_of(session, actor)))
    wrong = _too_long("story", story, _("Écrivez ce qui a été dit."))
    if category not in CATEGORIES:
        wrong.append(FieldError("category", _("Choisissez une réponse de la liste.")))
    if received_on is None or received_on > today():
        wrong.append(FieldError("received_on", _("Donnez le jour où vous l'avez appris.")))
    if wrong:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est signalé."), wrong)
    assert received_on is not None
    one_at_a_time(session, f"sealed {actor.organisation_id}")
    case = SealedCase(
        id=new_id(), organisation_id=actor.organisation_id,
        number=queries.last_number(session, actor.organisation_id) + 1, category=category, received_on=received_on,
        created_at=now(),
    )  # fmt: skip
    session.add(case)
    session.flush()
    _write(session, actor, case, "story", story)
    return case


def open_case(session: Session, actor: Actor, case_id: str) -> Opened:
    """The story and what followed. That somebody opened it is written before they read it."""
    case = queries.case_for(session, actor, case_id)
    require(policies.may_read_sealed(people_queries.duties_of(session, actor)))
    session.add(SealedReading(id=new_id(), case_id=case.id, reader_id=actor.account_id, at=now()))
    session.flush()
    notes = tuple(
        Note(row.at, row.act, row.author, unseal(Sealed(row.key_print, row.words), row.id))
        for row in queries.notes(session, case.id)
    )
    return Opened(case, notes, tuple(queries.readings(session, case.id)))


def case_to_follow(session: Session, actor: Actor, case_id: str) -> SealedCase:
    """A report without its words."""
    case = queries.case_for(session, actor, case_id)
    require(policies.may_read_sealed(people_queries.duties_of(session, actor)))
    return case


def follow(session: Session, actor: Actor, case_id: str, words: str, *, closes: bool = False) -> SealedCase:
    """What was done next; the last word when it `closes` the report. A word after that opens it again."""
    case = case_to_follow(session, actor, case_id)
    if wrong := _too_long("words", words, _("Écrivez ce qui a été fait.")):
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est signalé."), wrong)
    if closes and case.closed_at is not None:
        raise Conflict(_("Ce signalement est déjà clos. Rien n'a été changé."))
    _write(session, actor, case, "closing" if closes else "measure", words)
    case.taken_at = case.taken_at or now()
    case.closed_at = now() if closes else None
    return case


def _write(session: Session, actor: Actor, case: SealedCase, act: str, words: str) -> None:
    note_id = new_id()
    closed = seal(words.strip(), note_id)
    session.add(
        SealedNote(
            id=note_id, case_id=case.id, author_id=actor.account_id, at=now(), act=act, key_print=closed.key_print,
            words=closed.words,
        )
    )  # fmt: skip
    session.flush()


def _too_long(field: str, words: str, needed: str) -> list[FieldError]:
    if not words.strip():
        return [FieldError(field, needed)]
    if len(words) > LONGEST:
        return [FieldError(field, _("Ce texte est trop long : %(most)s signes au plus.") % {"most": LONGEST})]
    return []
