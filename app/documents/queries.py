"""What documents there are: of a person, of a period, to be signed, to be acknowledged."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.documents import policies
from app.documents.models import (
    SIGNED,
    VALID,
    WAITING,
    DocumentAcknowledgement,
    DocumentSettings,
    DocumentSigner,
    DocumentTemplate,
    DocumentTerms,
    IssuedDocument,
)
from app.enrolments.models import Enrolment, GroupMember
from app.enrolments.rules import OPEN
from app.files.models import StoredFile
from app.identity.models import Account, Organisation

_DOCUMENT = (
    select(
        IssuedDocument.id, IssuedDocument.organisation_id, IssuedDocument.kind, IssuedDocument.number,
        IssuedDocument.code, IssuedDocument.enrolment_id, IssuedDocument.course_id, IssuedDocument.title,
        IssuedDocument.period_start, IssuedDocument.period_end, IssuedDocument.minutes,
        IssuedDocument.template_version, IssuedDocument.sha256, IssuedDocument.file_id, IssuedDocument.signed_file_id,
        IssuedDocument.state, IssuedDocument.why, IssuedDocument.replaces_id, IssuedDocument.outdated,
        IssuedDocument.made_by, IssuedDocument.made_at, IssuedDocument.sent_at,
        Enrolment.learner_id, Account.name.label("learner_name"),
    )
    .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
    .outerjoin(Account, Account.id == Enrolment.learner_id)
)  # fmt: skip


# --- For the rooms above ------------------------------------------------------------------------------------------


def documents_of_enrolments(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Every document of these paths, in every state, by path and date: the columns of `_DOCUMENT`, `file_id` being the
    bytes that were made and `signed_file_id` those with the trail. One statement."""
    if not enrolment_ids:
        return ()
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.in_(enrolment_ids)
        ).order_by(IssuedDocument.enrolment_id, IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def documents_in_period(session: Session, organisation_id: str, start: date, end: date) -> Sequence[AnyRow]:
    """Every document made between two days, both included. One statement."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id,
            IssuedDocument.made_at >= Period(start, end).since,
            IssuedDocument.made_at < Period(start, end).until,
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def house_documents(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The documents of no path (règlement intérieur, livret, programme sheets), in every state. One statement."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.is_(None)
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def signatures_of(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(document_id, rank, role, name, state, method, answered_at, sha256, expires_at) of those who are asked to sign."""
    if not document_ids:
        return ()
    return session.execute(
        select(
            DocumentSigner.document_id, DocumentSigner.rank, DocumentSigner.role, DocumentSigner.name,
            DocumentSigner.state, DocumentSigner.method, DocumentSigner.answered_at, DocumentSigner.sha256,
            DocumentSigner.expires_at,
        )
        .where(DocumentSigner.organisation_id == organisation_id, DocumentSigner.document_id.in_(document_ids))
        .order_by(DocumentSigner.document_id, DocumentSigner.rank)
    ).all()  # fmt: skip


def acknowledgements_of(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(document_id, kind, number, title, template_version, enrolment_id, account_id, at): who has read which version."""
    if not enrolment_ids:
        return ()
    return session.execute(
        select(
            DocumentAcknowledgement.document_id, IssuedDocument.kind, IssuedDocument.number, IssuedDocument.title,
            IssuedDocument.template_version, Enrolment.id.label("enrolment_id"), DocumentAcknowledgement.account_id,
            DocumentAcknowledgement.at,
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentAcknowledgement.document_id)
        .join(Enrolment, Enrolment.learner_id == DocumentAcknowledgement.account_id)
        .where(
            DocumentAcknowledgement.organisation_id == organisation_id,
            Enrolment.organisation_id == organisation_id,
            Enrolment.id.in_(enrolment_ids),
        )
        .order_by(Enrolment.id, DocumentAcknowledgement.at, DocumentAcknowledgement.id)
    ).all()  # fmt: skip


def counts_by_kind(session: Session, organisation_id: str, start: date, end: date) -> dict[str, int]:
    """How many valid documents of each kind were made in a period."""
    rows = session.execute(
        select(IssuedDocument.kind, func.count().label("n"))
        .where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.state == VALID,
            IssuedDocument.made_at >= Period(start, end).since, IssuedDocument.made_at < Period(start, end).until,
        )
        .group_by(IssuedDocument.kind)
        .order_by(IssuedDocument.kind)
    )  # fmt: skip
    return {row.kind: row.n for row in rows}


# --- For this room ------------------------------------------------------------------------------------------------


def edition_of_course(session: Session, course_id: str) -> str | None:
    """The edition that learners of a course see."""
    return session.scalar(
        select(Edition.id)
        .join(Course, (Course.id == Edition.course_id) & (Course.edition_number == Edition.number))
        .where(Course.id == course_id)
    )


def sheet_of(session: Session, edition_id: str) -> AnyRow:
    """(title, summary, sheet, reviewed_on) of an edition."""
    return session.execute(
        select(Edition.title, Edition.summary, Edition.sheet, Edition.reviewed_on).where(Edition.id == edition_id)
    ).one()


def published_courses(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, title, slug) of the courses that have a programme sheet."""
    return session.execute(
        select(Course.id, Edition.title, Course.slug)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id, Course.archived_at.is_(None))
        .order_by(Edition.title, Course.id)
    ).all()


def terms(session: Session, enrolment_id: str) -> DocumentTerms | None:
    return session.get(DocumentTerms, enrolment_id)


def settings_of(session: Session, organisation_id: str) -> DocumentSettings | None:
    return session.get(DocumentSettings, organisation_id)


def template_versions(session: Session, organisation_id: str, kind: str) -> Sequence[AnyRow]:
    """(version, body, saved_at, name) of what an organisation wrote for a kind, the latest first."""
    return session.execute(
        select(DocumentTemplate.version, DocumentTemplate.body, DocumentTemplate.saved_at, Account.name)
        .join(Account, Account.id == DocumentTemplate.saved_by)
        .where(DocumentTemplate.organisation_id == organisation_id, DocumentTemplate.kind == kind)
        .order_by(DocumentTemplate.version.desc())
    ).all()


def template(session: Session, organisation_id: str, kind: str) -> AnyRow | None:
    """(version, body) of the text in use; None: the one shipped."""
    return session.execute(
        select(DocumentTemplate.version, DocumentTemplate.body)
        .where(DocumentTemplate.organisation_id == organisation_id, DocumentTemplate.kind == kind)
        .order_by(DocumentTemplate.version.desc())
        .limit(1)
    ).first()


def template_dates(session: Session, organisation_id: str) -> dict[str, AnyRow]:
    """Kind → (kind, version, saved_at) of the texts that the organisation has written, the latest of each."""
    rows = session.execute(
        select(
            DocumentTemplate.kind,
            func.max(DocumentTemplate.version).label("version"),
            func.max(DocumentTemplate.saved_at).label("saved_at"),
        )
        .where(DocumentTemplate.organisation_id == organisation_id)
        .group_by(DocumentTemplate.kind)
    )
    return {row.kind: row for row in rows}


def next_serial(session: Session, organisation_id: str, kind: str, year: int) -> int:
    """The number that follows. The caller has taken the turn of the organisation: nobody else reads it meanwhile."""
    last = session.scalar(
        select(func.max(IssuedDocument.serial)).where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind == kind, IssuedDocument.year == year
        )
    )
    return (last or 0) + 1


