"""What the pages of the directory show: what was asked for, and what fits it, the nearest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local, now
from app.core.db import AnyRow
from app.core.i18n import _
from app.directory import rules
from app.directory.rules import Opening, Point, Spot
from app.directory.words import Word, WordKind
from app.identity import queries as identity

SiteOf = Callable[[Session, Actor], str | None]

_site_of: SiteOf | None = None


def plug_site_of(site_of: SiteOf) -> None:
    """Where somebody follows their path is known upstairs: places near it come first."""
    global _site_of
    _site_of = site_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; `near` is a commune of the directory."""

    words: str = ""
    step: str = ""
    field: str = ""
    need: str = ""
    near: str = ""

    @property
    def anything(self) -> bool:
        return any((self.words.strip(), self.step, self.field, self.need, self.near))


@dataclass(frozen=True, slots=True)
class Shown:
    """A partner that fits, with its words in full and how far it is."""

    row: AnyRow
    steps: tuple[Word, ...]
    fields: tuple[Word, ...]
    needs: tuple[Word, ...]
    spots: tuple[Spot, ...]
    km: float | None


@dataclass(frozen=True, slots=True)
class Where:
    """A place that fits, how far it is and what the clock says."""

    row: AnyRow
    km: float | None
    opening: Opening


def communes(partners: Sequence[AnyRow], places: Sequence[AnyRow]) -> dict[str, Point | None]:
    """The communes of the directory, by name, with a point where one is known."""
    found: dict[str, Point | None] = {}
    spots = [Spot(row.address, row.commune, row.latitude, row.longitude) for row in places]
    spots += [spot for row in partners for spot in rules.spots(row.places)]
    for spot in spots:
        if spot.commune and not found.get(spot.commune):
            found[spot.commune] = spot.point
    return dict(sorted(found.items(), key=lambda one: rules.folded(one[0])))


def partners_for(
    rows: Sequence[AnyRow], words: Sequence[Word], asked: Asked, points: Mapping[str, Point | None]
) -> list[Shown]:
    """The partners that fit: the nearest first when a commune was named, then by name."""
    known = {(word.kind, word.key): word for word in words}
    here = points.get(asked.near)
    found = []
    for row in rows:
        shown = Shown(
            row,
            _words(known, WordKind.STEP, row.steps),
            _words(known, WordKind.FIELD, row.fields),
            _words(known, WordKind.NEED, row.needs),
            spots := rules.spots(row.places),
            rules.nearest(here, (spot.point for spot in spots)) if here else None,
        )
        if not (
            rules.fits(asked.step, row.steps)
            and rules.fits(asked.field, row.fields)
            and rules.fits(asked.need, row.needs)
        ):
            continue
        labels = [_(word.label) for word in (*shown.steps, *shown.fields, *shown.needs)]
        if rules.holds_words(asked.words, row.name, row.does, *labels, *(spot.commune for spot in spots)):
            found.append(shown)
    if asked.near:
        found = [
            one for one in found if here or any(rules.folded(s.commune) == rules.folded(asked.near) for s in one.spots)
        ]
        found.sort(key=lambda one: (one.km is None, one.km or 0))
    return found


def by_step(found: Sequence[Shown], words: Sequence[Word]) -> list[tuple[Word | None, list[Shown]]]:
    """The printed guide: under each step, who helps with it; then those who help with none in particular."""
    steps = [word for word in words if word.kind == WordKind.STEP]
    grouped: list[tuple[Word | None, list[Shown]]] = [
        (step, [one for one in found if step.key in one.row.steps]) for step in steps
    ]
    grouped.append((None, [one for one in found if not one.steps]))
    return [(step, many) for step, many in grouped if many]


def places_for(
    session: Session, actor: Actor, rows: Sequence[AnyRow], kind: str, near: str, points: Mapping[str, Point | None]
) -> tuple[list[Where], str]:
    """The places that fit, the nearest to a commune first, and that commune: the one named, or the person's own."""
    own = next((row for row in rows if row.site_id and row.site_id == _own_site(session, actor)), None)
    here = points.get(near) if near else rules.point_of(own.latitude, own.longitude) if own else None
    closed = identity.closed_days(session, actor.organisation_id)
    moment = local(now())
    found = []
    for row in rows:
        if not kind or row.kind == kind:
            point = rules.point_of(row.latitude, row.longitude)
            km = rules.distance_km(here, point) if here and point else None
            found.append(Where(row, km, rules.opening(row.hours, closed, moment)))
    named = near or (own.commune if own else "")
    if here is None:
        found.sort(key=lambda one: (one.row.commune != named, one.row.commune))
    else:
        found.sort(key=lambda one: (one.km is None, one.km or 0))
    return found, named


def _own_site(session: Session, actor: Actor) -> str | None:
    return _site_of(session, actor) if _site_of is not None else None


def _words(known: Mapping[tuple[str, str], Word], kind: str, keys: Sequence[str]) -> tuple[Word, ...]:
    return tuple(known[kind, key] for key in keys if (kind, key) in known)
