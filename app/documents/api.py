"""Documents for machines."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from app.core.access import require
from app.core.clock import today
from app.core.db import AnyRow
from app.core.periods import Period, read_period
from app.documents import giving, making, policies, queries
from app.enrolments import queries as enrolments
from app.web.doors import ApiActor, Reading, Writing, api

router = api("documents")


class SignerOut(BaseModel):
    rank: int
    role: str
    name: str
    state: str
    method: str
    at: datetime | None


class DocumentOut(BaseModel):
    id: str
    kind: str
    number: str
    title: str
    code: str
    enrolment_id: str | None
    period_start: date | None
    period_end: date | None
    minutes: int | None
    sha256: str
    state: str
    outdated: str
    made_at: datetime
    sent_at: datetime | None
    signers: list[SignerOut]


class DocumentIn(BaseModel):
    kind: str = Field(max_length=20)
    period_start: str = Field(default="", max_length=10)
    period_end: str = Field(default="", max_length=10)
    why: str = Field(default="", max_length=300)


class DocumentsOut(BaseModel):
    items: list[DocumentOut]
    next: str | None = None


def _out(row: AnyRow, asked: list[AnyRow]) -> DocumentOut:
    return DocumentOut(
        id=row.id, kind=row.kind, number=row.number, title=row.title, code=row.code, enrolment_id=row.enrolment_id,
        period_start=row.period_start, period_end=row.period_end, minutes=row.minutes, sha256=row.sha256,
        state=row.state, outdated=row.outdated, made_at=row.made_at, sent_at=row.sent_at,
        signers=[
            SignerOut(rank=one.rank, role=one.role, name=one.name, state=one.state, method=one.method, at=one.answered_at)
            for one in asked
        ],
    )  # fmt: skip


@router.get("/enrolments/{enrolment_id}/documents")
def documents(session: Reading, actor: ApiActor, enrolment_id: str) -> DocumentsOut:
    """The documents of a path: all of them for the team, those that were given for the person."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    rows = [
        row
        for row in queries.documents_of_enrolments(session, actor.organisation_id, [enrolment.id])
        if policies.may_read(actor, row.learner_id, given=row.sent_at is not None, of_house=False)
    ]
    asked = queries.signatures_of(session, actor.organisation_id, [row.id for row in rows])
    return DocumentsOut(items=[_out(row, [one for one in asked if one.document_id == row.id]) for row in rows])


@router.post("/enrolments/{enrolment_id}/documents", status_code=201)
def make(session: Writing, actor: ApiActor, enrolment_id: str, asked: DocumentIn) -> DocumentOut:
    """Make a document. When nothing has changed since the last one, that one is given; else it is replaced. What is
    missing refuses it: 409 with `missing`, each with the page that mends it."""
    period: Period | None = None
    if asked.period_start or asked.period_end:
        period = read_period(asked.period_start, asked.period_end, today=today(), names=("period_start", "period_end"))
    made, _new = making.make(session, actor, asked.kind, enrolment_id=enrolment_id, period=period, why=asked.why)
    row = queries.document_for(session, actor, made.id)
    return _out(row, list(queries.signatures_of(session, actor.organisation_id, [row.id])))


@router.post("/documents/{document_id}/delivery")
def give(session: Writing, actor: ApiActor, document_id: str) -> DocumentOut:
    """Hand a document to the person, and ask whose turn it is to sign."""
    require(policies.may_make(actor))
    giving.give(session, actor, [document_id])
    row = queries.document_for(session, actor, document_id)
    return _out(row, list(queries.signatures_of(session, actor.organisation_id, [row.id])))
