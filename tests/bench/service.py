"""What is not a rate: weights of pages, SQL statements, memory, starts."""

import json
import time

from tests.bench import processes, scenes
from tests.bench.processes import Child, Failed
from tests.bench.rounds import Bench, say
from tests.bench.tables import table, thousands, verdict
from tests.bench.visitor import HTML, Visitor, request
from tests.bench.weights import weigh


def print_weights(bench: Bench, learner: Visitor, title: str) -> None:
    rows = []
    most_bytes, most_requests = scenes.FIRST_VISIT
    for page in scenes.LEARNER_PAGES:
        try:
            found = weigh(learner, page.path.format(**bench.where))
        except Failed as failure:
            rows.append((page.title, "–", "–", "–", "–", "–", str(failure)))
            continue
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


def print_service(
    bench: Bench, title: str, app: Child, visitors: dict[str, Visitor], idle: float, loading: float | None
) -> None:
    """The service as a whole; `loading` is known when a demonstration of the judged size was made."""
    first = {path: first_view(visitors[who], path) for path, who in (("/accueil", "learner"), ("/suivi", "adviser"))}
    say("memory, weights, statements")
    busy = memory_with_fifty(bench, app)
    start = app.seconds_to_start
    facts = [
        ("second start, until it answers", f"{start:.1f} s", f"{scenes.SECOND_START_S} s", verdict((start, scenes.SECOND_START_S))),
        ("first learner home after a start", first["/accueil"], "–", "–"),
        ("first adviser's list after a start", first["/suivi"], "–", "–"),
        ("memory, idle", f"{idle:.0f} MB", f"{scenes.MEMORY_IDLE_MB} MB", verdict((idle, scenes.MEMORY_IDLE_MB))),
        ("memory, 50 people active", f"{busy:.0f} MB", f"{scenes.MEMORY_BUSY_MB} MB", verdict((busy, scenes.MEMORY_BUSY_MB))),
    ]  # fmt: skip
    if loading is not None:
        facts.append(
            (
                "loading the demonstration",
                f"{loading:.0f} s",
                f"{scenes.LOADING_S} s",
                verdict((loading, scenes.LOADING_S)),
            )
        )
    print(table(f"{title}: the service", ("what", "measured", "budget", "verdict"), facts))
