"""Follow-up for machines."""

from typing import Literal

from app.accompaniment import policies
from app.accompaniment.cohort import EVERY_STATUS, IN_PROGRESS, Cohort, Person, cohort_page
from app.accompaniment.contacts import services as contacts
from app.accompaniment.contacts.rules import Channel, Outcome
from app.accompaniment.models import ReasonRest
from app.accompaniment.schemas import (
    BlockOut,
    ContactIn,
    ContactOut,
    FollowUpOut,
    FollowUpPage,
    MinutesOut,
    RestIn,
    RestOut,
    SignalKind,
    SignalOut,
)
from app.core.access import require
from app.core.clock import today
from app.web.doors import ApiActor, Reading, Writing, api
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

    Advisers get those they follow, and those of a colleague they stand in for; trainers, quality and administrators
    everyone. A reason that was answered lately, or put to rest, is not among the signals.
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


@router.post("/enrolments/{enrolment_id}/contacts", status_code=201)
def note_contact(session: Writing, actor: ApiActor, enrolment_id: str, given: ContactIn) -> ContactOut:
    """Say that a person was contacted and how it went. The same contact sent twice within a minute is noted once."""
    noted = contacts.note_contact(
        session, actor, enrolment_id, given.channel, given.outcome, words=given.words, visibility=given.visibility,
        minutes=given.minutes, again_on=given.again_on, anyway=given.anyway,
    )  # fmt: skip
    return ContactOut(
        id=noted.id,
        enrolment_id=noted.enrolment_id,
        channel=Channel(noted.channel),
        outcome=Outcome(noted.outcome),
        minutes=noted.minutes,
        at=noted.at,
        quiet_until=noted.quiet_until,
        again_on=noted.again_on,
    )


@router.post("/enrolments/{enrolment_id}/rests", status_code=201)
def let_rest(session: Writing, actor: ApiActor, enrolment_id: str, given: RestIn) -> RestOut:
    """Not to hear of a reason for one person until a day."""
    return _rest(contacts.let_rest(session, actor, enrolment_id, given.kind or "", given.until, given.word))


@router.delete("/follow-up/rests/{rest_id}")
def wake(session: Writing, actor: ApiActor, rest_id: str) -> RestOut:
    """Hear of it again at once."""
    return _rest(contacts.wake(session, actor, rest_id))


def _rest(rest: ReasonRest) -> RestOut:
    return RestOut(
        id=rest.id,
        enrolment_id=rest.enrolment_id,
        kind=SignalKind(rest.kind) if rest.kind else None,
        until=rest.until,
        woken_at=rest.woken_at,
    )
