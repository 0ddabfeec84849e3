"""The board for machines."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from app.core.clock import today
from app.core.periods import Period, read_period
from app.quality import exports, services
from app.quality.schemas import IndicatorOut
from app.web.doors import ApiActor, Reading, api

router = api("quality")

From = Annotated[
    str, Query(alias="from", max_length=40, description="first day, as 2026-01-01; twelve months by default")
]
To = Annotated[str, Query(alias="to", max_length=40, description="last day; today by default")]


def _period(first: str, last: str) -> Period:
    return read_period(first, last, today=today(), names=("from", "to"))


@router.get("/quality/indicators")
def indicators(session: Reading, actor: ApiActor, first: From = "", last: To = "") -> list[IndicatorOut]:
    """The indicators of the grid in force on the last day, with the evidence held and the results of the period."""
    period = _period(first, last)
    board = services.read_board(session, actor, period)
    figures = services.read_figures(session, actor, period)
    return [IndicatorOut.model_validate(exports.indicator_data(card, figures)) for card in board.cards]


@router.get(
    "/quality/indicators.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def indicators_csv(session: Reading, actor: ApiActor, first: From = "", last: To = "") -> StreamingResponse:
    """The same, one line per indicator and result."""
    period = _period(first, last)
    board = services.read_board(session, actor, period)
    figures = services.read_figures(session, actor, period)
    lines = list(exports.machine_csv(board, figures))  # made here, in the language and the transaction of the request
    return StreamingResponse(iter(lines), media_type="text/csv; charset=utf-8")
