"""What happens to courses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoursePublished:
    course_id: str
    edition_id: str
    number: int


@dataclass(frozen=True, slots=True)
class CourseDeleted:
    """A course that was never published goes; what points to it lets go of it in the same transaction."""

    course_id: str
