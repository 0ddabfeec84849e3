"""When gathered news leave."""

from datetime import datetime, timedelta

from app.core.clock import local, paris
from app.notifications.kinds import Pace


def leaves_at(written: datetime, pace: Pace, hour: int, weekday: int) -> datetime:
    """The first digest after a piece of news was written: at an hour of Paris, each day or on one day of the week."""
    day = local(written).date()
    if pace is Pace.WEEK:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = paris(day, hour)
    step = timedelta(days=7 if pace is Pace.WEEK else 1)
    return moment if moment > written else paris(day + step, hour)
