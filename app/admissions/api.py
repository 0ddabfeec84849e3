"""Candidates for machines: listed, added, led from step to step, decided, admitted."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from app.admissions import policies, queries, showing
from app.admissions.rules import KINDS, State
from app.admissions.services import deciding, entering, following
from app.admissions.services.deciding import Entry
from app.admissions.services.entering import Contact
from app.admissions.services.planning import Place
from app.core.access import Actor, require
from app.core.clock import local
from app.core.db import AnyRow
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("admissions")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class AdmissionStepOut(BaseModel):
    id: str
    kind: str
    name: str
    days: int
    required: bool
    asks: str


class ApplicationOut(BaseModel):
    """`next_step` is null when the first answer or the decision is what comes next; `waits_for` says which."""

    id: str
    name: str
    email: str
    phone: str
    way: str
    source: str
    state: State
    waits_for: Literal["answer", "step", "decision"] | None
    next_step: str | None
    due_on: date | None
    contacted_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None
    enters_on: date | None
    enrolment_id: str | None


class StepOut(BaseModel):
    step_id: str
    name: str
    state: str
    planned_at: datetime | None
    done_on: date | None


class ApplicationDetail(ApplicationOut):
    steps: list[StepOut]


class ApplicationIn(BaseModel):
    """One way to be reached is enough. `consent`: the person agrees that this is kept. Somebody who can be reached like
    a person known already is refused with 409, until `known` says that it is somebody else."""

    model_config = ConfigDict(extra="forbid")

    name: _Text
    email: _Text = ""
    phone: _Text = ""
    consent: Literal[True]
    project: _Words = ""
    source: _Text = ""
    town: _Text = ""
    referrer: _Text = ""
    known: bool = False


class StepIn(BaseModel):
    """`planned` wants `at` or `session_id`; `dispensed` wants `words`. `on`: the day it was done, today without it."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["planned", "done", "missed", "dispensed"]
    at: AwareDatetime | None = None
    session_id: _Text = ""
    place: _Text = ""
    on: date | None = None
    words: _Words = ""


class DecisionIn(BaseModel):
    """`reason` is read by the candidate. `orientation` goes with another way, `again_on` with not yet."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["not_yet", "other_way", "withdrew", "unreachable"]
    reason: _Words
    orientation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    again_on: date | None = None


class EntryIn(BaseModel):
    """`email` is needed when the candidate has given none."""

    model_config = ConfigDict(extra="forbid")

    course: _Text
    starts_on: date
    email: _Text = ""
    adviser_email: _Text = ""
    funder: Annotated[str, Field(max_length=200)] = ""


class EntryOut(BaseModel):
    enrolment_id: str
    starts_on: date


@router.get("/admission-steps")
def steps(session: Reading, actor: ApiActor) -> list[AdmissionStepOut]:
    """What the organisation asks between a contact and a decision, in its order."""
    require(policies.may_receive(actor))
    return [
        AdmissionStepOut(
            id=row.id, kind=row.kind if row.kind in KINDS else "other", name=row.name, days=row.days,
            required=row.required, asks=row.asks,
        )
        for row in queries.steps(session, actor.organisation_id)
    ]  # fmt: skip


@router.get("/applications")
def applications(
    session: Reading, actor: ApiActor, state: State | None = None, limit: Limit = 50, after: After = ""
) -> Page[ApplicationOut]:
    """The candidates, the latest first."""
    require(policies.may_receive(actor))
    rows = queries.applications(session, actor, state=state or "", limit=limit + 1, after=after_id(after))
    return page(rows, limit, _out, key=lambda row: row.id)


@router.post("/applications", status_code=201)
def add(session: Writing, actor: ApiActor, asked: ApplicationIn) -> ApplicationDetail:
    """Somebody met outside."""
    require(policies.may_receive(actor))
    contact = Contact(
        name=asked.name, email=asked.email, phone=asked.phone, consent=asked.consent, project=asked.project,
        source=asked.source, town=asked.town, referrer=asked.referrer,
    )  # fmt: skip
    made = entering.meet(session, actor, contact, anyway=asked.known)
    return _detail(session, actor, made.application_id)


@router.get("/applications/{application_id}")
def application(session: Reading, actor: ApiActor, application_id: str) -> ApplicationDetail:
    require(policies.may_receive(actor))
    return _detail(session, actor, application_id)


@router.put("/applications/{application_id}/steps/{step_id}")
def settle(session: Writing, actor: ApiActor, application_id: str, step_id: str, asked: StepIn) -> ApplicationDetail:
    """Plan a step, or say what became of it; repeating it changes nothing."""
    require(policies.may_receive(actor))
    if asked.state == "planned":
        place = Place(asked.at, asked.place, asked.session_id)
        following.plan_step(session, actor, application_id, step_id, place)
    else:
        following.settle_step(session, actor, application_id, step_id, asked.state, asked.on, asked.words)
    return _detail(session, actor, application_id)


@router.post("/applications/{application_id}/decision")
def decide(session: Writing, actor: ApiActor, application_id: str, asked: DecisionIn) -> ApplicationDetail:
    """Anything but an entry."""
    deciding.decide(
        session, actor, application_id, asked.decision, asked.reason, orientation=asked.orientation,
        again_on=asked.again_on,
    )  # fmt: skip
    return _detail(session, actor, application_id)


@router.post("/applications/{application_id}/entry")
def admit(session: Writing, actor: ApiActor, application_id: str, asked: EntryIn) -> EntryOut:
    """The candidate becomes a learner; doing it again gives the same path."""
    entry = Entry(asked.course, asked.starts_on, asked.email, asked.adviser_email, asked.funder)
    made = deciding.admit(session, actor, application_id, entry)
    return EntryOut(enrolment_id=made.id, starts_on=made.starts_on)


def _detail(session: Session, actor: Actor, application_id: str) -> ApplicationDetail:
    row = queries.application_for(session, actor, application_id)
    steps = [
        StepOut(
            step_id=step.id, name=step.name, state=step.state or "to_come",
            planned_at=local(step.planned_at) if step.planned_at else None, done_on=step.done_on,
        )
        for step in showing.steps_shown(session, row)
    ]  # fmt: skip
    return ApplicationDetail(**_out(row).model_dump(), steps=steps)


def _out(row: AnyRow) -> ApplicationOut:
    waits: Literal["answer", "step", "decision"] | None = None
    if row.state == State.OPEN:
        waits = "answer" if row.answered_at is None else "step" if row.step_id else "decision"
    return ApplicationOut(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        way=row.way,
        source=row.source,
        state=State(row.state),
        waits_for=waits,
        next_step=row.step_id,
        due_on=row.due_on,
        contacted_at=local(row.contacted_at),
        answered_at=local(row.answered_at) if row.answered_at else None,
        decided_at=local(row.decided_at) if row.decided_at else None,
        enters_on=row.enters_on,
        enrolment_id=row.enrolment_id,
    )
