"""What people do here: read the board, open an indicator. Results are made by `measures`, and asked for from here too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.identity import queries as identity
from app.identity.words import role_words
from app.quality import policies, queries
from app.quality.evidence import queries as evidence
from app.quality.evidence.catalogue import Lack, Source, catalogue
from app.quality.grid import Grid, Indicator, grid_on
from app.quality.measures.services import read_figures as read_figures
from app.quality.words import row_words

PAGE = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """A source and how many rows it holds in the period."""

    source: Source
    n: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in words. `code` opens the rows when there are some; `n` is how many."""

    sentence: str
    remedy: str = ""
    code: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator in a period: what the platform holds and what it does not. Never a verdict."""

    indicator: Indicator
    evidence_count: int
    sources: tuple[Counted, ...]
    gaps: tuple[Gap, ...]
    beyond: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    period: Period
    grid: Grid
    cards: tuple[Card, ...]  # in the order of the grid


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of evidence, ready to be read."""

    at: datetime
    what: str
    about: str
    who: str
    href: str
    proof: str
    proof_href: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Detailed:
    board: Board
    card: Card
    rows: tuple[Shown, ...]
    next: str  # key of the last row shown, "" when there is nothing more
    chosen: str  # the source or lack whose rows are shown, "" for all the sources


def read_board(session: Session, actor: Actor, period: Period) -> Board:
    """Every indicator of the grid in force on the last day of the period."""
    require(policies.may_read_quality(actor))
    return _board(session, actor, period, None)


def read_indicator(
    session: Session, actor: Actor, number: int, period: Period, chosen: str = "", before: str = ""
) -> Detailed:
    """One indicator with the rows behind it, newest first. NotFound when the grid has no such number."""
    require(policies.may_read_quality(actor))
    grid_on(period.end).indicator(number)
    board = _board(session, actor, period, number)
    card = next(card for card in board.cards if card.indicator.number == number)
    codes = [counted.source.code for counted in card.sources]
    lacks = [gap.code for gap in card.gaps if gap.code]
    if chosen:
        if chosen not in codes and chosen not in {lack.code for lack in catalogue().of(number).lacks}:
            raise NotFound(_("Cet indicateur n'a pas cette sorte de preuve."))
        codes = [chosen]
    elif not codes:
        codes = lacks[:1]
    found = evidence.rows(session, _scope(actor, period), codes, limit=PAGE + 1, before=_read_key(before))
    shown = _show(session, actor, found[:PAGE])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Detailed(board, card, shown, f"{last.at.isoformat()} {last.id}" if last else "", chosen)


def _scope(actor: Actor, period: Period) -> evidence.Scope:
    return evidence.Scope(actor.organisation_id, period.start, period.end, period.since, period.until, clock.now())


def _board(session: Session, actor: Actor, period: Period, only: int | None) -> Board:
    grid = grid_on(period.end)
    numbers = {i.number for i in grid.indicators if only is None or i.number == only}
    counts = evidence.counts(session, _scope(actor, period), catalogue().codes(numbers))
    cards = tuple(_card(indicator, counts) for indicator in grid.indicators if indicator.number in numbers)
    return Board(period, grid, cards)


def _card(indicator: Indicator, counts: dict[str, int]) -> Card:
    mapping = catalogue().of(indicator.number)
    sources = tuple(Counted(source, counts[source.code]) for source in mapping.sources)
    return Card(
        indicator,
        sum(counted.n for counted in sources),
        sources,
        _gaps(sources, mapping.lacks, counts),
        _(mapping.beyond) if mapping.beyond else "",
        mapping.figures,
    )


def _gaps(sources: tuple[Counted, ...], lacks: tuple[Lack, ...], counts: dict[str, int]) -> tuple[Gap, ...]:
    """First what was found missing, then what leaves no trace at all."""
    missing = [Gap(lack.sentence(counts[lack.code]), code=lack.code, n=counts[lack.code]) for lack in lacks]
    silent = [
        Gap(_("Aucune trace sur la période : %(what)s.") % {"what": _(c.source.says)}, _(c.source.remedy))
        for c in sources
        if not c.n
    ]
    return (*(gap for gap in missing if gap.n), *silent)


def _read_key(key: str) -> tuple[datetime, str] | None:
    if not key:
        return None
    at, _space, last = key.partition(" ")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not last:
        message = _("Cette suite de liste n'existe pas. Reprenez la liste depuis le début.")
        raise Invalid(message, [FieldError("apres", message)])
    return moment, last


def _show(session: Session, actor: Actor, rows: list[Any]) -> tuple[Shown, ...]:
    """Rows in words. Names and dossiers only for those who may see them."""
    named = bool(policies.may_see_names(actor))
    people = {row.person_id for row in rows if row.person_id}
    names = identity.names(session, people) if named else {}
    titles = queries.activity_titles(
        session, actor.organisation_id, {row.activity_id for row in rows if row.activity_id and not row.label}
    )
    shown = []
    for row in rows:
        words = row_words(row.kind, row.proof_kind)
        who = names.get(row.person_id, "")
        if row.person_id and not named:
            who = _("personne %(code)s") % {"code": row.person_id[-6:]}
        proof_href = f"/seances/{row.session_id}" if named and row.session_id else ""
        shown.append(
            Shown(
                at=row.at,
                what=words.what,
                about=_about(row, titles, named),
                who=who,
                href=f"/suivi/{row.enrolment_id}" if named and row.enrolment_id else "",
                proof=words.proof or (_("Séance") if row.session_id else ""),
                proof_href=proof_href,
                minutes=row.minutes or 0,
            )
        )
    return tuple(shown)


def _about(row: Any, titles: dict[str, str], named: bool) -> str:
    if row.kind == "role":
        return role_words(row.label)
    if row.kind == "project" and not named:
        return ""
    return row.label or titles.get(row.activity_id, "")
