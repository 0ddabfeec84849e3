"""What fits a search, how far things are, and when a place is open."""

import itertools
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from app.core.holidays import french_holidays

EARTH = 6371.0
REVIEW_AFTER = timedelta(days=365)
MOST_PLACES = 5
_SEARCHED_AHEAD = 21  # days: a place that opens at all opens once in three weeks of holidays


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, as maps give them."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Spot:
    """One of the places where a partner receives."""

    address: str = ""
    commune: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def point(self) -> Point | None:
        return point_of(self.latitude, self.longitude)

    def kept(self) -> dict[str, Any]:
        return {
            "address": self.address, "commune": self.commune, "latitude": self.latitude, "longitude": self.longitude,
        }  # fmt: skip


def spots(kept: Sequence[Mapping[str, Any]]) -> tuple[Spot, ...]:
    return tuple(Spot(**one) for one in kept)


def point_of(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


def distance_km(here: Point, there: Point) -> float:
    """As the crow flies."""
    a, b = math.radians(here.latitude), math.radians(there.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(there.longitude - here.longitude) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def nearest(here: Point, points: Iterable[Point | None]) -> float | None:
    """The distance to the nearest of several points; None when none is known."""
    return min((distance_km(here, point) for point in points if point), default=None)


_COORDINATES = re.compile(r"(-?\d{1,2}(?:[.,]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.,]\d+)?)")


def read_point(text: str) -> Point | None:
    """« 45.2655, 1.7714 », as maps let copy it; commas as decimal marks too. ValueError when it is not that."""
    if not text.strip():
        return None
    found = _COORDINATES.fullmatch(text.strip())
    if not found:
        raise ValueError("not coordinates")
    latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on Earth")
    return Point(latitude, longitude)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without accents, capitals or marks: « Pôle Économie » is found by « pole economie »."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    plain = "".join(char if char.isalnum() else " " for char in plain.casefold() if not unicodedata.combining(char))
    return " ".join(plain.split())


def holds_words(asked: str, *texts: str) -> bool:
    """Each word asked for begins a word somewhere in the texts."""
    words = folded(asked).split()
    if not words:
        return True
    there = " " + " ".join(folded(text) for text in texts)
    return all(f" {word}" in there for word in words)


def fits(chosen: str, kept: Collection[str]) -> bool:
    """One key chosen among those kept; nothing chosen fits all."""
    return not chosen or chosen in kept


# --- Opening hours --------------------------------------------------------------------------------------------

Hours = Mapping[str, Sequence[Sequence[str]]]

_SPAN = re.compile(
    r"(?:de\s*)?(\d{1,2})\s*(?:h|:)\s*(\d{2})?\s*(?:-|–|à|a)\s*(\d{1,2})\s*(?:h|:)\s*(\d{2})?", re.IGNORECASE
)


def read_spans(text: str) -> list[list[str]]:
    """« 9h-12h, 14h-17h30 » → [["09:00", "12:00"], ["14:00", "17:30"]]. ValueError when it is not that, or overlaps."""
    if folded(text) in ("", "ferme"):
        return []
    spans = []
    for part in re.split(r",|;|\bet\b|/", text):
        found = _SPAN.fullmatch(part.strip())
        if not found:
            raise ValueError(part)
        hour, minute, last_hour, last_minute = (int(number or 0) for number in found.groups())
        spans.append([time(hour, minute), time(last_hour, last_minute)])
    if any(start >= end for start, end in spans) or any(a[1] > b[0] for a, b in itertools.pairwise(spans)):
        raise ValueError("overlap")
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]


def written_spans(spans: Sequence[Sequence[str]]) -> str:
    """The same, as people write it."""
    return ", ".join(
        "-".join(f"{int(part[:2])}h{part[3:] if part[3:] != '00' else ''}" for part in span) for span in spans
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """Open until a time, or closed and open again at a moment of Paris; neither: no hours are known."""

    until: time | None = None
    again: datetime | None = None


def opening(hours: Hours, closed: Collection[date], moment: datetime) -> Opening:
    """What the clock of Paris says of a place; public holidays and the closed days of the house are closed."""
    for ahead in range(_SEARCHED_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        if day in closed or day in french_holidays(day.year):
            continue
        for span in hours.get(str(day.weekday()), ()):
            start, end = time.fromisoformat(span[0]), time.fromisoformat(span[1])
            if ahead == 0 and end <= moment.time():
                continue
            if ahead == 0 and start <= moment.time():
                return Opening(until=end)
            return Opening(again=datetime.combine(day, start, moment.tzinfo))
    return Opening()
