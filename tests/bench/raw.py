"""The yardstick: what a page cannot do without. The same statements, straight to the driver, and the same template.

No framework, no ORM, no thread, no middleware, no rule of the trade: the first time that a page is asked, the product
answers it twice in this process, and what the second answer asked of the database and gave to its template is kept. From
then on a page is these statements by `sqlite3` or `psycopg`, their rows fetched and let go, and that template rendered
again. So the yardstick follows the pages by itself. `/bytes/N` is a constant page of N bytes.

    python -m tests.bench.raw PORT     with the settings of the measured service
"""

import json
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

import psycopg
import uvicorn
from jinja2 import Template
from sqlalchemy import URL, event
from sqlalchemy.engine import Engine

from app.core import db
from app.core.settings import settings
from app.main import create_app
from tests.bench.calls import call

Ask = Callable[[str, Any], list[Any]]


@dataclass(slots=True)
class Page:
    """What the product's own answer asked and showed; of the API, what it said."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    template: Template | None = None
    values: dict[str, Any] = field(default_factory=dict)
    said: Any = None

    def again(self, ask: Ask) -> bytes:
        for statement, values in self.statements:
            ask(statement, values)
        if self.template is None:
            return json.dumps(self.said, ensure_ascii=False, separators=(",", ":")).encode()
        return self.template.render(self.values).encode()


@contextmanager
def watched(engine: Engine) -> Iterator[Page]:
    """The page that is answered meanwhile: its reads, in the driver's own words, and the whole template it ends with."""
    page = Page()
    render = Template.render

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            page.statements.append((statement, values))

    def remember(template: Template, values: dict[str, Any]) -> str:
        page.template, page.values = template, dict(values)
        return render(template, values)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(Template, "render", remember):
            yield page
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asks(url: URL) -> Ask:
    """One connection to the same database, without anything in between."""
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA cache_size=-4000")
        return lambda statement, values: connection.execute(statement, values).fetchall()
    server = psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database, autocommit=True)
    return lambda statement, values: server.execute(statement, values).fetchall()


def application() -> Callable[[Any, Any, Any], Awaitable[None]]:
    product, known = create_app(), dict[tuple[str, bytes], Page]()
    ask, engine = asks(db.database().url), db.database().engine

    async def first_time(path: str, headers: list[tuple[bytes, bytes]]) -> Page | int:
        await call(product, path, headers)  # what it keeps in memory is read once
        with watched(engine) as page:
            answer = await call(product, path, headers)
        if answer.status != 200:
            return answer.status
        if page.template is None:
            page.said = json.loads(answer.body)
        return page

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        path, headers, status = scope["path"], scope["headers"], 200
        if path.startswith("/bytes/"):
            body = _constant(int(path[7:]))
        else:
            who = path, b"".join(value for name, value in headers if name in {b"cookie", b"authorization"})
            page = known.get(who) or await first_time(path, headers)
            if isinstance(page, Page):
                known[who], body = page, page.again(ask)
            else:
                body, status = b"", page
        head = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"private, no-cache"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return app


@cache
def _constant(length: int) -> bytes:
    return b"x" * length


def main() -> None:
    db.open_database(settings().database_url)
    uvicorn.run(
        application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False,
        server_header=False, lifespan="off",
    )  # fmt: skip


if __name__ == "__main__":
    main()
