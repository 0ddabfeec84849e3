"""The map of people and blocks, and its tables to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.assessment.rules import STAGES
from app.competences import policies, words
from app.competences import queries as levels_of
from app.competences.cohort import queries, summing
from app.core.access import Actor, Role, require
from app.core.clock import today
from app.core.i18n import _
from app.core.trail import concerns
from app.courses.outline import Outline
from app.courses.outline import outline as outline_of
from app.enrolments.groups import queries as groups
from app.enrolments.rules import STATUS_LABELS, Status
from app.web import spreadsheets, workbooks
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("competences")

SHOWN = 100
_OPEN = (Status.ADMITTED, Status.ACTIVE, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which people: of a course, of a group, under way or all, one's own or everybody's."""

    course: str
    group: str
    status: str  # empty: under way; all; or one of them
    whose: str  # tous: everybody's

    def query(self, **more: str) -> str:
        asked = {"parcours": self.course, "groupe": self.group, "statut": self.status, "qui": self.whose, **more}
        said = urlencode({key: value for key, value in asked.items() if value})
        return f"?{said}" if said else ""

    @property
    def statuses(self) -> Sequence[str]:
        if self.status == "tous":
            return ()
        return (self.status,) if self.status in tuple(Status) else _OPEN


_Short = Annotated[str, Query(max_length=60)]


def _people(session: Session, actor: Actor, asked: Wish) -> tuple[Any, dict[str, Outline]]:
    everyone = actor.has(Role.ADMIN, Role.QUALITY, Role.TRAINER) or asked.whose == "tous"
    rows = queries.people(
        session, actor, course_id=asked.course, group_id=asked.group, statuses=asked.statuses,
        adviser_id="" if everyone else actor.account_id,
    )  # fmt: skip
    return rows, {row.id: outline_of(session, row.edition_id) for row in rows}


@router.get("/suivi/competences")
def heat_map(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    parcours: _Short = "",
    groupe: _Short = "",
    statut: _Short = "",
    qui: _Short = "",
    moment: _Short = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """People down, blocks across; each square opens the voices behind it."""
    require(policies.may_see_many(actor))
    asked = Wish(parcours, groupe, statut, qui)
    rows, outlines = _people(session, actor, asked)
    shown = rows[(page - 1) * SHOWN : page * SHOWN]
    found = levels_of.levels_of_many(session, outlines)
    people = summing.mapped(rows, outlines, found)
    here = {row.id for row in shown}
    visible = [one for one in people if one.row.id in here]
    stage = words.IN_PATHS.get(moment, "")
    widest = max((outlines[row.id].blocks for row in shown), key=len, default=())
    return show(
        request,
        "competences/cohort.html",
        people=visible,
        count=len(rows),
        blocks=widest,
        one_course=len({row.course_id for row in shown}) <= 1,
        sums={(one.block, one.stage): one for one in summing.sums(people)},
        stage=stage,
        stages=STAGES,
        stage_names=words.said(words.STAGES),
        short_names=words.said(words.SHORT_STAGES),
        stage_paths=words.PATH_OF,
        courses=[(row.id, row.title) for row in queries.courses(session, actor)],
        groups=groups.open_names(session, actor.organisation_id),
        statuses=[("", _("En cours")), ("tous", _("Tous")), *((one.value, _(STATUS_LABELS[one])) for one in Status)],
        only_mine=actor.has(Role.ADVISER) and not actor.has(Role.ADMIN, Role.QUALITY, Role.TRAINER),
        asked=asked,
        tops={row.id: len(outlines[row.id].levels) for row in shown},
        following=asked.query(moment=moment, page=str(page + 1)) if len(rows) > page * SHOWN else "",
    )


@router.get("/suivi/competences.csv")
def as_csv(
    session: Reading,
    actor: CurrentActor,
    parcours: _Short = "",
    groupe: _Short = "",
    statut: _Short = "tous",
    qui: _Short = "tous",
) -> Response:
    """One line per person, competence and moment: to be summed over the structure."""
    require(policies.may_see_many(actor))
    table = _flat(session, actor, Wish(parcours, groupe, statut, qui))
    return StreamingResponse(
        _csv(table),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="competences-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/suivi/competences.xlsx")
def as_workbook(
    session: Reading,
    actor: CurrentActor,
    parcours: _Short = "",
    groupe: _Short = "",
    statut: _Short = "tous",
    qui: _Short = "tous",
) -> Response:
    """The same lines, and their sums by block and moment, as live formulas over them."""
    require(policies.may_see_many(actor))
    asked = Wish(parcours, groupe, statut, qui)
    rows, outlines = _people(session, actor, asked)
    concerns(row.id for row in rows)
    found = levels_of.levels_of_many(session, outlines)
    lines = list(summing.flat(rows, outlines, found, _statuses()))
    sums = summing.sums(summing.mapped(rows, outlines, found))
    file = workbooks.workbook_file(
        [
            workbooks.Sheet(_("Sommes"), _sum_rows(sums, len(lines)), _sum_heads(), (8, 40, 10, 12, 12, 12, 12)),
            workbooks.Sheet(_("Niveaux"), lines, summing.heads(), (24, 12, 24, 20, 16, 12, 12, 8, 30, 8, 30, 10), 1),
        ],
        title=_("Compétences"),
        author=actor.organisation_name,
    )
    return StreamingResponse(
        workbooks.pieces(file),
        media_type=workbooks.XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="competences-{today().isoformat()}.xlsx"',
            "Cache-Control": "private, no-store",
        },
    )


def _statuses() -> dict[str, str]:
    return {one.value: _(STATUS_LABELS[one]) for one in Status}


def _flat(session: Session, actor: Actor, asked: Wish) -> list[list[Any]]:
    rows, outlines = _people(session, actor, asked)
    concerns(row.id for row in rows)
    return list(summing.flat(rows, outlines, levels_of.levels_of_many(session, outlines), _statuses()))


def _csv(table: list[list[Any]]) -> Iterator[bytes]:
    yield (spreadsheets.MARK + spreadsheets.line(summing.heads())).encode()
    for row in table:
        yield spreadsheets.line(
            "" if cell is None else cell.isoformat() if isinstance(cell, date) else cell for cell in row
        ).encode()


def _sum_heads() -> list[str]:
    return [
        _("Bloc"), _("Intitulé"), _("Moment"), _("Personnes notées"), _("Moyenne des personnes"), _("Niveaux notés"),
        _("Niveaux conclus"),
    ]  # fmt: skip


def _sum_rows(sums: Sequence[summing.Sum], count: int) -> Iterator[list[workbooks.Cell]]:
    """Counts of levels are formulas over the sheet of levels: whoever filters there sees what the sums were made of."""
    stages = words.said(words.SHORT_STAGES)
    sheet = _("Niveaux")

    def column(index: int) -> str:
        return workbooks.block(1, index, max(count, 1), index, sheet)

    for number, one in enumerate(sums, 1):
        named = f"{column(7)},{workbooks.cell(number, 0)},{column(11)},{workbooks.cell(number, 2)}"
        yield [
            one.block, one.title, stages[one.stage], one.people, one.mean,
            workbooks.Formula(f"=COUNTIFS({named})", one.known, workbooks.WHOLE),
            workbooks.Formula(f'=COUNTIFS({named},{column(14)},"{_("oui")}")', one.concluded, workbooks.WHOLE),
        ]  # fmt: skip
