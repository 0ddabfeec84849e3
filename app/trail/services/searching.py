"""Looking into the trail, which is noted there too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import paris, today
from app.core.cursors import Position
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.periods import Period
from app.core.trail import Act, Did, Search, note, trail, words
from app.trail import policies, queries
from app.trail.models import TrailSearch
from app.trail.saying import Shown, shown

SHOWN = 50
MOST_EXPORTED = 10_000
LONGEST = 500

# Told by `wiring`: who answers for data in an organisation; nobody named: the administration.
_officer: Callable[[Session, str], str | None] = lambda session, organisation_id: None  # noqa: E731


def plug_officer(officer: Callable[[Session, str], str | None]) -> None:
    global _officer
    _officer = officer


def officer_of(session: Session, organisation_id: str) -> str | None:
    return _officer(session, organisation_id)


@dataclass(frozen=True, slots=True)
class Asked:
    """Ids only: this is what the address of a result holds."""

    person: str = ""
    reader: str = ""
    act: str = ""
    period: Period | None = None  # none: all there is
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Found:
    lines: Sequence[Shown]
    person: str = ""  # names
    reader: str = ""
    reason: str = ""
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed to search."""

    person: str = ""
    reader: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    person: str
    reader: str


def choose(session: Session, actor: Actor, wish: Wish) -> Chosen:
    """From names or addresses to ids; the reason for looking at what a reader did is kept, and the look noted.

    Raises Invalid with every field to mend.
    """
    require(policies.may_search(actor, officer_of(session, actor.organisation_id)))
    wrong: list[FieldError] = []
    person = _one(session, actor, "personne", wish.person, wrong)
    reader = _one(session, actor, "lecteur", wish.reader, wrong)
    written = " ".join(wish.reason.split())
    if wish.reader and len(written) < 10:
        wrong.append(FieldError("raison", _("Écrivez pourquoi, en une phrase. Elle est gardée avec cette recherche.")))
    if len(written) > LONGEST:
        wrong.append(FieldError("raison", _("Une raison compte 500 caractères au plus.")))
    if wrong:
        raise Invalid(_("La recherche n'est pas faite."), wrong)
    if reader:
        search_id = new_id()
        session.add(
            TrailSearch(
                id=search_id, organisation_id=actor.organisation_id, asked_by=actor.account_id, reader_id=reader,
                reason=written,
            )
        )  # fmt: skip
        note(Act.by(actor, Did.SEARCHED, "trail", search_id, account_id=reader), session)
    return Chosen(person, reader)


def _one(session: Session, actor: Actor, field: str, typed: str, wrong: list[FieldError]) -> str:
    if not typed.strip():
        return ""
    found = queries.people(session, actor.organisation_id, typed)
    exact = [row for row in found if typed.strip().lower() in (row.email, row.name.lower())] or list(found)
    if not found:
        wrong.append(FieldError(field, _("Personne ici n'a ce nom ou cette adresse. Vérifiez, ou laissez vide.")))
    elif len(exact) > 1:
        some = ", ".join(row.name for row in exact[:4])
        wrong.append(FieldError(field, _("Plusieurs personnes : %(names)s. Écrivez l'adresse.") % {"names": some}))
    return exact[0].id if len(exact) == 1 else ""


def search(session: Session, actor: Actor, asked: Asked, limit: int = SHOWN) -> Found:
    """Lines as sentences, the latest first. Raises NotFound for a reader that no reason was written for today."""
    require(policies.may_search(actor, officer_of(session, actor.organisation_id)))
    here = actor.organisation_id
    person = queries.member(session, here, asked.person) if asked.person else None
    reader = queries.member(session, here, asked.reader) if asked.reader else None
    if (asked.person and person is None) or (asked.reader and reader is None):
        raise NotFound()
    reason = ""
    if reader is not None:
        given = queries.reason(session, here, actor.account_id, reader.id, paris(today(), 0))
        if given is None:
            raise NotFound()
        reason = given.reason
    paths = [row.id for row in queries.paths_of(session, here, person.id)] if person is not None else []
    wanted = Search(
        here, accounts=(person.id,) if person is not None else (), enrolments=tuple(paths),
        subject_ids=tuple(queries.belongings(session, paths)), reader_id=asked.reader,
        did=(asked.act,) if asked.act in words.ACTS else (), since=asked.period.since if asked.period else None,
        until=asked.period.until if asked.period else None, after=asked.after, limit=limit + 1,
    )  # fmt: skip
    lines = trail().find(wanted)
    said = shown(session, here, lines[:limit], person.name if person is not None else "")
    following = (said[-1].at, said[-1].line["id"]) if len(lines) > limit else None
    return Found(said, person.name if person else "", reader.name if reader else "", reason, following)


def look_to_note(actor: Actor, asked: Asked) -> Callable[[], None]:
    """Whoever searches the trail leaves a line there."""
    return partial(note, Act.by(actor, Did.SEARCHED, "trail", account_id=asked.person or asked.reader))


def note_export(actor: Actor, asked: Asked, lines: int) -> Callable[[], None]:
    return partial(note, Act.by(actor, Did.EXPORTED, "trail", account_id=asked.person or asked.reader, people=lines))
