"""What an audit file holds, from content/quality/audit.yaml: read once, and refused when it says what nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.core.data_files import read_yaml
from app.core.settings import CHECKOUT

PATH = CHECKOUT / "content" / "quality" / "audit.yaml"


@dataclass(frozen=True, slots=True)
class ChapterHead:
    """A chapter of somebody's folder: what it is called, and which indicators it sheds light on."""

    code: str
    title: str
    says: str
    indicators: tuple[int, ...]
    tables: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of those that shed light on others

    def of(self, table: str) -> tuple[int, ...]:
        return self.tables.get(table, self.indicators)


@dataclass(frozen=True, slots=True)
class LackHead:
    """Something that somebody's folder may lack, and the page where it is mended."""

    code: str
    says: str
    indicators: tuple[int, ...]
    opens: str


@dataclass(frozen=True, slots=True)
class Contents:
    sample_size: int
    most_people: int
    kept_days: int
    guest_days: int
    strata: Mapping[str, str]
    chapters: Mapping[str, ChapterHead]
    house: Mapping[str, ChapterHead]  # of the whole organisation
    lacks: Mapping[str, LackHead]


@cache
def contents() -> Contents:
    """Raises ValueError when a part is missing or unknown."""
    return read(read_yaml(PATH.read_text(encoding="utf-8")))


def read(data: Mapping[str, Any]) -> Contents:
    _only(data, {"sample", "kept_days", "guest_days", "strata", "chapters", "house", "lacks"}, "")
    _only(data["sample"], {"size", "most"}, "sample")
    lacks = {}
    for code, item in data["lacks"].items():
        _only(item, {"says", "indicators", "opens"}, code)
        lacks[code] = LackHead(code, item["says"], tuple(item["indicators"]), item["opens"])
    return Contents(
        int(data["sample"]["size"]), int(data["sample"]["most"]), int(data["kept_days"]), int(data["guest_days"]),
        dict(data["strata"]), _heads(data["chapters"]), _heads(data["house"]), lacks,
    )  # fmt: skip


def _heads(data: Mapping[str, Any]) -> dict[str, ChapterHead]:
    heads = {}
    for code, item in data.items():
        _only(item, {"title", "says", "indicators"} | ({"tables"} & set(item)), code)
        tables = {table: tuple(numbers) for table, numbers in item.get("tables", {}).items()}
        heads[code] = ChapterHead(code, item["title"], item["says"], tuple(item["indicators"]), tables)
    return heads


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    if wrong := set(data) ^ known:
        raise ValueError(f"{PATH}: {where}: {', '.join(sorted(map(str, wrong)))}")
