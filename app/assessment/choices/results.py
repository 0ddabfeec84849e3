"""Who chose what."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.choices import queries
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.rules import OPEN, STATUS_LABELS, Status
from app.web.formats import full_day
from app.web.text import inline_html


@dataclass(frozen=True, slots=True)
class OptionResult:
    """`taken` are the places held today. Those who chose it in the period: `here`, their path is open; `gone`, it is over."""

    html: Markup
    places: int | None
    taken: int
    here: tuple[AnyRow, ...]
    gone: tuple[AnyRow, ...]


@dataclass(frozen=True, slots=True)
class ChoiceResults:
    current: tuple[OptionResult, ...]
    older: tuple[OptionResult, ...]  # options that are no longer offered, and that somebody keeps
    people: int


def results(session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period) -> ChoiceResults:
    taken = queries.taken(session, actor.organisation_id, activity_id)
    chosen: dict[str, list[AnyRow]] = defaultdict(list)
    titles: dict[str, str] = {}
    for row in queries.who_chose(session, actor, activity_id, period):
        chosen[row.option_id].append(row)
        titles[row.option_id] = row.title
    offered = [option["id"] for option in content["options"]]

    def result(key: str, title: str, places: int | None) -> OptionResult:
        here = tuple(row for row in chosen[key] if row.status in OPEN)
        gone = tuple(row for row in chosen[key] if row.status not in OPEN)
        return OptionResult(_html(title), places, taken.get(key, 0), here, gone)

    return ChoiceResults(
        current=tuple(result(one["id"], one["title"], one["places"]) for one in content["options"]),
        older=tuple(
            result(key, titles[key], None) for key in sorted(titles, key=titles.__getitem__) if key not in offered
        ),
        people=len({row.enrolment_id for rows in chosen.values() for row in rows}),
    )


def rows(
    session: Session, actor: Actor, activity_id: str, content: dict[str, Any], period: Period
) -> Iterator[list[str]]:
    """One person and one option to a line, for a spreadsheet."""
    yield [_("Option"), _("Personne"), _("Parcours"), _("Date")]
    for row in queries.who_chose(session, actor, activity_id, period):
        yield [row.title, row.learner_name, _(STATUS_LABELS[Status(row.status)]), full_day(row.at)]


def _html(text: str) -> Markup:
    return Markup(inline_html(text))  # noqa: S704 - cleaned by app.web.text
