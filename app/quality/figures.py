"""Result figures, each with its formula, numerator and denominator. No session, no web; only arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import local
from app.core.i18n import N_, _

# code → title, unit, formula. Units: people, percent, hours, levels, days.
WORDS: dict[str, tuple[str, str, str]] = {
    "entered": (
        N_("Personnes entrées"),
        "people",
        N_("Parcours dont le premier jour est dans la période. Une personne qui suit deux parcours compte deux fois."),
    ),
    "present": (
        N_("Personnes encore présentes"),
        "people",
        N_("Parcours commencés et non terminés le dernier jour de la période, pauses comprises."),
    ),
    "finished": (
        N_("Parcours menés à leur terme"),
        "people",
        N_("Parcours dont la fin est déclarée dans la période."),
    ),
    "left": (
        N_("Sorties avant le terme"),
        "people",
        N_("Parcours quittés avant leur terme dans la période, tous motifs confondus."),
    ),
    "completion_rate": (
        N_("Taux de réalisation"),
        "percent",
        N_("Parcours menés à leur terme ÷ toutes les sorties de la période."),
    ),
    "interruption_rate": (
        N_("Taux d'interruption"),
        "percent",
        N_("Sorties avant le terme, quelle qu'en soit la cause ÷ toutes les sorties de la période."),
    ),
    "abandon_rate": (
        N_("Taux d'abandon"),
        "percent",
        N_(
            "Sorties avant le terme sans création, emploi ni formation ÷ toutes les sorties de la période. "
            "Une situation inconnue compte comme un abandon."
        ),
    ),
    "paused": (
        N_("Parcours mis en pause"),
        "percent",
        N_(
            "Parcours mis en pause au moins une fois dans la période ÷ parcours suivis au moins un jour dans la période."
        ),
    ),
    "attendance_rate": (
        N_("Taux d'assiduité"),
        "percent",
        N_("Demi-journées de présence ÷ demi-journées enregistrées dans la période."),
    ),
    "attendance_minutes_rate": (
        N_("Taux d'assiduité en durée"),
        "percent",
        N_("Minutes de présence ÷ minutes des demi-journées enregistrées dans la période."),
    ),
    "hours_on_site": (
        N_("Heures-stagiaires sur place"),
        "hours",
        N_("Somme des minutes suivies sur place, inscrites au registre dans la période ÷ 60."),
    ),
    "hours_remote": (
        N_("Heures-stagiaires à distance"),
        "hours",
        N_("Somme des minutes suivies à distance, inscrites au registre dans la période ÷ 60."),
    ),
    "hours_total": (
        N_("Heures-stagiaires en tout"),
        "hours",
        N_("Somme de toutes les minutes suivies, inscrites au registre dans la période ÷ 60."),
    ),
    "progression_learner": (
        N_("Progression selon les personnes"),
        "levels",
        N_(
            "Somme des écarts entre niveau de sortie et niveau d'entrée ÷ nombre de compétences notées aux deux moments "
            "par la personne elle-même, pour les parcours clos dans la période."
        ),
    ),
    "progression_team": (
        N_("Progression selon l'équipe"),
        "levels",
        N_(
            "Somme des écarts entre niveau de sortie et niveau d'entrée ÷ nombre de compétences notées aux deux moments "
            "par l'équipe, pour les parcours clos dans la période."
        ),
    ),
    "progress_share_learner": (
        N_("Part des personnes qui gagnent un niveau, selon elles"),
        "percent",
        N_("Personnes qui gagnent en moyenne un niveau ou plus ÷ personnes notées aux deux moments par elles-mêmes."),
    ),
    "progress_share_team": (
        N_("Part des personnes qui gagnent un niveau, selon l'équipe"),
        "percent",
        N_("Personnes qui gagnent en moyenne un niveau ou plus ÷ personnes notées aux deux moments par l'équipe."),
    ),
    "quiz_mean": (
        N_("Résultat moyen aux quiz"),
        "percent",
        N_("Somme des résultats ÷ nombre de quiz envoyés et corrigés dans la période. Chaque essai compte."),
    ),
    "access_delay": (
        N_("Délai moyen d'accès"),
        "days",
        N_("Jours entre l'inscription et le premier jour, en moyenne, pour les personnes entrées dans la période."),
    ),
    "works_in_time": (
        N_("Travaux lus dans le délai"),
        "percent",
        N_(
            "Travaux rendus dans la période et lus sous %(days)s jours ÷ travaux rendus dans la période, lus ou dont "
            "le délai est passé."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of a figure that has several: a reason, a competence."""

    label: str
    value: float | None
    numerator: float
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` None: nothing to divide by in this period."""

    name: str
    title: str
    value: float | None
    unit: str
    numerator: float
    denominator: float | None
    formula: str
    start: date
    end: date
    note: str
    indicators: tuple[int, ...]
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the figures of one period."""

    start: date
    end: date
    serves: dict[str, tuple[int, ...]]
    small_group: int

    def count(self, name: str, n: int, details: Iterable[Detail] = ()) -> Figure:
        return self._make(name, float(n), float(n), None, "", tuple(details))

    def share(self, name: str, part: float, whole: float, **words: object) -> Figure:
        """A part of a whole, in percent."""
        value = 100 * part / whole if whole else None
        return self._make(name, value, part, whole, self._note(whole), (), **words)

    def mean(self, name: str, total: float, n: int, details: Iterable[Detail] = (), factor: float = 1) -> Figure:
        """A sum shared among n; `factor` 100 for parts of 1 shown in percent."""
        value = factor * total / n if n else None
        return self._make(name, value, factor * total, n, self._note(n), tuple(details))

    def hours(self, name: str, minutes: int) -> Figure:
        return self._make(name, minutes / 60, minutes, 60, "", ())

    def _note(self, whole: float) -> str:
        if not whole:
            return _("aucune donnée sur la période")
        return _("effectif trop faible") if whole < self.small_group else ""

    def _make(
        self,
        name: str,
        value: float | None,
        numerator: float,
        denominator: float | None,
        note: str,
        details: tuple[Detail, ...],
        **words: object,
    ) -> Figure:
        title, unit, formula = WORDS[name]
        said = _(formula) % words if words else _(formula)
        return Figure(
            name,
            _(title),
            value,
            unit,
            numerator,
            denominator,
            said,
            self.start,
            self.end,
            note,
            self.serves.get(name, ()),
            details,
        )


def access_days(dates: Iterable[tuple[datetime, date]]) -> tuple[int, int]:
    """Days between enrolment and entry, summed, and for how many. Written down after the entry counts zero days."""
    total = n = 0
    for created_at, starts_on in dates:
        total += max(0, (starts_on - local(created_at).date()).days)
        n += 1
    return total, n


def reviewed_in_time(dates: Iterable[tuple[datetime, datetime | None]], days: int, now: datetime) -> tuple[int, int]:
    """Works read within the delay, among those read or whose delay is over."""
    delay = timedelta(days=days)
    in_time = whole = 0
    for sent_at, reviewed_at in dates:
        if reviewed_at is not None:
            whole += 1
            in_time += reviewed_at - sent_at <= delay
        elif now - sent_at > delay:
            whole += 1
    return in_time, whole
