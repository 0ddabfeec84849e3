"""The board: for each indicator of the grid, what is held, what is missing and where to mend it. No session here.

Built from what the queries counted: arithmetic and words only, so that the page, the API and the files say the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.access import Actor, Role
from app.core.i18n import _
from app.core.periods import Period
from app.quality.evidence.catalogue import Catalogue, Lack, Source, who_mends
from app.quality.evidence.catalogue import Mapping as Shown
from app.quality.evidence.queries import NOTHING, PAPERS, Tally
from app.quality.grid import Criterion, Grid, Indicator
from app.quality.standing.rules import Application, Readiness, Standing, applies, fresh_since, readiness

_PAPER = Source(PAPERS, "", "", optional=True)


@dataclass(frozen=True, slots=True)
class Counted:
    """A source, how many rows it holds in the period, and the moment of the newest."""

    source: Source
    n: int
    newest: datetime | None = None

    @property
    def says(self) -> str:
        return _("Pièces du registre") if self.source.code == PAPERS else _(self.source.says)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in words. `code` opens the rows when there are some; `n` is how many.

    `href` opens the very page that mends it, `who` names those it is open to when the actor is not one of them; `stale` when nothing is missing but something is to be read again.
    """

    sentence: str
    remedy: str = ""
    code: str = ""
    n: int = 0
    href: str = ""
    stale: bool = False
    who: str = ""  # who mends it, when it is not the actor


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator in a period: what the platform holds and what it does not. Never a verdict."""

    indicator: Indicator
    evidence_count: int
    sources: tuple[Counted, ...]
    gaps: tuple[Gap, ...]
    beyond: str
    figures: tuple[str, ...]
    application: Application
    readiness: Readiness | None  # None: it does not concern the organisation, or nobody has said so yet
    newest: datetime | None
    owner: str = ""
    owner_id: str = ""

    @property
    def concerns(self) -> bool:
        return self.application.status != "not_applicable"


@dataclass(frozen=True, slots=True)
class Todo:
    """One gap with its indicator: a line of what to do first."""

    card: Card
    gap: Gap


@dataclass(frozen=True, slots=True)
class Board:
    period: Period
    grid: Grid
    cards: tuple[Card, ...]  # in the order of the grid
    standing: Standing
    former: tuple[Grid, ...] = ()  # the other versions in force in the period, when the grid changes in it

    @property
    def concerned(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.concerns)

    @property
    def undecided(self) -> int:
        return sum(1 for card in self.cards if card.application.status == "conditional")

    def count(self, state: Readiness) -> int:
        return sum(1 for card in self.cards if card.readiness is state)

    def todo(self, most: int) -> list[Todo]:
        """What to do first: indicators with nothing, then what the law never calls minor, then what has aged.

        A gap that several indicators share is said once.
        """
        seen: set[str] = set()
        found: list[Todo] = []
        for card in sorted(self.concerned, key=_urgency):
            for gap in card.gaps:
                if gap.sentence not in seen:
                    seen.add(gap.sentence)
                    found.append(Todo(card, gap))
        found.sort(key=lambda todo: (todo.gap.stale, bool(todo.gap.who)))  # what one can mend oneself comes first
        return found[:most]

    def of(self, criterion: Criterion) -> list[Card]:
        return [card for card in self.cards if card.indicator.criterion == criterion.number]

    def changes(self) -> list[Indicator]:
        """What the version of the audit day words otherwise, or adds, when the period began under another."""
        return (
            [indicator for indicator in self.grid.indicators if indicator.change or indicator.new]
            if self.former
            else []
        )


_ORDER = {Readiness.NOTHING: 0, Readiness.PARTIAL: 1, Readiness.REFRESH: 2, Readiness.HELD: 3, None: 4}


def _urgency(card: Card) -> tuple[int, bool, int]:
    return _ORDER[card.readiness], card.indicator.gravity != "major_only", card.indicator.number


@dataclass(frozen=True, slots=True)
class Found:
    """What the queries gave: counts by code, documents, who answers for what."""

    tallies: Mapping[str, Tally]
    papers: Mapping[int, list[Any]]
    charges: Mapping[int, Any]


def card_of(
    indicator: Indicator, actor: Actor, period: Period, standing: Standing, known: Catalogue, found: Found
) -> Card:
    """Everything that is said in front of one indicator."""
    said = applies(standing, indicator)
    shown = known.of(indicator.number)
    documents = found.papers.get(indicator.number, [])
    counted = [Counted(source, tally.n, tally.newest) for source, tally in _with(shown.sources, found.tallies)]
    if documents:
        counted.append(Counted(_PAPER, len(documents), max(row.at for row in documents)))
    gaps: tuple[Gap, ...] = ()
    if said.status == "applicable":
        gaps = _gaps(shown, found.tallies, documents, actor)
    elif said.status == "conditional":  # one question first: the rest may never be asked
        gaps = (Gap(said.reason, href="/qualite/profil" if _decides(actor) else ""),)
    total = sum(one.n for one in counted)
    newest = max((one.newest for one in counted if one.newest is not None), default=None)
    charge = found.charges.get(indicator.number)
    return Card(
        replace(indicator, status=said.status, when=said.when or indicator.when),
        total,
        tuple(counted),
        gaps,
        _(shown.beyond) if shown.beyond else "",
        shown.figures,
        said,
        _ready(said, total, gaps, newest, period, known),
        newest,
        charge.by if charge else "",
        charge.value if charge else "",
    )


def _ready(
    said: Application, total: int, gaps: Iterable[Gap], newest: datetime | None, period: Period, known: Catalogue
) -> Readiness | None:
    if said.status != "applicable":
        return None
    gaps = list(gaps)
    return readiness(
        total,
        sum(1 for gap in gaps if not gap.stale),
        sum(1 for gap in gaps if gap.stale),
        newest,
        fresh_since(period.until, known.fresh_days),
    )


def _with(sources: Iterable[Source], tallies: Mapping[str, Tally]) -> list[tuple[Source, Tally]]:
    return [(source, tallies.get(source.code, NOTHING)) for source in sources]


def _decides(actor: Actor) -> bool:
    return actor.has(Role.QUALITY, Role.ADMIN)


def _gaps(shown: Shown, tallies: Mapping[str, Tally], documents: list[Any], actor: Actor) -> tuple[Gap, ...]:
    """First what was found missing, then what leaves no trace at all, then what is to be read again."""
    missing = [_lacking(lack, tallies[lack.code], actor) for lack in shown.lacks if tallies[lack.code].n]
    silent = [
        Gap(
            _("Aucune trace sur la période : %(what)s.") % {"what": _(source.says)},
            _(source.remedy),
            href=source.opened_by(actor),
            who="" if source.opened_by(actor) or not source.roles else who_mends(source.roles),
        )
        for source, tally in _with(shown.sources, tallies)
        if not tally.n and not source.optional
    ]
    joined = {row.facet for row in documents}
    papers = [
        Gap(
            _("Pièce absente : %(what)s.") % {"what": _(paper.says)},
            href=f"/qualite/registres/documents/nouveau?choix={paper.code}" if _decides(actor) else "",
        )
        for paper in shown.papers
        if paper.code not in joined
    ]
    late = [
        Gap(
            _("Pièce à relire : %(what)s.") % {"what": row.title},
            href=f"/qualite/registres/documents/{row.id}" if _decides(actor) else "",
            stale=True,
        )
        for row in documents
        if row.late
    ]
    return tuple(sorted([*missing, *silent, *papers, *late], key=lambda gap: gap.stale))


def _lacking(lack: Lack, tally: Tally, actor: Actor) -> Gap:
    href = lack.opened_by(actor, tally.only) if tally.n == 1 else lack.all_opened_by(actor)
    who = who_mends(lack.roles) if lack.roles and not actor.has(*lack.roles) else ""
    return Gap(lack.sentence(tally.n), code=lack.code, n=tally.n, href=href, stale=lack.stale, who=who)
