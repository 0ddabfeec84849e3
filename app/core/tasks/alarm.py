"""Wakes the worker of this process as soon as an act has left work for it, here or in another process."""

from threading import Event

from app.core.live.bell import on_work

_rung = Event()


def ring() -> None:
    _rung.set()


def wait(seconds: float) -> None:
    """Until somebody rings, or so long."""
    _rung.wait(seconds)
    _rung.clear()


on_work(ring)
