"""What people do here: read the board, open an indicator, read the results, take them away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.exits.rules import is_abandonment
from app.identity import queries as identity
from app.identity.words import role_words
from app.quality import policies, queries
from app.quality.evidence import queries as evidence
from app.quality.evidence.catalogue import Lack, Source, catalogue
from app.quality.figures import Detail, Figure, Maker, access_days, reviewed_in_time
from app.quality.grid import Grid, Indicator, grid_on
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


def read_figures(session: Session, actor: Actor, period: Period) -> tuple[Figure, ...]:
    """The results of the period, each with its formula."""
    require(policies.may_read_quality(actor))
    known = catalogue()
    make = Maker(period.start, period.end, known.figures, known.small_group)
    place = actor.organisation_id
    people = queries.people(session, place, period)
    finished: list[Detail] = []
    left: list[Detail] = []
    abandoned = 0
    for row in queries.exits(session, place, period):
        reason = outcome_of(row.exit_reason)
        detail = Detail(_(reason.label) if reason else _("situation non dite"), row.n, row.n)
        (finished if row.status == "finished" else left).append(detail)
        if is_abandonment(row.status, reason):
            abandoned += row.n
    n_finished, n_left = int(sum(d.numerator for d in finished)), int(sum(d.numerator for d in left))
    exits = n_finished + n_left
    half_days = {row.present: row for row in queries.attendance(session, place, period)}
    here, away = half_days.get(True), half_days.get(False)
    minutes = queries.minutes_by_place(session, place, period)
    works = reviewed_in_time(
        [(row.sent_at, row.reviewed_at) for row in queries.review_dates(session, place, period)],
        known.review_days,
        clock.now(),
    )
    quizzes, n_quizzes = queries.quiz_results(session, place, period)
    dates = queries.access_dates(session, place, period)
    return (
        make.count("entered", people.entered),
        make.count("present", people.present),
        make.count("finished", n_finished, finished),
        make.count("left", n_left, left),
        make.share("completion_rate", n_finished, exits),
        make.share("interruption_rate", n_left, exits),
        make.share("abandon_rate", abandoned, exits),
        make.share("paused", queries.paused(session, place, period), people.followed),
        make.share("attendance_rate", here.n if here else 0, sum(row.n for row in (here, away) if row)),
        make.share(
            "attendance_minutes_rate",
            int(here.minutes) if here else 0,
            sum(int(r.minutes) for r in (here, away) if r),
        ),
        make.hours("hours_on_site", minutes.get("on_site", 0)),
        make.hours("hours_remote", minutes.get("remote", 0)),
        make.hours("hours_total", sum(minutes.values())),
        *_progression(session, place, period, make),
        make.mean("quiz_mean", quizzes, n_quizzes, factor=100),
        make.mean("access_delay", *access_days((row.created_at, row.starts_on) for row in dates)),
        make.share("works_in_time", *works, days=known.review_days),
    )


def _progression(session: Session, place: str, period: Period, make: Maker) -> list[Figure]:
    means, shares = [], []
    gains = queries.gains_by_competence(session, place, period)
    moved = {row.voice: row for row in queries.people_by_gain(session, place, period)}
    for voice in ("learner", "team"):
        rows = [row for row in gains if row.voice == voice]
        details = [Detail(f"{r.code} {r.title}", int(r.total) / r.n, int(r.total), r.n) for r in rows]
        total, n = sum(int(row.total) for row in rows), sum(row.n for row in rows)
        means.append(make.mean(f"progression_{voice}", total, n, details))
        people = moved.get(voice)
        shares.append(
            make.share(
                f"progress_share_{voice}",
                int(people.progressed) if people else 0,
                people.people if people else 0,
            )
        )
    return means + shares


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
