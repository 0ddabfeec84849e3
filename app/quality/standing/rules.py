"""What concerns the organisation, and how ready an indicator is. Never whether it conforms: that is for the auditor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol

from app.core.data_files import read_yaml
from app.core.i18n import N_, _
from app.core.settings import CHECKOUT
from app.quality.grid import Indicator, Profile, profiles

PATH = CHECKOUT / "content" / "quality" / "profile.yaml"


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    asks: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    default: str
    conditions: Mapping[str, Condition]


@cache
def questions() -> Questions:
    data = read_yaml(PATH.read_text(encoding="utf-8"))
    conditions = {
        code: Condition(code, item["asks"], tuple(item["indicators"])) for code, item in data["conditions"].items()
    }
    if data["default"] not in profiles():
        raise ValueError(f"{PATH}: {data['default']}")
    return Questions(data["default"], conditions)


class What(StrEnum):
    PROFILE = "profile"
    CONDITION = "condition"
    INDICATOR = "indicator"


class Said(Protocol):
    """A row of quality_choice."""

    what: str
    key: str
    value: str
    reason: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What the organisation says of itself on a day. `unknown` names a profile that the grid no longer has."""

    profile: Profile
    answers: Mapping[str, bool] = field(default_factory=dict)  # by condition; those not there are not answered
    chosen: Mapping[int, Said] = field(default_factory=dict)  # indicators decided by hand
    unknown: str = ""


def standing_of(rows: Sequence[Said]) -> Standing:
    """The last word on each thing; `rows` in the order in which they were said, those of later days left out."""
    last: dict[tuple[str, str], Said] = {(row.what, row.key): row for row in rows}
    asked = questions()
    said = last.get((What.PROFILE, ""))
    name = said.value if said else asked.default
    profile = profiles().get(name)
    return Standing(
        profile or profiles()[asked.default],
        {
            code: last[What.CONDITION, code].value == "yes"
            for code in asked.conditions
            if (What.CONDITION, code) in last and last[What.CONDITION, code].value
        },
        {int(key): row for (what, key), row in last.items() if what == What.INDICATOR and row.value},
        "" if profile else name,
    )


@dataclass(frozen=True, slots=True)
class Application:
    """Whether an indicator concerns the organisation: applicable, conditional, not_applicable; always with the reason."""

    status: str
    reason: str
    when: str = ""  # the condition nobody has answered yet
    by_hand: bool = False


def applies(standing: Standing, indicator: Indicator) -> Application:
    """By hand first, then by category of training, then by the answers to the conditions."""
    chosen = standing.chosen.get(indicator.number)
    if chosen is not None:
        return Application(chosen.value, chosen.reason, by_hand=True)
    mine = set(standing.profile.categories)
    if not mine & set(indicator.applies_to):
        wanted = ", ".join(_(CATEGORIES.get(one, one)) for one in indicator.applies_to)
        return Application("not_applicable", _("Cet indicateur concerne : %(what)s.") % {"what": wanted})
    for condition in questions().conditions.values():
        if indicator.number in condition.indicators:
            answer = standing.answers.get(condition.code)
            asked = _(condition.asks)
            if answer is None:
                return Application(
                    "conditional", _("Personne n'a encore répondu : %(asks)s") % {"asks": asked}, indicator.when
                )
            if answer:
                return Application("applicable", _("Vous avez répondu oui : %(asks)s") % {"asks": asked})
            return Application("not_applicable", _("Vous avez répondu non : %(asks)s") % {"asks": asked})
    if indicator.scope == "common":
        return Application("applicable", _("Commun à toutes les actions."))
    kinds = ", ".join(_(CATEGORIES.get(one, one)) for one in standing.profile.categories)
    return Application("applicable", _("Vous menez : %(what)s.") % {"what": kinds})


CATEGORIES = {
    "AF": N_("actions de formation"),
    "BC": N_("bilans de compétences"),
    "VAE": N_("actions de VAE"),
    "CFA": N_("apprentissage"),
}


class Readiness(StrEnum):
    NOTHING = "nothing"
    PARTIAL = "partial"
    REFRESH = "refresh"
    HELD = "held"


READINESS = {
    Readiness.NOTHING: (N_("Rien encore"), "danger"),
    Readiness.PARTIAL: (N_("À compléter"), "attention"),
    Readiness.REFRESH: (N_("À rafraîchir"), "info"),
    Readiness.HELD: (N_("Réuni"), "good"),
}


def readiness(evidence: int, missing: int, stale: int, newest: datetime | None, oldest_fresh: datetime) -> Readiness:
    """Nothing; then what is missing; then what has aged; otherwise held. A state of preparation, not a verdict."""
    if not evidence:
        return Readiness.NOTHING
    if missing:
        return Readiness.PARTIAL
    if stale or newest is None or newest < oldest_fresh:
        return Readiness.REFRESH
    return Readiness.HELD


def fresh_since(until: datetime, days: int) -> datetime:
    return until - timedelta(days=days)


def percent(part: int, whole: int) -> int | None:
    """A rounded share; None when there is nothing to divide by."""
    return round(100 * part / whole) if whole else None
