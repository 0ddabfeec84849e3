"""How activities and questions did: the only figures that pages, the workshop and the question bank show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.questions.drawing import possible
from app.assessment.quizzes import queries as quizzes
from app.assessment.quizzes.queries import Version
from app.assessment.statistics import items, queries, rules
from app.assessment.statistics.items import Item, Part, Sums
from app.assessment.statistics.rules import ActivityFigures
from app.core.access import Actor, require
from app.core.clock import local
from app.core.errors import NotFound
from app.courses import queries as courses
from app.courses.outline import outline


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One wording of a question in one quiz. What was answered to another wording is another line."""

    version_id: str
    question_id: str
    activity_id: str
    name: str
    kind: str
    definition: dict[str, Any]
    current: bool  # asked by the edition that learners see
    item: Item
    empty: int = 0  # first tries that left it without an answer
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """When, as the statements need it. Editions are a time too, for what does not say its edition."""

    edition_ids: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def how_activities_did(
    session: Session,
    actor: Actor,
    course_id: str,
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    activity_ids: Sequence[str] | None = None,
) -> dict[str, ActivityFigures]:
    """Activity id → how it did, for the activities of the edition that learners see (or some of them).

    What happened from `since` and before `until`; with `edition_ids`, answers and remarks given in these editions, and
    what happened while learners had them. Raises NotFound for a course of elsewhere, Forbidden for who is not staff.
    """
    course = _course(session, actor, course_id)
    path = outline(session, course.edition_id)
    wanted = (
        [one for one in activity_ids if one in path.activities] if activity_ids is not None else list(path.activities)
    )
    when = _period(session, course_id, edition_ids, since, until)
    facts = queries.facts(
        session, course_id, path.edition_id, wanted, edition_ids=when.edition_ids, since=when.since, until=when.until,
        since_day=local(when.since).date() if when.since else None,
        until_day=local(when.until).date() if when.until else None,
    )  # fmt: skip
    return rules.figures(path, wanted, facts)


def how_questions_did(
    session: Session,
    actor: Actor,
    activity_id: str,
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[QuestionFigures]:
    """Each wording of a quiz: those of today in their order, then those of before that were answered."""
    course_id = queries.course_of_activity(session, actor.organisation_id, activity_id)
    if course_id is None:
        raise NotFound()
    course = _course(session, actor, course_id)
    content = courses.content_of(session, course.edition_id, activity_id) or {}
    when = _period(session, course_id, edition_ids, since, until)
    scope = (when.edition_ids, when.since, when.until)
    found = _items(session, [activity_id], scope)
    given = queries.responses(session, activity_id, *scope)
    asked = possible(content)
    known = quizzes.versions(session, [*asked, *sorted((set(found) | set(given)) - set(asked), reverse=True)])
    return [_question(version, found, version.id in asked, given.get(version.id, {})) for version in known]


def how_quizzes_did(
    session: Session,
    actor: Actor,
    course_id: str,
    activity_ids: Sequence[str],
    edition_ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, list[QuestionFigures]]:
    """Quiz id → its wordings of today in their order, without what was chosen: for several quizzes of a course at once."""
    course = _course(session, actor, course_id)
    when = _period(session, course_id, edition_ids, since, until)
    found = _items(session, activity_ids, (when.edition_ids, when.since, when.until))
    asked = queries.asked_by(session, course.edition_id, activity_ids)
    known = {one.id: one for one in quizzes.versions(session, [one for ids in asked.values() for one in ids])}
    return {
        activity_id: [_question(known[one], found, current=True) for one in asked.get(activity_id, []) if one in known]
        for activity_id in activity_ids
    }


def by_fingerprint(session: Session, actor: Actor, fingerprints: Sequence[str]) -> dict[str, Item]:
    """Fingerprint → how this wording does wherever the organisation asked it; those never answered are left out."""
    require(policies.may_see_sequence(actor))
    asked = queries.wordings(session, actor.organisation_id, sorted(set(fingerprints)))
    quizzes_of = sorted({row.activity_id for row in asked})
    known = queries.item_sums(session, quizzes_of)
    sums: dict[str, Sums] = {}
    for row in asked:
        if row.id in known:
            sums[row.fingerprint] = sums.get(row.fingerprint, Sums()) + known[row.id]
    few = [row for row in asked if row.fingerprint in sums and items.needs_pairs(sums[row.fingerprint])]
    answered = queries.item_pairs(session, [row.id for row in few], quizzes_of)
    pairs: dict[str, list[tuple[float, float]]] = {}
    for row in few:
        pairs.setdefault(row.fingerprint, []).extend(answered.get(row.id, ()))
    return {mark: items.item(one, pairs.get(mark, ())) for mark, one in sums.items()}


def _question(
    version: Version, found: Mapping[str, Item], current: bool, given: Mapping[str, int] | None = None
) -> QuestionFigures:
    return QuestionFigures(
        version.id, version.question_id, version.activity_id, version.name, version.kind, version.definition, current,
        found.get(version.id, Item()), (given or {}).get("null", 0), items.parts(version.definition, given or {}),
    )  # fmt: skip


def _course(session: Session, actor: Actor, course_id: str) -> Any:
    course = courses.course_by_id(session, course_id)
    if course is None or course.organisation_id != actor.organisation_id:
        raise NotFound()
    require(policies.may_see_sequence(actor))
    return course


def _period(
    session: Session,
    course_id: str,
    edition_ids: Sequence[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> Period:
    """The time during which learners had these editions, inside the one that was asked."""
    if edition_ids is None:
        return Period(None, since, until)
    known = list(queries.published(session, course_id))
    places = [place for place, edition in enumerate(known) if edition.id in edition_ids]
    if not places:
        raise NotFound()
    first = known[places[0]].published_at
    replaced = [edition.published_at for edition in known[places[-1] + 1 :]][:1]
    ends = [*replaced, *([until] if until else [])]
    return Period(tuple(edition_ids), max(first, since) if since else first, min(ends) if ends else None)


def _items(session: Session, activity_ids: Sequence[str], scope: tuple[Any, Any, Any]) -> dict[str, Item]:
    """Wording id → its figures. Two statements, whatever there is."""
    sums = queries.item_sums(session, activity_ids, *scope)
    few = [version_id for version_id, one in sums.items() if items.needs_pairs(one)]
    pairs = queries.item_pairs(session, few, activity_ids, *scope)
    return {version_id: items.item(one, pairs.get(version_id, ())) for version_id, one in sums.items()}
