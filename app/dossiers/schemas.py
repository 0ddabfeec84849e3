"""What machines say and are told of dossiers."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.dossiers.rules import LONGEST, LONGEST_LINE, NoteKind, Visibility

_Id = Annotated[str, StringConstraints(min_length=1, max_length=36)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
_ANYWAY = Field(False, description="keep words that were pointed at; numbers that are refused stay refused")


class NoteIn(BaseModel):
    """`readers` are accounts of the team, for a restricted note; `subject` is a code, for an obstacle."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[NoteKind, Field(description="documents are attached on the page")] = NoteKind.NOTE
    body: _Text
    visibility: Visibility
    readers: Annotated[list[_Id], Field(max_length=50)] = []
    subject: Annotated[str, StringConstraints(max_length=20)] = ""
    others: Annotated[bool, Field(description="also speaks of somebody else")] = False
    anyway: bool = _ANYWAY


class GoalIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE)]
    planned_on: date | None = None
    hidden: Annotated[bool, Field(description="for the learner alone, who alone may ask it")] = False
    anyway: bool = _ANYWAY


class ActionIn(BaseModel):
    """`owner_id` is who does it: the learner, when it is not said."""

    model_config = ConfigDict(extra="forbid")

    body: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    owner_id: _Id | None = None
    due_on: date | None = None
    anyway: bool = _ANYWAY


class ReferralIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    partner: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    partner_id: _Id | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    sent_on: date | None = None
    anyway: bool = _ANYWAY


class MadeOut(BaseModel):
    id: str


class NoteOut(BaseModel):
    id: str
    kind: NoteKind
    visibility: Visibility
    subject: str
    body: str
    author: str
    written_at: datetime
    lifted_on: date | None
    withdrawn: bool


class GoalOut(BaseModel):
    id: str
    title: str
    planned_on: date | None
    ended_on: date | None
    outcome: str
    review: str
    hidden: bool


class ActionOut(BaseModel):
    id: str
    body: str
    owner_id: str
    owner: str
    due_on: date | None
    done_at: datetime | None


class ReferralOut(BaseModel):
    id: str
    partner: str
    partner_id: str | None
    reason: str
    state: str
    sent_on: date
    received_on: date | None
    met_on: date | None
    closed_on: date | None
    outcome: str
    outcome_words: str


class DossierOut(BaseModel):
    """What the caller may see of it."""

    enrolment_id: str
    learner: str
    referrer_structure: str
    referrer_person: str
    met: str
    needs: str
    project: str
    stage: str
    strengths: str
    own_words: str
    goals: list[GoalOut]
    actions: list[ActionOut]
    referrals: list[ReferralOut]
    notes: list[NoteOut]


def dossier_out(found: dict[str, Any]) -> DossierOut:
    page = found["dossier"]
    return DossierOut(
        enrolment_id=found["enrolment"].id,
        learner=found["enrolment"].learner_name,
        referrer_structure=page.referrer_structure,
        referrer_person=page.referrer_person,
        met=page.met,
        needs=page.needs,
        project=page.project,
        stage=page.stage,
        strengths=page.strengths,
        own_words=page.own_words,
        goals=[
            GoalOut(
                id=row.id, title=row.title, planned_on=row.planned_on, ended_on=row.ended_on, outcome=row.outcome,
                review=row.review, hidden=row.hidden,
            )
            for row in found["goals"]
        ],
        actions=[
            ActionOut(
                id=row.id, body=row.body, owner_id=row.owner_id, owner=row.owner_name, due_on=row.due_on,
                done_at=row.done_at,
            )
            for row in found["actions"]
        ],
        referrals=[
            ReferralOut(
                id=row.id, partner=row.partner, partner_id=row.partner_id, reason=row.reason,
                state=found["state_of"](row), sent_on=row.sent_on, received_on=row.received_on, met_on=row.met_on,
                closed_on=row.closed_on, outcome=row.outcome, outcome_words=row.outcome_words,
            )
            for row in found["referrals"]
        ],
        notes=[
            NoteOut(
                id=row.id, kind=NoteKind(row.kind), visibility=Visibility(row.visibility), subject=row.subject,
                body=row.body, author=row.author_name, written_at=row.written_at, lifted_on=row.lifted_on,
                withdrawn=row.withdrawn_at is not None,
            )
            for row in (*found["notes"], *found["documents"])
        ],
    )  # fmt: skip
