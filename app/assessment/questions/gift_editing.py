"""The questions of a GIFT file changed one by one. Pure: a text gives a text.

Only the lines of the question that changes are written again: comments, categories, and whatever could not be read stay
where they are, word for word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.assessment.questions.gift import Question, parse
from app.assessment.questions.gift_writer import print_gift

LONGEST_NAME = 200

_OWN_MARK = re.compile(r"\s*//.*\[(?:id|tag|competence|kind|case|order|weights|right|partly|wrong):", re.IGNORECASE)


def questions_in(text: str) -> list[Question]:
    """The questions that can be read, in their order."""
    return parse(text)[0]


def with_question(text: str, index: int | None, question: Question) -> str:
    """The same file where the question at `index` says something else; None: with one question more, at its end."""
    blocks = _blocks(text)
    if index is None:
        return _joined([*blocks, _Block(_printed(question).split("\n"))])
    block = _of_question(blocks, index)
    comments = [line for line in block.lines[: block.start] if not _OWN_MARK.match(line)]
    block.lines = [*comments, *_printed(question).split("\n")]
    return _joined(blocks)


def without(text: str, index: int) -> str:
    """The same file without a question."""
    blocks = _blocks(text)
    blocks.remove(_of_question(blocks, index))
    return _joined(blocks)


def moved(text: str, index: int, step: int) -> str:
    """The same file where a question has changed places with its neighbour: `step` is -1 (up) or 1 (down)."""
    blocks = _blocks(text)
    count = sum(block.is_question for block in blocks)
    if not 0 <= index + step < count:
        return text
    one, other = blocks.index(_of_question(blocks, index)), blocks.index(_of_question(blocks, index + step))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return _joined(blocks)


def with_added(text: str, questions: Iterable[Question], taken: Iterable[str] = ()) -> str:
    """The same file with more questions at its end, each under a name that nothing else has there, nor in `taken`."""
    named = with_free_names(questions, {*taken, *(question.name for question in questions_in(text))})
    return _joined([*_blocks(text), *(_Block(_printed(question).split("\n")) for question in named)])


def with_free_names(questions: Iterable[Question], taken: Iterable[str]) -> list[Question]:
    """The same questions under names of their own: answers hang on them."""
    known, found = set(taken), []
    for question in questions:
        name = free_name(question.name, known)
        known.add(name)
        found.append(replace(question, name=name))
    return found


def free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    stem = name[: LONGEST_NAME - 10]
    return next(made for number in range(2, len(taken) + 3) if (made := f"{stem} ({number})") not in taken)


@dataclass(slots=True, eq=False)
class _Block:
    """Lines that stay together; those of a question begin with the comments right above it."""

    lines: list[str]
    start: int = 0  # where the question itself begins
    is_question: bool = False


def _blocks(text: str) -> list[_Block]:
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = {question.line - 1 for question in questions_in(text)}
    edges = sorted({0, *starts, *_paragraphs(rows, starts)})
    blocks = []
    for edge, end in zip(edges, [*edges[1:], len(rows)], strict=True):
        lines = _without_blank_ends(rows[edge:end])
        if lines:
            blocks.append(_Block(lines, is_question=edge in starts))
    return _with_comments_above(blocks)


def _paragraphs(rows: Sequence[str], starts: set[int]) -> Iterable[int]:
    """Where a paragraph begins outside any question: what follows an empty line while no brace is open, and categories."""
    depth, after_blank = 0, True
    for number, row in enumerate(rows):
        plain = re.sub(r"\\.", "", row)
        if not row.strip():
            after_blank = True
            continue
        if number in starts:
            depth = 0
        elif (after_blank and depth <= 0) or row.strip().upper().startswith("$CATEGORY:"):
            yield number
        after_blank = False
        if not row.strip().startswith("//"):
            depth += plain.count("{") - plain.count("}")


def _with_comments_above(blocks: list[_Block]) -> list[_Block]:
    """Comments that touch a question, or that only say something of it, move with it."""
    found: list[_Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if block.is_question and above and not above.is_question and above.lines[-1].lstrip().startswith("//"):
            own = len(above.lines)
            while own and above.lines[own - 1].lstrip().startswith("//"):
                own -= 1
            block.start = len(above.lines) - own
            block.lines = [*above.lines[own:], *block.lines]
            above.lines = _without_blank_ends(above.lines[:own])
            if not above.lines:
                found.pop()
        found.append(block)
    return found


def _of_question(blocks: Sequence[_Block], index: int) -> _Block:
    return [block for block in blocks if block.is_question][index]


def _without_blank_ends(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and not kept[0].strip():
        kept.pop(0)
    return kept


def _printed(question: Question) -> str:
    return print_gift([replace(question, category="")]).strip("\n")


def _joined(blocks: Sequence[_Block]) -> str:
    return "\n\n".join("\n".join(block.lines) for block in blocks) + "\n" if blocks else ""
