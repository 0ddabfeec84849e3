"""/donnees: everything about personal data that somebody of the team may open; and the register of requests as files."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.periods import Period, read_period, twelve_months_to
from app.privacy.erasure import policies as erasure
from app.privacy.processing import policies as processing
from app.privacy.requests import policies, queries, register, rules
from app.privacy.retention import policies as retention
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show
from app.web.workbooks import download

router = pages("data_requests")
Asked = Annotated[str, Query(max_length=40)]


@router.get("/donnees")
def everything(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_enter(actor))
    officer = queries.officer_id(session, actor.organisation_id)
    reads = bool(policies.is_officer(actor, officer))
    waiting = queries.listed(session, actor.organisation_id) if reads else []
    return show(
        request, "privacy/requests/hub.html", reads=reads, waiting=len(waiting),
        late=sum(rules.is_late(row, today()) for row in waiting), may_name=bool(policies.may_name_officer(actor)),
        keeps_registers=bool(processing.may_keep_registers(actor, officer)),
        keeps_time=bool(retention.may_keep_time(actor, officer)),
        sees_erasures=bool(erasure.may_see_erasures(actor, officer)),
    )  # fmt: skip


@router.get("/donnees/demandes.csv")
def as_csv(session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "") -> Response:
    period = _period(session, actor, du, au)
    name = f"demandes-donnees-{period.end.isoformat()}.csv"
    return Response(
        register.csv(session, actor.organisation_id, period), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )  # fmt: skip


@router.get("/donnees/demandes.xlsx")
def as_workbook(session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "") -> Response:
    period = _period(session, actor, du, au)
    return download(register.xlsx(session, actor.organisation_id, period), "demandes-donnees")


def _period(session: Session, actor: Actor, du: str, au: str) -> Period:
    require(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))
    return read_period(du, au, today=today()) if du or au else twelve_months_to(today())
