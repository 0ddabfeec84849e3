"""The worker's rounds from one minute to another, in a process of its own: `python -m tests.journeys.rounds FIRST LAST [STEP]`."""

import sys
from datetime import datetime, timedelta

from app import wiring
from app.core import clock, db
from app.core.settings import settings
from app.core.tasks import drain
from app.core.tasks.worker import call_recurring


def main() -> None:
    first, last = (datetime.fromisoformat(said) for said in sys.argv[1:3])
    step = timedelta(minutes=int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    db.open_database(settings().database_url)
    wiring.plug_in()
    while first <= last:
        clock.freeze(first)
        call_recurring(db.database())
        drain()
        first += step
    db.database().dispose()


if __name__ == "__main__":
    main()
