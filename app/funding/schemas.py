"""Funding as machines read it."""

from datetime import date

from pydantic import BaseModel


class YearOut(BaseModel):
    id: str
    start: date
    end: date
    form: str


class YearsOut(BaseModel):
    items: list[YearOut]
    next: str | None = None


class CellOut(BaseModel):
    """`key` names a line of a frame: « f1.job_seeker », « f3.total », « f2 », « g »."""

    key: str
    learners: int
    hours: int


class CheckOut(BaseModel):
    name: str
    left: int
    right: int
    holds: bool


class ReportOut(BaseModel):
    id: str
    start: date
    end: date
    form: str
    cells: list[CellOut]
    amounts: dict[str, int]
    checks: list[CheckOut]
    missing: list[str]


class IndicatorOut(BaseModel):
    code: str
    name: str
    moment: str
    by_sex: dict[str, int]
    value: int
    asked: int
    known: int
    refused: int
    silent: int
    unreachable: int
    rate: float | None


class PauseOut(BaseModel):
    start: date
    end: date | None


class LineOut(BaseModel):
    enrolment_id: str
    name: str
    reference: str
    share: int
    entered_on: date
    pauses: list[PauseOut]
    left_on: date | None
    outcome: str
    minutes: int
    on_site: int
    live: int
    accompaniment: int
    retained: int


class FunderReportOut(BaseModel):
    funder: str
    start: date
    end: date
    digest: str
    lines: list[LineOut]
