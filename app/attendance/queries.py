"""What was said and signed of each half-day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.attendance.models import AttendanceSheet, Seal, Signature, SigningFailure, SigningPin
from app.core.access import Actor
from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment
from app.files.models import StoredFile
from app.identity.models import Account, Organisation, Site
from app.scheduling.models import Attendance, Booking, TrainingSession

Rows = Sequence[Row[*tuple[Any, ...]]]

_PRESENCES = select(Attendance).where(
    Attendance.session_id == bindparam("session_id"), Attendance.enrolment_id == bindparam("enrolment_id")
)
_day = bindparam("day", type_=Attendance.day.type)
_LOCKED = exists().where(
    Seal.session_id == bindparam("session_id"),
    Seal.kind == "locked",
    Seal.day == _day,
    Seal.half_day == bindparam("half_day"),
)
_STANDING = select(
    Booking.state,
    Booking.place,
    _LOCKED.label("locked"),
    select(Signature.at)
    .where(
        Signature.session_id == bindparam("session_id"),
        Signature.enrolment_id == bindparam("enrolment_id"),
        Signature.day == _day,
        Signature.half_day == bindparam("half_day"),
    )
    .scalar_subquery()
    .label("signed_at"),
).where(Booking.session_id == bindparam("session_id"), Booking.enrolment_id == bindparam("enrolment_id"))


def attendances_to_change(session: Session, session_id: str, enrolment_id: str) -> Sequence[Attendance]:
    return session.scalars(_PRESENCES, {"session_id": session_id, "enrolment_id": enrolment_id}).all()


def standing(session: Session, session_id: str, enrolment_id: str, day: date, half_day: str) -> AnyRow | None:
    """(state, place, locked, signed_at) of somebody with a booking, in one half-day."""
    wanted = {"session_id": session_id, "enrolment_id": enrolment_id, "day": day, "half_day": half_day}
    return session.execute(_STANDING, wanted).first()


def is_locked(session: Session, session_id: str, day: date, half_day: str) -> bool:
    wanted = {"session_id": session_id, "day": day, "half_day": half_day}
    return bool(session.execute(select(_LOCKED), wanted).scalar())


# --- Sheets -------------------------------------------------------------------------------------------------------

_SHEET_HEADS = (
    select(
        TrainingSession.id,
        TrainingSession.organisation_id,
        TrainingSession.course_id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        TrainingSession.room,
        TrainingSession.link,
        TrainingSession.cancelled_at,
        TrainingSession.trainer_id,
        func.coalesce(Edition.title, Course.slug).label("course_title"),
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        Account.name.label("trainer_name"),
        Organisation.name.label("organisation_name"),
        Organisation.address.label("organisation_address"),
        AttendanceSheet.number,
    )
    .join(Organisation, Organisation.id == TrainingSession.organisation_id)
    .outerjoin(Course, Course.id == TrainingSession.course_id)
    .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(Site, Site.id == TrainingSession.site_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .outerjoin(AttendanceSheet, AttendanceSheet.session_id == TrainingSession.id)
)
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_OF_SESSIONS = _SHEET_HEADS.where(TrainingSession.id.in_(_ids)).order_by(TrainingSession.starts_at, TrainingSession.id)
_BOOKED = (
    select(
        Booking.session_id,
        Booking.enrolment_id,
        Booking.place,
        Enrolment.learner_id,
        Account.name.label("learner_name"),
        exists()
        .where(SigningPin.enrolment_id == Booking.enrolment_id, SigningPin.revoked_at.is_(None))
        .label("has_pin"),
    )
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .join(Account, Account.id == Enrolment.learner_id)
    .where(Booking.session_id.in_(_ids), Booking.state == "booked")
    .order_by(Account.name, Booking.id)
)
_recorder = aliased(Account)
_SAID = (
    select(
        Attendance.session_id,
        Attendance.enrolment_id,
        Attendance.day,
        Attendance.half_day,
        Attendance.present,
        Attendance.minutes,
        Attendance.reason,
        Attendance.reason_code,
        Attendance.document_seen,
        Attendance.recorded_at,
        Attendance.recorded_by,
        _recorder.name.label("recorder_name"),
    )
    .join(_recorder, _recorder.id == Attendance.recorded_by)
    .where(Attendance.session_id.in_(_ids))
)
_SIGNED = (
    select(
        Signature.id,
        Signature.session_id,
        Signature.enrolment_id,
        Signature.account_id,
        Signature.day,
        Signature.half_day,
        Signature.role,
        Signature.method,
        Signature.at,
        Signature.drawing,
        Signature.written,
        Signature.file_id,
        StoredFile.sha256.label("file_sha256"),
        StoredFile.name.label("file_name"),
    )
    .outerjoin(StoredFile, StoredFile.id == Signature.file_id)
    .where(Signature.session_id.in_(_ids))
)
_who = aliased(Account)
_learner = aliased(Account)
_SEALS = (
    select(
        Seal.id,
        Seal.session_id,
        Seal.rank,
        Seal.kind,
        Seal.day,
        Seal.half_day,
        Seal.signature_id,
        Seal.enrolment_id,
        Seal.was,
        Seal.becomes,
        Seal.reason,
        Seal.by_id,
        Seal.at,
        Seal.sha256.label("hash"),
        _who.name.label("by_name"),
        _learner.name.label("learner_name"),
    )
    .join(_who, _who.id == Seal.by_id)
    .outerjoin(Enrolment, Enrolment.id == Seal.enrolment_id)
    .outerjoin(_learner, _learner.id == Enrolment.learner_id)
    .where(Seal.session_id.in_(_ids))
    .order_by(Seal.session_id, Seal.rank)
)


def sheets(session: Session, ids: Sequence[str]) -> Rows:
    """The heads of sheets: session, course, place, who runs it, organisation, number. The caller has seen them."""
    return session.execute(_OF_SESSIONS, {"ids": list(ids)}).all()


def booked(session: Session, ids: Sequence[str]) -> Rows:
    """Who has a seat, by name: session_id, enrolment_id, place, learner_id, learner_name, has_pin."""
    return session.execute(_BOOKED, {"ids": list(ids)}).all()


def said(session: Session, ids: Sequence[str]) -> Rows:
    """Presences and absences as known now."""
    return session.execute(_SAID, {"ids": list(ids)}).all()


def signatures(session: Session, ids: Sequence[str]) -> Rows:
    return session.execute(_SIGNED, {"ids": list(ids)}).all()


def seals(session: Session, ids: Sequence[str]) -> Rows:
    """Locks and corrections, in order."""
    return session.execute(_SEALS, {"ids": list(ids)}).all()


def seated_in(session: Session, session_ids: Sequence[str]) -> Sequence[str]:
    """The enrolments that have a seat in one of these sessions."""
    return session.scalars(
        select(Booking.enrolment_id)
        .where(Booking.session_id.in_(session_ids), Booking.state == "booked")
        .distinct()
        .order_by(Booking.enrolment_id)
    ).all()


def held_between(session: Session, actor: Actor, since: datetime, before: datetime) -> list[str]:
    """The sessions of the organisation that began in a period and were held, for the export of their sheets."""
    return list(
        session.scalars(
            select(TrainingSession.id)
            .where(
                TrainingSession.organisation_id == actor.organisation_id,
                TrainingSession.starts_at >= since,
                TrainingSession.starts_at < before,
                TrainingSession.cancelled_at.is_(None),
                exists().where(Booking.session_id == TrainingSession.id, Booking.state == "booked"),
            )
            .order_by(TrainingSession.starts_at, TrainingSession.id)
        )
    )


def number_of(session: Session, session_id: str) -> str | None:
    return session.scalar(select(AttendanceSheet.number).where(AttendanceSheet.session_id == session_id))


def session_numbered(session: Session, number: str) -> str | None:
    """The session whose sheet bears this number."""
    return session.scalar(select(AttendanceSheet.session_id).where(AttendanceSheet.number == number))


def last_seal(session: Session, session_id: str) -> AnyRow | None:
    """(rank, hash)"""
    return session.execute(
        select(Seal.rank, Seal.sha256.label("hash"))
        .where(Seal.session_id == session_id)
        .order_by(Seal.rank.desc())
        .limit(1)
    ).first()


# --- Signing ------------------------------------------------------------------------------------------------------

_MY_SEATS = (
    select(
        TrainingSession.id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        Site.name.label("site_name"),
        Booking.enrolment_id,
        Booking.state,
    )
    .join(Booking, Booking.session_id == TrainingSession.id)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
    .where(
        TrainingSession.cancelled_at.is_(None),
        Booking.state == "booked",
        TrainingSession.ends_at > bindparam("since", type_=TrainingSession.starts_at.type),
        TrainingSession.starts_at < bindparam("before", type_=TrainingSession.starts_at.type),
    )
    .order_by(TrainingSession.starts_at, TrainingSession.id)
)
_SEATS_OF_PERSON = _MY_SEATS.where(
    Enrolment.learner_id == bindparam("account_id"), Enrolment.organisation_id == bindparam("organisation_id")
)
_SEATS_OF_PATH = _MY_SEATS.where(Booking.enrolment_id == bindparam("enrolment_id"))


def seats_of_person(session: Session, actor: Actor, since: datetime, before: datetime) -> Rows:
    """The sessions where the actor has a seat, that touch a period."""
    wanted = {"account_id": actor.account_id, "organisation_id": actor.organisation_id}
    return session.execute(_SEATS_OF_PERSON, wanted | {"since": since, "before": before}).all()


def seats_of_path(session: Session, enrolment_id: str, since: datetime, before: datetime) -> Rows:
    """The same for one path that the caller has seen."""
    return session.execute(_SEATS_OF_PATH, {"enrolment_id": enrolment_id, "since": since, "before": before}).all()


def signed_half_days(session: Session, enrolment_ids: Sequence[str], session_ids: Sequence[str]) -> Rows:
    """(session_id, enrolment_id, day, half_day, at) of the signatures of a person."""
    return session.execute(
        select(Signature.session_id, Signature.enrolment_id, Signature.day, Signature.half_day, Signature.at).where(
            Signature.enrolment_id.in_(enrolment_ids), Signature.session_id.in_(session_ids)
        )
    ).all()


def signature_of(session: Session, session_id: str, enrolment_id: str, day: date, half_day: str) -> AnyRow | None:
    """(id, at, method) of a learner's signature."""
    return session.execute(
        select(Signature.id, Signature.at, Signature.method).where(
            Signature.session_id == session_id,
            Signature.enrolment_id == enrolment_id,
            Signature.day == day,
            Signature.half_day == half_day,
        )
    ).first()


