"""Hours for machines."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.periods import Period
from app.core.trail import concerns
from app.reporting import asking, exports, hours, words
from app.reporting.queries.columns import bounded
from app.reporting.rules import DONE, TOTAL
from app.reporting.schemas import FiguresOut, HourOut, HoursOut, ScopeOut, SliceOut
from app.reporting.scopes import Scope, scope_for
from app.reporting.words import title_of
from app.web.doors import ApiActor, Reading, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("reporting")

Kind = Annotated[
    str,
    Query(
        max_length=40,
        description="person (an enrolment), adviser, group, entry (2026-11), course, funder, organisation",
    ),
]
Id = Annotated[str, Query(max_length=80, description="which one; a course may be named by its slug")]
From = Annotated[str, Query(alias="from", max_length=40, description="first day, as 2026-01-01; none: since the start")]
To = Annotated[str, Query(alias="to", max_length=40, description="last day; none: to the end of the plans")]
SideAsked = Annotated[str, Query(max_length=20, description="planned or done")]
MarkAsked = Annotated[str, Query(max_length=20, description="total, or one of the marks of the figures")]

_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


def _asked(session: Session, actor: Actor, scope: str, scope_id: str, first: str, last: str) -> tuple[Scope, Period]:
    return scope_for(session, actor, scope, scope_id), asking.read_dates(first, last, ("from", "to"))


@router.get("/reports/hours")
def figures(session: Reading, actor: ApiActor, scope: Kind, id: Id = "", first: From = "", last: To = "") -> HoursOut:
    """Minutes planned and done of a scope in a period, by mark and by week or month."""
    asked, period = _asked(session, actor, scope, id, first, last)
    found = hours.hours(session, actor, asked, period)
    return HoursOut(
        scope=ScopeOut(kind=asked.kind, id=asked.id, title=asked.title),
        **_bounds(period),
        planned=FiguresOut(**found.planned.as_dict()),
        done=FiguresOut(**found.done.as_dict()),
        slices=[
            SliceOut(
                **_bounds(each.period),
                planned=FiguresOut(**each.planned.as_dict()),
                done=FiguresOut(**each.done.as_dict()),
            )
            for each in found.slices
        ],
    )


def _bounds(period: Period) -> dict[str, date | None]:
    begins, ends = bounded(period)
    return {"start": period.start if begins else None, "end": period.end if ends else None}


@router.get("/reports/hours.csv", response_class=Response, responses=_CSV)
def figures_csv(
    session: Reading, actor: ApiActor, scope: Kind, id: Id = "", first: From = "", last: To = ""
) -> Response:
    """The same as a spreadsheet."""
    asked, period = _asked(session, actor, scope, id, first, last)
    found = hours.hours(session, actor, asked, period)
    return exports.download(exports.figures_file(asked.title, period, found), "heures")


@router.get("/reports/hours/rows")
def rows(
    session: Reading,
    actor: ApiActor,
    scope: Kind,
    id: Id = "",
    first: From = "",
    last: To = "",
    side: SideAsked = DONE,
    mark: MarkAsked = TOTAL,
    limit: Limit = 50,
    after: After = "",
) -> Page[HourOut]:
    """The rows behind one figure, by day: their minutes add up to it."""
    asked, period = _asked(session, actor, scope, id, first, last)
    skip = _skipped(after)
    found = hours.rows(session, actor, asked, period, asking.read_cell(side, mark), limit + 1, skip)

    def item(row: Any) -> HourOut:
        values = {name: getattr(row, name) for name in HourOut.model_fields if hasattr(row, name)}
        return HourOut(**values | {"name": words.name_of(actor, row), "title": title_of(row)})

    return page(found, limit, item, key=lambda _row: str(skip + limit))


@router.get("/reports/hours/rows.csv", response_class=Response, responses=_CSV)
def rows_csv(
    session: Reading,
    actor: ApiActor,
    scope: Kind,
    id: Id = "",
    first: From = "",
    last: To = "",
    side: SideAsked = DONE,
    mark: MarkAsked = TOTAL,
) -> Response:
    """All of them as a spreadsheet."""
    asked, period = _asked(session, actor, scope, id, first, last)
    found = hours.rows(session, actor, asked, period, asking.read_cell(side, mark))
    concerns(row.enrolment_id for row in found)
    return exports.download(exports.rows_file(actor, found), "heures-lignes")


def _skipped(after: str) -> int:
    """How many rows the pages before have shown."""
    key = after_id(after) or "0"
    if not (key.isascii() and key.isdigit()) or len(key) > 9:
        message = _("Cette valeur ne vient pas d'une page précédente.")
        raise Invalid(message, [FieldError("after", message)])
    return int(key)
