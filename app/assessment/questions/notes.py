"""What is said of a file of questions, line by line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """What was changed, or why something was refused and what to do, at a line of the file (0: the whole file)."""

    line: int
    what: str
    question: str = ""


class Unreadable(Exception):
    """Why a question, or a file, cannot be taken, and what to do about it."""

    def __init__(self, what: str, remedy: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.remedy, self.line = what, remedy, line

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"