def standing(
    session: Session, organisation_id: str, kind: str, enrolment_id: str | None, course_id: str | None
) -> Sequence[IssuedDocument]:
    """The valid documents of a kind for one subject, held until the end of the act, the latest first."""
    return session.scalars(
        select(IssuedDocument)
        .where(
            IssuedDocument.organisation_id == organisation_id,
            IssuedDocument.kind == kind,
            IssuedDocument.state == VALID,
            _same(IssuedDocument.enrolment_id, enrolment_id),
            _same(IssuedDocument.course_id, course_id),
        )
        .order_by(IssuedDocument.made_at.desc(), IssuedDocument.id.desc())
        .with_for_update(key_share=True)
    ).all()


def _same(column: Any, value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]


def document_for(session: Session, actor: Actor, document_id: str) -> AnyRow:
    """A document that the actor may open: the team, or whoever it was given to. NotFound otherwise."""
    row = session.execute(
        _DOCUMENT.where(IssuedDocument.id == document_id, IssuedDocument.organisation_id == actor.organisation_id)
    ).first()
    if row is None or not policies.may_read(actor, row.learner_id, given=row.sent_at is not None, of_house=row.enrolment_id is None):
        raise NotFound()
    return row


def document_to_change(session: Session, organisation_id: str, document_id: str) -> IssuedDocument:
    """The entity, held until the act ends."""
    found = session.get(IssuedDocument, document_id, with_for_update={"key_share": True})
    if found is None or found.organisation_id != organisation_id:
        raise NotFound()
    return found


