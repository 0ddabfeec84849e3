"""Enrolments for machines."""

from typing import Annotated

from fastapi import Query

from app.core.access import require
from app.enrolments import policies, queries, services
from app.enrolments.groups import queries as grouping
from app.enrolments.groups import services as putting
from app.enrolments.rules import Status
from app.enrolments.schemas import (
    EnrolmentIn,
    EnrolmentOut,
    GroupOut,
    GroupsIn,
    GroupsOut,
    StatusIn,
    enrolment_out,
    group_out,
)
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("enrolments")


@router.get("/enrolments")
def enrolments(
    session: Reading,
    actor: ApiActor,
    status: Status | None = None,
    course: Annotated[str, Query(max_length=80, description="slug of a course")] = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[EnrolmentOut]:
    """One's own for a learner, those followed for an adviser, all for trainers, quality and administration."""
    rows = queries.list_enrolments(
        session, actor, status=status or "", course=course, limit=limit + 1, after=after_id(after)
    )
    return page(rows, limit, enrolment_out, key=lambda row: row.id)


@router.get("/enrolments/{enrolment_id}")
def enrolment(session: Reading, actor: ApiActor, enrolment_id: str) -> EnrolmentOut:
    """One enrolment, with where it stands today."""
    return enrolment_out(queries.enrolment_for(session, actor, enrolment_id))


@router.post("/enrolments", status_code=201)
def enrol(session: Writing, actor: ApiActor, asked: EnrolmentIn) -> EnrolmentOut:
    """Admit a person to a course; their account is made if it does not exist."""
    made = services.enrol(
        session,
        actor,
        asked.course,
        asked.learner_email,
        asked.learner_name,
        asked.starts_on,
        adviser_email=asked.adviser_email,
        referrer=asked.referrer,
        funder=asked.funder,
        site_id=asked.site_id,
        project=asked.project,
        given=asked.availability.given() if asked.availability else None,
        learner_phone=asked.learner_phone,
    )
    return enrolment_out(queries.enrolment_for(session, actor, made.id))


@router.post("/enrolments/{enrolment_id}/status")
def change_status(session: Writing, actor: ApiActor, enrolment_id: str, asked: StatusIn) -> EnrolmentOut:
    """Start, pause, resume, finish or leave. Asking for the status that already is changes nothing."""
    services.change_status(session, actor, enrolment_id, asked.status, asked.on, asked.reason, asked.exit_reason)
    return enrolment_out(queries.enrolment_for(session, actor, enrolment_id))


@router.put("/enrolments/{enrolment_id}/groups")
def put_in_groups(session: Writing, actor: ApiActor, enrolment_id: str, asked: GroupsIn) -> GroupsOut:
    """The groups that the person is in from now on, and no other. Asking for what already is changes nothing."""
    return GroupsOut(groups=putting.set_groups(session, actor, enrolment_id, asked.groups, asked.reason))


@router.get("/groups")
def groups(session: Reading, actor: ApiActor, limit: Limit = 50, after: After = "") -> Page[GroupOut]:
    """The groups of learners of the caller's organisation, archived ones too."""
    require(policies.may_see_groups(actor))
    rows = grouping.groups_page(session, actor.organisation_id, limit=limit + 1, after=after_id(after))
    return page(rows, limit, group_out, key=lambda row: str(row.id))
