"""What follows a transaction outside the database: done once it is kept, or done when it is undone."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from structlog import get_logger

log = get_logger()

_ACTS = "aftermath"  # in session.info: what waits for the transaction that is under way

Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    act: Act
    when_kept: bool
    inside: tuple[SessionTransaction, ...]  # the transaction that asked for it, then those around it


def if_kept(session: Session, act: Act) -> None:
    """Do it once the outermost transaction is committed. It may fail: nothing is taken back, a sweep comes later."""
    _wait(session, act, True)


def if_undone(session: Session, act: Act) -> None:
    """Do it when this transaction, or one around it, is rolled back."""
    _wait(session, act, False)


def _wait(session: Session, act: Act, when_kept: bool) -> None:
    inside: list[SessionTransaction] = []
    transaction = session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        inside.append(transaction)
        transaction = transaction.parent
    session.info.setdefault(_ACTS, []).append(_Waiting(act, when_kept, tuple(inside)))


def _do(waiting: _Waiting) -> None:
    try:
        waiting.act()
    except Exception as error:  # the transaction has its end already: what is left is for the next sweep
        log.warning("aftermath", act=repr(waiting.act), error=str(error))


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, rolled_back: SessionTransaction) -> None:
    acts: list[_Waiting] = session.info.get(_ACTS, [])
    for one in [one for one in acts if rolled_back in one.inside]:
        acts.remove(one)
        if not one.when_kept:
            _do(one)


@event.listens_for(Session, "after_commit")
def _kept(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for one in session.info.pop(_ACTS, []):
        if one.when_kept:
            _do(one)
