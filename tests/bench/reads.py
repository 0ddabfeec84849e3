"""Pages: what each costs, beside its budget, the same page by hand and a constant one."""

import contextlib
from dataclasses import dataclass

from tests.bench import scenes
from tests.bench.processes import Child, Failed, environment, free_port, serving
from tests.bench.rounds import Bench, Rounds, say
from tests.bench.scenes import Page
from tests.bench.tables import figure, table, thousands, verdict
from tests.bench.visitor import HTML, Visitor, request


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
            if connections != bench.wish.steady:
                continue
            read.compressed.rounds.append(bench.fire(app, [zipped], 200, connections))
            if raw is not None:
                read.constant.rounds.append(bench.fire(raw, [constant], 200, connections))
                if by_hand is not None:
                    by_hand.rounds.append(bench.fire(raw, [wanted], 200, connections))
    return read


def print_reads(bench: Bench, reads: list[Read], title: str) -> None:
    connections = bench.wish.connections
    among = "/".join(map(str, connections))
    rows = []
    for read in reads:
        budget = read.page.budget_ms * bench.may_cost if read.page.budget_ms else None
        judged = read.at[bench.wish.steady]
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


def measure_pages(bench: Bench, title: str, app: Child, visitors: dict[str, Visitor], token: str) -> None:
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
