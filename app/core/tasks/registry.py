"""What the worker knows how to do, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

Payload = dict[str, Any]
Afterwards = Callable[[Session], None]  # what an errand brought back, written with its mark


@dataclass(frozen=True, slots=True)
class Next:
    """A long task has done a part: it goes on from this payload, at once, in a transaction of its own."""

    payload: Payload
    done: int
    total: int


Doing = Callable[[Session, Payload], Next | None]
Errand = Callable[[Payload], Afterwards | Next | None]


@dataclass(frozen=True, slots=True)
class Recurring:
    name: str
    interval: timedelta
    act: Callable[[Session], None]


tasks: dict[str, Doing] = {}
errands: dict[str, Errand] = {}
recurring: dict[str, Recurring] = {}


def task(name: str) -> Callable[[Doing], Doing]:
    """Work in the database, in one transaction; it may give a `Next` to go on in another."""

    def plug(act: Doing) -> Doing:
        tasks[name] = act
        return act

    return plug


def errand(name: str) -> Callable[[Errand], Errand]:
    """Work outside the database: it reads what it needs in its own short transactions, and may be done twice.

    Long work that must not hold others up gives a `Next` too: each part may be done twice, and none is skipped.
    """

    def plug(act: Errand) -> Errand:
        errands[name] = act
        return act

    return plug


def every(name: str, *, minutes: int) -> Callable[[Callable[[Session], None]], Callable[[Session], None]]:
    """Work that comes back: once in each stretch of so many minutes, whatever the number of workers."""

    def plug(act: Callable[[Session], None]) -> Callable[[Session], None]:
        recurring[name] = Recurring(name, timedelta(minutes=minutes), act)
        tasks[name] = lambda session, _payload: act(session)
        return act

    return plug
