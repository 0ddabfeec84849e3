"""What machines read and say about checklists."""

from datetime import datetime

from pydantic import BaseModel, Field

from app.assessment.schemas import ActivityStateOut


class CheckOut(BaseModel):
    id: str
    text: str = Field(description="Markdown on one line.")
    checked_at: datetime | None


class ChecksOut(BaseModel):
    checked: int
    wanted: int
    items: list[CheckOut]


class CheckIn(BaseModel):
    """One point, by its id."""

    item: str = Field(max_length=60)
    checked: bool = True
    enrolment_id: str | None = Field(default=None, max_length=60)


class CheckKept(BaseModel):
    changed: bool = Field(description="False when the point was already so.")
    checked: int
    wanted: int
    activity: ActivityStateOut
