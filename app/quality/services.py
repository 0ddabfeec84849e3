"""What people do here: read the board, open an indicator. Results are made by `measures`, and asked for from here too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require
from app.core.cursors import cursor, read_cursor
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.identity import queries as identity
from app.identity.words import role_words
from app.quality import policies, queries
from app.quality.board import Board, Card, Found, card_of
from app.quality.evidence import queries as evidence
from app.quality.evidence.catalogue import Lack, catalogue
from app.quality.grid import grid_on, grids_during
from app.quality.measures.services import read_figures as read_figures
from app.quality.standing import queries as standing
from app.quality.standing.rules import standing_of
from app.quality.words import row_words
from app.registers.kinds import registers

__all__ = ["Board", "Card", "read_board", "read_figures", "read_indicator"]

PAGE = 40


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
    mend: str  # the page that completes it, when it is a lack


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
    found = evidence.rows(
        session, _scope(actor, period, number), codes, limit=PAGE + 1, before=read_cursor(before) if before else None
    )
    mends = {lack.code: lack for lack in catalogue().of(number).lacks}.get(chosen)
    shown = _show(session, actor, found[:PAGE], mends)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Detailed(board, card, shown, cursor(last.at, last.id) if last else "", chosen)


def _scope(actor: Actor, period: Period, number: int = 0) -> evidence.Scope:
    return evidence.Scope(
        actor.organisation_id, period.start, period.end, period.since, period.until, clock.now(), number
    )


def _board(session: Session, actor: Actor, period: Period, only: int | None) -> Board:
    """Three statements, whatever the number of people: what is counted, the documents, what was said, who answers."""
    grid = grid_on(period.end)
    former = tuple(one for one in grids_during(period.start, period.end) if one.id != grid.id)
    numbers = {i.number for i in grid.indicators if only is None or i.number == only}
    scope, known = _scope(actor, period), catalogue()
    papers: dict[int, list[Any]] = defaultdict(list)
    for row in evidence.papers(session, scope):
        papers[row.number].append(row)
    choices, charges = standing.said(session, actor.organisation_id, period.end)
    found, said = Found(evidence.tallies(session, scope, known.codes(numbers)), papers, charges), standing_of(choices)
    cards = tuple(
        card_of(indicator, actor, period, said, known, found)
        for indicator in grid.indicators
        if indicator.number in numbers
    )
    return Board(period, grid, cards, said, former)


def _show(session: Session, actor: Actor, rows: list[Any], mends: Lack | None) -> tuple[Shown, ...]:
    """Rows in words. Names, dossiers and registers only for those who may see them. `mends`: the rows are what it lacks."""
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
        register = row.kind.removeprefix("register_")
        proof_href = f"/seances/{row.session_id}" if named and row.session_id else ""
        if named and row.proof_kind == "register_entry" and register in registers().kinds:
            proof_href = f"{registers().kinds[register].path}/{row.proof_id}"
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
                mend=mends.opened_by(actor, row._mapping) if mends else "",
            )
        )
    return tuple(shown)


def _about(row: Any, titles: dict[str, str], named: bool) -> str:
    if row.kind == "role":
        return role_words(row.label)
    if not named and (row.kind == "project" or (row.proof_kind == "register_entry" and row.kind in _NAMING)):
        return ""
    return row.label or titles.get(row.activity_id, "")


_NAMING = frozenset({"lack", "register_staff_profile", "register_staff_training", "register_staff_review"})
