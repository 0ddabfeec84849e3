"""What a survey says: who was asked, who answered, question by question, each wording with its own answers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.surveys import rules as surveys
from app.assessment.surveys.rules import ENOUGH, Tally
from app.assessment.surveys.showing import html
from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.periods import Period
from app.feedback import data, policies
from app.feedback.campaigns import queries, rules


@dataclass(frozen=True, slots=True)
class Words:
    """A free answer; nobody's name and no day when it was given without."""

    text: str
    name: str = ""
    enrolment_id: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    html: Markup
    tally: Tally
    words: tuple[Words, ...]
    measured: "Measured | None" = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The question on satisfaction. Out of 10; `too_few` says that a rate would point at people."""

    respondents: int
    satisfied: int
    mean: float

    @property
    def too_few(self) -> bool:
        return self.respondents < data.SMALL_GROUP

    @property
    def percent(self) -> float:
        return 100 * self.satisfied / self.respondents


@dataclass(frozen=True, slots=True)
class Found:
    """`waiting`: people whose answers are in a group of fewer than five, and cannot be read yet."""

    campaign: AnyRow
    sent: int
    refused: int
    unreached: int
    received: int
    waiting: int
    read: int
    current: tuple[QuestionResult, ...]
    older: tuple[QuestionResult, ...]
    threshold: float
    together: int = ENOUGH


def results(session: Session, actor: Actor, campaign_id: str, period: Period) -> Found:
    campaign = queries.campaign(session, actor.organisation_id, campaign_id)
    require(policies.may_read_results(actor))
    count = queries.counts(session, actor.organisation_id, period.start, period.end, campaign_id).get(campaign_id, {})
    given, words, people = _given(session, campaign, period)
    version = queries.version_of(session, campaign.questionnaire_id, campaign.version_id)
    assert version is not None
    order = [question["id"] for question in version.asked]
    known = {row.id: row for row in queries.wordings(session, campaign.questionnaire_id)}
    lots = queries.lots(session, campaign_id) if campaign.anonymous else []
    in_lots = sum(lot.replies for lot in lots if lot.closed_on and period.start <= lot.closed_on <= period.end)
    threshold = data.rules().satisfied_from(period.end)

    def one(key: str) -> QuestionResult:
        row = known[key]
        free = tuple(words[key]) if row.definition["kind"] == "text" else ()
        measured = _measured(row, given[key], threshold)
        return QuestionResult(html(row.definition["ask"]), surveys.tally(row.definition, given[key]), free, measured)

    return Found(
        campaign=campaign,
        sent=count.get("sent", 0),
        refused=count.get("refused", 0),
        unreached=count.get("unreached", 0),
        received=count.get("received", 0),
        waiting=sum(lot.replies for lot in lots if not lot.closed_on),
        read=in_lots if campaign.anonymous else people,
        current=tuple(one(key) for key in order),
        older=tuple(one(key) for key in known if key not in order and key in given),
        threshold=threshold,
    )


def _measured(row: AnyRow, given: list[Any], threshold: float) -> Measured | None:
    scores = [value for value in (rules.score(row.definition, one) for one in given) if value is not None]
    if row.measures != rules.SATISFACTION or not scores:
        return None
    return Measured(len(scores), sum(value >= threshold for value in scores), sum(scores) / len(scores))


def _given(
    session: Session, campaign: AnyRow, period: Period
) -> tuple[dict[str, list[Any]], dict[str, list[Words]], int]:
    given: dict[str, list[Any]] = defaultdict(list)
    words: dict[str, list[Words]] = defaultdict(list)
    replies = set()
    if campaign.anonymous:
        for row in queries.lot_answers(session, campaign.id, period.start, period.end):
            given[row.wording_id].append(row.response)
            words[row.wording_id].append(Words(str(row.response)))
    else:
        for row in queries.named_answers(session, campaign.id, period.start, period.end):
            replies.add(row.reply_id)
            given[row.wording_id].append(row.response)
            words[row.wording_id].append(Words(str(row.response), row.person, row.enrolment_id or "", row.sent_on))
    return given, words, len(replies)


def rows(session: Session, actor: Actor, campaign_id: str, period: Period) -> Iterator[list[str | int | date]]:
    """One answer to a line, for a spreadsheet; without a name there is no day either."""
    campaign = queries.campaign(session, actor.organisation_id, campaign_id)
    require(policies.may_read_results(actor))
    known = {row.id: row.definition for row in queries.wordings(session, campaign.questionnaire_id)}
    yield [_("Question"), _("Réponse"), _("Personne"), _("Date")]
    if campaign.anonymous:
        for row in queries.lot_answers(session, campaign.id, period.start, period.end):
            definition = known[row.wording_id]
            yield [definition["ask"], surveys.in_words(definition, row.response), "", ""]
        return
    for row in queries.named_answers(session, campaign.id, period.start, period.end):
        definition = known[row.wording_id]
        yield [definition["ask"], surveys.in_words(definition, row.response), row.person, row.sent_on]
