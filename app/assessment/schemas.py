"""What machines read and say about assessment."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class OptionOut(BaseModel):
    """A choice; its id is what an answer names."""

    id: str
    text: str


class QuestionOut(BaseModel):
    """A question before it is answered. Which lists are filled depends on its kind."""

    id: str
    name: str
    kind: str
    text: str = Field(description="Markdown, on several lines when it has paragraphs, lists or code.")
    choices: list[OptionOut] = []
    items: list[OptionOut] = []
    segments: list[str] = []
    gaps: list[list[OptionOut]] = Field(default=[], description="An empty list is a gap to type.")


class QuestionsOut(BaseModel):
    """The questions of the next try; `attempts_left` is null when there is no limit."""

    attempt: int = Field(description="The number of the next try.")
    attempts_left: int | None
    items: list[QuestionOut]


class AttemptIn(BaseModel):
    """Answers by the name or the id of the question.

    single: "2" · multiple: ["0", "3"] · true_false: "true" · short, number, essay: text · matching: {"0": "2"} ·
    gaps: ["1", "0"], the words themselves in a gap to type · ordering: ["2", "0", "1"]. Numbers are the ids of choices and
    items.
    """

    answers: dict[str, Any] = Field(max_length=400)
    enrolment_id: str | None = Field(default=None, max_length=60)
    attempt: int | None = Field(
        default=None, ge=1, le=100_000, description="The number this try should have: sent twice, it is kept once."
    )


class AttemptOut(BaseModel):
    id: str
    number: int
    state: Literal["graded", "to_mark"]
    points: float = Field(description="Earned on what is graded.")
    possible: float = Field(description="Over what is graded.")
    percent: int


class GradedOut(BaseModel):
    """`points` is null while a trainer has not marked the answer."""

    id: str
    name: str
    points: float | None
    feedback: list[str]


class ActivityStateOut(BaseModel):
    state: str
    reason: str


class SentOut(BaseModel):
    attempt: AttemptOut
    questions: list[GradedOut]
    activity: ActivityStateOut


class SubmissionKept(BaseModel):
    id: str
    number: int
    state: str
    activity: ActivityStateOut


class ResultOut(BaseModel):
    """What was said on one criterion, with the words of the rubric that it was read against."""

    number: int
    criterion: str
    competence: str = Field(description="Its code, empty when the criterion serves none.")
    level: int | None = Field(description="From 1; null when only a comment was written.")
    level_name: str
    of: int = Field(description="How many levels there are.")
    comment: str


class AnnotationOut(BaseModel):
    """A comment on a passage. Offsets count characters (code points) of the text of the submission."""

    id: str
    start: int
    end: int
    quote: str
    comment: str
    author: str
    at: datetime
    told: bool = Field(description="Whether the learner has been told; always true for a learner.")
    fixed_in: int | None = Field(description="The number of the sending in which it was found corrected.")


class SubmissionOut(BaseModel):
    id: str
    number: int
    state: str
    sent_at: datetime
    enrolment_id: str
    learner: str
    activity_id: str
    activity_title: str
    course_title: str
    text: str
    file: str | None = Field(description="Where the file is served, for the browser.")
    comment: str | None
    reviewer: str | None
    decision: Literal["accepted", "sent_back"] | None = None
    reviewed_at: datetime | None = None
    results: list[ResultOut] = []
    annotations: list[AnnotationOut] = []
    given_back: str | None = Field(default=None, description="The file that came back with the review.")


class ReviewIn(BaseModel):
    decision: Literal["accepted", "sent_back"]
    comment: str = Field(default="", max_length=50_000)
    criteria: dict[str, Literal["met", "partly", "not_yet"]] = Field(
        default={}, max_length=40, description="For a plain list of criteria: by the number of the criterion, from 1."
    )
    levels: dict[str, int] = Field(
        default={}, max_length=40, description="By the number of the criterion; 1 is the lowest level of its rubric."
    )
    comments: dict[str, str] = Field(default={}, max_length=40, description="By the number of the criterion.")


class ReviewOut(BaseModel):
    submission_id: str
    decision: str
    comment: str
    criteria: dict[str, str]
    levels: dict[str, int]
    comments: dict[str, str]
    at: datetime
