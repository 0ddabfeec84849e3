"""Which evidence serves which indicator: content/quality/evidence.yaml, read once and checked."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from app.core.i18n import _
from app.core.settings import CHECKOUT
from app.quality.evidence import queries
from app.quality.measures.catalogue import measures

PATH = CHECKOUT / "content" / "quality" / "evidence.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    code: str
    says: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Lack:
    code: str
    one: str
    many: str

    def sentence(self, n: int) -> str:
        return _(self.one) if n == 1 else _(self.many) % {"n": n}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is shown in front of one indicator."""

    sources: tuple[Source, ...] = ()
    lacks: tuple[Lack, ...] = ()
    beyond: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    indicators: dict[int, Mapping]

    def of(self, number: int) -> Mapping:
        return self.indicators.get(number, Mapping())

    def codes(self, numbers: set[int]) -> set[str]:
        """Every source and lack that these indicators need."""
        mappings = [self.of(number) for number in numbers]
        sources = {source.code for mapping in mappings for source in mapping.sources}
        return sources | {lack.code for mapping in mappings for lack in mapping.lacks}


@cache
def catalogue() -> Catalogue:
    """Raises ValueError when the file names a source or a lack that no function gives."""
    data: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    for section, known in (("sources", queries.SOURCES), ("lacks", queries.LACKS)):
        if unknown := set(data[section]) ^ set(known):
            raise ValueError(f"{PATH}: {section}: {', '.join(sorted(unknown))}")
    sources = {code: Source(code, item["says"], item["remedy"]) for code, item in data["sources"].items()}
    lacks = {code: Lack(code, item["one"], item["many"]) for code, item in data["lacks"].items()}
    figures = measures().served
    indicators = {
        number: Mapping(
            tuple(sources[code] for code in item.get("sources", ())),
            tuple(lacks[code] for code in item.get("lacks", ())),
            item.get("beyond", ""),
            tuple(code for code, numbers in figures.items() if number in numbers),
        )
        for number, item in data["indicators"].items()
    }
    return Catalogue(indicators)
