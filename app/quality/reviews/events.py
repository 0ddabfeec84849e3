from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CourseReviewed:
    review_id: str
    course_id: str
    year: int
