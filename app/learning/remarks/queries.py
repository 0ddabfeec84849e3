"""What was said of the activities."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.identity.models import Account
from app.learning.models import ActivityRemark, ActivityState
from app.learning.rules import DONE

_learner = aliased(Account)
_replier = aliased(Account)

_REMARK = select(
    ActivityRemark.id,
    ActivityRemark.felt,
    ActivityRemark.minutes,
    ActivityRemark.helped,
    ActivityRemark.planned,
    ActivityRemark.body,
    ActivityRemark.written_at,
    ActivityRemark.seen_at,
    ActivityRemark.reply,
    ActivityRemark.replied_at,
    _replier.name.label("replier"),
).outerjoin(_replier, _replier.id == ActivityRemark.replied_by)
_ONE = _REMARK.where(
    ActivityRemark.enrolment_id == bindparam("enrolment_id"), ActivityRemark.activity_id == bindparam("activity_id")
)
_JUST_DONE = (
    select(ActivityState.activity_id)
    .outerjoin(
        ActivityRemark,
        and_(
            ActivityRemark.enrolment_id == ActivityState.enrolment_id,
            ActivityRemark.activity_id == ActivityState.activity_id,
        ),
    )
    .where(
        ActivityState.enrolment_id == bindparam("enrolment_id"),
        ActivityState.state == DONE,
        ActivityState.done_at >= bindparam("since"),
        ActivityRemark.id.is_(None),
    )
    .order_by(ActivityState.done_at.desc(), ActivityState.activity_id)
    .limit(1)
)
_LOCK = select(Enrolment.id).where(Enrolment.id == bindparam("enrolment_id")).with_for_update()


def remark_of(session: Session, enrolment_id: str, activity_id: str) -> AnyRow | None:
    """(id, felt, minutes, helped, planned, body, written_at, seen_at, reply, replied_at, replier) of what one person said of
    one activity. The caller has seen the enrolment."""
    return session.execute(_ONE, {"enrolment_id": enrolment_id, "activity_id": activity_id}).first()


def just_done(session: Session, enrolment_id: str, since: datetime) -> str | None:
    """The activity finished last since a moment, when nothing was said of it yet."""
    return session.scalar(_JUST_DONE, {"enrolment_id": enrolment_id, "since": since})


def remarks(
    session: Session, actor: Actor, activity_ids: Sequence[str], *, limit: int, skip: int = 0
) -> Sequence[AnyRow]:
    """The columns of `remark_of` with activity_id, enrolment_id and learner_name, for each remark that has words: those
    nobody has seen first, then the latest."""
    return session.execute(
        _REMARK.add_columns(
            ActivityRemark.activity_id, ActivityRemark.enrolment_id, _learner.name.label("learner_name")
        )
        .join(Enrolment, Enrolment.id == ActivityRemark.enrolment_id)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .where(visible_to(actor), ActivityRemark.activity_id.in_(activity_ids), ActivityRemark.body != "")
        .order_by(
            case((ActivityRemark.seen_at.is_(None), 0), else_=1),
            ActivityRemark.written_at.desc(),
            ActivityRemark.id.desc(),
        )
        .limit(limit)
        .offset(skip)
    ).all()


# --- For changing ------------------------------------------------------------------------------------------------


_TO_CHANGE = (
    select(ActivityRemark)
    .where(
        ActivityRemark.enrolment_id == bindparam("enrolment_id"),
        ActivityRemark.activity_id == bindparam("activity_id"),
    )
    .execution_options(populate_existing=True)
)


def remark_to_change(session: Session, enrolment_id: str, activity_id: str) -> ActivityRemark | None:
    """The entity. The path is locked until the act ends: two windows never leave two remarks."""
    session.execute(_LOCK, {"enrolment_id": enrolment_id})
    return session.scalar(_TO_CHANGE, {"enrolment_id": enrolment_id, "activity_id": activity_id})


def remark_to_answer(session: Session, actor: Actor, remark_id: str) -> ActivityRemark | None:
    """The entity, locked until the act ends, if the actor may see the path it belongs to."""
    return session.scalar(
        select(ActivityRemark)
        .join(Enrolment, Enrolment.id == ActivityRemark.enrolment_id)
        .where(visible_to(actor), ActivityRemark.id == remark_id)
        .with_for_update(of=ActivityRemark)
        .execution_options(populate_existing=True)
    )
