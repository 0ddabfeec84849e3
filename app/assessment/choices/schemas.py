"""What machines read and say about choices."""

from pydantic import BaseModel, Field

from app.assessment.schemas import ActivityStateOut


class ChoiceOptionOut(BaseModel):
    id: str
    title: str = Field(description="Markdown on one line.")
    places: int | None = Field(description="Null: without a limit.")
    left: int | None
    people: int | None = Field(description="How many have chosen it; null when it is not for the caller to see.")
    chosen: bool


class ChoiceOut(BaseModel):
    many: bool = Field(description="Several options may be chosen.")
    options: list[ChoiceOptionOut]


class ChoiceIn(BaseModel):
    """The ids of the options chosen, all of them: what is not named is given up."""

    options: list[str] = Field(min_length=1, max_length=40)
    enrolment_id: str | None = Field(default=None, max_length=60)


class ChoiceKept(BaseModel):
    changed: bool = Field(description="False when it was already chosen.")
    activity: ActivityStateOut
