"""An expected number as an author writes it: a value and how far from it is still right, or « 100 à 140 »."""

import re
from decimal import Decimal, InvalidOperation
from math import isfinite

from app.assessment.questions.kinds import Definition
from app.core.i18n import _

_INTERVAL = re.compile(r"(.+?)\s*(?:\.\.|…|\bà\b|\bto\b)\s*(.+)")


def write(says: str) -> tuple[str, str]:
    """(value or interval, how far) of what a question file says: 120, 120:0.5 or 100..140."""
    if ".." in says:
        low, high = says.split("..")
        return _("%(low)s à %(high)s") % {"low": low.replace(".", ","), "high": high.replace(".", ",")}, ""
    value, _colon, slack = says.partition(":")
    return value.replace(".", ","), slack.replace(".", ",")


def read(value: str, slack: str) -> tuple[Definition, str]:
    """What the number accepts, said in a way that question files know, and what is wrong: with the value when nothing
    is accepted, with the slack otherwise."""
    found = _INTERVAL.fullmatch(value)
    low, high = (_exact(found.group(1)), _exact(found.group(2))) if found else (_exact(value), None)
    if low is None or (found and high is None):
        return {}, _("Écrivez un nombre, comme 120 ou 12,5, ou un intervalle, comme 100 à 140.")
    if high is not None:
        low, high = min(low, high), max(low, high)
        accepted = {"says": f"{low}..{high}", "low": float(low), "high": float(high)}
        return accepted, _("Un intervalle n'a pas besoin d'écart : laissez cette case vide.") if slack else ""
    around = _exact(slack) if slack else Decimal(0)
    if around is None:
        return {"says": str(low), "low": float(low), "high": float(low)}, _("Écrivez un nombre, comme 0,5.")
    around = abs(around)
    says = f"{low}:{around}" if slack else str(low)
    return {"says": says, "low": float(low - around), "high": float(low + around)}, ""


def _exact(text: str) -> Decimal | None:
    """A number typed the French way or not, as exact as it was typed."""
    tidy = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").replace(",", ".").rstrip("€%").removeprefix("+")
    if not re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?", tidy):
        return None
    try:
        value = Decimal(tidy)
        return value if isfinite(float(value)) else None
    except (InvalidOperation, OverflowError):
        return None
