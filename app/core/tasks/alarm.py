"""Wakes the worker of this process as soon as an act has left work for it."""

from threading import Event

_rung = Event()


def ring() -> None:
    _rung.set()


def wait(seconds: float) -> None:
    """Until somebody rings, or so long."""
    _rung.wait(seconds)
    _rung.clear()
