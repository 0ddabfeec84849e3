"""How figures are said: with their unit, as French writes it."""

from typing import Protocol

from app.core.i18n import N_, _
from app.web import formats

FAMILIES = {
    "moves": N_("Entrées et sorties"),
    "outcomes": N_("Devenir des personnes"),
    "voices": N_("Ce que disent les personnes"),
    "time": N_("Présence et durée"),
    "gains": N_("Acquis"),
}


class Valued(Protocol):
    """A figure of today or a published one, as far as words go."""

    @property
    def unit(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def numerator_says(self) -> str: ...
    @property
    def denominator_says(self) -> str: ...
    @property
    def asked(self) -> int | None: ...
    @property
    def answered(self) -> int | None: ...
    @property
    def response_rate(self) -> float | None: ...


def unit_words(unit: str) -> str:
    return {
        "people": _("personnes"),
        "percent": _("%"),
        "hours": _("heures"),
        "levels": _("niveaux"),
        "days": _("jours"),
        "marks": _("sur 10"),
    }[unit]


def value_words(unit: str, value: float | None) -> str:
    """« 62,5 % », « 6 h 20 », « 12 », « 3,4 jours »; a dash when there is none."""
    if value is None:
        return "–"
    if unit == "percent":
        return formats.number(value, 0 if float(value).is_integer() else 1) + " %"
    if unit == "hours":
        return formats.hours(value * 60)
    if unit == "people":
        return formats.number(value)
    return f"{plain(value)} {unit_words(unit)}"


def plain(value: float | None) -> str:
    """A numerator or a denominator: whole when it is."""
    if value is None:
        return "–"
    return formats.number(value, 0 if float(value).is_integer() else 1)


def shown(figure: Valued) -> str:
    return value_words(figure.unit, figure.value)


def counted(figure: Valued) -> str:
    """« 5 parcours menés à leur terme sur 8 sorties de la période »: what the value counts."""
    if figure.denominator is None:
        return ""
    said = _("%(part)s %(parts)s sur %(whole)s %(wholes)s")
    if figure.unit != "percent":
        said = _("%(part)s %(parts)s pour %(whole)s %(wholes)s")
    return said % {
        "part": plain(figure.numerator),
        "parts": figure.numerator_says,
        "whole": plain(figure.denominator),
        "wholes": figure.denominator_says,
    }


def response(figure: Valued) -> str:
    """« 12 réponses sur 20 personnes interrogées, 60 % »; empty when nobody was asked."""
    if not figure.asked:
        return ""
    return _("%(back)s réponses pour %(sent)s personnes interrogées (%(rate)s)") % {
        "back": formats.number(figure.answered),
        "sent": formats.number(figure.asked),
        "rate": value_words("percent", figure.response_rate),
    }
