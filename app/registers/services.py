"""What people do with the registers: write a line, join a piece, say that it is still true, put it away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor, require
from app.core.clock import local, now, paris, today
from app.core.db import AnyRow, one_at_a_time
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.sensitive import check
from app.files.models import StoredFile
from app.identity import queries as identity
from app.registers import kinds, people_queries, policies, queries, rules
from app.registers.kinds import Kind
from app.registers.models import (
    ProcedureReading,
    RegisterChange,
    RegisterEntry,
    RegisterFile,
    RegisterIndicator,
)
from app.web.forms import Form as Posted
from app.web.forms import only


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that comes with a line, or after it; `keep` makes a stored file of it, for its owner."""

    keep: Callable[[Session, Actor, str | None], StoredFile]
    piece: str = ""
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class _Sound:
    """A line as its kind knows it."""

    title: str
    facet: str
    at: datetime
    data: dict[str, Any]
    person_id: str | None
    parent_id: str | None
    owner_id: str
    review_on: date | None
    indicators: tuple[int, ...]


def add_entry(
    session: Session, actor: Actor, kind: Kind, posted: Posted, piece: Piece | None = None, *, anyway: bool = False
) -> RegisterEntry:
    """A new line. A new version of what has one in force puts the former away."""
    duties = people_queries.duties_of(session, actor)
    require(policies.may_keep(actor, kind, duties, only(posted, "person") or None))
    sound = _sound(session, actor, kind, posted, wants_file=kind.file and piece is None, anyway=anyway)
    former = _former(session, actor, kind, sound) if kind.unique or kind.versioned else None
    joined = _brought(session, actor, kind, sound.person_id, piece) if piece is not None else None
    if former is not None:
        former.archived_at = now()
        _note(session, actor, former.id, "replaced")
    entry = RegisterEntry(
        id=new_id(), organisation_id=actor.organisation_id, kind=kind.code, created_at=now(), created_by=actor.account_id
    )  # fmt: skip
    _write(kind, entry, sound)
    session.add(entry)
    session.flush()
    _serve(session, entry.id, sound.indicators)
    _note(session, actor, entry.id, "made")
    if joined is not None:
        _join(session, actor, entry, joined)
    return entry


def change_entry(
    session: Session, actor: Actor, kind: Kind, entry_id: str, posted: Posted, version: int, *, anyway: bool = False
) -> RegisterEntry:
    """What a line says. What it said before stays in its history; somebody else's change meanwhile is a Conflict."""
    duties = people_queries.duties_of(session, actor)
    entry = queries.entry_for(session, actor, kind.code, entry_id)
    require(policies.may_keep(actor, kind, duties, entry.person_id))
    sound = _sound(session, actor, kind, posted, entry=entry, anyway=anyway)
    if entry.version != version:
        raise Conflict(
            _("Cette ligne a changé pendant que vous écriviez. Rien n'a été remplacé. Relisez-la, puis recommencez.")
        )
    before = _said(entry)
    _write(kind, entry, sound)
    _serve(session, entry.id, sound.indicators)
    if before == _said(entry):
        return entry
    entry.version += 1
    _note(session, actor, entry.id, "changed", before)
    return entry


def review_entry(session: Session, actor: Actor, kind: Kind, entry_id: str) -> RegisterEntry:
    """Looked at again today, and still true: the next time is in as many months as the register says."""
    duties = people_queries.duties_of(session, actor)
    entry = queries.entry_for(session, actor, kind.code, entry_id)
    require(policies.may_keep(actor, kind, duties, entry.person_id))
    if entry.reviewed_at is not None and local(entry.reviewed_at).date() == today():
        return entry
    before = {"review_on": entry.review_on.isoformat() if entry.review_on else ""}
    entry.reviewed_at = now()
    entry.review_on = rules.next_review(kind, entry.facet, today())
    _note(session, actor, entry.id, "reviewed", before)
    return entry


def archive_entry(session: Session, actor: Actor, kind: Kind, entry_id: str, *, again: bool = False) -> RegisterEntry:
    """Put away, or taken out `again`: nothing is ever deleted from a register."""
    duties = people_queries.duties_of(session, actor)
    entry = queries.entry_for(session, actor, kind.code, entry_id)
    require(policies.may_read(actor, kind, duties))
    if again and entry.archived_at is not None:
        if (kind.unique or kind.versioned) and queries.current(
            session, actor.organisation_id, kind.code, entry.person_id if kind.unique else None
        ):
            raise Conflict(_("Une autre ligne l'a remplacée. Rien n'a été changé."))
        entry.archived_at = None
        _note(session, actor, entry.id, "restored")
    elif not again and entry.archived_at is None:
        entry.archived_at = now()
        _note(session, actor, entry.id, "archived")
    return entry


