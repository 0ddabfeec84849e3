"""Writing to each other, and opening what was written."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.ids import new_id
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.messaging import policies, queries, rules
from app.messaging.models import Message
from app.web.text import post_html


def conversation_for(session: Session, actor: Actor, enrolment_id: str) -> EnrolmentRow:
    """The enrolment whose conversation the actor may open."""
    require(policies.may_converse(actor))
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_read(actor, enrolment.learner_id))
    return enrolment


def send(session: Session, actor: Actor, enrolment_id: str, body: str) -> Message:
    """Write in a conversation. The same words sent twice within a minute are kept once."""
    enrolment = conversation_for(session, actor, enrolment_id)
    body = rules.clean(body)
    rules.check(body)
    moment = now()
    twin = queries.same_message(session, enrolment_id, actor.account_id, body, moment - rules.SENT_TWICE)
    if twin:
        return twin
    message = Message(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        author_id=actor.account_id,
        body=body,
        html=post_html(body),
        created_at=moment,
        read_at=None,
    )
    add_at_once(session, message)
    ledger.append(
        session,
        actor,
        Kind.MESSAGE_SENT,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id,
        nature="accompaniment",
        proof_kind="message",
        proof_id=message.id,
    )
    return message


def open_conversation(session: Session, actor: Actor, enrolment_id: str) -> EnrolmentRow:
    """Open a conversation: the other side's messages are now read. Writes only when one was unread."""
    enrolment = conversation_for(session, actor, enrolment_id)
    if policies.is_addressee(actor, enrolment.learner_id, enrolment.adviser_id):
        unread = queries.unread_for(session, enrolment.id, enrolment.learner_id, actor)
        if unread:
            moment = now()
            session.connection().execute(queries.MARK_READ, [{"message_id": one, "moment": moment} for one in unread])
    return enrolment
