"""What an edition says, as the heads of its folder's files would say it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.courses import queries
from app.frameworks import queries as framework_queries
from app.frameworks import services as frameworks


def course_head(session: Session, edition: Any, activities: Sequence[Any]) -> dict[str, Any]:
    """The outline of an edition, as `course.yaml` says it."""
    framework = frameworks.text_of(session, edition.framework_id)
    block_codes = {block.id: block.code for block in framework_queries.blocks(session, edition.framework_id)}
    head: dict[str, Any] = {
        "format": 1,
        "slug": edition.slug,
        "title": edition.title,
        "summary": edition.summary,
        "language": edition.language,
        "licence": edition.licence,
        "authors": edition.authors,
    }
    if edition.reviewed_on:
        head["reviewed_on"] = edition.reviewed_on
    glossary = {"glossary": [without_blanks(term) for term in edition.glossary]} if edition.glossary else {}
    about: dict[str, Any] = {"code": framework.code, "version": framework.version, "title": framework.title}
    if framework.source:
        about["source"] = framework.source
    return head | {
        "weeks": edition.weeks,
        "entry": edition.entry,
        "sheet": edition.sheet,
        "framework": about | {"levels": list(framework.levels)},
        **glossary,
        "blocks": [
            without_blanks(
                {
                    "key": block.code,
                    "title": block.title,
                    "pictogram": block.pictogram,
                    "competences": [
                        without_blanks(
                            {
                                "code": competence.code,
                                "title": competence.title,
                                "says": competence.says,
                                "criteria": list(competence.criteria),
                                "entrecomp": list(competence.related),
                            }
                        )
                        for competence in block.competences
                    ],
                }
            )
            for block in framework.blocks
        ],
        "sequences": [
            {
                "key": sequence.key,
                "block": block_codes[sequence.block_id],
                "title": sequence.title,
                "objective": sequence.objective,
                "week": sequence.week,
                "days": [sequence.opens_on_day, sequence.due_on_day],
                **without_blanks({"conditions": sequence.conditions, "branches": sequence.branches}),
                "activities": [activity.key for activity in activities if activity.sequence_id == sequence.id],
            }
            for sequence in queries.outline_sequences(session, edition.id)
        ],
    }


def activity_head(activity: Any, row: Any) -> dict[str, Any]:
    """The head of an activity's file, from its rows in `outline_activities` and `contents`."""
    head: dict[str, Any] = {
        "kind": activity.kind,
        "title": activity.title,
        "minutes": activity.minutes,
        "place": activity.place,
        "timing": activity.timing,
        "people": activity.people,
        "guidance": activity.guidance,
    }
    head |= row.content["written"]["own"]
    head |= without_blanks(
        {
            "competences": list(activity.competences),
            "why": activity.why,
            "licence": row.licence,
            "authors": row.authors,
            "conditions": activity.conditions,
            "branches": activity.branches,
        }
    )
    head["completion"] = activity.completion
    return head


def without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [])}