def join_piece(session: Session, actor: Actor, kind: Kind, entry_id: str, piece: Piece) -> RegisterEntry:
    """A file that proves what a line says."""
    duties = people_queries.duties_of(session, actor)
    entry = queries.entry_for(session, actor, kind.code, entry_id)
    require(policies.may_keep(actor, kind, duties, entry.person_id))
    _join(session, actor, entry, _brought(session, actor, kind, entry.person_id, piece))
    return entry


def withdraw_piece(session: Session, actor: Actor, kind: Kind, entry_id: str, file_id: str) -> None:
    """A piece that is no longer shown as a proof. It stays among what was there on the days before."""
    duties = people_queries.duties_of(session, actor)
    entry = queries.entry_for(session, actor, kind.code, entry_id)
    require(policies.may_keep(actor, kind, duties, entry.person_id))
    found = queries.file_for(session, actor, entry.id, file_id)
    if found.withdrawn_at is None:
        found.withdrawn_at = now()
        _note(session, actor, entry.id, "withdrawn", {"file": found.file_id})


def read_procedure(session: Session, actor: Actor) -> bool:
    """Somebody says that they have read the procedure in force; whether it is news."""
    entry = queries.current(session, actor.organisation_id, "procedure")
    if entry is None:
        raise Conflict(_("Aucune procédure n'est encore publiée ici. Rien n'a été noté."))
    one_at_a_time(session, f"procedure {entry.id} {actor.account_id}")
    if queries.has_read(session, entry.id, actor.account_id):
        return False
    session.add(ProcedureReading(entry_id=entry.id, account_id=actor.account_id, at=now()))
    return True


