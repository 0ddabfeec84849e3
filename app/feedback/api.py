"""What people say, for machines: satisfaction, complaints, incidents, improvement actions."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from app.core.access import require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.periods import Period, read_period
from app.feedback import policies, queries
from app.feedback.complaints import services as complaining
from app.feedback.complaints.queries import complaint as complaint_of
from app.feedback.complaints.queries import register as complaint_rows
from app.feedback.complaints.rules import reference
from app.feedback.improvements import queries as improving
from app.feedback.improvements import services as improvements
from app.feedback.incidents import queries as incidents
from app.feedback.incidents import services as noting
from app.web.doors import ApiActor, Reading, Writing, api

router = api("feedback")

_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
_Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=36)]


def _period(start: str, end: str) -> Period:
    return read_period(start, end, today=today(), names=("from", "to"))


class SatisfactionOut(BaseModel):
    """`mean` is out of 10. Answers without a name are read by groups of five: `respondents` may be fewer than `received`."""

    course_id: str | None
    course: str
    moment: Literal["hot", "cold", "activity", "stakeholder"]
    months: int | None
    audience: Literal["learner", "funder", "referrer", "team", "company"]
    sent: int
    reached: int
    refused: int
    received: int
    respondents: int
    satisfied: int
    mean: float | None


@router.get("/feedback/satisfaction")
def satisfaction(
    session: Reading,
    actor: ApiActor,
    start: Annotated[str, Query(alias="from", max_length=40)] = "",
    end: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> list[SatisfactionOut]:
    """Per course and moment: asked, received, satisfied. Twelve months when no period is given."""
    require(policies.may_read_results(actor))
    found = queries.satisfaction(session, actor.organisation_id, _period(start, end))
    return [
        SatisfactionOut(
            course_id=row.course_id, course=row.course_title, moment=row.moment, months=row.months,  # type: ignore[arg-type]
            audience=row.audience, sent=row.sent, reached=row.reached, refused=row.refused, received=row.received,  # type: ignore[arg-type]
            respondents=row.respondents, satisfied=row.satisfied, mean=row.mean,
        )
        for row in found
    ]  # fmt: skip


class ComplaintIn(BaseModel):
    """What somebody has said by voice. `about_id`: the account of the person of the team it is about."""

    model_config = ConfigDict(extra="forbid")

    words: _Words
    subject: _Text = "other"
    wish: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    name: _Text = ""
    email: _Text = ""
    phone: _Text = ""
    course_id: _Id = ""
    about_id: _Id = ""
    anyway: bool = False


class ComplaintOut(BaseModel):
    id: str
    reference: str
    subject: str
    way: Literal["form", "account", "staff"]
    state: Literal["received", "handled", "answered", "closed"]
    received_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    answer_by: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    owner: str | None


def _complaint(row: AnyRow) -> ComplaintOut:
    return ComplaintOut(
        id=row.id, reference=reference(row.number), subject=row.subject, way=row.way, state=row.state,
        received_at=row.received_at, acknowledge_by=row.acknowledge_by, acknowledged_at=row.acknowledged_at,
        answer_by=row.answer_by, answered_at=row.answered_at, closed_at=row.closed_at, owner=row.owner_name,
    )  # fmt: skip


@router.get("/complaints")
def complaints(
    session: Reading,
    actor: ApiActor,
    start: Annotated[str, Query(alias="from", max_length=40)] = "",
    end: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> list[ComplaintOut]:
    """Received in a period, the latest first, 1,000 at most. Whoever owns some reads theirs alone."""
    require(policies.may_enter_complaint(actor))
    return [_complaint(row) for row in complaint_rows(session, actor, _period(start, end))]


@router.post("/complaints", status_code=201)
def enter_complaint(session: Writing, actor: ApiActor, given: ComplaintIn) -> ComplaintOut:
    """Write down a complaint. Words that say a lot of somebody's life are refused once, then kept with `anyway`."""
    said = complaining.Said(**given.model_dump(exclude={"anyway"}))
    kept = complaining.enter(session, actor, said, anyway=given.anyway)
    return _complaint(complaint_of(session, actor, kept.complaint_id))


class IncidentIn(BaseModel):
    """One place at most. `solution` given at once closes it."""

    model_config = ConfigDict(extra="forbid")

    what: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
    happened_on: date | None = None
    subject: _Text = "other"
    solution: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    course_id: _Id = ""
    session_id: _Id = ""
    activity_id: _Id = ""
    enrolment_id: _Id = ""
    anyway: bool = False


