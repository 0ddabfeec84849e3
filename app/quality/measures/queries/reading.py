"""Sums of cases for every measure at once, and the very cases behind one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Integer, Select, String, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.courses.models import Course, Edition, EditionActivity, EditionSequence
from app.enrolments.freezes import Use, shown_name
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.quality.measures.queries.base import CASES, SUMMED, ZERO, Asked, Settings

NUMERATOR, DENOMINATOR, LEFT_OUT = SIDES = ("numerator", "denominator", "left-out")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure to make: `key` finds it again, `by_label` asks for its lines too."""

    key: str
    query: str
    asked: Asked
    settings: Settings
    by_label: bool = False
    people: bool = True  # whether those who are counted are counted too: hours are not, and are many


def totals(session: Session, wanted: Iterable[Wanted]) -> Sequence[AnyRow]:
    """(key, label, part, whole, n, people, left_out, asked, answered): one row for each figure, label null, and one for each
    of its lines. One statement, in which what several measures read is read once."""
    parts: list[Select[*tuple[Any, ...]]] = []
    for each in wanted:
        if each.query in SUMMED and not (each.by_label or each.people):
            parts.append(_added_up(SUMMED[each.query](each.asked).subquery(), each.key))
            continue
        found = CASES[each.query](each.asked, each.settings).subquery()
        parts.append(_summed(found, each.key, cast(null(), String), people=each.people))
        if each.by_label:
            parts.append(
                _summed(found, each.key, found.c.label).where(found.c.label.is_not(None)).group_by(found.c.label)
            )
    return session.execute(union_all(*parts)).all() if parts else []


def _summed(found: Any, key: str, label: Any, *, people: bool = True) -> Select[*tuple[Any, ...]]:
    counted = found.c.why == ""
    return select(
        literal(key).label("key"),
        label.label("label"),
        cast(func.coalesce(func.sum(found.c.part), 0), Float).label("part"),
        cast(func.coalesce(func.sum(found.c.whole), 0), Float).label("whole"),
        func.count(case((counted, 1))).label("n"),
        (func.count(func.distinct(case((counted, found.c.enrolment_id)))) if people else ZERO).label("people"),
        func.count(case((~counted, 1))).label("left_out"),
        func.coalesce(func.sum(found.c.asked), 0).label("asked"),
        func.coalesce(func.sum(found.c.answered), 0).label("answered"),
    ).select_from(found)


def _added_up(found: Any, key: str) -> Select[*tuple[Any, ...]]:
    """The same columns, of cases that were added up already: all of them count, and none has a denominator."""
    return select(
        literal(key).label("key"),
        cast(null(), String).label("label"),
        cast(func.coalesce(func.sum(found.c.part), 0), Float).label("part"),
        cast(ZERO, Float).label("whole"),
        cast(func.coalesce(func.sum(found.c.n), 0), Integer).label("n"),
        ZERO.label("people"),
        ZERO.label("left_out"),
        ZERO.label("asked"),
        ZERO.label("answered"),
    ).select_from(found)


def cases_behind(session: Session, wanted: Wanted, side: str, *, limit: int, after: str = "") -> Sequence[AnyRow]:
    """(key, enrolment_id, part, whole, why, label, on_day, name, course) of one side of a figure, by key."""
    found = CASES[wanted.query](wanted.asked, wanted.settings).subquery()
    statement = (
        select(
            found.c.key, found.c.enrolment_id, found.c.part, found.c.whole, found.c.why, found.c.label, found.c.on_day,
            shown_name(Use.FIGURES, Account.name).label("name"),
            func.coalesce(Edition.title, Course.slug).label("course"),
        )
        .select_from(found)
        .outerjoin(Enrolment, Enrolment.id == found.c.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .outerjoin(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    )  # fmt: skip
    if side == LEFT_OUT:
        statement = statement.where(found.c.why != "")
    else:
        column = found.c.part if side == NUMERATOR else found.c.whole
        statement = statement.where(found.c.why == "", column != 0)
    if after:
        statement = statement.where(found.c.key > after)
    return session.execute(statement.order_by(found.c.key).limit(limit)).all()


def every_case(session: Session, wanted: Iterable[Wanted]) -> Sequence[AnyRow]:
    """(code, key, part, whole, why) of every case of some figures, in one order: what a fingerprint is made of."""
    parts = []
    for each in wanted:
        found = CASES[each.query](each.asked, each.settings).subquery()
        parts.append(select(literal(each.key).label("code"), found.c.key, found.c.part, found.c.whole, found.c.why))
    if not parts:
        return []
    every = union_all(*parts).subquery()
    return session.execute(select(every).order_by(every.c.code, every.c.key)).all()


def people_of(session: Session, enrolment_ids: Iterable[str]) -> dict[str, AnyRow]:
    """Enrolment id → (id, name, course)."""
    rows = session.execute(
        select(
            Enrolment.id,
            shown_name(Use.FIGURES, Account.name).label("name"),
            func.coalesce(Edition.title, Course.slug).label("course"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Enrolment.id.in_(list(enrolment_ids)))
    )
    return {row.id: row for row in rows}


def reserved(session: Session, organisation_id: str) -> frozenset[str]:
    """Activities of the courses of today that are kept for a group, by their own condition or that of their sequence."""
    current = (Edition.course_id == Course.id) & (Edition.number == Course.edition_number)
    rows = session.execute(
        select(EditionActivity.activity_id, EditionActivity.conditions, EditionSequence.conditions.label("of_sequence"))
        .join(Edition, Edition.id == EditionActivity.edition_id)
        .join(Course, current)
        .join(
            EditionSequence,
            (EditionSequence.edition_id == Edition.id) & (EditionSequence.sequence_id == EditionActivity.sequence_id),
        )
        .where(
            Course.organisation_id == organisation_id,
            or_(cast(EditionActivity.conditions, String) != "[]", cast(EditionSequence.conditions, String) != "[]"),
        )
    )
    return frozenset(
        row.activity_id for row in rows if any("group" in one for one in (*row.conditions, *row.of_sequence))
    )
