"""What people became, counted: one predicate for each figure, used by the count and by the list that the count opens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import N_
from app.enrolments.exits.nomenclature import DYNAMIC, Outcome
from app.enrolments.rules import Status
from app.outcomes.queries import Situation
from app.outcomes.rules import EXIT, Standing

EXITS = "exits"
STANDING = ("known", "unknown", "unreachable", "refused", "pending", "not_due")
"""Where each exit stands at a moment: one of these, and only one. Their sum is the number of exits."""

LABELS: dict[str, str] = {
    EXITS: N_("Sorties"),
    "known": N_("Situation connue"),
    "unknown": N_("Situation inconnue"),
    "unreachable": N_("Injoignables"),
    "refused": N_("Ne souhaitent pas répondre"),
    "pending": N_("Réponse attendue"),
    "not_due": N_("Date pas encore venue"),
    "due": N_("Date venue"),
    "positive": N_("Sorties positives"),
    "created": N_("Activités créées ou reprises"),
    "registered": N_("Activités créées, avec un SIRET"),
    "dynamic_a": N_("Emploi durable (a)"),
    "dynamic_b": N_("Emploi de transition (b)"),
    "dynamic_c": N_("Sortie positive au sens strict (c)"),
    "made_before": N_("Activités créées avant cette date"),
    "life_known": N_("dont on sait si elles existent encore"),
    "alive": N_("Activités qui existent encore"),
    "finished": N_("Parcours menés à leur terme"),
    "left": N_("Sorties avant la fin"),
    "abandoned": N_("dont abandons"),
}


def outcome_at(one: Situation, month: int) -> Outcome | None:
    """The situation known at a moment; None when nobody knows."""
    if month == EXIT:
        found = one.outcome
    else:
        check = one.checks.get(month)
        found = check.outcome if check else None
    return found if found is not None and found.positive is not None else None


def standing_at(one: Situation, month: int) -> str:
    """One of STANDING."""
    if outcome_at(one, month) is not None:
        return "known"
    check = one.checks.get(month)
    if month == EXIT or check is None or check.standing in (Standing.ANSWERED, Standing.NOT_ASKED):
        return "unknown"
    return str(check.standing)


def _made(one: Situation, month: int) -> bool:
    """Whether an activity is known to have been created or taken over, at the exit or since, up to a moment."""
    moments = [EXIT, *(known for known in one.checks if known <= month)]
    return any((found := outcome_at(one, moment)) is not None and found.business for moment in moments)


def _made_before(one: Situation, month: int) -> bool:
    earlier = [known for known in (EXIT, *one.checks) if known < month]
    return any((found := outcome_at(one, moment)) is not None and found.business for moment in earlier)


def _registered(one: Situation, month: int) -> bool:
    return _made(one, month) and any(check.siret for known, check in one.checks.items() if known <= month)


def _life(one: Situation, month: int) -> bool | None:
    """Whether an activity created before still exists; None: not created before, or nobody knows."""
    check = one.checks.get(month)
    return check.active if check is not None and _made_before(one, month) else None


def _dynamic(letter: str) -> Callable[[Situation, int], bool]:
    return lambda one, month: (found := outcome_at(one, month)) is not None and found.dynamic == letter


def _stands(what: str) -> Callable[[Situation, int], bool]:
    return lambda one, month: standing_at(one, month) == what


PREDICATES: Mapping[str, Callable[[Situation, int], bool]] = {
    EXITS: lambda one, month: True,
    **{what: _stands(what) for what in STANDING},
    "due": lambda one, month: standing_at(one, month) != "not_due",
    "positive": lambda one, month: bool((found := outcome_at(one, month)) and found.positive),
    "created": lambda one, month: standing_at(one, month) != "not_due" and _made(one, month),
    "registered": lambda one, month: standing_at(one, month) != "not_due" and _registered(one, month),
    **{f"dynamic_{letter}": _dynamic(letter) for letter in DYNAMIC},
    "made_before": lambda one, month: standing_at(one, month) != "not_due" and _made_before(one, month),
    "life_known": lambda one, month: _life(one, month) is not None,
    "alive": lambda one, month: _life(one, month) is True,
    "finished": lambda one, month: one.status == Status.FINISHED,
    "left": lambda one, month: one.status == Status.LEFT,
    "abandoned": lambda one, month: one.abandonment,
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many participations, and how many people: somebody with two paths counts twice, then once."""

    what: str
    participations: int
    people: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is made of; both parts open their list. No denominator: no value, never a zero."""

    name: str
    label: str
    formula: str
    numerator: Count
    denominator: Count

    @property
    def value(self) -> float | None:
        return (
            self.numerator.participations / self.denominator.participations if self.denominator.participations else None
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """The exits of a scope at one moment: 0 is the exit, the others are months."""

    month: int
    counts: Mapping[str, Count]
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Results:
    exits: Count
    ends: Mapping[str, Count]  # finished, left, abandoned
    moments: tuple[Moment, ...]


_RATES = (  # name, label, formula, numerator, denominator, whether it is said of the day of the exit
    ("positive_known", N_("Taux de sortie positive"), N_("sorties positives ÷ sorties dont la situation est connue"), "positive", "known", True),
    ("positive_all", N_("Taux de sortie positive, sur toutes les sorties"), N_("sorties positives ÷ sorties dont la date est venue"), "positive", "due", True),
    ("created", N_("Taux de création"), N_("activités créées ou reprises jusqu'à cette date ÷ sorties dont la date est venue"), "created", "due", True),
    ("dynamic_a", N_("Emploi durable (a)"), N_("emplois durables, création comprise ÷ situations connues"), "dynamic_a", "known", True),
    ("dynamic_b", N_("Emploi de transition (b)"), N_("emplois de transition ÷ situations connues"), "dynamic_b", "known", True),
    ("dynamic_c", N_("Sortie positive au sens strict (c)"), N_("formations et couveuses ÷ situations connues"), "dynamic_c", "known", True),
    ("alive", N_("Taux de pérennité"), N_("activités qui existent encore ÷ activités créées avant, dont on le sait"), "alive", "life_known", False),
    ("alive_all", N_("Taux de pérennité, sur toutes les créations"), N_("activités qui existent encore ÷ activités créées avant cette date"), "alive", "made_before", False),
)  # fmt: skip


def chosen(found: Sequence[Situation], month: int, what: str) -> list[Situation]:
    """The exits behind a count."""
    holds = PREDICATES[what]
    return [one for one in found if holds(one, month)]


def count(found: Sequence[Situation], month: int, what: str) -> Count:
    rows = chosen(found, month, what)
    return Count(what, len(rows), len({one.learner_id for one in rows}))


def results(found: Sequence[Situation], months: Sequence[int]) -> Results:
    """Everything that is counted of some exits."""
    return Results(
        count(found, EXIT, EXITS),
        {what: count(found, EXIT, what) for what in ("finished", "left", "abandoned")},
        tuple(_moment(found, month) for month in (EXIT, *months)),
    )


def _moment(found: Sequence[Situation], month: int) -> Moment:
    counts = {what: count(found, month, what) for what in PREDICATES}
    rates = tuple(
        Rate(name, label, formula, counts[above], counts[below])
        for name, label, formula, above, below, at_exit in _RATES
        if at_exit or month != EXIT
    )
    return Moment(month, counts, rates)
