"""Follow-up for machines."""

from typing import Literal

from app.accompaniment import policies
from app.accompaniment.cohort import EVERY_STATUS, IN_PROGRESS, Cohort, Person, cohort_page
from app.accompaniment.schemas import BlockOut, FollowUpOut, FollowUpPage, MinutesOut, SignalKind, SignalOut
from app.core.access import require
from app.core.clock import today
from app.web.doors import ApiActor, Reading, api
from app.web.paging import After, Limit, after_id, cursor

router = api("accompaniment")

StatusWanted = Literal["in_progress", "admitted", "active", "paused", "finished", "left", "all"]


@router.get("/follow-up")
def follow_up(
    session: Reading,
    actor: ApiActor,
    status: StatusWanted = "in_progress",
    limit: Limit = 50,
    after: After = "",
) -> FollowUpPage:
    """The people that the caller follows, with the reasons to look at each of them today.

    Advisers get those they follow; trainers, quality and administrators everyone. Active people alone
    give signals.
    """
    require(policies.may_follow(actor))
    groups: dict[str, tuple[str, ...]] = {"in_progress": IN_PROGRESS, "all": EVERY_STATUS}
    found = cohort_page(session, actor, groups.get(status, (status,)), after=after_id(after), limit=limit + 1)
    people = found.people[:limit]
    more = len(found.people) > limit
    return FollowUpPage(items=[_out(found, p) for p in people], next=cursor(people[-1].id) if more else None)


def _out(found: Cohort, person: Person) -> FollowUpOut:
    standing = person.standing
    return FollowUpOut(
        enrolment_id=person.id,
        learner=person.name,
        status=person.status,
        course=found.outlines[person.course_id].slug,
        starts_on=person.starts_on,
        signals=[SignalOut(kind=SignalKind(s.kind), text=s.text, since=s.since) for s in person.signals],
        percent=standing.percent,
        minutes=MinutesOut(
            planned=standing.planned,
            done=standing.done,
            on_site=standing.on_site,
            remote=standing.remote,
            due=standing.due_before(today()),
        ),
        blocks=[BlockOut(code=b.code, percent=b.percent, level=b.level) for b in standing.blocks],
        last_act=standing.last_act,
        next_session=person.next_session,
    )
