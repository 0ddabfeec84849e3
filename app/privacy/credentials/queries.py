"""Booklets and badges of one person, over all their paths."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.credentials.models import Badge, Booklet, BookletLine
from app.enrolments.models import Enrolment
from app.frameworks.models import Competence


def badges(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Badge.issued_at, Badge.document, Badge.shown_at, Badge.revoked_at, Badge.revoked_why)
        .where(Badge.enrolment_id.in_(_paths(account_id)))
        .order_by(Badge.issued_at, Badge.id)
    ).all()


def booklets(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Booklet.changed_at, Booklet.words).where(Booklet.enrolment_id.in_(_paths(account_id)))
    ).all()


def lines(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Competence.code, Competence.title, BookletLine.left_out, BookletLine.words, BookletLine.proofs)
        .join(Competence, Competence.id == BookletLine.competence_id)
        .where(BookletLine.enrolment_id.in_(_paths(account_id)))
        .order_by(BookletLine.enrolment_id, Competence.code)
    ).all()


def _paths(account_id: str) -> Select[str]:
    return select(Enrolment.id).where(Enrolment.learner_id == account_id)
