"""Leaving a word on an activity; seeing it, answering it."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.identity import queries as identity
from app.learning import services as learning
from app.learning.events import RemarkAnswered, RemarkLeft, RemarkWithdrawn
from app.learning.models import ActivityRemark
from app.learning.remarks import policies, queries, rules
from app.web import formats


def leave_remark(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str,
    felt: str,
    minutes: str,
    body: str,
    helped: str = "",
) -> ActivityRemark | None:
    """Say how an activity went, or say it otherwise: the last words count. Saying nothing takes the remark back.

    New words have to be seen again; an answer stays, with its own date.
    """
    enrolment, outline, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
    require(policies.may_remark(actor, enrolment.learner_id))
    said = rules.said(felt, minutes, body, activity.minutes, helped)
    kept = queries.remark_to_change(session, enrolment.id, activity.id)
    if not said:
        if kept is not None:
            session.delete(kept)
            record(session, actor, RemarkWithdrawn(enrolment.id, activity.id))
        return None
    if kept is None:
        kept = ActivityRemark(
            organisation_id=enrolment.organisation_id, enrolment_id=enrolment.id, activity_id=activity.id,
            reply="", body="",
        )  # fmt: skip
        session.add(kept)
    elif (kept.felt, kept.minutes, kept.body, kept.helped) == (said.felt, said.minutes, said.body, said.helped):
        return kept
    if kept.body != said.body:
        kept.seen_by = kept.seen_at = None
    kept.felt, kept.minutes, kept.body, kept.helped = said.felt, said.minutes, said.body, said.helped
    kept.edition_id, kept.planned, kept.written_at = outline.edition_id, activity.minutes, now()
    record(session, actor, RemarkLeft(enrolment.id, activity.id))
    return kept


def say_whether_it_helped(session: Session, actor: Actor, activity_id: str, helped: str) -> ActivityRemark | None:
    """One tap: whether an activity has helped. What was said of it before stays as it was."""
    enrolment, _outline, activity = learning.activity_for(session, actor, activity_id)
    said = queries.remark_of(session, enrolment.id, activity.id)
    felt, body = (said.felt, said.body) if said else ("", "")
    minutes = str(said.minutes) if said and said.minutes is not None else ""
    return leave_remark(session, actor, enrolment.id, activity_id, felt, minutes, body, helped)


def mark_seen(session: Session, actor: Actor, remark_id: str) -> ActivityRemark:
    """Say that the team has read it; the learner sees it. Seen stays seen."""
    remark = _to_answer(session, actor, remark_id)
    if remark.seen_at is None:
        remark.seen_by, remark.seen_at = actor.account_id, now()
    return remark


def answer_remark(session: Session, actor: Actor, remark_id: str, text: str, read: str = "") -> ActivityRemark:
    """Answer in a few words, which the learner reads in the same place. Whoever has answered may say it better.

    `read` is the moment of the words that were in front of the person who answers (ISO), when it is known.
    """
    remark = _to_answer(session, actor, remark_id)
    text = rules.reply(text)
    if remark.reply == text and remark.seen_at is not None:
        return remark
    if remark.replied_by not in (None, actor.account_id) and remark.replied_at >= remark.written_at:  # type: ignore[operator]
        raise _answered_already(session, remark)
    if read and read != remark.written_at.isoformat():
        raise Conflict(
            _("La personne a changé son mot pendant que vous écriviez. Relisez-le : votre réponse est gardée ici.")
        )
    moment = now()
    if remark.seen_at is None:
        remark.seen_by, remark.seen_at = actor.account_id, moment
    remark.reply, remark.replied_by, remark.replied_at = text, actor.account_id, moment
    record(session, actor, RemarkAnswered(remark.enrolment_id, remark.activity_id))
    return remark


def _to_answer(session: Session, actor: Actor, remark_id: str) -> ActivityRemark:
    remark = queries.remark_to_answer(session, actor, remark_id)
    if remark is None:
        raise NotFound()
    require(policies.may_answer(actor))
    return remark


def _answered_already(session: Session, remark: ActivityRemark) -> Conflict:
    name = identity.names(session, {str(remark.replied_by)}).get(str(remark.replied_by), "")
    return Conflict(
        _("%(name)s a déjà répondu à ce mot %(when)s. Votre réponse est gardée ici, elle n'est pas envoyée.")
        % {"name": name, "when": formats.moment(remark.replied_at)}
    )
