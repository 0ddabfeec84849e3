"""The list as the page and its CSV show it: filters, order, words."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.accompaniment.cohort import EVERY_STATUS, IN_PROGRESS, Cohort, Person
from app.core.clock import local
from app.core.i18n import _
from app.enrolments.rules import STATUS_LABELS, Status
from app.web.formats import ago, clock, hours, month, number, percent, short_day

SORTS: dict[str, Callable[[Person], Any]] = {
    "nom": lambda p: p.sort_name,
    "progression": lambda p: p.standing.percent,
    "signe": lambda p: p.standing.last_act.timestamp() if p.standing.last_act else 0.0,
    "entree": lambda p: p.starts_on,
}
_STATUSES: dict[str, tuple[str, ...]] = {
    "": IN_PROGRESS,
    **{status.value: (status,) for status in Status},
    "tous": EVERY_STATUS,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of the list; an unknown value asks for nothing."""

    course: str = ""
    entry: str = ""  # 2026-11
    status: str = ""
    site: str = ""
    sort: str = "nom"
    descending: bool = False

    @property
    def statuses(self) -> tuple[str, ...]:
        return _STATUSES.get(self.status, IN_PROGRESS)

    def link(self, path: str = "/suivi", **changed: str) -> str:
        """The address of the list with the same wishes but for what changes."""
        asked = {
            "parcours": self.course,
            "entree": self.entry,
            "statut": self.status,
            "lieu": self.site,
            "tri": "" if self.sort == "nom" else self.sort,
            "sens": "desc" if self.descending else "",
        }
        kept = {name: value for name, value in (asked | changed).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def wish(parcours: str, entree: str, statut: str, lieu: str, tri: str, sens: str) -> Wish:
    """The wishes written in an address."""
    return Wish(
        course=parcours,
        entry=entree,
        status=statut if statut in _STATUSES else "",
        site=lieu,
        sort=tri if tri in SORTS else "nom",
        descending=sens == "desc",
    )


def chosen(cohort: Cohort, asked: Wish) -> list[Person]:
    """The people asked for, in the order asked for; equals stay in the order of their names."""
    statuses = asked.statuses
    found = [
        person
        for person in cohort.people
        if person.status in statuses
        and (not asked.course or person.course_id == asked.course)
        and (not asked.site or person.site_id == asked.site)
        and (not asked.entry or person.starts_on.isoformat()[:7] == asked.entry)
    ]
    if asked.sort != "nom" or asked.descending:
        found.sort(key=SORTS[asked.sort], reverse=asked.descending)
    return found


def choices(cohort: Cohort) -> dict[str, list[tuple[str, str]]]:
    """The options of the filters, from the people who are there."""
    everyone = _("Tous")
    sites = {person.site_id: person.site_name or "" for person in cohort.people if person.site_id}
    months = sorted({person.starts_on.replace(day=1) for person in cohort.people}, reverse=True)
    return {
        "courses": [
            ("", everyone),
            *((key, o.title) for key, o in sorted(cohort.outlines.items(), key=lambda c: c[1].title)),
        ],
        "months": [("", _("Toutes")), *((day.isoformat()[:7], month(day)) for day in months)],
        "statuses": [
            ("", _("En cours et à venir")),
            *((status.value, _(label).capitalize()) for status, label in STATUS_LABELS.items()),
            ("tous", everyone),
        ],
        "sites": [("", everyone), *sorted(sites.items(), key=lambda site: site[1])],
    }


@dataclass(frozen=True, slots=True)
class Cell:
    step: int  # 0 to 4 quarters
    text: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the heat map, ready to print."""

    id: str
    name: str
    status: str  # in words, when it is not the ordinary one
    cells: Sequence[Cell]
    percent: str
    share: float  # of the time done on site, in percent
    has_time: bool
    on_site: str
    remote: str
    last_act: str
    next_session: str


def lines(cohort: Cohort, people: Sequence[Person]) -> list[Line]:
    """Words and figures of each row. The same cell is worded once."""
    worded: dict[tuple[str, int, int, float | None], Cell] = {}
    status_words = {status.value: _(label) for status, label in STATUS_LABELS.items()}
    with_level, without = _("%(block)s : %(percent)s, niveau %(level)s"), _("%(block)s : %(percent)s")
    silent = _("pas encore")
    titles = {key: [block.title for block in o.blocks] for key, o in cohort.outlines.items()}
    found = []
    for person in people:
        standing = person.standing
        cells = []
        for index, block in enumerate(standing.blocks):
            key = (person.course_id, index, block.percent, block.level)
            cell = worded.get(key)
            if cell is None:
                level = number(block.level, 1) if block.level is not None else None
                words = {
                    "block": titles[person.course_id][index],
                    "percent": percent(block.percent),
                    "level": level,
                }
                cell = worded[key] = Cell(_step(block.percent), (with_level if level else without) % words, level)
            cells.append(cell)
        time = standing.on_site + standing.remote
        found.append(
            Line(
                person.id,
                person.name,
                "" if person.status == Status.ACTIVE else status_words[person.status],
                cells,
                percent(standing.percent),
                round(100 * standing.on_site / time, 1) if time > 0 else 50,
                time > 0,
                hours(standing.on_site),
                hours(standing.remote),
                ago(standing.last_act) if standing.last_act else silent,
                f"{short_day(person.next_session)}, {clock(person.next_session)}" if person.next_session else "–",
            )
        )
    return found


def _step(share: int) -> int:
    """How many quarters of a cell are filled: the same steps as the component."""
    return 0 if share <= 0 else 4 if share >= 100 else 1 if share < 38 else 2 if share < 63 else 3


def as_csv(cohort: Cohort, people: Sequence[Person]) -> bytes:
    """The list for a spreadsheet: semicolons and a byte-order mark, as French ones expect."""
    most = max((len(o.blocks) for o in cohort.outlines.values()), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [
        _("Nom"),
        _("Parcours"),
        _("Statut"),
        _("Entrée"),
        _("Fin prévue"),
        _("Lieu"),
        _("Suivi par"),
        _("Avancement (%)"),
    ]
    for position in range(1, most + 1):
        head += [_("Bloc %(n)s (%%)") % {"n": position}, _("Bloc %(n)s, niveau") % {"n": position}]
    head += [
        _("Minutes sur place"),
        _("Minutes à distance"),
        _("Dernier signe"),
        _("Prochaine séance"),
        _("À voir"),
    ]
    writer.writerow(head)
    for person in people:
        standing = person.standing
        line: list[object] = [
            person.name, cohort.outlines[person.course_id].title, _(STATUS_LABELS[Status(person.status)]),
            person.starts_on.isoformat(), person.ends_on.isoformat(), person.site_name or "",
            person.adviser_name or "", standing.percent,
        ]  # fmt: skip
        for index in range(most):
            block = standing.blocks[index] if index < len(standing.blocks) else None
            line += [block.percent, number(block.level, 1) if block.level is not None else ""] if block else ["", ""]
        line += [standing.on_site, standing.remote]
        line.append(local(standing.last_act).strftime("%Y-%m-%d %H:%M") if standing.last_act else "")
        line.append(local(person.next_session).strftime("%Y-%m-%d %H:%M") if person.next_session else "")
        line.append(", ".join(signal.text for signal in person.signals))
        writer.writerow([_harmless(value) for value in line])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: object) -> object:
    """A text that a spreadsheet would take for a formula is shown as text."""
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