def forget_failures(session: Session, before: datetime) -> None:
    session.execute(delete(SigningFailure).where(SigningFailure.at < before))


def pin_of(session: Session, enrolment_id: str) -> SigningPin | None:
    return session.get(SigningPin, enrolment_id)


# --- What is held about somebody, for the copy of their data ------------------------------------------------------


def _own_paths(account_id: str) -> Any:
    return select(Enrolment.id).where(Enrolment.learner_id == account_id)


def signatures_of_person(session: Session, account_id: str) -> Rows:
    return session.execute(
        select(
            TrainingSession.title,
            Signature.day,
            Signature.half_day,
            Signature.method,
            Signature.at,
            Signature.drawing,
            Signature.written,
        )
        .join(TrainingSession, TrainingSession.id == Signature.session_id)
        .where(or_(Signature.enrolment_id.in_(_own_paths(account_id)), Signature.account_id == account_id))
        .order_by(Signature.at, Signature.id)
    ).all()


def seals_of_person(session: Session, account_id: str) -> Rows:
    """Corrections of one's own presences, and those one has made."""
    return session.execute(
        select(TrainingSession.title, Seal.kind, Seal.day, Seal.half_day, Seal.at, Seal.was, Seal.becomes, Seal.reason)
        .join(TrainingSession, TrainingSession.id == Seal.session_id)
        .where(or_(Seal.enrolment_id.in_(_own_paths(account_id)), Seal.by_id == account_id))
        .order_by(Seal.at, Seal.id)
    ).all()


def cards_of_person(session: Session, account_id: str) -> Rows:
    return session.execute(
        select(SigningPin.made_at, SigningPin.revoked_at).where(SigningPin.enrolment_id.in_(_own_paths(account_id)))
    ).all()
