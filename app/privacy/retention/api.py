"""Durations, holds and waves for machines."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.privacy.requests.queries import officer_id
from app.privacy.retention import holding, policies, queries, wave_queries, waves
from app.privacy.retention.holding import Asked
from app.privacy.retention.models import RetentionWave
from app.privacy.retention.planning import plan
from app.web.doors import ApiActor, Reading, Writing, api

router = api("retention")


class DueOut(BaseModel):
    """One thing whose time is over; `until`: the last day in the archive, null when nothing goes there."""

    account_id: str
    enrolment_id: str | None
    name: str
    step: str
    retentions: list[str]
    due_on: date
    until: date | None
    why: str
    funder: str
    rows: int


class PlanOut(BaseModel):
    on: date
    next_wave: date
    people: int
    stopped: int
    items: list[DueOut]


class HoldIn(BaseModel):
    """At least one of funder, person, path and year."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=1000)
    proof: str = Field("", max_length=1000)
    funder_id: str = Field("", max_length=36)
    account_id: str = Field("", max_length=36)
    enrolment_id: str = Field("", max_length=36)
    year: int | None = Field(None, ge=2000, le=2100)
    from_on: date | None = None
    until: date | None = None


class LiftIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=1000)


class HoldOut(BaseModel):
    id: str
    why: str
    proof: str
    funder_id: str | None
    account_id: str | None
    enrolment_id: str | None
    year: int | None
    from_on: date
    until: date | None
    lifted: bool


class WaveOut(BaseModel):
    id: str
    opens_on: date
    state: str
    people: int
    lines: int
    done: int
    spared: int


@router.get("/privacy/retention")
def dry_run(session: Reading, actor: ApiActor, on: date | None = None) -> PlanOut:
    """What would go on a day, today when none is said. Nothing is done."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    found = plan(session, actor.organisation_id, min(max(on or today(), date(2000, 1, 1)), date(2100, 12, 31)))
    return PlanOut(
        on=found.day, next_wave=waves.next_day(session, actor.organisation_id, today()), people=found.people,
        stopped=len(found.stopped),
        items=[
            DueOut(
                account_id=one.account_id, enrolment_id=one.enrolment_id or None, name=one.name, step=str(one.step),
                retentions=sorted(one.retentions), due_on=one.due_on, until=one.until, why=str(one.why), funder=one.funder,
                rows=one.rows,
            )
            for one in found.due
        ],
    )  # fmt: skip


@router.get("/privacy/holds")
def holds(session: Reading, actor: ApiActor) -> list[HoldOut]:
    """Every hold, those that stand first."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    return [_hold(row) for row in queries.holds(session, actor.organisation_id)]


@router.post("/privacy/holds", status_code=201)
def set_hold(session: Writing, actor: ApiActor, asked: HoldIn) -> HoldOut:
    """Stop the clock of what it covers."""
    said = Asked(
        asked.why, asked.proof, asked.funder_id, "", asked.account_id, asked.enrolment_id, str(asked.year or ""),
        asked.from_on.isoformat() if asked.from_on else "", asked.until.isoformat() if asked.until else "",
    )  # fmt: skip
    return _hold(holding.set_hold(session, actor, said))


@router.post("/privacy/holds/{hold_id}/lift")
def lift(session: Writing, actor: ApiActor, hold_id: str, asked: LiftIn) -> HoldOut:
    """The clock goes on; lifting twice changes nothing."""
    return _hold(holding.lift(session, actor, hold_id, asked.why))


@router.get("/privacy/waves")
def list_waves(session: Reading, actor: ApiActor) -> list[WaveOut]:
    """Waves, the latest first."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    return [
        WaveOut.model_validate(row, from_attributes=True) for row in wave_queries.waves(session, actor.organisation_id)
    ]


@router.post("/privacy/waves/{wave_id}/agreement")
def agree(session: Writing, actor: ApiActor, wave_id: str) -> WaveOut:
    """Let a wave that waits go; agreeing twice changes nothing."""
    return _wave(session, actor, waves.agree(session, actor, wave_id))


def _wave(session: Session, actor: Actor, found: RetentionWave) -> WaveOut:
    row = next(one for one in wave_queries.waves(session, actor.organisation_id) if one.id == found.id)
    return WaveOut.model_validate(row, from_attributes=True)


def _hold(row: object) -> HoldOut:
    found = {name: getattr(row, name) for name in HoldOut.model_fields if name != "lifted"}
    return HoldOut(**found, lifted=getattr(row, "lifted_at", None) is not None)
