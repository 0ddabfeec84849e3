"""The list as the page and its CSV show it: filters, order, words."""

import csv
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from app.accompaniment.cohort import EVERY_STATUS, IN_PROGRESS, Cohort, Person
from app.core.clock import local
from app.core.i18n import _, locale
from app.courses.outline import Outline
from app.enrolments.rules import STATUS_LABELS, Status
from app.web.formats import ago, clock, hours, month, number, percent, short_day
from app.web.templating import environment

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
    group: str = ""
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
            "groupe": self.group,
            "tri": "" if self.sort == "nom" else self.sort,
            "sens": "desc" if self.descending else "",
        }
        kept = {name: value for name, value in (asked | changed).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def wish(parcours: str, entree: str, statut: str, lieu: str, tri: str, sens: str, groupe: str = "") -> Wish:
    """The wishes written in an address."""
    return Wish(
        course=parcours,
        entry=entree,
        status=statut if statut in _STATUSES else "",
        site=lieu,
        group=groupe,
        sort=tri if tri in SORTS else "nom",
        descending=sens == "desc",
    )


def chosen(cohort: Cohort, asked: Wish, members: Collection[str] | None = None) -> list[Person]:
    """The people asked for, in the order asked for; equals stay in the order of their names. `members` are the
    enrolments of the group asked for."""
    statuses = asked.statuses
    found = [
        person
        for person in cohort.people
        if person.status in statuses
        and (not asked.course or person.course_id == asked.course)
        and (not asked.site or person.site_id == asked.site)
        and (not asked.entry or person.starts_on.isoformat()[:7] == asked.entry)
        and (members is None or person.id in members)
    ]
    if asked.sort != "nom" or asked.descending:
        found.sort(key=SORTS[asked.sort], reverse=asked.descending)
    return found


def choices(cohort: Cohort, groups: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The options of the filters, from the people who are there and the groups of the organisation."""
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
        "groups": [("", everyone), *groups] if groups else [],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the heat map, ready to print."""

    cells: Markup  # name, blocks, progress, places
    last_act: str
    next_session: str


def lines(cohort: Cohort, people: Sequence[Person]) -> list[Line]:
    """Words and figures of each row."""
    language = locale.get()
    columns = max((len(cohort.outlines[key].blocks) for key in {person.course_id for person in people}), default=0)
    silent = _("pas encore")
    found = []
    for person in people:
        standing = person.standing
        key = f"{language} {columns} {person.status} {person.name}"
        cells = standing.drawn.get(key)
        if cells is None:
            standing.drawn.clear()
            cells = standing.drawn[key] = _draw(person, cohort.outlines[person.course_id], columns)
        coming = person.next_session
        found.append(
            Line(
                cells,
                ago(standing.last_day) if standing.last_day else silent,
                f"{short_day(coming)}, {clock(coming)}" if coming else "–",
            )
        )
    return found


def _draw(person: Person, outline: Outline, columns: int) -> Markup:
    """The cells that change only when the person does something: drawn once, kept with the standing."""
    standing = person.standing
    cells: list[tuple[int, str, str | None]] = []
    for block, named in zip(standing.blocks, outline.blocks, strict=True):
        words = {"position": named.position, "percent": percent(block.percent)}
        if block.level is None:
            cells.append((block.percent, _("Bloc %(position)s : %(percent)s") % words, None))
        else:
            level = number(block.level, 1)
            text = _("Bloc %(position)s : %(percent)s, niveau %(level)s") % (words | {"level": level})
            cells.append((block.percent, text, level))
    time = standing.on_site + standing.remote
    html = (
        environment(locale.get())
        .get_template("accompaniment/cells.html")
        .render(
            id=person.id,
            name=person.name,
            status="" if person.status == Status.ACTIVE else _(STATUS_LABELS[Status(person.status)]),
            cells=cells,
            empty=columns - len(cells),
            percent=percent(standing.percent),
            share=round(100 * standing.on_site / time) if time > 0 else None,
            on_site=hours(standing.on_site),
            remote=hours(standing.remote),
        )
    )
    return Markup(html)  # noqa: S704 - made by our template, which escapes


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
