"""`make bench`: measures a loaded demonstration and prints it beside the budgets. Never fails on a time."""

import argparse
import contextlib
import io
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from tests.bench import processes, scenes
from tests.bench.load import Generator
from tests.bench.processes import Failed, free_port
from tests.bench.reads import measure_pages
from tests.bench.rounds import Bench, Wish, say
from tests.bench.service import print_service, print_statements, print_weights
from tests.bench.tables import thousands
from tests.bench.uploads import print_uploads
from tests.bench.visitor import Visitor
from tests.bench.writes import measure_writes
from tools import postgres


def measure(wish: Wish, database: str, learners: int, generator: Generator) -> None:
    title = f"{'SQLite' if database == 'sqlite' else 'PostgreSQL'}, {thousands(learners)} learners"
    print(f"\n## {title}", flush=True)
    home = Path(tempfile.mkdtemp(prefix="bidaide-bench-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        url, root = f"sqlite:///{home / 'bidaide.db'}", None
        if database != "sqlite":
            url = stack.enter_context(postgres.cluster()).url
            root = _database_root(url)
        bench = Bench(wish, database, home, url, free_port(), generator, root)
        loading = _load_demonstration(bench, title, learners)
        with bench.serve():
            pass
        _measure_service(bench, title, learners, loading)


def _load_demonstration(bench: Bench, title: str, learners: int) -> float | None:
    """How long it took; None when it was kept from another run (SQLite only)."""
    kept = bench.wish.keep / str(learners) if bench.wish.keep and bench.database == "sqlite" else None
    if kept and kept.exists():
        shutil.copytree(kept, bench.home, dirs_exist_ok=True)
        return None
    say(f"{title}: loading the demonstration")
    started = time.perf_counter()
    processes.run(["-m", "app.cli", "demo", "--learners", str(learners)], bench.env, bench.home, aloud=True)
    loading = time.perf_counter() - started
    say(f"loaded in {loading:.0f} s")
    if kept:
        shutil.copytree(bench.home, kept)
    return loading


def _database_root(url: str) -> int:
    """The process that every other one of this PostgreSQL server comes from."""
    parts = make_url(url)
    with psycopg.connect(host=parts.host, port=parts.port, user=parts.username, dbname=parts.database) as connection:
        return processes.parent_of(connection.info.backend_pid)


def _measure_service(bench: Bench, title: str, learners: int, loading: float | None) -> None:
    with bench.serve() as app:
        idle = processes.memory_mb(app.process.pid)
        bench.where = bench.ask("prepare", "where")
        visitors = {who: Visitor(app.port).sign_in(f"{who}@demo.example") for who in ("learner", "adviser", "trainer")}
        token = Visitor(app.port).token("learner@demo.example")
        paths, states, entries = (thousands(bench.where[name]) for name in ("learners", "states", "entries"))
        print(f"\n{paths} paths, {states} activity states, {entries} ledger entries.")
        if not bench.wish.only:
            print_service(bench, title, app, visitors, idle, loading if learners >= scenes.MANY else None)
            print_weights(bench, visitors["learner"], f"{title}: weights")
            print_statements(bench, f"{title}: SQL statements of a page, first and second view")
            if learners < scenes.MANY:
                print_uploads(bench, title, app, visitors["trainer"])
        measure_pages(bench, title, app, visitors | {"api": visitors["learner"]}, token)
        measure_writes(bench, title, app)


def read_wish(arguments: list[str]) -> Wish:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="60 learners on SQLite only")
    parser.add_argument("--learners", default="60,2000", help="sizes of the demonstration (60,2000)")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql")
    names = [page.name for page in scenes.PAGES] + [write.name for write in scenes.WRITES]
    parser.add_argument("--pages", default="", help=f"only these, and nothing else: {','.join(names)}")
    parser.add_argument("--connections", default="1,8,32", help="1,8,32")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a round (1)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts (3)")
    parser.add_argument(
        "--keep", type=Path, help="folder where loaded SQLite demonstrations are kept, and taken from next time"
    )
    asked = parser.parse_args(arguments)
    only = {name for name in asked.pages.split(",") if name}
    databases = ["sqlite"] if asked.quick else asked.databases.split(",")
    if unknown := only - set(names):
        parser.error(f"unknown pages: {', '.join(sorted(unknown))}")
    if unknown := set(databases) - {"sqlite", "postgresql"}:
        parser.error(f"unknown databases: {', '.join(sorted(unknown))}")
    sizes = [60] if asked.quick else [int(size) for size in asked.learners.split(",")]
    connections = [int(count) for count in asked.connections.split(",")]
    return Wish(sizes, databases, only, connections, asked.seconds, asked.rounds, asked.keep)


@contextlib.contextmanager
def _load() -> Iterator[Generator]:
    generator = Generator()
    try:
        yield generator
    finally:
        generator.stop()


def _stop(*_: object) -> None:
    """Somebody ends the run: servers, clusters and folders are cleared away as at its own end."""
    sys.exit(143)


def main(arguments: list[str]) -> int:
    wish = read_wish(arguments)
    signal.signal(signal.SIGTERM, _stop)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    print(
        f"# Bidaide, measured on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} processors ({platform.machine()}), "
        f"Python {platform.python_version()}, {wish.rounds} rounds of {wish.seconds:g} s"
    )
    with _load() as generator:
        for database in wish.databases:
            if database == "postgresql":
                try:
                    folder, version = postgres.binaries()
                    postgres.server_account()
                    say(f"PostgreSQL {version} in {folder}")
                except postgres.Unavailable as refusal:
                    print(f"\n## PostgreSQL\n\nNot measured: {refusal}.")
                    continue
            for learners in wish.sizes:
                try:
                    measure(wish, database, learners, generator)
                except (Failed, postgres.Unavailable) as failure:
                    print(f"\nNot measured to the end: {failure}", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
