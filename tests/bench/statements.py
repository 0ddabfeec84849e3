"""How many SQL statements a page takes, counted inside the process. Run by the bench as a child.

Reads a list of visits (JSON) on its input; prints, for each, the status and the statements of the first and of the
second view in this process. What opens and closes a transaction is not counted.
"""

import asyncio
import json
import sys
from typing import Any

from sqlalchemy import event

from app.core import db
from app.core.settings import settings
from app.main import create_app

_NOT_COUNTED = ("BEGIN", "PRAGMA", "SET TRANSACTION", "SAVEPOINT", "RELEASE")


async def _get(app: Any, path: str, headers: dict[str, str]) -> int:
    """Call the application as its server would; the status of the answer."""
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await app(scope, receive, send)
    return status


async def _count(visits: list[dict[str, Any]]) -> list[dict[str, int]]:
    app = create_app()
    seen: list[str] = []

    @event.listens_for(db.database().engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            seen.append(statement)

    found = []
    for visit in visits:
        counts = []
        for _turn in (1, 2):
            seen.clear()
            status = await _get(app, visit["path"], visit["headers"])
            counts.append(len(seen))
        found.append({"status": status, "first": counts[0], "again": counts[1]})
    return found


def main() -> None:
    db.open_database(settings().database_url)
    print(json.dumps(asyncio.run(_count(json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
