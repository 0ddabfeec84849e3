"""Who ticked what."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.checklists import queries
from app.core.access import Actor
from app.core.i18n import _
from app.core.periods import Period
from app.web.formats import full_day
from app.web.text import inline_html


@dataclass(frozen=True, slots=True)
class PointResult:
    html: Markup
    people: int


@dataclass(frozen=True, slots=True)
class PersonResult:
    enrolment_id: str
    name: str
    checked: int  # of the points of today's list
    latest: datetime


@dataclass(frozen=True, slots=True)
class ChecklistResults:
    points: tuple[PointResult, ...]
    people: tuple[PersonResult, ...]


def results(
    session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period
) -> ChecklistResults:
    items = [item["id"] for item in content["items"]]
    count: dict[str, int] = defaultdict(int)
    people: dict[str, PersonResult] = {}
    for row in queries.who_ticked(session, actor, activity_id, period):
        count[row.item_id] += 1
        known = people.get(row.enrolment_id)
        checked = (known.checked if known else 0) + (row.item_id in items)
        latest = max(known.latest, row.at) if known else row.at
        people[row.enrolment_id] = PersonResult(row.enrolment_id, row.learner_name, checked, latest)
    return ChecklistResults(
        tuple(
            PointResult(Markup(inline_html(item["text"])), count[item["id"]])  # noqa: S704 - cleaned by app.web.text
            for item in content["items"]
        ),
        tuple(people.values()),
    )


def rows(
    session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period
) -> Iterator[list[str]]:
    """One person and one point to a line, for a spreadsheet."""
    yield [_("Point"), _("Personne"), _("Date")]
    for row in queries.who_ticked(session, actor, activity_id, period):
        yield [row.text, row.learner_name, full_day(row.at)]
