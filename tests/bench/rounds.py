"""One database of one size, its service, and what a round of load on it costs."""

import contextlib
import json
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import processes, scenes
from tests.bench.load import Generator, Shot
from tests.bench.processes import Child, environment, serving

STEADY = 8  # connections at which processor time is judged and compared


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked on the command line."""

    sizes: list[int]
    databases: list[str]
    only: set[str]
    connections: list[int]
    seconds: float
    rounds: int
    keep: Path | None

    @property
    def steady(self) -> int:
        return STEADY if STEADY in self.connections else self.connections[-1]

    def wants(self, name: str) -> bool:
        return not self.only or name in self.only


@dataclass(frozen=True, slots=True)
class Round:
    """One shot and the processor time that it took."""

    shot: Shot
    cpu_ms: float

    @property
    def each_ms(self) -> float | None:
        return self.cpu_ms / self.shot.answered if self.shot.answered else None


@dataclass(slots=True)
class Rounds:
    """The rounds of one thing at one number of connections.

    Of processor time the least counts: a neighbour on the same cores can only add to it. Of the rest, the median.
    """

    rounds: list[Round] = field(default_factory=list)

    @property
    def each_ms(self) -> float | None:
        known = [value for one in self.rounds if (value := one.each_ms) is not None]
        return min(known, default=None)

    @property
    def per_second(self) -> float:
        return statistics.median(one.shot.per_second for one in self.rounds)

    @property
    def p50(self) -> float:
        return statistics.median(one.shot.p50 for one in self.rounds)

    @property
    def p99(self) -> float:
        return statistics.median(one.shot.p99 for one in self.rounds)

    @property
    def answered(self) -> int:
        return sum(one.shot.answered for one in self.rounds)

    @property
    def refused(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.rounds:
            for status, count in one.shot.refused.items():
                found[status] = found.get(status, 0) + count
        return found


@dataclass(slots=True)
class Bench:
    """One database of one size, its service, and the load."""

    wish: Wish
    database: str
    home: Path
    url: str
    port: int
    generator: Generator
    database_root: int | None  # process of the PostgreSQL server
    where: dict[str, Any] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        return environment(self.home, self.port, self.url)

    @property
    def may_cost(self) -> float:
        return 1.0 if self.database == "sqlite" else scenes.POSTGRESQL_MAY_COST

    def ask(self, module: str, *arguments: str, given: str = "") -> Any:
        return json.loads(processes.run(["-m", f"tests.bench.{module}", *arguments], self.env, self.home, given))

    def serve(self) -> contextlib.AbstractContextManager[Child]:
        return serving(["-m", "app.cli", "serve"], self.env, self.home, self.port, "/healthz")

    def fire(self, child: Child, requests: list[str], expected: int, connections: int, *, once: bool = False) -> Round:
        roots = [child.process.pid, *([self.database_root] if self.database_root else [])]
        before = processes.cpu_ms(roots)
        shot = self.generator.fire(child.port, requests, expected, connections, self.wish.seconds, once)
        return Round(shot, processes.cpu_ms(roots) - before)


def say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
