"""What machines are told about quality."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

Number = int | float


class DetailOut(BaseModel):
    label: str
    value: Number | None
    numerator: Number
    denominator: Number | None


class FigureOut(BaseModel):
    name: str
    title: str
    value: Number | None = Field(description="null when there is nothing to divide by")
    unit: Literal["people", "percent", "hours", "levels", "days", "marks"]
    numerator: Number
    denominator: Number | None
    formula: str
    from_: date = Field(alias="from")
    to: date
    note: str = Field(description="says when the number of people is too small for the value to mean much")
    indicators: list[int]
    numerator_says: str
    denominator_says: str
    cohort: str = Field(description="who is counted, in words")
    people: int = Field(description="how many people are counted")
    left_out: int = Field(description="rows that are not counted; each has its reason")
    asked: int | None = Field(description="of a survey: how many people were asked")
    answered: int | None
    formula_since: date | None = Field(description="since when this formula holds")
    details: list[DetailOut]


class SourceOut(BaseModel):
    code: str
    says: str
    count: int


class GapOut(BaseModel):
    sentence: str
    remedy: str
    count: int


class IndicatorOut(BaseModel):
    number: int
    title: str
    criterion: int
    status: Literal["applicable", "conditional", "not_applicable"]
    condition: str
    requirement: str
    evidence_count: int
    sources: list[SourceOut]
    gaps: list[GapOut]
    beyond: str
    figures: list[FigureOut]


class CaseOut(BaseModel):
    person: str = Field(
        description="a name, or a mark for those who may not see names; empty for answers that bear none"
    )
    enrolment_id: str | None
    course: str
    on: date | None
    part: Number = Field(description="what it gives to the numerator")
    whole: Number = Field(description="what it gives to the denominator")
    why: str = Field(description="why it is left out, in words; empty when it counts")
