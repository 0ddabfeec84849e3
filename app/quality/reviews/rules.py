"""A year of a course, and what may be decided of its parts. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.i18n import N_, _
from app.quality.measures.rules import Figure

FIRST_YEAR, LAST_YEAR = 2015, 2100
LONGEST_WORDS, LONGEST_SUMMARY = 2_000, 8_000


class Decision(StrEnum):
    KEEP = "keep"
    CHANGE = "change"
    STOP = "stop"


DECISIONS = {
    Decision.KEEP: N_("Garder"),
    Decision.CHANGE: N_("Changer"),
    Decision.STOP: N_("Arrêter"),
}
TO_DO = (Decision.CHANGE, Decision.STOP)  # what somebody has to see to

# What a year is looked at through, in this order; the first lines are counted by the review itself.
CODES = (
    "entered", "finished", "left", "attendance_rate", "diligence_rate", "completion_rate", "abandon_rate",
    "satisfaction_hot_rate", "response_hot_rate", "satisfaction_cold_rate", "progression_team", "progress_share_team",
    "objectives_rate", "positive_known_rate", "creation_rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """A figure of one year."""

    value: float | None
    numerator: float
    denominator: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the year beside that of the year before."""

    name: str
    title: str
    unit: str
    formula: str
    numerator_says: str
    denominator_says: str
    now: Side
    before: Side

    @property
    def top(self) -> float:
        """What both bars are drawn against: a whole for a rate, else the larger of the two."""
        if self.unit == "percent":
            return 100
        return max(abs(self.now.value or 0), abs(self.before.value or 0))


@dataclass(frozen=True, slots=True)
class Seats:
    """Places in the sessions of a course, over a year."""

    sessions: int
    offered: int
    taken: int


def lines(
    seats: tuple[Seats, Seats], complaints: tuple[int, int], now: Iterable[Figure], before: Iterable[Figure]
) -> list[Line]:
    """Of a formula that changed in the year, the latest is shown; its own page shows both."""
    earlier = {figure.name: figure for figure in before}
    return [
        _fill(*seats),
        *(
            Line(
                figure.name, figure.title, figure.unit, figure.formula, figure.numerator_says, figure.denominator_says,
                _side(figure), _side(earlier.get(figure.name)),
            )
            for figure in {figure.name: figure for figure in now}.values()
        ),
        Line(
            "complaints", _("Réclamations reçues"), "people", _("Réclamations reçues dans l'année au sujet de ce parcours."),
            _("réclamations"), "", _count(complaints[0]), _count(complaints[1]),
        ),
    ]  # fmt: skip


def _fill(now: Seats, before: Seats) -> Line:
    return Line(
        "fill", _("Remplissage des séances"), "percent",
        _("Places prises ÷ places offertes dans les séances déjà commencées de l'année, celles annulées mises à part."),
        _("places prises"), _("places offertes"), _share(now), _share(before),
    )  # fmt: skip


def _share(seats: Seats) -> Side:
    value = 100 * seats.taken / seats.offered if seats.offered else None
    return Side(value, seats.taken, seats.offered, "" if seats.offered else _("aucune séance dans l'année"))


def _count(n: int) -> Side:
    return Side(n, n, None, "")


def _side(figure: Figure | None) -> Side:
    if figure is None:
        return Side(None, 0, None, _("non calculé"))
    return Side(figure.value, figure.numerator, figure.denominator, figure.note)


def kept(some: Iterable[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in some]


def read_back(some: Iterable[Mapping[str, Any]]) -> list[Line]:
    return [Line(**{**line, "now": Side(**line["now"]), "before": Side(**line["before"])}) for line in some]


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a course on which something may be decided. `key`: course, block:ID, sequence:ID."""

    key: str
    title: str
    depth: int = 0


def obstacles(points: Sequence[Any], summary: str, day: date) -> list[str]:
    """What is missing before a review may be closed."""
    found = [
        _("« %(title)s » : dites qui s'en charge et pour quand.") % {"title": point.title}
        for point in points
        if point.decision in TO_DO and (point.owner_id is None or point.due_on is None)
    ]
    found += [
        _("« %(title)s » : la date est passée, donnez-en une à venir.") % {"title": point.title}
        for point in points
        if point.decision in TO_DO and point.owner_id and point.due_on and point.due_on < day
    ]
    if not points and not summary.strip():
        found.append(_("Le bilan est vide : écrivez ce que l'équipe retient, ou décidez d'une partie au moins."))
    return found
