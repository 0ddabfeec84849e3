"""The gauge, its rows, its people, and the weekly statements."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import N_, _
from app.core.periods import Period
from app.core.trail import concerns
from app.enrolments.rules import STATUS_LABELS, Status
from app.reporting import exports, policies, queries, scopes, words
from app.reporting import hours as counting
from app.reporting.asking import Wish, read_cell, read_wish
from app.reporting.hours import Line
from app.reporting.rules import (
    DONE,
    MARKS,
    PAIRS,
    PLANNED,
    SIDES,
    TOTAL,
    WHOLE,
    month_of,
    quarter_of,
    total_of,
    week_of,
)
from app.reporting.scopes import NAMES, ORGANISATION, Scope
from app.reporting.words import SOURCES, VALUES, dates, slice_title, title_of
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("reporting")

ROWS_SHOWN = 100
MONTHS_OFFERED = 12

Asked = Annotated[str, Query(max_length=100)]
Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/heures")
def gauge(
    request: Request, session: Reading, actor: CurrentActor, pour: Asked = "", du: Asked = "", au: Asked = ""
) -> Response:
    try:
        wish = read_wish(session, actor, pour, du, au)
    except Invalid as error:
        return _again(request, session, actor, pour, du, au, error)
    found = counting.hours(session, actor, wish.scope, wish.period)
    return show(
        request,
        "reporting/gauge.html",
        wish=wish,
        found=found,
        when=dates(wish.period),
        pairs=PAIRS,
        marks={mark: _(name) for mark, name in MARKS.items()},
        top=max((each.of(TOTAL) for cut in found.slices for each in (cut.planned, cut.done)), default=0),
        slices=[(cut, slice_title(cut.period), _rows_link(wish, cut.period)) for cut in found.slices],
        cells=_rows_link(wish, wish.period),
        shortcuts=_shortcuts(wish),
        of_person=wish.scope.kind == scopes.PERSON,
        may_choose=actor.is_staff or actor.has(Role.AUDITOR),
        may_read_statements=bool(policies.may_read_statements(actor)),
        **_form(session, actor, wish),
    )


def _rows_link(wish: Wish, period: Period) -> dict[str, dict[str, str]]:
    """side → mark → where the rows of the figure are."""
    return {
        side: {mark: wish.during(period).link("/heures/lignes", cote=side, marque=mark) for mark in MARKS}
        for side in SIDES
    }


def _shortcuts(wish: Wish) -> list[tuple[str, str, bool]]:
    day = today()
    offered = (
        (_("Aujourd'hui"), Period(day, day)),
        (_("Cette semaine"), week_of(day)),
        (_("Ce mois"), month_of(day)),
        (_("Ce trimestre"), quarter_of(day)),
        (_("Depuis le début"), WHOLE),
    )
    return [(name, wish.during(period).link("/heures"), period == wish.period) for name, period in offered]


def _form(session: Session, actor: Actor, wish: Wish | None) -> dict[str, Any]:
    """The choices of the form: every scope of the organisation, the one shown included."""
    if not (actor.is_staff or actor.has(Role.AUDITOR)):
        return {"choices": []}
    found = [(ORGANISATION, _(NAMES[ORGANISATION]))]
    for row in queries.choices(session, actor.organisation_id):
        if actor.is_staff or row.kind in policies.OF_AUDITORS:
            found.append((f"{row.kind}:{row.id}", f"{_(_KINDS[row.kind])} : {row.name}"))
    month = today().replace(day=1)
    for _month in range(MONTHS_OFFERED):
        found.append((f"entry:{month:%Y-%m}", scopes.entry_title(month)))
        month = month_of(date.fromordinal(month.toordinal() - 1)).start
    if wish and wish.scope.key not in {key for key, _label in found}:
        found.insert(0, (wish.scope.key, wish.scope.title))
    return {"choices": found}


_KINDS = {"course": N_("Parcours"), "funder": N_("Financeur"), "adviser": N_("Suivi par"), "group": N_("Groupe")}


def _again(request: Request, session: Session, actor: Actor, pour: str, du: str, au: str, error: Invalid) -> Response:
    """The form as it was filled in, with what to mend."""
    return show(
        request,
        "reporting/asked_again.html",
        status=422,
        asked={"pour": pour, "du": du, "au": au},
        error=error,
        errors={field.field: field.message for field in error.fields},
        **_form(session, actor, None),
    )


@router.get("/heures.csv")
def gauge_as_csv(session: Reading, actor: CurrentActor, pour: Asked = "", du: Asked = "", au: Asked = "") -> Response:
    wish = read_wish(session, actor, pour, du, au)
    found = counting.hours(session, actor, wish.scope, wish.period)
    return exports.download(exports.figures_file(wish.scope.title, wish.period, found), "heures")


@router.get("/heures/lignes")
def rows(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    pour: Asked = "",
    du: Asked = "",
    au: Asked = "",
    cote: Asked = DONE,
    marque: Asked = TOTAL,
    page: Number = 1,
) -> Response:
    try:
        wish, cell = read_wish(session, actor, pour, du, au), read_cell(cote, marque)
    except Invalid as error:
        return _again(request, session, actor, pour, du, au, error)
    skip = (page - 1) * ROWS_SHOWN
    found = counting.rows(session, actor, wish.scope, wish.period, cell, ROWS_SHOWN + 1, skip)
    planned, done = counting.totals(session, actor, wish.scope, wish.period)
    more = {"cote": cell.side, "marque": cell.mark}
    return show(
        request,
        "reporting/rows.html",
        wish=wish,
        cell=cell,
        when=dates(wish.period),
        side=_(SIDES[cell.side]),
        mark=_(MARKS[cell.mark]),
        total=(planned if cell.side == PLANNED else done).of(cell.mark),
        rows=[(row, title_of(row), row_link(actor, row), words.name_of(actor, row)) for row in found[:ROWS_SHOWN]],
        following=wish.link("/heures/lignes", page=str(page + 1), **more) if len(found) > ROWS_SHOWN else "",
        csv=wish.link("/heures/lignes.csv", **more),
        back=wish.link("/heures"),
        words={value: _(word) for value, word in VALUES.items()},
        sources={source: _(word) for source, word in SOURCES.items()},
        named=wish.scope.kind != scopes.PERSON,
        may_open=actor.is_staff,
        page=page,
    )


def row_link(actor: Actor, row: Any) -> str:
    """Where an hour leads: for the team, the sheet of its session or the path; for the person, the activity."""
    if actor.is_staff:
        if row.session_id:
            return f"/seances/{row.session_id}"
        return f"/suivi/{row.enrolment_id}?onglet=parcours" if row.enrolment_id else ""
    if actor.has(Role.LEARNER):
        if row.activity_id:
            return f"/activites/{row.activity_id}"
        return f"/seances/{row.session_id}" if row.session_id else ""
    return ""


@router.get("/heures/lignes.csv")
def rows_as_csv(
    session: Reading,
    actor: CurrentActor,
    pour: Asked = "",
    du: Asked = "",
    au: Asked = "",
    cote: Asked = DONE,
    marque: Asked = TOTAL,
) -> Response:
    wish, cell = read_wish(session, actor, pour, du, au), read_cell(cote, marque)
    found = counting.rows(session, actor, wish.scope, wish.period, cell)
    concerns(row.enrolment_id for row in found)
    return exports.download(exports.rows_file(actor, found), "heures-lignes")


# --- People × figures -----------------------------------------------------------------------------------------

_COLUMNS: tuple[tuple[str, str], ...] = (
    *((side, TOTAL) for side in (PLANNED, DONE)),
    *((side, mark) for mark in ("on_site", "remote") for side in (PLANNED, DONE)),
    *(
        (DONE, mark)
        for mark in ("synchronous", "asynchronous", "individual", "collective", "training", "accompaniment")
    ),
)
PEOPLE_SHOWN = 100


def _sorted(lines: Sequence[Line], tri: str, sens: str) -> list[Line]:
    side, _point, mark = tri.partition(".")
    if (side, mark) in _COLUMNS:
        found = sorted(lines, key=lambda line: (line.planned if side == PLANNED else line.done).of(mark))
    else:
        found = list(lines)
    return found[::-1] if sens == "desc" else found


@router.get("/heures/personnes")
def people(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    pour: Asked = "",
    du: Asked = "",
    au: Asked = "",
    tri: Asked = "nom",
    sens: Asked = "",
    page: Number = 1,
) -> Response:
    try:
        wish = read_wish(session, actor, pour, du, au)
    except Invalid as error:
        return _again(request, session, actor, pour, du, au, error)
    lines = counting.people(session, actor, wish.scope, wish.period)
    shown = _sorted(lines, tri, sens)[(page - 1) * PEOPLE_SHOWN : page * PEOPLE_SHOWN]

    def head(name: str) -> tuple[str, str]:
        turned = name == tri and sens != "desc"
        order = ("descending" if sens == "desc" else "ascending") if name == tri else ""
        return wish.link("/heures/personnes", tri=name, **({"sens": "desc"} if turned else {})), order

    following = {"tri": tri, "page": str(page + 1), **({"sens": sens} if sens else {})}
    return show(
        request,
        "reporting/people.html",
        wish=wish,
        when=dates(wish.period),
        lines=[(line, _of_person(wish, line), _(STATUS_LABELS[Status(line.status)])) for line in shown],
        count=len(lines),
        columns=[
            (side, mark, f"{_(MARKS[mark])}, {_(SIDES[side]).lower()}", head(f"{side}.{mark}"))
            for side, mark in _COLUMNS
        ],
        by_name=head("nom"),
        totals={PLANNED: total_of(line.planned for line in lines), DONE: total_of(line.done for line in lines)},
        cells=_rows_link(wish, wish.period),
        following=wish.link("/heures/personnes", **following) if len(lines) > page * PEOPLE_SHOWN else "",
        csv=wish.link("/heures/personnes.csv"),
        back=wish.link("/heures"),
        may_open=actor.is_staff,
    )


def _of_person(wish: Wish, line: Line) -> Wish:
    return Wish(Scope(wish.scope.organisation_id, scopes.PERSON, line.enrolment_id, line.name), wish.period)


@router.get("/heures/personnes.csv")
def people_as_csv(session: Reading, actor: CurrentActor, pour: Asked = "", du: Asked = "", au: Asked = "") -> Response:
    wish = read_wish(session, actor, pour, du, au)
    lines = counting.people(session, actor, wish.scope, wish.period)
    concerns(line.enrolment_id for line in lines)
    return exports.download(exports.people_file(lines), "heures-personnes")
