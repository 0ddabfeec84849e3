"""The yardstick: some pages of the product written by hand, on raw rows and plain Jinja2, in the event loop.

No framework, no ORM, no thread, no middleware: one function per page reads the rows that the page prints with
`sqlite3` or `psycopg` and renders the product's own template in an environment of its own. Trade rules (what is next,
how far somebody is) are the product's pure functions: they would be written the same. What never changes (the outline
of an edition) is kept in memory; everything else is read each time. `/bytes/N` is a constant page of N bytes.

    python -m tests.bench.raw PORT     with the settings of the measured service
"""

import json
import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import psycopg
import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.engine import make_url

from app import wiring
from app.core import db, i18n
from app.core.settings import settings
from app.courses.outline import Outline, outline
from app.web import assets, templating

Rows = list[Any]


class Store:
    """One connection, statements by hand. The few differences of the two databases are the small methods."""

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self.is_sqlite = parts.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._sqlite = sqlite3.connect(f"file:{parts.database}?mode=ro", uri=True, isolation_level=None)
            self._sqlite.execute("PRAGMA cache_size=-16000")
        else:
            self._postgresql = psycopg.connect(
                host=parts.host, port=parts.port, user=parts.username, dbname=parts.database, autocommit=True
            )

    def rows(self, sql: str, **given: Any) -> Rows:
        if self.is_sqlite:
            return self._sqlite.execute(sql, given).fetchall()
        return self._postgresql.execute(_for_psycopg(sql), given).fetchall()

    def first(self, sql: str, **given: Any) -> Any:
        return next(iter(self.rows(sql, **given)), None)

    def among(self, column: str, name: str) -> str:
        """A condition: the column is in the list given under that name (see `many`)."""
        return f"{column} IN (SELECT value FROM json_each(:{name}))" if self.is_sqlite else f"{column} = ANY(:{name})"

    def many(self, values: Sequence[str]) -> Any:
        return json.dumps(values) if self.is_sqlite else list(values)

    def stamp(self, moment: datetime) -> Any:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else moment

    def moment(self, value: Any) -> Any:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value

    def day(self, value: Any) -> Any:
        return date.fromisoformat(value) if isinstance(value, str) else value

    def with_moments(self, row: Any, *places: int) -> list[Any]:
        """The row, its moments read."""
        values = list(row)
        for at in places:
            values[at] = self.moment(values[at])
        return values

    def with_days(self, row: Any, *places: int) -> list[Any]:
        values = list(row)
        for at in places:
            values[at] = self.day(values[at])
        return values

    def json(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


@cache
def _for_psycopg(sql: str) -> str:
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


def environment() -> Environment:
    """The product's templates, filters and pictures in an environment of our own, in French."""
    env = Environment(
        loader=FileSystemLoader(templating.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        cache_size=-1,
    )
    product = templating.environment("fr")
    env.install_gettext_translations(i18n.catalogue("fr"), newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(product.filters)
    env.globals.update({name: value for name, value in product.globals.items() if name not in env.globals})
    env.globals.update(static=assets.path_of, lang="fr")
    return env


Answer = Callable[[Store, Environment, dict[str, str], str], tuple[str, bytes]]

_outlines: dict[str, Outline] = {}


def outline_of(edition_id: str) -> Outline:
    """What never changes is read once."""
    if edition_id not in _outlines:
        with db.database().reading() as session:
            _outlines[edition_id] = outline(session, edition_id)
    return _outlines[edition_id]


def application() -> Callable[[Any, Any, Any], Awaitable[None]]:
    from tests.bench import raw_pages  # it needs the names above

    store = Store(settings().database_url)
    env = environment()
    routes = raw_pages.ROUTES

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        kind, status = "text/html; charset=utf-8", 200
        if path.startswith("/bytes/"):
            body = _constant(int(path[7:]))
        else:
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            for pattern, page in routes:
                if found := pattern.fullmatch(path):
                    kind, body = page(store, env, headers, found.group(1) if found.groups() else "")
                    break
            else:
                body, status = b"", 404
        head = [
            (b"content-type", kind.encode()),
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
    wiring.plug_in()
    uvicorn.run(
        application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False,
        server_header=False, lifespan="off",
    )  # fmt: skip


if __name__ == "__main__":
    main()
