"""Works as pages print them: their text with its comments, and what was said criterion by criterion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.works import passages, review_queries, rubrics
from app.assessment.works.passages import Note, Paragraph
from app.assessment.works.rubrics import Result, Rubric
from app.core.i18n import N_
from app.courses.outline import Outline

STATE_NAMES = {
    "waiting": (N_("en attente de lecture"), "info"),
    "accepted": (N_("accepté"), "good"),
    "sent_back": (N_("à reprendre"), "attention"),
    "received": (N_("bien reçu"), "good"),
    "replaced": (N_("remplacé par un envoi plus récent"), "plain"),
}
MOST_PHRASES, LONGEST_PHRASE = 3, 160


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a work. `row` as `queries.submissions` gives it; `results` and `summary` are those of its review."""

    row: Any
    paragraphs: Sequence[Paragraph]
    notes: Sequence[Note]
    rubric: Rubric
    results: Sequence[Result]
    summary: str


def sending(row: Any, notes: Sequence[Note]) -> Sending:
    """A sending with the comments on it."""
    rubric = rubrics.from_kept(row.rubric)
    levels, comments = row.levels or {}, row.comments or {}
    return Sending(
        row,
        passages.laid_out(row.text, notes),
        notes,
        rubric,
        rubrics.results(rubric, levels, comments),
        rubrics.in_words(rubric, levels) if levels else "",
    )


def notes_by_sending(rows: Iterable[Any], *, told_only: bool) -> dict[str, list[Note]]:
    """Submission id → the comments on it, numbered in the order of its text."""
    found: dict[str, list[Note]] = {}
    for row in rows:
        if told_only and row.review_id is None:
            continue
        there = found.setdefault(row.submission_id, [])
        there.append(
            Note(
                row.id,
                len(there) + 1,
                row.start,
                row.end,
                row.quote,
                row.comment,
                row.author_id,
                row.author,
                row.at,
                row.review_id is not None,
                row.version,
                row.fixed_in_version,
            )
        )
    return found


def sendings(
    session: Session, rows: Sequence[Any], enrolment_id: str, activity_id: str, *, told_only: bool
) -> list[Sending]:
    """Every sending of a work with the comments on it; no question is asked when nobody has read anything."""
    read = rows and (not told_only or any(row.decision for row in rows))
    found = review_queries.annotations(session, enrolment_id, activity_id) if read else ()
    notes = notes_by_sending(found, told_only=told_only)
    return [sending(row, notes.get(row.id, [])) for row in rows]


def levels_before(earlier: Sending, rubric: Rubric) -> dict[str, str]:
    """Criterion number → the level that an earlier sending had reached on it, in words."""
    places = rubrics.numbers_now(earlier.rubric, rubric)
    return {places[str(one.number)]: one.name for one in earlier.results if one.name and str(one.number) in places}


def competence_titles(course: Outline) -> dict[str, str]:
    """Code → title."""
    return {competence.code: competence.title for block in course.blocks for competence in block.competences}


def phrases(rows: Iterable[Any], rubric: Rubric) -> dict[str, list[str]]:
    """Criterion number → short comments already written on it by the same trainer, the latest first."""
    found: dict[str, list[str]] = {}
    for row in rows:
        places = rubrics.numbers_now(rubrics.from_kept(row.rubric), rubric)
        for number, text in row.comments.items():
            there = found.setdefault(places.get(number, ""), [])
            if len(there) < MOST_PHRASES and text not in there and len(text) <= LONGEST_PHRASE and "\n" not in text:
                there.append(text)
    found.pop("", None)
    return found
