"""What makes a sound introduction, and how it is said in one line."""

from typing import Protocol

from app.core.errors import FieldError, Invalid
from app.core.i18n import _

LONGEST = {"trade": 80, "company": 120, "place": 80, "asks": 500}


class Introduced(Protocol):
    @property
    def trade(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def place(self) -> str: ...


def line(who: Introduced) -> str:
    """« boulangère, Le Fournil, Tulle »."""
    return ", ".join(part for part in (who.trade, who.company, who.place) if part)


def check(said: dict[str, str]) -> None:
    """Raise Invalid when something is to be corrected."""
    found = []
    if not said["trade"]:
        found.append(FieldError("trade", _("Dites le métier : c'est ce que les personnes cherchent.")))
    for name, most in LONGEST.items():
        if len(said[name]) > most:
            found.append(FieldError(name, _("C'est trop long : %(most)s caractères au plus.") % {"most": most}))
    if found:
        raise Invalid(_("La présentation n'est pas encore gardée. Corrigez ce qui est indiqué."), found)
