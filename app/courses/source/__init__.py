"""A course folder, read and verified as a whole before anything is written. The format: content/README.md."""

from app.courses.source.course import read_folder
from app.courses.source.problems import Problem, Refused
from app.courses.source.written import ActivityText, CourseText, FileText, SequenceText

__all__ = ["ActivityText", "CourseText", "FileText", "Problem", "Refused", "SequenceText", "read_folder"]
