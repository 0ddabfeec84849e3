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
    unit: Literal["people", "percent", "hours", "levels", "days"]
    numerator: Number
    denominator: Number | None
    formula: str
    from_: date = Field(alias="from")
    to: date
    note: str = Field(description="says when the number of people is too small for the value to mean much")
    indicators: list[int]
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
