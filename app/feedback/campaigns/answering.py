"""Answering by a private address: reading it writes nothing, sending is done once when no name is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.surveys.rules import ENOUGH
from app.assessment.surveys.services import read_answers, refuse_gaps
from app.core import sensitive
from app.core.access import Actor
from app.core.clock import today
from app.core.db import AnyRow
from app.core.errors import Conflict, Gone, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id, timeless_id
from app.core.private_addresses import print_of
from app.feedback.campaigns import queries
from app.feedback.campaigns.models import Lot, QuestionnaireVersion, Reply
from app.ledger import services as ledger
from app.ledger.kinds import Kind

_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a private address shows. `given`: the answers already sent under a name, wording id → answer."""

    invitation: AnyRow
    version: QuestionnaireVersion

    @property
    def over(self) -> bool:
        return self.invitation.closed_on is not None or self.invitation.expires_on < today()


def sheet(session: Session, token: str, version_id: str = "") -> Sheet:
    """What is asked of one person; NotFound when the address is not one of ours, or was changed on the way.

    `version_id` is the version that was on their page: a newer one may have come out since.
    """
    row = queries.invitation_by_token(session, print_of(token))
    if row is None:
        raise NotFound(_("Cette adresse ne mène à aucune enquête. Vérifiez que le lien est entier."))
    version = queries.version_of(session, row.questionnaire_id, version_id or row.version_id)
    if version is None or version.anonymous != row.anonymous:
        raise Conflict(_("Ces questions ont changé. Rien n'est envoyé. Ouvrez de nouveau le lien que vous avez reçu."))
    return Sheet(row, version)


def answer(session: Session, token: str, answers: Mapping[str, Any], version_id: str = "") -> bool:
    """Send one's answers; False when they had arrived already: nothing changes then.

    `answers` are keyed by the number of a question, from 1.
    """
    found = sheet(session, token, version_id)
    row = found.invitation
    ledger.take_turn(session, row.organisation_id)
    invitation = queries.invitation_to_answer(session, row.id)
    if invitation.answered_on is not None:
        return False
    if found.over:
        raise Gone(_("Cette enquête est fermée depuis. Vos réponses ne sont pas enregistrées. Écrivez-nous plutôt."))
    questions: list[dict[str, Any]] = found.version.asked
    try:
        responses = read_answers(questions, answers)
        refuse_gaps(questions, responses)
    except Invalid as error:
        raise Invalid(_("Rien n'est encore envoyé. Corrigez ce qui est marqué."), error.fields) from None
    words = {f"q{number}": responses[one["id"]] for number, one in enumerate(questions, 1) if one["kind"] == "text"}
    sensitive.check({name: said for name, said in words.items() if said}, anyway=True)
    given = {key: response for key, response in responses.items() if response is not None}
    if row.anonymous:
        _keep_without_name(session, row, given)
    else:
        _keep_with_name(session, row, found.version, given)
    invitation.answered_on, invitation.next_reminder_on = today(), None
    if row.account_id and row.enrolment_id:
        actor = Actor(row.account_id, row.organisation_id, row.slug, row.organisation_name, "", "", frozenset())
        facts = {"campaign": row.campaign_id, "anonymous": row.anonymous}
        ledger.append(
            session, actor, Kind.SURVEY_ANSWERED, person_id=row.account_id, enrolment_id=row.enrolment_id,
            nature="accompaniment", proof_kind="campaign", proof_id=row.campaign_id, facts=facts,
        )  # fmt: skip
    return True


def _keep_with_name(session: Session, row: AnyRow, version: QuestionnaireVersion, given: dict[str, Any]) -> None:
    reply = Reply(
        id=new_id(), organisation_id=row.organisation_id, campaign_id=row.campaign_id, version_id=version.id,
        invitation_id=row.id, course_id=row.course_id, sent_on=today(),
    )  # fmt: skip
    session.add(reply)
    session.flush()
    session.connection().execute(
        queries.NEW_ANSWERS,
        [
            {"reply_id": reply.id, "wording_id": key, "organisation_id": row.organisation_id, "response": response}
            for key, response in given.items()
        ],
    )


def _keep_without_name(session: Session, row: AnyRow, given: dict[str, Any]) -> None:
    """Into the lot under way, which is laid again in another order: see decision 0015."""
    lot = queries.open_lot(session, row.campaign_id, row.course_id)
    if lot is None:
        lot = Lot(
            organisation_id=row.organisation_id, campaign_id=row.campaign_id, course_id=row.course_id, replies=0,
            number=queries.count_lots(session, row.campaign_id, row.course_id) + 1,
        )  # fmt: skip
        session.add(lot)
        session.flush()
    laid = [*queries.take_lot_apart(session, lot.id), *given.items()]
    _chance.shuffle(laid)
    session.connection().execute(
        queries.NEW_LOT_ANSWERS,
        [
            {
                "id": timeless_id(), "organisation_id": row.organisation_id, "lot_id": lot.id, "wording_id": key,
                "response": response,
            }
            for key, response in laid
        ],
    )  # fmt: skip
    lot.replies += 1
    if lot.replies >= ENOUGH:
        lot.closed_on = today()
    session.flush()
