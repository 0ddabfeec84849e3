"""Aiken, the plainest format of Moodle for questions: words, choices A. B. C., and a line ANSWER.

Nothing here raises. What is a little less strict than Moodle – words on several lines, small letters, `RÉPONSE : B` – is
taken; what cannot be is refused with its line.
"""

import re
from dataclasses import dataclass, field

from app.assessment.questions.gift import Question, name_from
from app.assessment.questions.literals import RESERVED, escape_markdown
from app.assessment.questions.notes import Note
from app.core.i18n import _

_CHOICE = re.compile(r"([A-Za-z])[).]\s*(.*)")
ANSWER = re.compile(r"(?:ANSWER|R[ÉE]PONSE)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z](?:\s*(?:,|;|&|\bET\b|\bAND\b)\s*[A-Z])*")


@dataclass(slots=True)
class _Draft:
    """A question on its way. `parted`: an empty line stood after the last of its lines."""

    line: int
    words: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    parted: bool = False
    small: bool = False  # its choices are a. b. c.

    @property
    def name(self) -> str:
        return name_from(" ".join(self.words))


def read_aiken(text: str) -> tuple[list[Question], list[Note], list[Note]]:
    """The questions of an Aiken file, what was changed, what was refused."""
    reader = _Reader()
    for number, line in enumerate(RESERVED.sub("\ufffd", text).split("\n"), 1):
        reader.read(number, line.strip())
    reader.leave(reader.draft)
    return reader.questions, reader.changed, reader.refused


def looks_like_aiken(text: str) -> int:
    """How many lines ANSWER follow a choice."""
    found, choice = 0, False
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        if choice and ANSWER.fullmatch(stripped):
            found += 1
        choice = _CHOICE.fullmatch(stripped) is not None
    return found


class _Reader:
    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.changed: list[Note] = []
        self.refused: list[Note] = []
        self.draft: _Draft | None = None

    def read(self, number: int, line: str) -> None:
        draft = self.draft
        if not line:
            if draft:
                draft.parted = True
            return
        if found := ANSWER.fullmatch(line):
            self.draft = None
            self.finish(draft, number, found.group(1).strip())
            return
        if (found := _CHOICE.fullmatch(line)) and self.is_next(draft, found.group(1)):
            assert draft is not None
            draft.small = found.group(1).islower()
            draft.choices.append((found.group(1).upper(), found.group(2).strip()))
        elif draft is None or draft.parted:
            self.leave(draft)
            self.draft = draft = _Draft(number, [line])
        elif draft.choices:
            letter, words = draft.choices[-1]
            draft.choices[-1] = (letter, f"{words}\n{line}".strip())
        else:
            draft.words.append(line)
        assert draft is not None
        draft.parted = False

    def is_next(self, draft: _Draft | None, letter: str) -> bool:
        """Whether a letter begins a choice: A, then letters that go up; « E. coli est… » begins a question."""
        if draft is None:
            return False
        if not draft.choices:
            return letter in "Aa"
        return letter.islower() == draft.small and draft.choices[-1][0] < letter.upper()

    def leave(self, draft: _Draft | None) -> None:
        """A draft whose line ANSWER never came."""
        if draft is None:
            return
        if draft.choices:
            what = _("La bonne réponse de cette question manque. Ajoutez sous les choix une ligne ANSWER: B.")
        else:
            what = _("Ces mots n'ont pas de choix. Écrivez dessous A. et B. devant chaque choix, puis ANSWER: B.")
        self.refused.append(Note(draft.line, what, draft.name))

    def finish(self, draft: _Draft | None, number: int, said: str) -> None:
        if draft is None:
            what = _("Cette ligne donne une réponse sans question. Écrivez avant elle la question et ses choix.")
            self.refused.append(Note(number, what))
            return
        if len(draft.choices) < 2:
            what = _("Cette question n'a pas deux choix. Écrivez A. et B. au début de la ligne de chaque choix.")
            self.refused.append(Note(draft.line, what, draft.name))
            return
        letters = re.findall(r"[A-Z]", found.group()) if (found := _LETTERS.match(said.upper())) else []
        known = [letter for letter, _words in draft.choices]
        if not letters or any(letter not in known for letter in letters):
            what = _("La réponse « %(said)s » n'est pas un des choix : %(letters)s. Corrigez la ligne %(line)s.") % {
                "said": said[:40], "letters": ", ".join(known), "line": number,
            }  # fmt: skip
            self.refused.append(Note(draft.line, what, draft.name))
            return
        if any(not words for _letter, words in draft.choices):
            what = _("Un choix de cette question est vide. Écrivez ses mots après la lettre.")
            self.refused.append(Note(draft.line, what, draft.name))
            return
        self.keep(draft, list(dict.fromkeys(letters)))

    def keep(self, draft: _Draft, right: list[str]) -> None:
        worth = round(1 / len(right), 7)
        choices = [
            {"text": escape_markdown(words, flat=True), "fraction": worth if letter in right else 0.0, "feedback": ""}
            for letter, words in draft.choices
        ]
        if len(right) > 1:
            what = _("Plusieurs bonnes réponses sont données : la question accepte plusieurs choix, à parts égales.")
            self.changed.append(Note(draft.line, what, draft.name))
        definition = {
            "kind": "single" if len(right) == 1 else "multiple",
            "text": escape_markdown("\n".join(draft.words)),
            "choices": choices,
            "feedback": "",
        }
        self.questions.append(Question(draft.name, definition, draft.line))