def by_code(session: Session, code: str) -> AnyRow | None:
    """(kind, number, made_at, state, why, sha256, organisation_name, replaced_by, learner_name, signed) under a code."""
    newer = aliased(IssuedDocument)
    return session.execute(
        select(
            IssuedDocument.kind, IssuedDocument.number, IssuedDocument.made_at, IssuedDocument.state,
            IssuedDocument.sha256, IssuedDocument.signed_file_id, StoredFile.sha256.label("signed_sha256"),
            Organisation.name.label("organisation_name"), newer.number.label("replaced_by"),
            newer.made_at.label("replaced_at"), Account.name.label("learner_name"),
        )
        .join(Organisation, Organisation.id == IssuedDocument.organisation_id)
        .outerjoin(newer, newer.replaces_id == IssuedDocument.id)
        .outerjoin(StoredFile, StoredFile.id == IssuedDocument.signed_file_id)
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .where(IssuedDocument.code == code)
    ).first()  # fmt: skip


def replaced_by(session: Session, document_id: str) -> AnyRow | None:
    """(id, number, made_at) of the document that came in the place of another."""
    return session.execute(
        select(IssuedDocument.id, IssuedDocument.number, IssuedDocument.made_at).where(
            IssuedDocument.replaces_id == document_id
        )
    ).first()


def signers(session: Session, document_id: str) -> Sequence[DocumentSigner]:
    return session.scalars(
        select(DocumentSigner).where(DocumentSigner.document_id == document_id).order_by(DocumentSigner.rank)
    ).all()


def signers_to_change(session: Session, document_id: str) -> Sequence[DocumentSigner]:
    return session.scalars(
        select(DocumentSigner)
        .where(DocumentSigner.document_id == document_id)
        .order_by(DocumentSigner.rank)
        .with_for_update(key_share=True)
    ).all()


def signer_by_link(session: Session, link_hash: str) -> DocumentSigner | None:
    return session.scalar(select(DocumentSigner).where(DocumentSigner.link_hash == link_hash))


def waiting_signatures(session: Session, organisation_id: str, role: str = "", account_id: str = "") -> Sequence[AnyRow]:
    """(signer_id, document_id, kind, number, title, role, name, asked_at, expires_at, reminded_at, learner_name) of those
    whose turn it is, the oldest first; of one role, or of one person."""
    before = aliased(DocumentSigner)
    statement = (
        select(
            DocumentSigner.id.label("signer_id"), DocumentSigner.document_id, IssuedDocument.kind, IssuedDocument.number,
            IssuedDocument.title, IssuedDocument.sent_at, DocumentSigner.role, DocumentSigner.name,
            DocumentSigner.asked_at, DocumentSigner.expires_at, DocumentSigner.reminded_at,
            Account.name.label("learner_name"),
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentSigner.document_id)
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .where(
            DocumentSigner.organisation_id == organisation_id, DocumentSigner.state == WAITING,
            IssuedDocument.state == VALID,
            ~exists().where(
                before.document_id == DocumentSigner.document_id, before.rank < DocumentSigner.rank,
                before.state != SIGNED,
            ),
        )
        .order_by(DocumentSigner.asked_at, DocumentSigner.id)
    )  # fmt: skip
    if role:
        statement = statement.where(DocumentSigner.role == role)
    if account_id:
        statement = statement.where(DocumentSigner.account_id == account_id)
    return session.execute(statement).all()


def own_documents(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """What was given to a person, in every state, the latest first."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == actor.organisation_id,
            Enrolment.learner_id == actor.account_id,
            IssuedDocument.sent_at.is_not(None),
        ).order_by(IssuedDocument.made_at.desc(), IssuedDocument.id)
    ).all()


def to_acknowledge(session: Session, organisation_id: str, kinds: Sequence[str]) -> Sequence[AnyRow]:
    """The documents in force that learners read and acknowledge: one of each kind."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind.in_(kinds),
            IssuedDocument.state == VALID, IssuedDocument.enrolment_id.is_(None),
        ).order_by(IssuedDocument.kind, IssuedDocument.made_at)
    ).all()  # fmt: skip


def acknowledged_by(session: Session, account_id: str) -> dict[str, Any]:
    """Document id → when a person has acknowledged it."""
    rows = session.execute(
        select(DocumentAcknowledgement.document_id, DocumentAcknowledgement.at).where(
            DocumentAcknowledgement.account_id == account_id
        )
    )
    return {row.document_id: row.at for row in rows}


def who_acknowledged(session: Session, document_id: str) -> Sequence[AnyRow]:
    """(name, at), the latest first."""
    return session.execute(
        select(Account.name, DocumentAcknowledgement.at)
        .join(Account, Account.id == DocumentAcknowledgement.account_id)
        .where(DocumentAcknowledgement.document_id == document_id)
        .order_by(DocumentAcknowledgement.at.desc(), DocumentAcknowledgement.id)
    ).all()


