"""Which evidence serves which indicator: content/quality/evidence.yaml, read once and checked."""

from collections.abc import Mapping as Named
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from app.core.access import Actor, Role
from app.core.data_files import read_yaml
from app.core.i18n import _
from app.core.settings import CHECKOUT
from app.identity.words import role_words
from app.quality.evidence import queries
from app.quality.measures.catalogue import measures
from app.registers.kinds import registers

Made = TypeVar("Made")
PATH = CHECKOUT / "content" / "quality" / "evidence.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    code: str
    says: str
    remedy: str
    opens: str = ""  # where it is made
    roles: tuple[Role, ...] = ()  # who opens that page; nobody named: those who keep quality
    optional: bool = False  # nothing of it is no gap
    records: tuple[str, ...] = ()  # what rnq.json calls it

    def opened_by(self, actor: Actor) -> str:
        return self.opens if _may_mend(actor, self.roles) else ""


@dataclass(frozen=True, slots=True)
class Lack:
    code: str
    one: str
    many: str
    opens: str = ""  # the page that mends one row: it names columns of the row
    all: str = ""  # the page that mends them all
    roles: tuple[Role, ...] = ()
    stale: bool = False  # nothing is missing, something is to be read again

    def sentence(self, n: int) -> str:
        return _(self.one) if n == 1 else _(self.many) % {"n": n}

    def opened_by(self, actor: Actor, row: Named[str, str | None]) -> str:
        """The page that mends a row, for those who may; "" when the row does not say enough to find it."""
        if not self.opens or not _may_mend(actor, self.roles):
            return ""
        known = {name: value for name, value in row.items() if value}
        try:
            return self.opens.format_map(known)
        except KeyError:
            return ""

    def all_opened_by(self, actor: Actor) -> str:
        return self.all if _may_mend(actor, self.roles) else ""


def who_mends(roles: tuple[Role, ...]) -> str:
    """In words, for whoever may only read the gap."""
    return ", ".join(role_words(role) for role in roles)


def _may_mend(actor: Actor, roles: tuple[Role, ...]) -> bool:
    """Whoever reads quality and may change things: an auditor reads only."""
    return actor.has(*(roles or (Role.QUALITY, Role.ADMIN)))


@dataclass(frozen=True, slots=True)
class Paper:
    """A sort of document that is missed for an indicator when nobody has joined one."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is shown in front of one indicator."""

    sources: tuple[Source, ...] = ()
    lacks: tuple[Lack, ...] = ()
    beyond: str = ""
    figures: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    indicators: dict[int, Mapping]
    fresh_days: int

    def of(self, number: int) -> Mapping:
        return self.indicators.get(number, Mapping())

    def codes(self, numbers: set[int]) -> set[str]:
        """Every source and lack that these indicators need."""
        mappings = [self.of(number) for number in numbers]
        sources = {source.code for mapping in mappings for source in mapping.sources}
        return sources | {lack.code for mapping in mappings for lack in mapping.lacks}


@cache
def catalogue() -> Catalogue:
    """Raises ValueError when the file names a source or a lack that no function gives, or a key nobody reads."""
    data: dict[str, Any] = read_yaml(PATH.read_text(encoding="utf-8"))
    for section, known in (("sources", queries.SOURCES), ("lacks", queries.LACKS)):
        if unknown := set(data[section]) ^ set(known):
            raise ValueError(f"{PATH}: {section}: {', '.join(sorted(unknown))}")
    sources = {code: _source(code, dict(item)) for code, item in data["sources"].items()}
    lacks = {code: _lack(code, dict(item)) for code, item in data["lacks"].items()}
    figures = measures().served
    papers = registers().categories.values()
    indicators = {
        number: Mapping(
            tuple(sources[code] for code in item.get("sources", ())),
            tuple(lacks[code] for code in item.get("lacks", ())),
            item.get("beyond", ""),
            tuple(code for code, numbers in figures.items() if number in numbers),
            tuple(Paper(paper.code, paper.says) for paper in papers if number in paper.expected),
        )
        for number, item in data["indicators"].items()
    }
    return Catalogue(indicators, int(data["fresh_days"]))


def _source(code: str, item: dict[str, Any]) -> Source:
    made = Source(
        code, item.pop("says"), item.pop("remedy"), item.pop("opens", ""), _roles(item), bool(item.pop("optional", False)),
        tuple(item.pop("records", ())),
    )  # fmt: skip
    return _nothing_left(code, item, made)


def _lack(code: str, item: dict[str, Any]) -> Lack:
    made = Lack(
        code, item.pop("one"), item.pop("many"), item.pop("opens", ""), item.pop("all", ""), _roles(item),
        bool(item.pop("stale", False)),
    )  # fmt: skip
    return _nothing_left(code, item, made)


def _roles(item: dict[str, Any]) -> tuple[Role, ...]:
    return tuple(Role(role) for role in item.pop("roles", ()))


def _nothing_left(code: str, item: dict[str, Any], made: Made) -> Made:
    if item:
        raise ValueError(f"{PATH}: {code}: {', '.join(sorted(item))}")
    return made
