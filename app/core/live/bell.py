"""Who listens in this process, and telling them. Any thread may ring; ears are of the event loop."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

MOST_EARS = 1000  # of a process: beyond, pages do without
MOST_OF_ONE = 8  # of one person: tabs left open
WORK = "work"  # the subject of the worker: something waits to be done

_lock = Lock()
_ears: dict[str, set["Ear"]] = defaultdict(set)
_count: dict[str, int] = defaultdict(int)
_on_work: list[Callable[[], None]] = []


class TooManyEars(Exception):
    """Nobody else can listen just now: the page is read again by hand."""


class Ear:
    """One listener. What it hears while it is busy is kept, each subject once."""

    def __init__(self, subjects: Sequence[str], whose: str) -> None:
        self.subjects, self.whose = tuple(subjects), whose
        self._loop = asyncio.get_running_loop()
        self._heard: dict[str, None] = {}
        self._rung = asyncio.Event()

    def ring(self, subject: str) -> None:
        """From any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._note, subject)

    def _note(self, subject: str) -> None:
        self._heard[subject] = None
        self._rung.set()

    async def heard(self, patience: float) -> list[str]:
        """The subjects that have something new; empty after so many seconds of silence."""
        try:
            await asyncio.wait_for(self._rung.wait(), patience)
        except TimeoutError:
            return []
        self._rung.clear()
        heard, self._heard = list(self._heard), {}
        return heard


@contextmanager
def listening(subjects: Sequence[str], whose: str) -> Iterator[Ear]:
    """An ear for some subjects, as long as the block lasts. Raises TooManyEars."""
    ear = Ear(subjects, whose)
    with _lock:
        if _count[""] >= MOST_EARS or _count[whose] >= MOST_OF_ONE:
            raise TooManyEars
        _count[""] += 1
        _count[whose] += 1
        for subject in ear.subjects:
            _ears[subject].add(ear)
    try:
        yield ear
    finally:
        with _lock:
            for key in ("", whose):
                _count[key] -= 1
                if not _count[key]:
                    del _count[key]
            for subject in ear.subjects:
                _ears[subject].discard(ear)
                if not _ears[subject]:
                    del _ears[subject]


def has_room(whose: str) -> bool:
    with _lock:
        return _count.get("", 0) < MOST_EARS and _count.get(whose, 0) < MOST_OF_ONE


def on_work(act: Callable[[], None]) -> None:
    """What to do when another process has left work."""
    if act not in _on_work:
        _on_work.append(act)


def tell(subject: str) -> None:
    """Everybody of this process who listens to a subject."""
    if subject == WORK:
        for act in _on_work:
            act()
        return
    with _lock:
        ears = list(_ears.get(subject, ()))
    for ear in ears:
        ear.ring(subject)
