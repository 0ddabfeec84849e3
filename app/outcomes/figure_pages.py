"""What people became: figures with all their denominators, and the exits behind each."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period, twelve_months_to
from app.core.trail import concerns
from app.courses import queries as courses
from app.identity import queries as identity
from app.outcomes import exports, policies, queries
from app.outcomes.figures import EXITS, LABELS, PREDICATES, STANDING, chosen, results
from app.outcomes.queries import Scope, Situation
from app.outcomes.rules import EXIT
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show
from app.web.workbooks import download

router = pages("outcomes")

Asked = Annotated[str, Query(max_length=60)]
LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """A period, and one course or one funder of it when they are said."""

    period: Period
    course: str = ""
    funder: str = ""

    def link(self, path: str, **more: str) -> str:
        wanted = {"parcours": self.course, "financeur": self.funder, **more}
        said = urlencode({name: value for name, value in wanted.items() if value})
        return f"{path}?{self.period.query}" + (f"&{said}" if said else "")


@dataclass(frozen=True, slots=True)
class Around:
    """What the page offers to choose from."""

    courses: dict[str, str]
    funders: dict[str, str]


def _asked(session: Session, actor: Actor, du: str, au: str, parcours: str, financeur: str) -> tuple[Wish, Around]:
    require(policies.may_read_figures(actor))
    around = Around(
        {row.id: row.title for row in courses.courses(session, actor)},
        {str(row.id): row.name for row in identity.funders(session, actor.organisation_id)},
    )
    period = read_period(du, au, today=today())
    wish = Wish(
        period, parcours if parcours in around.courses else "", financeur if financeur in around.funders else ""
    )
    return wish, around


def _found(session: Session, actor: Actor, wish: Wish) -> list[Situation]:
    scope = Scope(actor.organisation_id, wish.period.start, wish.period.end, wish.course, wish.funder)
    return queries.situations(session, scope)


@router.get("/suivi/sorties")
def figures(
    request: Request, session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "", parcours: Asked = "",
    financeur: Asked = "",
) -> Response:  # fmt: skip
    error: Invalid | None = None
    try:
        wish, around = _asked(session, actor, du, au, parcours, financeur)
    except Invalid as wrong:
        error = wrong
        _last, around = _asked(session, actor, "", "", parcours, financeur)
        wish = Wish(twelve_months_to(today()))
    found = _found(session, actor, wish)
    months = queries.ways_of(session, actor.organisation_id).months
    return show(
        request,
        "outcomes/figures.html",
        status=422 if error else 200,
        wish=wish,
        around=around,
        du=du if error else wish.period.start.isoformat(),
        au=au if error else wish.period.end.isoformat(),
        results=results(found, months),
        standing=STANDING,
        labels={what: _(label) for what, label in LABELS.items()},
        when=exports.moment_words,
        to_list=lambda month, what: wish.link("/suivi/sorties/liste", moment=str(month), quoi=what),
        csv=wish.link("/suivi/sorties.csv"),
        xlsx=wish.link("/suivi/sorties.xlsx"),
        may_change=bool(policies.may_change_ways(actor)),
        may_close=bool(policies.may_close(actor)),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


@router.get("/suivi/sorties/liste")
def listed(
    request: Request, session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "", parcours: Asked = "",
    financeur: Asked = "", moment: Asked = "0", quoi: Asked = EXITS,
) -> Response:  # fmt: skip
    """The exits behind a figure."""
    wish, around = _asked(session, actor, du, au, parcours, financeur)
    month, what = _figure(moment, quoi)
    months = queries.ways_of(session, actor.organisation_id).months
    if month != EXIT and month not in months:
        raise _unknown()
    rows = chosen(_found(session, actor, wish), month, what)
    return show(
        request,
        "outcomes/list.html",
        wish=wish,
        around=around,
        rows=rows[:LINES_SHOWN],
        count=len(rows),
        people=len({row.learner_id for row in rows}),
        months=months,
        figure=_(LABELS[what]),
        when=exports.moment_words,
        month=month,
        exit_words=exports.exit_words,
        check_words=exports.check_words,
        named=bool(policies.may_see_names(actor)),
        opens=actor.is_staff,
        back=wish.link("/suivi/sorties"),
    )


def _figure(moment: str, what: str) -> tuple[int, str]:
    if not (moment.isascii() and moment.isdigit() and len(moment) < 4) or what not in PREDICATES:
        raise _unknown()
    return int(moment), what


def _unknown() -> Invalid:
    message = _("Ce chiffre n'existe pas. Revenez à la page des sorties et suivez un de ses liens.")
    return Invalid(message, [FieldError("quoi", message)])


@router.get("/suivi/sorties.csv")
def as_csv(
    session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "", parcours: Asked = "", financeur: Asked = ""
) -> Response:
    wish, _around = _asked(session, actor, du, au, parcours, financeur)
    found = results(_found(session, actor, wish), queries.ways_of(session, actor.organisation_id).months)
    return Response(
        exports.as_csv(found, wish.period),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{_name(wish)}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/suivi/sorties.xlsx")
def as_workbook(
    session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "", parcours: Asked = "", financeur: Asked = ""
) -> Response:
    wish, around = _asked(session, actor, du, au, parcours, financeur)
    rows = _found(session, actor, wish)
    found = results(rows, queries.ways_of(session, actor.organisation_id).months)
    named = bool(policies.may_see_names(actor))
    if named:
        concerns(row.enrolment_id for row in rows)
    return download(exports.as_workbook(found, rows, wish.period, around.courses, named=named), _name(wish))


def _name(wish: Wish) -> str:
    return f"sorties-{wish.period.start.isoformat()}-{wish.period.end.isoformat()}"
