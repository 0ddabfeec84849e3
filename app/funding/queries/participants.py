"""Participant records: of each path and moment, the latest number is what is true today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.funding.models import ParticipantReading, ParticipantRecord
from app.identity.models import Account

_later = aliased(ParticipantRecord)
_IS_LATEST = ~(
    select(_later.id)
    .where(
        _later.enrolment_id == ParticipantRecord.enrolment_id,
        _later.moment == ParticipantRecord.moment,
        _later.number > ParticipantRecord.number,
    )
    .exists()
)
_RECORD: Select[*tuple[Any, ...]] = select(
    ParticipantRecord.id,
    ParticipantRecord.enrolment_id,
    ParticipantRecord.moment,
    ParticipantRecord.number,
    ParticipantRecord.form,
    ParticipantRecord.answers,
    ParticipantRecord.with_adviser,
    ParticipantRecord.reason,
    ParticipantRecord.filled_at,
    ParticipantRecord.purged_at,
    (ParticipantRecord.sealed != "").label("has_sealed"),
)


def latest(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """What is true today of every path that has records, without what is sealed."""
    return session.execute(
        _RECORD.where(ParticipantRecord.organisation_id == organisation_id, _IS_LATEST).order_by(
            ParticipantRecord.enrolment_id, ParticipantRecord.moment
        )
    ).all()


def of_path(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """Every version of every record of a path, the latest first. The caller has seen the path."""
    return session.execute(
        _RECORD.add_columns(Account.name.label("filled_by"))
        .join(Account, Account.id == ParticipantRecord.filled_by)
        .where(ParticipantRecord.enrolment_id == enrolment_id)
        .order_by(ParticipantRecord.moment, ParticipantRecord.number.desc())
    ).all()


def last(session: Session, enrolment_id: str, moment: str) -> ParticipantRecord | None:
    return session.scalar(
        select(ParticipantRecord)
        .where(ParticipantRecord.enrolment_id == enrolment_id, ParticipantRecord.moment == moment)
        .order_by(ParticipantRecord.number.desc())
        .limit(1)
    )


def sealed(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, enrolment_id, sealed) of what is true today, for counts that are transmitted. Whoever asks leaves a trace."""
    return session.execute(
        select(ParticipantRecord.id, ParticipantRecord.enrolment_id, ParticipantRecord.sealed)
        .where(
            ParticipantRecord.organisation_id == organisation_id,
            ParticipantRecord.moment == "entry",
            ParticipantRecord.sealed != "",
            _IS_LATEST,
        )
        .order_by(ParticipantRecord.enrolment_id)
    ).all()


def readings(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(reader, at) of those who opened what is sealed, the latest first."""
    return session.execute(
        select(Account.name.label("reader"), ParticipantReading.at)
        .join(Account, Account.id == ParticipantReading.reader_id)
        .where(ParticipantReading.enrolment_id == enrolment_id)
        .order_by(ParticipantReading.at.desc(), ParticipantReading.id.desc())
    ).all()


def to_purge(session: Session, closed_before: date, most: int) -> Sequence[ParticipantRecord]:
    """Records whose sealed answers have outlived their use, some at a time."""
    return session.scalars(
        select(ParticipantRecord)
        .join(Enrolment, Enrolment.id == ParticipantRecord.enrolment_id)
        .where(ParticipantRecord.sealed != "", Enrolment.closed_on.is_not(None), Enrolment.closed_on < closed_before)
        .order_by(ParticipantRecord.id)
        .limit(most)
    ).all()
