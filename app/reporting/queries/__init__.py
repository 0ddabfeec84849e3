"""What hours are read from: rows planned and rows done, summed in the database, in as many statements for 1 as for 2,000
people."""

from app.reporting.queries.names import choices, courses_of, enrolment_extent, named
from app.reporting.queries.sums import by_person, by_slice, of_one_path, people, rows_page, totals

__all__ = [
    "by_person", "by_slice", "choices", "courses_of", "enrolment_extent", "named", "of_one_path", "people", "rows_page", "totals",
]  # fmt: skip
