"""What is wrong in a folder: each problem names its file, its line, what it is, and the remedy."""

from dataclasses import dataclass
from typing import NoReturn

from app.core.errors import HouseError
from app.core.i18n import ngettext

MOST = 200  # more would only scroll by


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` 0 is about the file itself.

    `where` is the field, dotted from the root of its file (`sequences.0.days`), or a code of what is wrong in a text
    ("image-alt", "link", "term"…); `about` is the words it is about, so that a door which shows no folder may say it
    in its own way.
    """

    file: str
    line: int
    message: str
    remedy: str
    where: str = ""
    about: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} : {self.message} {self.remedy}".rstrip()


class Refused(HouseError):
    """The folder is not imported; nothing was written. As text: one line per problem."""

    status = 422
    code = "course-refused"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        shown = [str(problem) for problem in problems[:MOST]]
        more = len(problems) - len(shown)
        if more:
            shown.append(
                ngettext("… et %(num)s autre problème.", "… et %(num)s autres problèmes.", more) % {"num": more}
            )
        super().__init__("\n".join(shown))


class Problems:
    """Collects, so that one reading tells everything."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, file: str, line: int, message: str, remedy: str, where: str = "", about: str = "") -> None:
        problem = Problem(file, line, message, remedy, where, about)
        if problem not in self.found:
            self.found.append(problem)

    def stop(self) -> NoReturn:
        raise Refused(
            sorted(self.found, key=lambda problem: (problem.file != "course.yaml", problem.file, problem.line))
        )

    def stop_if_any(self) -> None:
        if self.found:
            self.stop()
