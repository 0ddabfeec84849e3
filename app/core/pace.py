"""How often one thing may be asked for: a small memory of this process, for what costs little and harms nobody."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from app.core.clock import now

_REMEMBERED = 10_000  # keys at most: the ones asked for longest ago are forgotten first


class Pace:
    """At most so many times within a stretch of time, counted from the first one of the stretch."""

    def __init__(self, most: int, within: timedelta) -> None:
        self.most, self.within = most, within
        self._asked: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._turn = Lock()

    def wait(self, key: str) -> int:
        """The seconds to wait before asking again; 0 when this time is one of those allowed, and counts."""
        moment = now()
        with self._turn:
            since, times = self._asked.pop(key, (moment, 0))
            if not timedelta(0) <= moment - since < self.within:
                since, times = moment, 0
            self._asked[key] = since, times + 1
            while len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)
        return 0 if times < self.most else max(1, int((since + self.within - moment).total_seconds()))
