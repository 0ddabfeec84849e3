"""What is asked, who is asked, who answered, and what was said."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, and_, case, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses.models import Course, Edition
from app.enrolments.models import LearnerGroup
from app.feedback.campaigns.models import (
    Campaign,
    Invitation,
    Lot,
    LotAnswer,
    Questionnaire,
    QuestionnaireVersion,
    Reply,
    ReplyAnswer,
    Wording,
)
from app.identity.models import Account, Organisation
from app.notifications.models import UNDELIVERABLE, Mail

NEW_ANSWERS = insert(cast(Table, ReplyAnswer.__table__))
NEW_LOT_ANSWERS = insert(cast(Table, LotAnswer.__table__))

# --- Questionnaires ----------------------------------------------------------------------------------------------


def has_questionnaires(session: Session, organisation_id: str) -> bool:
    return bool(session.scalar(select(exists().where(Questionnaire.organisation_id == organisation_id))))


def count_questionnaires(session: Session, organisation_id: str) -> int:
    return session.scalar(select(func.count()).where(Questionnaire.organisation_id == organisation_id)) or 0


def questionnaires(session: Session, organisation_id: str) -> list[AnyRow]:
    """(id, title, moment, audience, archived_at, number, anonymous, version_id) of each, with its latest version."""
    latest = (
        select(func.max(QuestionnaireVersion.number))
        .where(QuestionnaireVersion.questionnaire_id == Questionnaire.id)
        .correlate(Questionnaire)
        .scalar_subquery()
    )
    return list(
        session.execute(
            select(
                Questionnaire.id, Questionnaire.title, Questionnaire.moment, Questionnaire.audience,
                Questionnaire.archived_at, QuestionnaireVersion.number, QuestionnaireVersion.anonymous,
                QuestionnaireVersion.id.label("version_id"),
            )
            .join(
                QuestionnaireVersion,
                and_(
                    QuestionnaireVersion.questionnaire_id == Questionnaire.id, QuestionnaireVersion.number == latest
                ),
            )
            .where(Questionnaire.organisation_id == organisation_id)
            .order_by(Questionnaire.moment, Questionnaire.created_at, Questionnaire.id)
        )
    )  # fmt: skip


def questionnaire(session: Session, organisation_id: str, questionnaire_id: str) -> Questionnaire:
    found = session.scalar(
        select(Questionnaire).where(
            Questionnaire.id == questionnaire_id, Questionnaire.organisation_id == organisation_id
        )
    )
    if found is None:
        raise NotFound()
    return found


def questionnaire_to_change(session: Session, organisation_id: str, questionnaire_id: str) -> Questionnaire:
    found = session.scalar(
        select(Questionnaire)
        .where(Questionnaire.id == questionnaire_id, Questionnaire.organisation_id == organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound()
    return found


def versions(session: Session, questionnaire_id: str) -> list[QuestionnaireVersion]:
    """The latest first."""
    return list(
        session.scalars(
            select(QuestionnaireVersion)
            .where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
            .order_by(QuestionnaireVersion.number.desc())
        )
    )


def last_version(session: Session, questionnaire_id: str) -> QuestionnaireVersion:
    return versions(session, questionnaire_id)[0]


def version_of(session: Session, questionnaire_id: str, version_id: str) -> QuestionnaireVersion | None:
    return session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.id == version_id, QuestionnaireVersion.questionnaire_id == questionnaire_id
        )
    )


def wording_ids(session: Session, questionnaire_id: str) -> dict[str, str]:
    """Fingerprint → id of every question that a questionnaire has ever asked."""
    rows = session.execute(select(Wording.fingerprint, Wording.id).where(Wording.questionnaire_id == questionnaire_id))
    return {row.fingerprint: row.id for row in rows}


def wordings(session: Session, questionnaire_id: str) -> list[AnyRow]:
    """(id, definition, measures, created_at), the latest first."""
    return list(
        session.execute(
            select(Wording.id, Wording.definition, Wording.measures, Wording.created_at)
            .where(Wording.questionnaire_id == questionnaire_id)
            .order_by(Wording.created_at.desc(), Wording.id)
        )
    )


# --- Campaigns ---------------------------------------------------------------------------------------------------

REFUSED = exists().where(Mail.id == Invitation.mail_id, Mail.state == UNDELIVERABLE).correlate(Invitation)
_TITLED = (
    select(
        Campaign.id, Campaign.title, Campaign.moment, Campaign.months, Campaign.audience, Campaign.anonymous,
        Campaign.key, Campaign.opens_on, Campaign.closed_on, Campaign.questionnaire_id, Campaign.version_id,
        Campaign.course_id, Campaign.group_id, Edition.title.label("course_title"),
        LearnerGroup.name.label("group_name"), Questionnaire.title.label("questionnaire_title"),
        QuestionnaireVersion.number.label("version_number"),
    )
    .join(Questionnaire, Questionnaire.id == Campaign.questionnaire_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Campaign.version_id)
    .outerjoin(Course, Course.id == Campaign.course_id)
    .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
    .outerjoin(LearnerGroup, LearnerGroup.id == Campaign.group_id)
)  # fmt: skip


def campaigns(session: Session, organisation_id: str) -> list[AnyRow]:
    """Every survey, those under way first, then the latest."""
    return list(
        session.execute(
            _TITLED.where(Campaign.organisation_id == organisation_id).order_by(
                Campaign.closed_on.is_not(None), Campaign.opens_on.desc(), Campaign.id.desc()
            )
        )
    )


def campaign(session: Session, organisation_id: str, campaign_id: str) -> AnyRow:
    row = session.execute(
        _TITLED.where(Campaign.id == campaign_id, Campaign.organisation_id == organisation_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def campaign_to_change(session: Session, organisation_id: str, campaign_id: str) -> Campaign:
    found = session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id, Campaign.organisation_id == organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def campaign_of_key(session: Session, organisation_id: str, key: str) -> Campaign | None:
    return session.scalar(select(Campaign).where(Campaign.organisation_id == organisation_id, Campaign.key == key))


def open_campaigns_to_change(session: Session, questionnaire_id: str) -> list[Campaign]:
    return list(
        session.scalars(
            select(Campaign)
            .where(Campaign.questionnaire_id == questionnaire_id, Campaign.closed_on.is_(None))
            .order_by(Campaign.id)
            .with_for_update(key_share=True)
        )
    )


def counts(
    session: Session, organisation_id: str, start: date, end: date, campaign_id: str = ""
) -> dict[str, dict[str, int]]:
    """Campaign id → sent, refused, unreached, received, of the people asked in a period."""
    statement = (
        select(
            Invitation.campaign_id, Invitation.reached, REFUSED.label("refused"),
            Invitation.answered_on.is_not(None).label("back"), func.count().label("people"),
        )
        .where(
            Invitation.organisation_id == organisation_id, Invitation.sent_on >= start, Invitation.sent_on <= end
        )
        .group_by(Invitation.campaign_id, Invitation.reached, REFUSED, Invitation.answered_on.is_not(None))
    )  # fmt: skip
    if campaign_id:
        statement = statement.where(Invitation.campaign_id == campaign_id)
    found: dict[str, dict[str, int]] = {}
    for row in session.execute(statement):
        count = found.setdefault(row.campaign_id, {"sent": 0, "refused": 0, "unreached": 0, "received": 0})
        count["sent"] += row.people
        count["refused"] += row.people if row.refused else 0
        count["unreached"] += 0 if row.reached else row.people
        count["received"] += row.people if row.back else 0
    return found


# --- Answering ---------------------------------------------------------------------------------------------------


def invitation_by_token(session: Session, token_hash: str) -> AnyRow | None:
    """What a private address opens, with the survey and the organisation it belongs to."""
    return session.execute(
        select(
            Invitation.id, Invitation.organisation_id, Invitation.campaign_id, Invitation.enrolment_id,
            Invitation.account_id, Invitation.course_id, Invitation.answered_on, Invitation.expires_on,
            Campaign.questionnaire_id, Campaign.version_id, Campaign.anonymous, Campaign.closed_on,
            Campaign.title, Organisation.slug, Organisation.name.label("organisation_name"),
            Organisation.phone, Organisation.email.label("organisation_email"),
        )
        .join(Campaign, Campaign.id == Invitation.campaign_id)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == token_hash)
    ).first()  # fmt: skip


def invitation_to_answer(session: Session, invitation_id: str) -> Invitation:
    return session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def open_lot(session: Session, campaign_id: str, course_id: str | None) -> Lot | None:
    """The lot that the next reply joins. The caller has the turn of the organisation."""
    return session.scalar(
        select(Lot).where(
            Lot.campaign_id == campaign_id,
            Lot.course_id.is_(None) if course_id is None else Lot.course_id == course_id,
            Lot.closed_on.is_(None),
        )
    )


def count_lots(session: Session, campaign_id: str, course_id: str | None) -> int:
    same = Lot.course_id.is_(None) if course_id is None else Lot.course_id == course_id
    return session.scalar(select(func.count()).select_from(Lot).where(Lot.campaign_id == campaign_id, same)) or 0


def take_lot_apart(session: Session, lot_id: str) -> list[tuple[str, Any]]:
    """(wording id, answer) of everything in a lot, left empty: it is about to be laid again in another order."""
    rows = session.execute(select(LotAnswer.wording_id, LotAnswer.response).where(LotAnswer.lot_id == lot_id)).all()
    session.execute(delete(LotAnswer).where(LotAnswer.lot_id == lot_id))
    return [(row.wording_id, row.response) for row in rows]


# --- What was said ------------------------------------------------------------------------------------------------


def lots(session: Session, campaign_id: str) -> list[AnyRow]:
    """(id, replies, closed_on), in the order in which they were filled."""
    return list(
        session.execute(
            select(Lot.id, Lot.replies, Lot.closed_on)
            .where(Lot.campaign_id == campaign_id)
            .order_by(Lot.number, Lot.id)
        )
    )


def lot_answers(session: Session, campaign_id: str, start: date, end: date) -> list[AnyRow]:
    """(wording_id, response) of the whole lots of a period, in an order that says nothing."""
    return list(
        session.execute(
            select(LotAnswer.wording_id, LotAnswer.response)
            .join(Lot, Lot.id == LotAnswer.lot_id)
            .where(Lot.campaign_id == campaign_id, Lot.closed_on >= start, Lot.closed_on <= end)
            .order_by(LotAnswer.id)
        )
    )


def named_answers(session: Session, campaign_id: str, start: date, end: date) -> list[AnyRow]:
    """(reply_id, wording_id, response, sent_on, enrolment_id, person) of a period, the latest first; nobody's name once
    its time is over."""
    return list(
        session.execute(
            select(
                ReplyAnswer.reply_id, ReplyAnswer.wording_id, ReplyAnswer.response, Reply.sent_on,
                Invitation.enrolment_id, func.coalesce(Account.name, Invitation.name, "").label("person"),
            )
            .join(Reply, Reply.id == ReplyAnswer.reply_id)
            .outerjoin(Invitation, Invitation.id == Reply.invitation_id)
            .outerjoin(Account, Account.id == Invitation.account_id)
            .where(Reply.campaign_id == campaign_id, Reply.sent_on >= start, Reply.sent_on <= end)
            .order_by(Reply.sent_on.desc(), Reply.id)
        )
    )  # fmt: skip


def asked_people(session: Session, campaign_id: str, start: date, end: date) -> list[AnyRow]:
    """(name, sent_on, expires_on, answered, reminders, reached, refused) of everybody asked in a period."""
    return list(
        session.execute(
            select(
                func.coalesce(Account.name, Invitation.name, "").label("name"), Invitation.sent_on,
                Invitation.expires_on, Invitation.answered_on.is_not(None).label("answered"), Invitation.reminders,
                Invitation.reached, REFUSED.label("refused"), Invitation.enrolment_id,
            )
            .outerjoin(Account, Account.id == Invitation.account_id)
            .where(Invitation.campaign_id == campaign_id, Invitation.sent_on >= start, Invitation.sent_on <= end)
            .order_by(func.coalesce(Account.name, Invitation.name, ""), Invitation.id)
            .limit(2_000)
        )
    )  # fmt: skip


# --- When the time is over ---------------------------------------------------------------------------------------


def take_names_off(session: Session, before: date, at: datetime) -> None:
    """Answers given under a name to surveys that ended before a day lose it; so do invitations, which stay as a count."""
    over = and_(Invitation.expires_on < before, Invitation.emptied_at.is_(None))
    session.execute(
        update(Reply).where(Reply.invitation_id.in_(select(Invitation.id).where(over))).values(invitation_id=None)
    )
    session.execute(
        update(Invitation)
        .where(over)
        .values(
            name="", email="", enrolment_id=None, account_id=None, mail_id=None, next_reminder_on=None, emptied_at=at,
            reached=case((REFUSED, False), else_=Invitation.reached),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
