"""What a survey says, question by question, each wording with its own answers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.surveys import queries, rules
from app.assessment.surveys.rules import Tally
from app.assessment.surveys.showing import html
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.periods import Period
from app.web.formats import full_day


@dataclass(frozen=True, slots=True)
class Words:
    """A free answer; nobody's name and no day when it was given without."""

    text: str
    name: str = ""
    enrolment_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    html: Markup
    definition: dict[str, Any]
    since: datetime  # when it was first asked in these words
    tally: Tally
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """`older` are the wordings that are no longer asked and that somebody answered in the period."""

    current: tuple[QuestionResult, ...]
    older: tuple[QuestionResult, ...]
    named: int  # people who answered under their name
    unnamed: int  # people whose answers are in whole lots
    waiting: int  # people whose answers cannot be read yet
    anonymous: bool
    together: int = rules.ENOUGH


def results(session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period) -> SurveyResults:
    lots = queries.lots(session, actor.organisation_id, activity_id)
    read = [lot for lot in lots if lot.closed_on and period.start <= lot.closed_on <= period.end]
    named = queries.named_answers(session, actor, activity_id, period)
    given: dict[str, list[Any]] = defaultdict(list)
    words: dict[str, list[Words]] = defaultdict(list)
    for row in named:
        given[row.question_id].append(row.response)
        words[row.question_id].append(Words(str(row.response), row.learner_name, row.enrolment_id, row.sent_at))
    for row in queries.anonymous_answers(session, [lot.id for lot in read]):
        given[row.question_id].append(row.response)
        words[row.question_id].append(Words(str(row.response)))
    order = [question["id"] for question in content["asked"]]
    known = {row.id: row for row in queries.wordings(session, activity_id)}
    older = [key for key in known if key not in order and key in given]
    return SurveyResults(
        current=tuple(_result(known[key], given[key], words[key]) for key in order),
        older=tuple(_result(known[key], given[key], words[key]) for key in older),
        named=len({row.enrolment_id for row in named}),
        unnamed=sum(lot.replies for lot in read),
        waiting=sum(lot.replies for lot in lots if not lot.closed_on),
        anonymous=content["anonymous"],
    )


def _result(wording: AnyRow, given: list[Any], words: list[Words]) -> QuestionResult:
    definition = wording.definition
    return QuestionResult(
        html(definition["ask"]),
        definition,
        wording.created_at,
        rules.tally(definition, given),
        tuple(words) if definition["kind"] == "text" else (),
    )


def rows(
    session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period
) -> Iterator[list[str]]:
    """One answer to a line, for a spreadsheet; without a name there is no day either."""
    yield [_("Question"), _("Encore posée"), _("Réponse"), _("Personne"), _("Date")]
    asked = {question["id"] for question in content["asked"]}
    known = {row.id: row.definition for row in queries.wordings(session, activity_id)}

    def line(row: AnyRow, *who: str) -> list[str]:
        definition = known[row.question_id]
        still = _("oui") if row.question_id in asked else _("non")
        return [definition["ask"], still, rules.in_words(definition, row.response), *who]

    for row in queries.named_answers(session, actor, activity_id, period):
        yield line(row, row.learner_name, full_day(row.sent_at))
    lots = queries.lots(session, actor.organisation_id, activity_id)
    read = [lot.id for lot in lots if lot.closed_on and period.start <= lot.closed_on <= period.end]
    for row in queries.anonymous_answers(session, read):
        yield line(row, "", "")
