"""Where the house keeps a yes: what somebody agreed to, and since when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.core.db import AnyRow
from app.directory.models import Testimony
from app.enrolments.models import Enrolment
from app.forum.experts.models import ExpertProfile
from app.funding.models import ParticipantRecord
from app.learning.models import ActivityRemark
from app.notifications.models import NoticeHabits, PushSubscription
from app.outcomes.models import ClosingInterview


def _own_paths(organisation_id: str, account_id: str):  # type: ignore[no-untyped-def]
    return select(Enrolment.id).where(Enrolment.learner_id == account_id, Enrolment.organisation_id == organisation_id)


def testimonies(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(id, consented_on, consent_words) of what is shown, or may be."""
    return session.execute(
        select(Testimony.id, Testimony.consented_on, Testimony.consent_words).where(
            Testimony.organisation_id == organisation_id,
            Testimony.account_id == account_id,
            Testimony.consented_on.is_not(None),
            Testimony.withdrawn_at.is_(None),
        )
    ).all()


def sms_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    return session.scalar(
        select(NoticeHabits.sms_agreed_at).where(
            NoticeHabits.organisation_id == organisation_id, NoticeHabits.account_id == account_id
        )
    )


def devices(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(id, created_at) of the browsers that may be rung."""
    return session.execute(
        select(PushSubscription.id, PushSubscription.created_at).where(
            PushSubscription.organisation_id == organisation_id, PushSubscription.account_id == account_id
        )
    ).all()


def presented_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    return session.scalar(
        select(ExpertProfile.changed_at).where(
            ExpertProfile.organisation_id == organisation_id, ExpertProfile.account_id == account_id
        )
    )


def drop_presentation(session: Session, organisation_id: str, account_id: str) -> None:
    session.execute(
        delete(ExpertProfile).where(
            ExpertProfile.organisation_id == organisation_id, ExpertProfile.account_id == account_id
        )
    )


def told_to_referrer_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    return session.scalar(
        select(func.min(Application.contacted_at)).where(
            Application.organisation_id == organisation_id,
            Application.account_id == account_id,
            Application.tells_referrer,
        )
    )


def tell_referrer_no_more(session: Session, organisation_id: str, account_id: str) -> None:
    session.execute(
        update(Application)
        .where(Application.organisation_id == organisation_id, Application.account_id == account_id)
        .values(tells_referrer=False)
    )


def news_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    """When somebody accepted to be asked for news after their path."""
    return session.scalar(
        select(func.min(ClosingInterview.at)).where(
            ClosingInterview.enrolment_id.in_(_own_paths(organisation_id, account_id)),
            or_(ClosingInterview.by_mail, ClosingInterview.by_sms, ClosingInterview.by_call),
        )
    )


def ask_news_no_more(session: Session, organisation_id: str, account_id: str) -> None:
    """By no way at all, in every version of what was agreed."""
    session.execute(
        update(ClosingInterview)
        .where(ClosingInterview.enrolment_id.in_(_own_paths(organisation_id, account_id)))
        .values(by_mail=False, by_sms=False, by_call=False)
    )


def special_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    """When optional answers for a funder were given, while they are still there."""
    return session.scalar(
        select(func.min(ParticipantRecord.filled_at)).where(
            ParticipantRecord.enrolment_id.in_(_own_paths(organisation_id, account_id)),
            ParticipantRecord.sealed != "",
        )
    )


def drop_special(session: Session, organisation_id: str, account_id: str, moment: datetime) -> None:
    session.execute(
        update(ParticipantRecord)
        .where(
            ParticipantRecord.enrolment_id.in_(_own_paths(organisation_id, account_id)), ParticipantRecord.sealed != ""
        )
        .values(sealed="", purged_at=moment)
    )


def remarks_since(session: Session, organisation_id: str, account_id: str) -> datetime | None:
    return session.scalar(
        select(func.min(ActivityRemark.written_at)).where(
            ActivityRemark.enrolment_id.in_(_own_paths(organisation_id, account_id))
        )
    )


def drop_remarks(session: Session, organisation_id: str, account_id: str) -> None:
    session.execute(
        delete(ActivityRemark).where(ActivityRemark.enrolment_id.in_(_own_paths(organisation_id, account_id)))
    )
