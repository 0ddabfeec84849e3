"""What machines read and say about surveys."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.assessment.schemas import ActivityStateOut


class SurveyQuestionOut(BaseModel):
    """A question, with the caller's own answer when it is kept under a name."""

    number: int
    id: str
    ask: str = Field(description="Markdown on one line.")
    kind: Literal["scale", "one", "several", "number", "text"]
    options: list[str] = Field(description="What may be chosen, in order; an answer names one by its number, from 1.")
    low: float | str | None = Field(description="The least of a number, or the words at the low end of a scale.")
    high: float | str | None
    required: bool
    answer: Any = None


class SurveyOut(BaseModel):
    """`anonymous`: answers are kept without the name, sent once, and never shown again to the person."""

    anonymous: bool
    sent_at: datetime | None
    questions: list[SurveyQuestionOut]


class SurveyAnswersIn(BaseModel):
    """Answers by the number of the question, from 1, or by its id.

    scale, one: 3 · several: [1, 3] · number: 12.5 · text: words. A question left out has no answer.
    """

    answers: dict[str, Any] = Field(max_length=120)
    enrolment_id: str | None = Field(default=None, max_length=60)
    draft: bool = Field(
        default=False, description="Keep for later instead of sending; only when answers bear the name."
    )
    anonymous: bool | None = Field(
        default=None, description="What the person was told; refused with 409 when the survey says otherwise by now."
    )


class SurveyAnswersKept(BaseModel):
    changed: bool = Field(
        description="False when the same answers were already there, or already given without a name."
    )
    activity: ActivityStateOut
