"""Writes: each request does something that was not done yet."""

import json
from dataclasses import dataclass
from typing import Any

from tests.bench.processes import Child
from tests.bench.rounds import Bench, Rounds, say
from tests.bench.scenes import WRITES, Write
from tests.bench.tables import figure, table, verdict
from tests.bench.visitor import HTML, Visitor, request

NEWCOMERS = 80  # enrolled before the writes: what they have not done yet is written
AT_MOST = 400  # in one round


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
        for number in range(8 * len(heads))  # as many as each person may write in a minute
    ]  # fmt: skip
    visitor = Visitor(bench.port)
    forms = [visitor.sign_in_body(f"{role}@demo.example") for role in ("learner", "adviser", "trainer", "quality")]
    head = HTML | {"Cookie": visitor.cookie_header, "Content-Type": "application/x-www-form-urlencoded"}
    logins = [request("POST", "/connexion", head, form) for form in forms] * 2_000
    return {"completion": completions, "answer": answers, "post": posts, "login": logins}


def measure_write(bench: Bench, app: Child, write: Write, requests: list[str]) -> Written:
    written = Written(write, {connections: Rounds() for connections in bench.wish.connections})
    turns = bench.wish.rounds * len(bench.wish.connections)
    share = min(AT_MOST, max(1, (len(requests) - 20) // turns))
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
        judged = known.get(bench.wish.steady, next(iter(known.values())))
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


def measure_writes(bench: Bench, title: str, app: Child) -> None:
    chosen = [write for write in WRITES if bench.wish.wants(write.name)]
    if not chosen:
        return
    say("enrolling newcomers for the writes")
    requests = write_requests(bench)
    written = []
    for write in chosen:
        say(write.title)
        written.append(measure_write(bench, app, write, requests[write.name]))
    print_writes(bench, written, f"{title}: writes")
