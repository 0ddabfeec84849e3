"""The audit file for machines: one question, one archive."""

from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.core.clock import today
from app.core.periods import read_period
from app.core.trail import concerns
from app.quality.audit import asking, services
from app.web.doors import ApiActor, Writing, api

router = api("quality")

Id = Annotated[str, Field(min_length=1, max_length=36)]


class ExportIn(BaseModel):
    """A period, and the paths whose folders are wanted."""

    model_config = ConfigDict(extra="forbid")

    first: str = Field(
        "", alias="from", max_length=40, description="first day, as 2026-01-01; twelve months by default"
    )
    last: str = Field("", alias="to", max_length=40, description="last day; today by default")
    sample: list[Id] | None = Field(
        None,
        max_length=1000,
        description="ids of enrolments; without it, everybody, or 200 drawn by the same seed each time",
    )


@router.post(
    "/quality/exports",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "the archive, made while it is sent"}},
)
def export(session: Writing, actor: ApiActor, asked: ExportIn) -> StreamingResponse:
    """The audit file of a period. The same question gives the same bytes as long as the data are the same."""
    period = read_period(asked.first, asked.last, today=today(), names=("from", "to"))
    question = asking.ask(session, actor, period, ids=asked.sample)
    services.note_made(session, actor, question)
    concerns(question.ids)
    name = services.name_of(actor.organisation_slug, period)
    return StreamingResponse(
        services.stream(question),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
