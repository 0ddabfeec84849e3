"""Days and rules as forms say them."""

from datetime import timedelta

from app.accompaniment.reasons import REASONS, Wanted, Ways
from app.core.clock import today
from app.web.forms import Form, number, only

_NO_NUMBER = -1  # refused by the bounds, with its sentence


def days_ahead(n: int) -> str:
    return (today() + timedelta(days=n)).isoformat()


def said_ways(form: Form, now: Ways) -> Ways:
    """The rules that a form says; an amount that is no number is kept as one that cannot be, to be told."""
    wanted = {}
    for reason in REASONS:
        kept = now.wanted[reason.kind]
        amount = number(form, f"amount-{reason.kind}") if reason.unit else kept.amount
        position = number(form, f"position-{reason.kind}") or kept.position
        wanted[reason.kind] = Wanted(
            only(form, f"on-{reason.kind}") == "1", _NO_NUMBER if amount is None else amount, min(position, 99)
        )
    rest, retry = number(form, "rest_days"), number(form, "retry_days")
    return Ways(wanted, _NO_NUMBER if rest is None else rest, _NO_NUMBER if retry is None else retry)
