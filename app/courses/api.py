"""Courses for machines: the list, and one whole outline."""

from collections.abc import Mapping, Sequence

from app.core.errors import NotFound
from app.courses import conditions, queries
from app.courses.conditions import Names
from app.courses.outline import Activity, Outline, outline
from app.courses.rules import totals
from app.courses.schemas import ActivityOut, BlockOut, CourseOut, MinutesOut, OutlineOut, SequenceOut
from app.web.doors import ApiActor, Reading, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("courses")

Reasons = Mapping[str, Sequence[str]]  # activity id → why it is closed to the caller


@router.get("/courses")
def courses(session: Reading, actor: ApiActor, limit: Limit = 50, after: After = "") -> Page[CourseOut]:
    """The published courses of the caller's organisation, the oldest first."""
    rows = queries.courses(session, actor, limit=limit + 1, after=after_id(after))
    minutes = queries.minutes_by_edition(session, [row.edition_id for row in rows])

    def item(row: queries.AnyRow) -> CourseOut:
        on_site, remote = minutes.get(row.edition_id, (0, 0))
        return CourseOut(
            id=row.id,
            slug=row.slug,
            title=row.title,
            summary=row.summary,
            weeks=row.weeks,
            minutes=MinutesOut(total=on_site + remote, on_site=on_site, remote=remote),
            edition=row.number,
        )

    return page(rows, limit, item, key=lambda row: str(row.id))


@router.get("/courses/{slug}")
def course(session: Reading, actor: ApiActor, slug: str) -> OutlineOut:
    """A published course: blocks, sequences, activities, each with its four modality marks and whether it is open."""
    row = queries.course_by_slug(session, actor.organisation_id, slug)
    if row is None:
        raise NotFound()
    plan = outline(session, row.edition_id)
    whole = totals(plan.activities.values())
    return OutlineOut(
        id=row.id,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        weeks=row.weeks,
        minutes=MinutesOut(total=whole.minutes, on_site=whole.on_site, remote=whole.remote),
        edition=row.number,
        blocks=_blocks(plan, conditions.reasons(session, actor, plan)),
    )


def _blocks(plan: Outline, closed: Reasons) -> list[BlockOut]:
    names = plan.names if plan.conditioned else None
    return [
        BlockOut(
            id=block.id,
            code=block.code,
            title=block.title,
            sequences=[
                SequenceOut(
                    id=sequence.id,
                    title=sequence.title,
                    objective=sequence.objective,
                    week=sequence.week,
                    activities=[_activity(one, names, closed.get(one.id, ())) for one in sequence.activities],
                )
                for sequence in plan.sequences
                if sequence.block_id == block.id
            ],
        )
        for block in plan.blocks
    ]


def _activity(activity: Activity, names: Names | None, why: Sequence[str]) -> ActivityOut:
    return ActivityOut(
        id=activity.id,
        kind=activity.kind,
        title=activity.title,
        minutes=activity.minutes,
        place=activity.place,
        timing=activity.timing,
        people=activity.people,
        guidance=activity.guidance,
        why=activity.why,
        completion=activity.completion,
        conditions=[conditions.in_words(one, names) for one in activity.conditions] if names else [],
        open=not why,
        reasons=list(why),
    )
