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
from tests.bench.calls import call

_NOT_COUNTED = ("BEGIN", "PRAGMA", "SET TRANSACTION", "SAVEPOINT", "RELEASE")


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
            headers = [(name.lower().encode(), value.encode()) for name, value in visit["headers"].items()]
            status = (await call(app, visit["path"], headers)).status
            counts.append(len(seen))
        found.append({"status": status, "first": counts[0], "again": counts[1]})
    return found


def main() -> None:
    db.open_database(settings().database_url)
    print(json.dumps(asyncio.run(_count(json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
