"""What happens to courses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoursePublished:
    course_id: str
    edition_id: str
    number: int
