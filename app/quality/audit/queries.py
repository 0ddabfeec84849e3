"""The paths that a period has seen, what they lack, the files that were made, and who reads them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accompaniment.rules import sort_key
from app.appointments.models import Appointment
from app.assessment.models import LevelAssessment, Submission
from app.attendance.models import Seal
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment, PlanItem
from app.enrolments.queries import EnrolmentRow, rows, visible_enrolments
from app.identity.models import Account, Membership, Organisation, SignIn
from app.ledger.models import LedgerEntry
from app.quality.audit.models import AuditAccess, AuditFile, AuditFilePerson, AuditLook
from app.scheduling.models import Attendance, Booking, TrainingSession

_asker = aliased(Account)


def _seen_in(period: Period) -> Any:
    """Paths that were under way on a day of the period: somebody who never came is in no audit."""
    return and_(
        Enrolment.status != "admitted",
        Enrolment.starts_on <= period.end,
        or_(
            Enrolment.closed_on.is_(None),
            and_(Enrolment.closed_on >= period.start, Enrolment.closed_on >= Enrolment.starts_on),
        ),
    )


def candidates(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(id, name, course_id, course, starts_on, status, exit_reason) by name, of all the paths of a period."""
    return session.execute(
        select(
            Enrolment.id,
            Account.name,
            Enrolment.course_id,
            func.coalesce(Edition.title, Course.slug).label("course"),
            Enrolment.starts_on,
            Enrolment.status,
            Enrolment.exit_reason,
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
        .where(Enrolment.organisation_id == organisation_id, _seen_in(period))
        .order_by(Account.name, Enrolment.starts_on, Enrolment.id)
    ).all()


def paths(session: Session, actor: Actor, ids: Collection[str]) -> list[EnrolmentRow]:
    """These paths of the organisation, in the order of the names; the caller may read quality."""
    found = rows(session, visible_enrolments(actor).where(Enrolment.id.in_(ids)))
    return sorted(found, key=lambda one: (sort_key(one.learner_name), one.starts_on, one.id))


def courses(session: Session, course_ids: Collection[str]) -> dict[str, str]:
    """Course id → the title of its current edition."""
    found = session.execute(
        select(Course.id, func.coalesce(Edition.title, Course.slug).label("title"))
        .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
        .where(Course.id.in_(course_ids))
        .order_by(Course.id)
    )
    return {row.id: row.title for row in found}


# --- What is missing -------------------------------------------------------------------------------------------------


def with_levels(session: Session, ids: Collection[str], stage: str) -> set[str]:
    """Those of these paths that have a level of a stage."""
    return set(
        session.scalars(
            select(LevelAssessment.enrolment_id)
            .where(LevelAssessment.enrolment_id.in_(ids), LevelAssessment.stage == stage)
            .distinct()
        )
    )


def with_plan(session: Session, ids: Collection[str]) -> set[str]:
    return set(session.scalars(select(PlanItem.enrolment_id).where(PlanItem.enrolment_id.in_(ids)).distinct()))


def unread_works(session: Session, ids: Collection[str], period: Period) -> dict[str, int]:
    """Enrolment id → works of the period that wait to be read."""
    found = session.execute(
        select(Submission.enrolment_id, func.count().label("n"))
        .where(
            Submission.enrolment_id.in_(ids),
            Submission.state == "waiting",
            Submission.sent_at >= period.since,
            Submission.sent_at < period.until,
        )
        .group_by(Submission.enrolment_id)
        .order_by(Submission.enrolment_id)
    )
    return {row.enrolment_id: row.n for row in found}


def open_sheets(session: Session, ids: Collection[str], period: Period, before: datetime) -> Sequence[AnyRow]:
    """(enrolment_id, session_id, title, starts_at, said, sealed) of sessions that are over and not wholly proved."""
    said = exists().where(Attendance.session_id == TrainingSession.id, Attendance.enrolment_id == Booking.enrolment_id)
    sealed = exists().where(Seal.session_id == TrainingSession.id, Seal.kind == "locked")
    return session.execute(
        select(
            Booking.enrolment_id,
            Booking.session_id,
            TrainingSession.title,
            TrainingSession.starts_at,
            said.label("said"),
            sealed.label("sealed"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.enrolment_id.in_(ids),
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= period.since,
            TrainingSession.starts_at < period.until,
            TrainingSession.ends_at <= before,
            ~exists().where(Appointment.session_id == TrainingSession.id),
            or_(~said, ~sealed),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id, Booking.enrolment_id)
    ).all()


def last_trace(session: Session, ids: Collection[str], until: datetime) -> AnyRow | None:
    """(number, at) of the last entry of the ledger about these paths: what a file has taken into account."""
    return session.execute(
        select(LedgerEntry.number, LedgerEntry.occurred_at.label("at"))
        .where(LedgerEntry.enrolment_id.in_(ids), LedgerEntry.occurred_at < until)
        .order_by(LedgerEntry.number.desc())
        .limit(1)
    ).first()


# --- Files -----------------------------------------------------------------------------------------------------------


def files(session: Session, actor: Actor, limit: int = 100) -> Sequence[AnyRow]:
    """The files of an organisation, the latest first, with how many people each is about."""
    people = (
        select(func.count())
        .where(AuditFilePerson.audit_file_id == AuditFile.id)
        .correlate(AuditFile)
        .scalar_subquery()
        .label("people")
    )
    return session.execute(
        select(
            AuditFile.id, AuditFile.starts_on, AuditFile.ends_on, AuditFile.created_at, AuditFile.ready_at,
            AuditFile.kept_until, AuditFile.removed_at, AuditFile.size, AuditFile.gaps, AuditFile.task_id,
            _asker.name.label("asker"), people,
        )
        .join(_asker, _asker.id == AuditFile.asked_by)
        .where(AuditFile.organisation_id == actor.organisation_id)
        .order_by(AuditFile.created_at.desc(), AuditFile.id.desc())
        .limit(limit)
    ).all()  # fmt: skip


def file_for(session: Session, actor: Actor, audit_file_id: str) -> AuditFile:
    """A file of the organisation; NotFound otherwise. Whoever calls says whether it may be read."""
    found = session.get(AuditFile, audit_file_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def file_to_change(session: Session, actor: Actor, audit_file_id: str) -> AuditFile:
    found = session.get(AuditFile, audit_file_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def place(session: Session, organisation_id: str) -> AnyRow:
    """(slug, name) of an organisation."""
    return session.execute(select(Organisation.slug, Organisation.name).where(Organisation.id == organisation_id)).one()


def file_to_make(session: Session, audit_file_id: str) -> AuditFile | None:
    return session.get(AuditFile, audit_file_id)


def people_of(session: Session, audit_file_id: str) -> list[str]:
    """The paths that a file is about, in their order."""
    return list(
        session.scalars(
            select(AuditFilePerson.enrolment_id)
            .where(AuditFilePerson.audit_file_id == audit_file_id)
            .order_by(AuditFilePerson.position)
        )
    )


def over_on(session: Session, day: date) -> Sequence[AuditFile]:
    """Files that are kept no longer."""
    return session.scalars(
        select(AuditFile)
        .where(AuditFile.kept_until < day, AuditFile.removed_at.is_(None))
        .order_by(AuditFile.id)
        .with_for_update(key_share=True)
    ).all()


# --- Invited people --------------------------------------------------------------------------------------------------


def accesses(session: Session, audit_file_id: str) -> Sequence[AnyRow]:
    """(id, name, email, until, invited_at, accepted_at, revoked_at, looks) of those invited to read a file."""
    looks = select(func.count()).where(AuditLook.access_id == AuditAccess.id).correlate(AuditAccess).scalar_subquery()
    return session.execute(
        select(
            AuditAccess.id, Account.name, Account.email, AuditAccess.until, AuditAccess.invited_at,
            AuditAccess.accepted_at, AuditAccess.revoked_at, looks.label("looks"),
        )
        .join(Account, Account.id == AuditAccess.account_id)
        .where(AuditAccess.audit_file_id == audit_file_id)
        .order_by(AuditAccess.invited_at, AuditAccess.id)
    ).all()  # fmt: skip


def looks(session: Session, audit_file_id: str, limit: int = 200) -> Sequence[AnyRow]:
    """(at, name, path): what invited people opened, the latest first."""
    return session.execute(
        select(AuditLook.at, Account.name, AuditLook.path)
        .join(Account, Account.id == AuditLook.reader_id)
        .where(AuditLook.audit_file_id == audit_file_id)
        .order_by(AuditLook.at.desc(), AuditLook.id.desc())
        .limit(limit)
    ).all()


def _open_on(day: date) -> Any:
    return and_(
        AuditAccess.revoked_at.is_(None),
        AuditAccess.until >= day,
        AuditFile.removed_at.is_(None),
        AuditFile.file_id.is_not(None),
    )


def visible_files(actor: Actor, day: date) -> Any:
    """The files that an invited person may open today, as a condition on AuditFile and AuditAccess."""
    return and_(
        AuditAccess.account_id == actor.account_id,
        AuditAccess.organisation_id == actor.organisation_id,
        _open_on(day),
    )


def open_to(session: Session, actor: Actor, day: date) -> Sequence[AnyRow]:
    """(id, starts_on, ends_on, until) of the files that somebody was invited to read, and still may."""
    return session.execute(
        select(AuditFile.id, AuditFile.starts_on, AuditFile.ends_on, func.max(AuditAccess.until).label("until"))
        .join(AuditAccess, AuditAccess.audit_file_id == AuditFile.id)
        .where(visible_files(actor, day))
        .group_by(AuditFile.id, AuditFile.starts_on, AuditFile.ends_on)
        .order_by(AuditFile.ends_on.desc(), AuditFile.id)
    ).all()


def access_to(session: Session, actor: Actor, audit_file_id: str, day: date) -> AnyRow | None:
    """(id, until) of the invitation by which somebody reads a file today."""
    return session.execute(
        select(AuditAccess.id, AuditAccess.until)
        .join(AuditFile, AuditFile.id == AuditAccess.audit_file_id)
        .where(AuditFile.id == audit_file_id, visible_files(actor, day))
        .order_by(AuditAccess.until.desc(), AuditAccess.id)
        .limit(1)
    ).first()


def access_with(session: Session, token_hash: str) -> AuditAccess | None:
    """The invitation that an address was made for."""
    if not token_hash:
        return None
    return session.scalar(select(AuditAccess).where(AuditAccess.token_hash == token_hash))


def access_to_change(session: Session, actor: Actor, access_id: str) -> AuditAccess:
    found = session.get(AuditAccess, access_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def accesses_to_end(session: Session, audit_file_id: str) -> Sequence[AuditAccess]:
    return session.scalars(
        select(AuditAccess)
        .where(AuditAccess.audit_file_id == audit_file_id, AuditAccess.revoked_at.is_(None))
        .order_by(AuditAccess.id)
    ).all()


def account(session: Session, account_id: str) -> Account:
    return session.get_one(Account, account_id)


def roles_of(session: Session, account_id: str) -> dict[str, set[str]]:
    """Organisation id → the roles that an account holds there."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.account_id == account_id)
    ):
        found[row.organisation_id].add(row.role)
    return found


def open_sign_ins(session: Session, organisation_id: str, account_id: str) -> Sequence[SignIn]:
    return session.scalars(
        select(SignIn).where(
            SignIn.account_id == account_id, SignIn.organisation_id == organisation_id, SignIn.revoked_at.is_(None)
        )
    ).all()


def account_at(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email)) if email else None


def reads_something(session: Session, organisation_id: str, account_id: str, day: date) -> bool:
    """Whether an invited person still has a file to read."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    AuditFile.id == AuditAccess.audit_file_id,
                    AuditAccess.account_id == account_id,
                    AuditAccess.organisation_id == organisation_id,
                    _open_on(day),
                )
            )
        )
    )
