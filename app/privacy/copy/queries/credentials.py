"""Booklets and badges of one person, over all their paths."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.credentials.models import Badge, Booklet, BookletLine
from app.frameworks.models import Competence
from app.privacy.copy.queries.own import own_paths


def badges(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Badge.issued_at, Badge.document, Badge.shown_at, Badge.revoked_at, Badge.revoked_why)
        .where(Badge.enrolment_id.in_(own_paths(account_id)))
        .order_by(Badge.issued_at, Badge.id)
    ).all()


def booklets(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Booklet.changed_at, Booklet.words)
        .where(Booklet.enrolment_id.in_(own_paths(account_id)))
        .order_by(Booklet.changed_at, Booklet.enrolment_id)
    ).all()


def lines(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Competence.code, Competence.title, BookletLine.left_out, BookletLine.words, BookletLine.proofs)
        .join(Competence, Competence.id == BookletLine.competence_id)
        .where(BookletLine.enrolment_id.in_(own_paths(account_id)))
        .order_by(BookletLine.enrolment_id, Competence.code, Competence.id)
    ).all()
