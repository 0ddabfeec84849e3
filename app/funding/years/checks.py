"""Totals that must agree, and what is missing before the report can be sent: each gap opens what mends it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import N_, _, ngettext
from app.funding.nomenclature.bpf import Form
from app.funding.nomenclature.kinds import specialities
from app.funding.years.figures import Figures, Followed

SHOWN = 20  # records behind one gap; the others come as these are mended
SETTINGS = "/financeurs/reglages"


@dataclass(frozen=True, slots=True)
class Check:
    """One control of the form: what it compares, and whether it holds."""

    name: str
    left: int
    right: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What mends a gap, and where."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, how many times, and the first records that mend it."""

    sentence: str
    records: tuple[Record, ...]
    more: int


def checks(form: Form, found: Figures, typed: Mapping[str, int]) -> list[Check]:
    f1, f3, f4 = found.f1.total, found.f3.total, found.f4.total

    def same(name: str, left: int, right: int) -> Check:
        return Check(_(name), left, right, left == right)

    def within(name: str, left: int, right: int) -> Check:
        return Check(_(name), left, right, left <= right)

    list_of = [
        same(N_("F-1 et F-3 : stagiaires"), f1.count, f3.count),
        same(N_("F-1 et F-3 : heures"), f1.hours, f3.hours),
        same(N_("F-1 et F-4 : stagiaires"), f1.count, f4.count),
        same(N_("F-1 et F-4 : heures"), f1.hours, f4.hours),
        same(N_("F-1 et le registre : stagiaires"), f1.count, found.own.count),
        same(N_("F-1 et le registre : heures"), f1.hours, found.own.hours),
        within(N_("F-2 dans F-1 : stagiaires"), found.f2.count, f1.count),
        within(N_("F-2 dans F-1 : heures"), found.f2.hours, f1.hours),
    ]
    for line in found.f3.lines:
        if line.parts:
            list_of += [
                within(N_("Niveaux dans la ligne a : stagiaires"), sum(part.cell.count for part in line.parts), line.cell.count),
                within(N_("Niveaux dans la ligne a : heures"), sum(part.cell.hours for part in line.parts), line.cell.hours),
            ]  # fmt: skip
    received = typed.get(form.received_from_bodies, 0)
    list_of.append(
        Check(
            _("C-10 au-dessus de zéro : le cadre G est rempli"), received, found.g.count, not received or bool(found.g)
        )
    )
    for charge in form.charges:
        if charge.within and charge.key in typed:
            name = _("D : « %(part)s » dans le total") % {"part": charge.name}
            list_of.append(
                Check(
                    name,
                    typed[charge.key],
                    typed.get(charge.within, 0),
                    typed[charge.key] <= typed.get(charge.within, 0),
                )
            )
    turnover = typed.get(form.turnover.key)
    if turnover is not None:
        income = sum(typed.get(line.key, 0) for line in form.origins)
        list_of.append(
            Check(_("Produits de formation dans le total des produits"), income, turnover, income <= turnover)
        )
    return list_of


def gaps(
    form: Form,
    paths: Sequence[Followed],
    taught: Sequence[object],
    external: Mapping[str, bool],
    typed: Mapping[str, int],
    year_link: str,
) -> list[Gap]:
    """What is missing, the most pressing first; nothing: the report can be sent."""
    counted = [path for path in paths if path.minutes > 0]
    own = [path for path in counted if not path.received]
    statuses = {line.key for line in form.statuses}
    objectives = {line.key for line in form.objectives}
    levels = {key: {part.key for part in parts} for key, parts in form.levels.items()}
    courses = {path.course_id: path for path in own}

    def of_paths(says: Callable[[int], str], wanting: Sequence[Followed]) -> Gap:
        return _gap(
            says, [Record(f"{path.learner}, {path.course}", f"/financeurs/dossiers/{path.id}") for path in wanting]
        )

    def of_courses(says: Callable[[int], str], wanting: Sequence[Followed]) -> Gap:
        return _gap(says, [Record(path.course, f"{SETTINGS}#parcours-{path.course_id}") for path in wanting])

    unstaffed = {row.session_id: row for row in taught if not row.trainer_id}  # type: ignore[attr-defined]
    unsaid = {row.trainer_id: row for row in taught if row.trainer_id and row.trainer_id not in external}  # type: ignore[attr-defined]
    untyped = [line for line in form.typed if line.key not in typed]
    found = [
        of_paths(
            lambda n: ngettext("%(num)s parcours sans statut à l'entrée (F-1).", "%(num)s parcours sans statut à l'entrée (F-1).", n),
            [path for path in own if path.status not in statuses],
        ),
        of_paths(
            lambda n: ngettext("%(num)s parcours sans financeur (C).", "%(num)s parcours sans financeur (C).", n),
            [path for path in counted if not path.shares],
        ),
        of_courses(
            lambda n: ngettext("%(num)s formation sans objectif (F-3).", "%(num)s formations sans objectif (F-3).", n),
            [path for path in courses.values() if path.objective not in objectives],
        ),
        of_courses(
            lambda n: ngettext("%(num)s formation sans niveau de certification (F-3).", "%(num)s formations sans niveau de certification (F-3).", n),
            [path for path in courses.values() if path.objective in levels and path.level not in levels[path.objective]],
        ),
        of_courses(
            lambda n: ngettext("%(num)s formation sans spécialité NSF (F-4).", "%(num)s formations sans spécialité NSF (F-4).", n),
            [path for path in courses.values() if path.nsf not in specialities()],
        ),
        _gap(
            lambda n: ngettext("%(num)s séance faite sans formateur (E).", "%(num)s séances faites sans formateur (E).", n),
            [Record(row.title, f"/seances/{key}") for key, row in unstaffed.items()],  # type: ignore[attr-defined]
        ),
        _gap(
            lambda n: ngettext("%(num)s personne intervient, sans que l'on sache si elle est salariée (E).", "%(num)s personnes interviennent, sans que l'on sache si elles sont salariées (E).", n),
            [Record(row.trainer, f"{SETTINGS}#intervenants") for row in unsaid.values()],  # type: ignore[attr-defined]
        ),
        _gap(
            lambda n: ngettext("%(num)s montant n'est pas saisi (C, D).", "%(num)s montants ne sont pas saisis (C, D).", n),
            [Record(" ".join((line.number, line.name)).strip(), f"{year_link}#field-{line.key}") for line in untyped],
        ),
    ]  # fmt: skip
    return [gap for gap in found if gap.records]


def _gap(says: Callable[[int], str], records: Sequence[Record]) -> Gap:
    return Gap(says(len(records)) % {"num": len(records)}, tuple(records[:SHOWN]), max(0, len(records) - SHOWN))
