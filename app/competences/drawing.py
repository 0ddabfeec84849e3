"""Where the points of a radar and of a curve go. The same figures are always written in a table beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from app.competences.rules import Line

CENTRE, REACH = 150.0, 100.0
AROUND = 122.0  # where the number of a block stands
WIDTH, HEIGHT, EDGE = 240.0, 96.0, 24.0
STAGE_X = {"entry": EDGE, "middle": WIDTH / 2, "exit": WIDTH - EDGE}


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One moment on the radar: its outline, and its corners block by block (None: nothing known there)."""

    stage: str
    path: str
    corners: tuple[Spot | None, ...]


@dataclass(frozen=True, slots=True)
class Radar:
    axes: tuple[Spot, ...]  # the end of each axis
    labels: tuple[Spot, ...]
    rings: tuple[str, ...]
    shapes: tuple[Shape, ...]


def _at(index: int, count: int, reach: float) -> Spot:
    angle = 2 * pi * index / count - pi / 2
    return Spot(round(CENTRE + reach * cos(angle), 1), round(CENTRE + reach * sin(angle), 1))


def _closed(spots: Sequence[Spot]) -> str:
    return "M" + "L".join(f"{spot.x} {spot.y}" for spot in spots) + "Z"


def radar(lines: Sequence[Line], top: int) -> Radar | None:
    """Blocks around, level 0 in the middle. None under three blocks, where no surface can be drawn."""
    count = len(lines)
    if count < 3:
        return None
    shapes = []
    for position, stage in enumerate(STAGE_X):
        corners = tuple(
            _at(index, count, REACH * level / top) if (level := line.points[position].level) is not None else None
            for index, line in enumerate(lines)
        )
        known = [corner for corner in corners if corner is not None]
        if known:
            shapes.append(Shape(stage, _closed(known) if len(known) > 2 else "", corners))
    return Radar(
        tuple(_at(index, count, REACH) for index in range(count)),
        tuple(_at(index, count, AROUND) for index in range(count)),
        tuple(
            _closed([_at(index, count, REACH * level / top) for index in range(count)]) for level in range(1, top + 1)
        ),
        tuple(shapes),
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve: what is known of one moment."""

    stage: str
    x: float
    y: float
    level: float
    sure: bool  # every level in it is concluded


@dataclass(frozen=True, slots=True)
class Curve:
    path: str
    marks: tuple[Mark, ...]
    grid: tuple[float, ...]  # the height of each level, from 1 up


def curve(line: Line, top: int) -> Curve:
    def height(level: float) -> float:
        return round(HEIGHT - EDGE / 2 - (HEIGHT - EDGE) * (level - 1) / max(top - 1, 1), 1)

    marks = tuple(
        Mark(point.stage, STAGE_X[point.stage], height(point.level), point.level, point.concluded == point.known)
        for point in line.points
        if point.level is not None
    )
    path = "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks) if len(marks) > 1 else ""
    return Curve(path, marks, tuple(height(level) for level in range(1, top + 1)))