def ask_adjustment(session: Session, actor: Actor, need: str, *, anyway: bool = False) -> RegisterEntry:
    """A person says what would help them follow their path. The handicap referent reads it, and nobody else."""
    require(policies.may_ask_adjustment(actor))
    kind = kinds.kind_of("adjustment")
    wrong: list[FieldError] = []
    data = kinds.read(kind, {"need": [need], "state": ["asked"]}, wrong)
    if wrong:
        raise Invalid(_("Votre demande n'est pas encore partie. Écrivez ce qui vous aiderait."), wrong)
    check({"need": need}, anyway)
    entry = RegisterEntry(
        id=new_id(), organisation_id=actor.organisation_id, kind=kind.code, facet="asked", title=actor.name, at=_noon(today()),
        data=data, person_id=actor.account_id, review_on=rules.next_review(kind, "asked", today()), created_at=now(),
        created_by=actor.account_id,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    _note(session, actor, entry.id, "made")
    return entry


# What is sound -------------------------------------------------------------------------------------------------------


def _sound(
    session: Session,
    actor: Actor,
    kind: Kind,
    posted: Posted,
    *,
    entry: RegisterEntry | None = None,
    wants_file: bool = False,
    anyway: bool = False,
) -> _Sound:
    wrong: list[FieldError] = []
    day = kinds.read_day("day", only(posted, "day"), wrong)
    if day is not None and day > today() and kind.code not in rules.MAY_BE_AHEAD:
        wrong.append(FieldError("day", _("Cette date est à venir. Donnez le jour où c'est arrivé.")))
    data = kinds.read(kind, posted, wrong)
    review = kinds.read_day("review_on", only(posted, "review_on"), wrong) if only(posted, "review_on") else None
    person_id = _person(session, actor, kind, posted, entry, wrong)
    parent = _parent(session, actor, kind, posted, wrong)
    owner_id = only(posted, "owner") or actor.account_id
    if not people_queries.is_member(session, actor.organisation_id, owner_id, STAFF):
        wrong.append(FieldError("owner", _("Choisissez une personne de l'équipe.")))
    if wants_file:
        wrong.append(FieldError("file", _("Joignez la pièce.")))
    if wrong:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est signalé."), wrong)
    assert day is not None
    words = {field.name: data[field.name] for field in kind.fields if field.kind in ("line", "area")}
    check(words, anyway or not kind.restricted)
    facet = str(data.get(kind.facet) or "") if kind.facet else ""
    return _Sound(
        title=_title(session, kind, data, facet, day, person_id, parent.title if parent else None),
        facet=facet,
        at=_noon(day),
        data=data,
        person_id=person_id,
        parent_id=parent.id if parent else None,
        owner_id=owner_id,
        review_on=review,
        indicators=rules.indicators_served(kind, facet, data),
    )


def _person(
    session: Session, actor: Actor, kind: Kind, posted: Posted, entry: RegisterEntry | None, wrong: list[FieldError]
) -> str | None:
    """Whom a line is about; never changed afterwards, and oneself where one only keeps one's own."""
    if not kind.about:
        return None
    if entry is not None:
        return entry.person_id
    person_id = only(posted, "person")
    roles = STAFF if kind.about == "person" else ("learner",)
    if not person_id or not people_queries.is_member(session, actor.organisation_id, person_id, roles):
        wrong.append(FieldError("person", _("Choisissez la personne.")))
    return person_id


def _parent(session: Session, actor: Actor, kind: Kind, posted: Posted, wrong: list[FieldError]) -> AnyRow | None:
    """The line that this one hangs on."""
    if not kind.parent:
        return None
    parent_id = only(posted, "parent")
    found = queries.entries_by_id(session, actor.organisation_id, [parent_id]).get(parent_id) if parent_id else None
    if found is None or found.kind != kind.parent:
        wrong.append(FieldError("parent", _("Choisissez la ligne concernée.")))
        return None
    return found


def _title(
    session: Session,
    kind: Kind,
    data: Mapping[str, Any],
    facet: str,
    day: date,
    person_id: str | None,
    parent: str | None,
) -> str:
    if data.get("title"):
        return str(data["title"])
    if kind.code == "document":
        return _(kinds.registers().categories[facet].says)
    if person_id:
        return identity.names(session, {person_id}).get(person_id, "")
    if parent is not None:
        return str(parent)
    field = kind.field(kind.facet)
    return f"{field.says(facet)}" if field else f"{_(kind.title)} {day.isoformat()}"


def _write(kind: Kind, entry: RegisterEntry, sound: _Sound) -> None:
    entry.title, entry.facet, entry.at, entry.data = sound.title[:200], sound.facet, sound.at, sound.data
    entry.marks = rules.marks(kind, sound.data)
    entry.person_id, entry.parent_id, entry.owner_id = sound.person_id, sound.parent_id, sound.owner_id
    entry.review_on = sound.review_on
    if rules.is_settled(kind, sound.data):
        entry.settled_at = entry.settled_at or now()
    else:
        entry.settled_at = None


def _said(entry: RegisterEntry) -> dict[str, Any]:
    """A line as its history keeps it."""
    return {
        **entry.data,
        "day": local(entry.at).date().isoformat(),
        "owner": entry.owner_id or "",
        "review_on": entry.review_on.isoformat() if entry.review_on else "",
    }


def _serve(session: Session, entry_id: str, numbers: Sequence[int]) -> None:
    known = set(queries.indicators_of(session, [entry_id])[entry_id])
    for gone in known - set(numbers):
        session.delete(session.get_one(RegisterIndicator, (entry_id, gone)))
    session.add_all(RegisterIndicator(entry_id=entry_id, number=number) for number in set(numbers) - known)
    session.flush()


def _former(session: Session, actor: Actor, kind: Kind, sound: _Sound) -> RegisterEntry | None:
    """The version that a new one replaces. Invalid where there is only one line for each person."""
    one_at_a_time(session, f"register {actor.organisation_id} {kind.code} {sound.person_id}")
    former = queries.current(session, actor.organisation_id, kind.code, sound.person_id)
    if former is not None and kind.unique:
        message = _("Cette personne a déjà un dossier. Ouvrez-le pour le changer.")
        raise Invalid(message, [FieldError("person", message)])
    if former is not None and former.at > sound.at:
        message = _("La version en vigueur est plus récente. Donnez une date plus tardive.")
        raise Invalid(message, [FieldError("day", message)])
    return former


def _brought(session: Session, actor: Actor, kind: Kind, person_id: str | None, piece: Piece) -> RegisterFile:
    """The piece as a file that is kept, not yet joined: what is wrong with it is said before anything else is written."""
    sort = piece.piece or next(iter(kind.pieces))
    wrong: list[FieldError] = []
    if sort not in kind.pieces:
        wrong.append(FieldError("piece", _("Choisissez la sorte de pièce.")))
    expires = kinds.read_day("expires_on", piece.expires_on, wrong) if piece.expires_on else None
    if wrong:
        raise Invalid(_("Rien n'est encore joint. Corrigez ce qui est signalé."), wrong)
    stored = piece.keep(session, actor, person_id or actor.account_id)
    return RegisterFile(
        id=new_id(), organisation_id=actor.organisation_id, file_id=stored.id, piece=sort, expires_on=expires,
        added_at=now(), added_by=actor.account_id,
    )  # fmt: skip


def _join(session: Session, actor: Actor, entry: RegisterEntry, joined: RegisterFile) -> None:
    joined.entry_id = entry.id
    session.add(joined)
    session.flush()
    _note(session, actor, entry.id, "joined", {"file": joined.file_id})


def _note(session: Session, actor: Actor, entry_id: str, act: str, before: dict[str, Any] | None = None) -> None:
    session.add(
        RegisterChange(id=new_id(), entry_id=entry_id, at=now(), by_id=actor.account_id, act=act, before=before or {})
    )


def _noon(day: date) -> datetime:
    return paris(day, 12)
