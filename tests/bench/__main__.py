"""`make bench`: measures a loaded demonstration and prints it beside the budgets. Never fails on a time."""

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from tests.bench import processes, scenes
from tests.bench.load import Generator, Shot
from tests.bench.processes import Child, Failed, environment, free_port, serving
from tests.bench.scenes import Page, Write
from tests.bench.tables import figure, table, thousands, verdict
from tests.bench.visitor import HTML, Visitor, request
from tests.bench.weights import weigh
from tools import postgres

NEWCOMERS = 80  # enrolled before the writes: what they have not done yet is written
WRITES_AT_MOST = 400  # in one round
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
    """The rounds of one thing at one number of connections. Medians: a busy moment of the machine does not count."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def each_ms(self) -> float | None:
        known = [value for one in self.rounds if (value := one.each_ms) is not None]
        return statistics.median(known) if known else None

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


# --- Reads --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Read:
    """A page at each number of connections, and beside it the same by hand and a constant one."""

    page: Page
    length: int
    at: dict[int, Rounds]
    compressed: Rounds
    by_hand: Rounds | None
    constant: Rounds
    why_not: str = ""  # why there is nothing to compare with


def measure_page(bench: Bench, page: Page, app: Child, raw: Child | None, visitor: Visitor, token: str) -> Read:
    path = page.path.format(**bench.where)
    headers = {"Authorization": f"Bearer {token}"} if page.for_machines else HTML | {"Cookie": visitor.cookie_header}
    wanted = request("GET", path, headers)
    shown = visitor.send("GET", path, headers)
    if shown.status != 200:
        raise Failed(f"{path} answered {shown.status}")
    zipped = request("GET", path, headers | {"Accept-Encoding": "gzip"})
    constant = request("GET", f"/bytes/{len(shown.sent)}", headers)
    by_hand, why_not = None, ""
    if raw is None:
        why_not = "the yardstick did not start"
    else:
        compared = Visitor(raw.port).send("GET", path, headers)
        if compared.status != 200:
            why_not = f"by hand: {compared.status}, {raw.last_words()}"
        else:
            by_hand = Rounds()
            apart = len(compared.sent) / len(shown.sent) - 1
            if abs(apart) > 0.03:
                why_not = f"by hand the page is {apart:+.0%} long ({len(compared.sent)} and {len(shown.sent)} bytes)"
    read = Read(page, len(shown.sent), {}, Rounds(), by_hand, Rounds(), why_not)
    for connections in bench.wish.connections:
        rounds = read.at[connections] = Rounds()
        bench.generator.fire(app.port, [wanted], 200, connections, 0.15)  # warm
        for _turn in range(bench.wish.rounds):
            rounds.rounds.append(bench.fire(app, [wanted], 200, connections))
            if connections != steady(bench.wish):
                continue
            read.compressed.rounds.append(bench.fire(app, [zipped], 200, connections))
            if raw is not None:
                read.constant.rounds.append(bench.fire(raw, [constant], 200, connections))
                if by_hand is not None:
                    by_hand.rounds.append(bench.fire(raw, [wanted], 200, connections))
    return read


def steady(wish: Wish) -> int:
    return STEADY if STEADY in wish.connections else wish.connections[-1]


def print_reads(bench: Bench, reads: list[Read], title: str) -> None:
    connections = bench.wish.connections
    among = "/".join(map(str, connections))
    rows = []
    for read in reads:
        budget = read.page.budget_ms * bench.may_cost if read.page.budget_ms else None
        judged = read.at[steady(bench.wish)]
        own = judged.each_ms
        hand = read.by_hand.each_ms if read.by_hand and read.by_hand.rounds else None
        constant = read.constant.each_ms if read.constant.rounds else None
        ratio = own / hand if own and hand else None
        zipped = read.compressed.each_ms
        refused = sum(sum(rounds.refused.values()) for rounds in read.at.values())
        rows.append((
            read.page.title, thousands(read.length), figure(own), figure(budget, 1), figure(zipped),
            f"{figure(ratio)} (≤ {read.page.ratio})" if read.page.ratio else figure(ratio),
            figure(own / constant if own and constant else None, 1),
            " / ".join(f"{read.at[c].per_second:.0f}" for c in connections),
            " / ".join(f"{read.at[c].p99:.0f}" for c in connections), str(refused),
            verdict((own, budget), (ratio, read.page.ratio)),
        ))  # fmt: skip
    heads = (
        "page", "bytes", "CPU ms", "budget", "with gzip", "× by hand", "× constant", f"req/s at {among}",
        f"p99 ms at {among}", "refused", "verdict",
    )  # fmt: skip
    print(table(title, heads, rows))
    for read in reads:
        if read.why_not:
            print(f"\n{read.page.title}: {read.why_not}.")


# --- Writes -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Written:
    write: Write
    at: dict[int, Rounds]


def write_requests(bench: Bench) -> dict[str, list[str]]:
    """Every request does something new: a repetition would change nothing and cost less."""
    people: list[dict[str, Any]] = bench.ask("prepare", "work", str(NEWCOMERS))
    heads = [{"Authorization": f"Bearer {p['token']}", "Content-Type": "application/json"} for p in people]
    completions = [
        request("PUT", f"/api/v1/enrolments/{p['enrolment']}/activities/{activity}/completion", head, '{"done":true}')
        for at in range(len(people[0]["declared"]))
        for p, head in zip(people, heads, strict=True)
        for activity in (p["declared"][at],)
    ]
    answers = [
        request("POST", f"/api/v1/activities/{quiz}/attempts", head, json.dumps({"answers": given}))
        for turn in range(len(people[0]["quizzes"]))
        for p, head in zip(people, heads, strict=True)
        for quiz, given in (list(p["quizzes"].items())[turn],)
    ]
    threads = bench.where["threads"]
    bodies = "Merci pour vos réponses. J'ai noté le conseil {} et je l'essaie samedi sur le marché avec deux voisins."
    posts = [
        request(
            "POST", f"/api/v1/forum/threads/{threads[number % len(threads)]}/posts", heads[number % len(heads)],
            json.dumps({"body": bodies.format(number)}),
        )
        for number in range(8_000)
    ]  # fmt: skip
    visitor = Visitor(bench.port)
    forms = [visitor.sign_in_body(f"{role}@demo.example") for role in ("learner", "adviser", "trainer", "quality")]
    head = HTML | {"Cookie": visitor.cookie_header, "Content-Type": "application/x-www-form-urlencoded"}
    logins = [request("POST", "/connexion", head, form) for form in forms] * 2_000
    return {"completion": completions, "answer": answers, "post": posts, "login": logins}


def measure_write(bench: Bench, app: Child, write: Write, requests: list[str]) -> Written:
    written = Written(write, {connections: Rounds() for connections in bench.wish.connections})
    turns = bench.wish.rounds * len(bench.wish.connections)
    share = min(WRITES_AT_MOST, max(1, (len(requests) - 20) // turns))
    left = iter(requests)
    warm = [next(left) for _number in range(min(20, len(requests)))]
    bench.generator.fire(app.port, warm, write.expected, 1, bench.wish.seconds, True)
    for connections, rounds in written.at.items():
        for _turn in range(bench.wish.rounds):
            portion = [one for _number, one in zip(range(share), left, strict=False)]
            if portion:
                rounds.rounds.append(bench.fire(app, portion, write.expected, connections, once=True))
    return written


def print_writes(bench: Bench, written: list[Written], title: str) -> None:
    connections = bench.wish.connections
    among = "/".join(map(str, connections))
    rows = []
    for one in written:
        known = {count: rounds for count, rounds in one.at.items() if rounds.rounds}
        if not known:
            continue
        judged = known.get(steady(bench.wish), next(iter(known.values())))
        last = known[max(known)]
        budget = one.write.budget_ms * bench.may_cost if one.write.budget_ms else None
        refused: dict[str, int] = {}
        for rounds in known.values():
            for status, count in rounds.refused.items():
                refused[status] = refused.get(status, 0) + count
        words = ", ".join(f"{count} × {status}" for status, count in refused.items()) or "0"
        allowed = 0.0 if one.write.budget_ms else None
        rows.append((
            one.write.title, figure(judged.each_ms), figure(budget), " / ".join(f"{r.per_second:.0f}" for r in known.values()),
            " / ".join(f"{r.p50:.0f}" for r in known.values()), " / ".join(f"{r.p99:.0f}" for r in known.values()),
            str(sum(r.answered for r in known.values())), words,
            verdict((judged.each_ms, budget), (last.p99, one.write.p99_ms), (sum(refused.values()), allowed)),
        ))  # fmt: skip
    heads = (
        "write", "CPU ms", "budget", f"req/s at {among}", f"p50 ms at {among}", f"p99 ms at {among}", "written", "refused",
        "verdict",
    )  # fmt: skip
    print(table(title, heads, rows))


# --- Weights, statements, the service -----------------------------------------------------------------------------


def print_weights(bench: Bench, learner: Visitor, title: str) -> None:
    rows = []
    most_bytes, most_requests = scenes.FIRST_VISIT
    for page in scenes.LEARNER_PAGES:
        found = weigh(learner, page.path.format(**bench.where))
        rows.append((
            page.title, thousands(found.html), thousands(found.first_bytes), str(found.first_requests),
            thousands(found.second_bytes), str(found.second_requests),
            verdict(
                (found.first_bytes, most_bytes), (found.first_requests, most_requests),
                (found.second_bytes, scenes.SECOND_VISIT),
            ),
        ))  # fmt: skip
    heads = (
        "page", "HTML, gzip", f"first visit (≤ {thousands(most_bytes)} bytes)", f"requests (≤ {most_requests})",
        f"second visit (≤ {thousands(scenes.SECOND_VISIT)})", "requests", "verdict",
    )  # fmt: skip
    print(table(title, heads, rows))


def print_statements(bench: Bench, title: str) -> None:
    where = bench.where
    visits, names = [], []
    for page in scenes.PAGES:
        for few in ("few", "many"):
            person = where[few]
            if page.who == "adviser":
                person = where[f"{few}_followed"]
            elif page.who in where["team"]:
                person = where["team"][page.who]
            path = page.path.format(**(where | {"enrolment": person.get("enrolment", where["enrolment"])}))
            headers = (
                {"Authorization": f"Bearer {person['token']}"} if page.for_machines else {"Cookie": person["cookie"]}
            )
            visits.append({"path": path, "headers": headers})
            names.append((page.title, str(person.get("rows", ""))))
    warm = {"path": "/accueil", "headers": {"Cookie": where["few"]["cookie"]}}
    found = bench.ask("statements", given=json.dumps([warm, *visits]))[1:]
    rows = []
    for at in range(0, len(found), 2):
        few, many = found[at], found[at + 1]
        worst = max(one[view] for one in (few, many) for view in ("first", "again"))
        refused = [str(one["status"]) for one in (few, many) if one["status"] != 200]
        rows.append((
            names[at][0], " and ".join(rows for _title, rows in names[at : at + 2] if rows) or "–",
            f"{few['first']} then {few['again']}", f"{many['first']} then {many['again']}", str(scenes.STATEMENTS),
            ", ".join(refused) or verdict((worst, scenes.STATEMENTS)),
        ))  # fmt: skip
    print(table(title, ("page", "rows behind it", "few rows", "many rows", "budget", "verdict"), rows))


def memory_with_fifty(bench: Bench, child: Child) -> float:
    """Resident memory after fifty people were at once on the pages of a learner."""
    pages = [page for page in scenes.LEARNER_PAGES if page.name not in ("thread",)]
    visits = [
        request("GET", page.path.format(**bench.where), HTML | {"Cookie": person["cookie"], "Accept-Encoding": "gzip"})
        for page in pages
        for person in bench.where["people"]
    ]
    shot = bench.generator.fire(child.port, visits, 200, len(bench.where["people"]), max(3.0, bench.wish.seconds))
    if shot.refused:
        say(f"fifty people active: refused {shot.refused}")
    return processes.memory_mb(child.process.pid)


def first_view(visitor: Visitor, path: str) -> str:
    started = time.perf_counter()
    reply = visitor.get(path)
    took = (time.perf_counter() - started) * 1000
    return f"{took:.0f} ms" if reply.status == 200 else str(reply.status)


# --- One database of one size -------------------------------------------------------------------------------------


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
    processes.run(["-m", "app.cli", "demo", "--learners", str(learners)], bench.env, bench.home)
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
    wish = bench.wish
    with bench.serve() as app:
        idle = processes.memory_mb(app.process.pid)
        bench.where = bench.ask("prepare", "where")
        where = bench.where
        learner = Visitor(app.port).sign_in("learner@demo.example")
        adviser = Visitor(app.port).sign_in("adviser@demo.example")
        trainer = Visitor(app.port).sign_in("trainer@demo.example")
        token = Visitor(app.port).token("learner@demo.example")
        print(
            f"\n{thousands(where['learners'])} paths, {thousands(where['states'])} activity states, "
            f"{thousands(where['entries'])} ledger entries."
        )
        if not wish.only:
            first = {path: first_view(who, path) for path, who in (("/accueil", learner), ("/suivi", adviser))}
            say("memory, weights, statements")
            busy = memory_with_fifty(bench, app)
            loading_budget = scenes.LOADING_S if learners >= 2_000 else None
            facts = [
                ("loading the demonstration", f"{figure(loading, 1)} s", f"{scenes.LOADING_S} s for 2 000", verdict((loading, loading_budget))),
                ("second start, until it answers", f"{app.seconds_to_start:.1f} s", f"{scenes.SECOND_START_S} s",
                 verdict((app.seconds_to_start, scenes.SECOND_START_S))),
                ("first learner home after a start", first["/accueil"], "–", "–"),
                ("first adviser's list after a start", first["/suivi"], "–", "–"),
                ("memory of the service, idle", f"{idle:.0f} MB", f"{scenes.MEMORY_IDLE_MB} MB", verdict((idle, scenes.MEMORY_IDLE_MB))),
                ("memory, 50 people active", f"{busy:.0f} MB", f"{scenes.MEMORY_BUSY_MB} MB", verdict((busy, scenes.MEMORY_BUSY_MB))),
            ]  # fmt: skip
            print(table(f"{title}: the service", ("what", "measured", "budget", "verdict"), facts))
            print_weights(bench, learner, f"{title}: weights")
            print_statements(bench, f"{title}: SQL statements of a page, first and second view")
        visitors = {"learner": learner, "adviser": adviser, "trainer": trainer, "api": learner}
        measure_reads(bench, title, app, visitors, token)
        chosen = [write for write in scenes.WRITES if wish.wants(write.name)]
        if chosen:
            say("enrolling newcomers for the writes")
            requests = write_requests(bench)
            written = []
            for write in chosen:
                say(write.title)
                written.append(measure_write(bench, app, write, requests[write.name]))
            print_writes(bench, written, f"{title}: writes")


def measure_reads(bench: Bench, title: str, app: Child, visitors: dict[str, Visitor], token: str) -> None:
    chosen = [page for page in scenes.PAGES if bench.wish.wants(page.name)]
    if not chosen:
        return
    port = free_port()
    env = environment(bench.home, bench.port, bench.url)
    with contextlib.ExitStack() as stack:
        raw = None
        try:
            raw = stack.enter_context(serving(["-m", "tests.bench.raw", str(port)], env, bench.home, port, "/bytes/2"))
        except Failed as failure:
            say(str(failure))
        reads = []
        for page in chosen:
            say(page.title)
            try:
                reads.append(measure_page(bench, page, app, raw, visitors[page.who], token))
            except Failed as failure:
                print(f"\n{page.title}: {failure}.")
    if reads:
        print_reads(bench, reads, f"{title}: pages")


# --- The command --------------------------------------------------------------------------------------------------


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


def main(arguments: list[str]) -> int:
    wish = read_wish(arguments)
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
