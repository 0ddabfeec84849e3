"""Who comes from where, in counts that nobody can work back; persons apart from participations."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _
from app.core.periods import Period
from app.funding import policies
from app.funding.disclosure import LEAST, Shown, safe
from app.funding.nomenclature.esf import ENTRY, REFUSED
from app.funding.queries import areas as queries
from app.funding.queries import participants, paths

DIMENSIONS = {
    "site": N_("Lieu de l'organisme"),
    "commune": N_("Commune"),
    "epci": N_("Intercommunalité"),
    "qpv": N_("Quartier prioritaire"),
    "rural": N_("Zone rurale"),
}
FLAGS = {"yes": N_("Oui"), "no": N_("Non")}
COLUMNS = {"f": N_("Femmes"), "m": N_("Hommes"), "": N_("Autre ou non dit")}
COUNTERS = {
    "path": N_("Parcours ouverts"),
    "session": N_("Séances en groupe"),
    "appointment": N_("Rendez-vous individuels"),
    "aid": N_("Aides demandées"),
    "visit": N_("Rencontres publiques"),
}


@dataclass(frozen=True, slots=True)
class Areas:
    """Persons by area and sex. `names` are those of the rows; figures are what may be shown."""

    dimension: str
    names: Sequence[str]
    shown: Shown


@dataclass(frozen=True, slots=True)
class Participations:
    """One sort of participation: how many times, how many persons; None: too few to be shown."""

    name: str
    times: int | None
    persons: int | None


def areas(session: Session, actor: Actor, dimension: str, period: Period) -> Areas:
    """Different persons with a path open in the period, by area: each once, whatever their paths."""
    require(policies.may_read_funding(actor))
    if dimension not in DIMENSIONS:
        message = _("Choisissez un découpage de la liste.")
        raise Invalid(message, [FieldError("par", message)])
    said = {
        row.enrolment_id: row.answers
        for row in participants.latest(session, actor.organisation_id)
        if row.moment == ENTRY
    }
    persons: dict[str, tuple[str, str]] = {}
    for row in paths.present_in(session, actor.organisation_id, period):
        answers = said.get(row.id, {})
        area = (row.site or "") if dimension == "site" else _area(answers, dimension)
        before = persons.get(row.learner_id, ("", ""))
        sex = str(answers.get("sex", ""))
        persons[row.learner_id] = (before[0] or area, before[1] or (sex if sex in COLUMNS else ""))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for area, sex in persons.values():
        counted[area][sex] += 1
    names = sorted(counted, key=lambda name: (name == "", name.casefold()))
    table = [[counted[name][sex] for sex in COLUMNS] for name in names]
    return Areas(dimension, [_words(dimension, name) for name in names], safe(table))


def _area(answers: Mapping[str, Any], dimension: str) -> str:
    value = str(answers.get(dimension, "") or "")
    return (
        ""
        if value in (REFUSED, "unknown")
        else " ".join(value.split()).title()
        if dimension in ("commune", "epci")
        else value
    )


def _words(dimension: str, name: str) -> str:
    if not name:
        return _("Non dit ou inconnu")
    return _(FLAGS[name]) if dimension in ("qpv", "rural") and name in FLAGS else name


def counters(session: Session, actor: Actor, period: Period) -> list[Participations]:
    """Persons apart from participations: somebody who came ten times is one person and ten participations."""
    require(policies.may_read_funding(actor))
    organisation = actor.organisation_id
    present = paths.present_in(session, organisation, period)
    found = queries.presences(session, organisation, period) | {
        "path": queries.Came(len(present), len({row.learner_id for row in present})),
        "aid": queries.aids(session, organisation, period),
    }
    visits = queries.visits(session, organisation, period)
    prints = {row.contact_print for row in visits if row.contact_print}
    unknown = sum(not row.contact_print for row in visits)
    found["visit"] = queries.Came(sum(row.came for row in visits), len(prints) + unknown)
    nothing = queries.Came(0, 0)
    return [_counter(_(name), found.get(key, nothing)) for key, name in COUNTERS.items()]


def _counter(name: str, came: queries.Came) -> Participations:
    """Under the threshold of persons, neither number is shown: one would tell the other."""
    few = 0 < came.persons < LEAST
    return Participations(name, None if few else came.times, None if few else came.persons)
