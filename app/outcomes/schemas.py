"""What machines say and are told about exits and what became of people."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.i18n import _
from app.enrolments.exits.nomenclature import outcome_of
from app.enrolments.exits.queries import Offered
from app.enrolments.rules import Act, Status
from app.outcomes.figures import Moment
from app.outcomes.rules import Decision, Standing, Via, standing_of
from app.outcomes.services.answering import Said
from app.outcomes.services.closing import Interview

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class OutcomeOut(BaseModel):
    key: str = Field(description="what an exit or an answer is given with")
    label: str
    code: str = Field(description="the official situation it counts as")
    positive: bool | None = Field(description="null: unknown, left out of the rate on known situations")
    dynamic: Literal["a", "b", "c"] | None = Field(description="sortie dynamique of the IAE")
    esf: list[str] = Field(description="immediate results of the ESF+")
    abandonment: bool = Field(description="whether it is one before the end; never for a creation, a job or a training")
    hidden: bool


class InterviewIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    held_on: date
    decision: Decision
    reached: Words = ""
    reasons: Words
    elements: Words = ""
    next_steps: Words = ""
    by_mail: bool = False
    by_sms: bool = False
    by_call: bool = False

    def interview(self) -> Interview:
        return Interview(
            self.held_on, self.decision, self.reached, self.reasons, self.elements, self.next_steps, self.by_mail,
            self.by_sms, self.by_call,
        )  # fmt: skip


class ExitIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    end: Literal[Status.FINISHED, Status.LEFT]
    on: date
    outcome: Key
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    interview: InterviewIn | None = None
    anyway: bool = Field(default=False, description="keep words that say more than is needed")

    @property
    def act(self) -> Act:
        return Act.FINISH if self.end == Status.FINISHED else Act.LEAVE


class CorrectionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    end: Literal[Status.FINISHED, Status.LEFT]
    on: date
    outcome: Key | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class ExitVersionOut(BaseModel):
    spell: int = Field(description="1 for the first exit, 2 for the one after a return…")
    version: int
    end: Status
    on: date
    outcome: str
    code: str
    nomenclature: str = Field(description="the version in which the code is read")
    label: str
    reason: str = Field(description="of a correction")
    noted_at: datetime
    replaced_at: datetime | None
    returned_on: date | None


class FollowUpNewsOut(BaseModel):
    id: str
    spell: int
    month: int
    due_on: date
    standing: Standing
    code: str | None
    label: str | None
    active: bool | None = Field(description="whether the activity that was created still exists")
    asked_times: int
    attempts: int = Field(description="calls without an answer")
    said_at: datetime | None


class ExitOut(BaseModel):
    enrolment_id: str
    versions: list[ExitVersionOut] = Field(description="the latest first; empty: the person has not left")
    news: list[FollowUpNewsOut]


class AnswerIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    refused: bool = False
    active: bool | None = None
    siret: Annotated[str, StringConstraints(max_length=40)] = ""
    started_on: date | None = None
    via: Literal[Via.CALL, Via.OTHER] = Via.CALL
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = Field(
        default="", description="needed when an answer is there already"
    )

    def said(self) -> Said:
        return Said(self.outcome, self.refused, self.active, self.siret, self.started_on)


class NewsToTakeOut(BaseModel):
    id: str
    enrolment_id: str
    learner: str
    month: int
    due_on: date
    asked_times: int
    attempts: int
    to_call: bool


class CountOut(BaseModel):
    participations: int
    people: int


class RateOut(BaseModel):
    name: str
    formula: str
    numerator: int
    denominator: int
    value: float | None = Field(description="null: no exit to divide by")


class MomentOut(BaseModel):
    month: int = Field(description="0 is the exit itself")
    counts: dict[str, CountOut]
    rates: list[RateOut]


def outcome_out(one: Offered) -> OutcomeOut:
    outcome = one.outcome
    return OutcomeOut(
        key=one.key, label=_(one.label), code=outcome.code, positive=outcome.positive,
        dynamic=outcome.dynamic or None,  # type: ignore[arg-type]
        esf=list(outcome.esf), abandonment=outcome.abandonment, hidden=one.hidden,
    )  # fmt: skip


def version_out(row: Any) -> ExitVersionOut:
    known = outcome_of(row.code, row.nomenclature)
    return ExitVersionOut(
        spell=row.spell, version=row.version, end=Status(row.status), on=row.left_on, outcome=row.outcome, code=row.code,
        nomenclature=row.nomenclature, label=row.label or (_(known.label) if known else ""), reason=row.reason,
        noted_at=row.noted_at, replaced_at=row.replaced_at, returned_on=row.returned_on,
    )  # fmt: skip


def news_out(row: Any, today: date) -> FollowUpNewsOut:
    return FollowUpNewsOut(
        id=row.id, spell=row.spell, month=row.month, due_on=row.due_on,
        standing=standing_of(row.state, row.due_on, today), code=row.code or None, label=row.label or None,
        active=row.active, asked_times=row.asked_times, attempts=row.attempts, said_at=row.said_at,
    )  # fmt: skip


def moment_out(moment: Moment) -> MomentOut:
    return MomentOut(
        month=moment.month,
        counts={what: CountOut(participations=c.participations, people=c.people) for what, c in moment.counts.items()},
        rates=[
            RateOut(
                name=rate.name, formula=_(rate.formula), numerator=rate.numerator.participations,
                denominator=rate.denominator.participations, value=rate.value,
            )
            for rate in moment.rates
        ],
    )  # fmt: skip