def not_acknowledged(session: Session, organisation_id: str, document_id: str) -> Sequence[AnyRow]:
    """(id, learner_id, name, email, locale) of the open paths of people who have not acknowledged a document."""
    return session.execute(
        select(Enrolment.id, Enrolment.learner_id, Account.name, Account.email, Account.locale)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.status.in_(OPEN),
            ~exists().where(
                DocumentAcknowledgement.document_id == document_id,
                DocumentAcknowledgement.account_id == Enrolment.learner_id,
            ),
        )
        .order_by(Account.name, Enrolment.id)
    ).all()


def paths(
    session: Session, organisation_id: str, *, course: str = "", group: str = "", status: str = "", entry: Period | None = None
) -> Sequence[AnyRow]:
    """(id, learner_id, name, status, starts_on, ends_on, closed_on, course) of the paths of a cohort, by name."""
    statement = (
        select(
            Enrolment.id, Enrolment.learner_id, Account.name, Enrolment.status, Enrolment.starts_on, Enrolment.ends_on,
            Enrolment.closed_on, Edition.title.label("course"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Enrolment.organisation_id == organisation_id)
        .order_by(Account.name, Enrolment.id)
    )  # fmt: skip
    if course:
        statement = statement.where(Course.id == course)
    if status == "closed":
        statement = statement.where(Enrolment.closed_on.is_not(None))
    elif status == "open":
        statement = statement.where(Enrolment.status.in_(OPEN))
    if group:
        statement = statement.where(
            exists().where(
                GroupMember.enrolment_id == Enrolment.id, GroupMember.group_id == group, GroupMember.until.is_(None)
            )
        )
    if entry is not None:
        statement = statement.where(Enrolment.starts_on.between(entry.start, entry.end))
    return session.execute(statement).all()


def have(session: Session, organisation_id: str, kind: str) -> Sequence[AnyRow]:
    """(enrolment_id, id, number, period_start, period_end, sent_at, outdated) of the valid documents of a kind."""
    return session.execute(
        select(
            IssuedDocument.enrolment_id, IssuedDocument.id, IssuedDocument.number, IssuedDocument.period_start,
            IssuedDocument.period_end, IssuedDocument.sent_at, IssuedDocument.outdated,
        ).where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind == kind,
            IssuedDocument.state == VALID, IssuedDocument.enrolment_id.is_not(None),
        )
    ).all()  # fmt: skip


def outdated(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The valid documents that no longer say what is so, to be made again."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.state == VALID,
            IssuedDocument.outdated != "",
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()  # fmt: skip


def with_hours(session: Session, enrolment_id: str) -> Sequence[IssuedDocument]:
    """The valid documents of a path that say hours or an exit: what a correction may make untrue."""
    return session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.enrolment_id == enrolment_id,
            IssuedDocument.state == VALID,
            IssuedDocument.period_end.is_not(None),
        )
    ).all()


def has_hours(session: Session, enrolment_id: str) -> bool:
    return session.execute(
        select(IssuedDocument.id)
        .where(
            IssuedDocument.enrolment_id == enrolment_id, IssuedDocument.state == VALID,
            IssuedDocument.period_end.is_not(None),
        )
        .limit(1)
    ).first() is not None  # fmt: skip


def frozen(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[IssuedDocument]:
    """Documents with everything that they print, in the order of their numbers."""
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.organisation_id == organisation_id, IssuedDocument.id.in_(document_ids))
        .order_by(IssuedDocument.kind, IssuedDocument.year, IssuedDocument.serial)
    ).all()


def recent(session: Session, organisation_id: str, *, kind: str = "", state: str = "", limit: int = 51, skip: int = 0) -> Sequence[AnyRow]:
    """The documents of an organisation, the latest first."""
    statement = _DOCUMENT.where(IssuedDocument.organisation_id == organisation_id)
    if kind:
        statement = statement.where(IssuedDocument.kind == kind)
    if state:
        statement = statement.where(IssuedDocument.state == state)
    return session.execute(
        statement.order_by(IssuedDocument.made_at.desc(), IssuedDocument.id.desc()).limit(limit).offset(skip)
    ).all()


def automatic(session: Session) -> Sequence[DocumentSettings]:
    """The organisations that have documents made by themselves."""
    return session.scalars(
        select(DocumentSettings)
        .where((DocumentSettings.convocation_days > 0) | DocumentSettings.monthly.is_(True))
        .order_by(DocumentSettings.organisation_id)
    ).all()


def person_of(session: Session, account_id: str) -> AnyRow | None:
    """(id, name, email, locale) of an account."""
    return session.execute(
        select(Account.id, Account.name, Account.email, Account.locale).where(Account.id == account_id)
    ).first()


def acknowledgement(session: Session, document_id: str, account_id: str) -> DocumentAcknowledgement | None:
    return session.scalar(
        select(DocumentAcknowledgement).where(
            DocumentAcknowledgement.document_id == document_id, DocumentAcknowledgement.account_id == account_id
        )
    )
