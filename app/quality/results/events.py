from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultsPublished:
    publication_id: str
    course_id: str
    number: int


@dataclass(frozen=True, slots=True)
class ResultsWithdrawn:
    publication_id: str
    course_id: str
    number: int