class IncidentOut(BaseModel):
    id: str
    number: int
    happened_on: date
    subject: str
    what: str
    solution: str
    course_id: str | None
    session_id: str | None
    activity_id: str | None
    closed_at: datetime | None


def _incident(row: AnyRow) -> IncidentOut:
    return IncidentOut(
        id=row.id, number=row.number, happened_on=row.happened_on, subject=row.subject, what=row.what,
        solution=row.solution, course_id=row.course_id, session_id=row.session_id, activity_id=row.activity_id,
        closed_at=row.closed_at,
    )  # fmt: skip


@router.get("/incidents")
def list_incidents(
    session: Reading,
    actor: ApiActor,
    start: Annotated[str, Query(alias="from", max_length=40)] = "",
    end: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> list[IncidentOut]:
    """What happened in a period, in the order of their numbers."""
    require(policies.may_read_register(actor))
    return [_incident(row) for row in queries.incidents(session, actor.organisation_id, _period(start, end))]


@router.post("/incidents", status_code=201)
def record_incident(session: Writing, actor: ApiActor, given: IncidentIn) -> IncidentOut:
    happened = noting.Happened(**given.model_dump(exclude={"anyway"}))
    made = noting.record_incident(session, actor, happened, anyway=given.anyway)
    return _incident(incidents.incident(session, actor, made))


class ImprovementIn(BaseModel):
    """`origin_id`: the record it comes from; of a gap, the number of the indicator."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    due_on: date
    owner_id: _Id
    origin: Literal["complaint", "incident", "survey", "gap", "review", "trial", "idea"] = "idea"
    origin_id: _Id = ""
    origin_words: _Text = ""
    cause: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    course_id: _Id = ""
    activity_id: _Id = ""


class StateIn(BaseModel):
    """`version` is the one that was read; 0 when it does not matter."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["planned", "doing", "done", "dropped"]
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    version: int = 0


class MeasureOut(BaseModel):
    """`value` is null when there was nothing to count."""

    value: float | None
    numerator: float
    denominator: float | None
    start: date
    end: date


class ImprovementOut(BaseModel):
    id: str
    number: int
    title: str
    origin: str
    origin_id: str
    cause: str
    course_id: str | None
    activity_id: str | None
    owner_id: str | None
    decided_on: date
    due_on: date
    state: Literal["planned", "doing", "done", "dropped"]
    done_on: date | None
    measure: str
    before: MeasureOut | None
    after: MeasureOut | None
    effect: str
    measured_on: date | None
    published: str
    version: int


def _improvement(row: AnyRow) -> ImprovementOut:
    return ImprovementOut(
        id=row.id, number=row.number, title=row.title, origin=row.origin, origin_id=row.origin_id, cause=row.cause,
        course_id=row.course_id, activity_id=row.activity_id, owner_id=row.owner_id, decided_on=row.decided_on,
        due_on=row.due_on, state=row.state, done_on=row.done_on, measure=row.measure, before=_measure(row.before),
        after=_measure(row.after), effect=row.effect, measured_on=row.measured_on, published=row.published,
        version=row.version,
    )  # fmt: skip


def _measure(said: dict[str, str] | None) -> MeasureOut | None:
    if not said:
        return None
    return MeasureOut.model_validate({**said, "start": said["from"], "end": said["to"]})


@router.get("/improvements")
def list_improvements(
    session: Reading,
    actor: ApiActor,
    start: Annotated[str, Query(alias="from", max_length=40)] = "",
    end: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> list[ImprovementOut]:
    """Decided in a period, still open, or ended during it."""
    require(policies.may_read_register(actor))
    return [_improvement(row) for row in improving.register(session, actor, _period(start, end), sort="numero")]


@router.post("/improvements", status_code=201)
def decide(session: Writing, actor: ApiActor, given: ImprovementIn) -> ImprovementOut:
    made = improvements.decide(session, actor, improvements.Decided(**given.model_dump()))
    return _improvement(improving.improvement(session, actor, made))


@router.put("/improvements/{improvement_id}/state")
def move(session: Writing, actor: ApiActor, improvement_id: str, given: StateIn) -> ImprovementOut:
    improvements.move(session, actor, improvement_id, given.state, given.words, given.version)
    return _improvement(improving.improvement(session, actor, improvement_id))
