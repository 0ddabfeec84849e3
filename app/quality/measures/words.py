"""How figures are said: with their unit, as French writes it."""

from app.core.i18n import N_, _
from app.quality.measures.rules import Detail, Figure
from app.web import formats

FAMILIES = {
    "moves": N_("Entrées et sorties"),
    "outcomes": N_("Devenir des personnes"),
    "voices": N_("Ce que disent les personnes"),
    "time": N_("Présence et durée"),
    "gains": N_("Acquis"),
}


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


def shown(figure: Figure | Detail, unit: str = "") -> str:
    return value_words(unit or getattr(figure, "unit", ""), figure.value)


def counted(figure: Figure) -> str:
    """« 5 parcours menés à leur terme sur 8 sorties de la période »: what the value counts."""
    if figure.denominator is None:
        return ""
    return _("%(part)s %(parts)s sur %(whole)s %(wholes)s") % {
        "part": plain(figure.numerator),
        "parts": figure.numerator_says,
        "whole": plain(figure.denominator),
        "wholes": figure.denominator_says,
    }


def response(figure: Figure) -> str:
    """« 12 réponses sur 20 personnes interrogées, 60 % »; empty when nobody was asked."""
    if not figure.asked:
        return ""
    return _("%(back)s réponses pour %(sent)s personnes interrogées (%(rate)s)") % {
        "back": formats.number(figure.answered),
        "sent": formats.number(figure.asked),
        "rate": value_words("percent", figure.response_rate),
    }
