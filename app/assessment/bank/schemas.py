"""Banks and their questions, as machines read and send them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\s,;]+$")]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class BankOut(BaseModel):
    id: str
    title: str
    course: str | None = Field(description="The slug of the course whose competences its questions bear.")
    questions: int


class BankQuestionOut(BaseModel):
    """A question with its answers: only those who keep banks read them."""

    id: str
    name: str
    kind: str
    definition: dict[str, Any] = Field(
        description="What is asked, what is right, what is said: its keys depend on the kind."
    )
    tags: list[str]
    competences: list[str]
    category: str
    version: int
    changed_at: datetime


class QuestionsIn(BaseModel):
    """Questions as a file would say them; all are added, or none."""

    text: str = Field(min_length=1, max_length=1_000_000, description="GIFT, Moodle XML or Aiken.")
    tags: list[Tag] = Field(default=[], max_length=20)
    competences: list[Code] = Field(default=[], max_length=40)


class NoteOut(BaseModel):
    line: int
    what: str


class QuestionsAdded(BaseModel):
    added: int
    known: int = Field(description="Already in the bank, or twice in the text: not doubled.")
    changed: list[NoteOut] = Field(description="What was kept, not quite as it was written.")
