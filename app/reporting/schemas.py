"""Hours as machines read them: always minutes."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class FiguresOut(BaseModel):
    """Minutes, whole and by mark; each pair adds up to the total."""

    total: int
    on_site: int
    remote: int
    synchronous: int
    asynchronous: int
    collective: int
    individual: int
    training: int
    accompaniment: int
    guided: int
    self_study: int


class SliceOut(BaseModel):
    """A week or a month of the period; the first and the last have no bound where the period has none."""

    start: date | None = Field(serialization_alias="from")
    end: date | None = Field(serialization_alias="to")
    planned: FiguresOut
    done: FiguresOut


class ScopeOut(BaseModel):
    kind: str
    id: str
    title: str


class HoursOut(BaseModel):
    """`from` and `to` are null where the period has no bound."""

    scope: ScopeOut
    start: date | None = Field(serialization_alias="from")
    end: date | None = Field(serialization_alias="to")
    planned: FiguresOut
    done: FiguresOut
    slices: list[SliceOut]


class HourOut(BaseModel):
    """One row behind a figure. `source`: entry (of the ledger), step (of the plan) or session."""

    source: str
    id: str
    day: date
    at: datetime | None
    minutes: int
    place: str | None
    timing: str | None
    people: str | None
    guidance: str | None
    nature: str | None
    corrects_id: str | None
    enrolment_id: str | None
    name: str
    activity_id: str | None
    session_id: str | None
    title: str
