"""Closing interviews, and how people accept to be asked for news."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.courses.models import Course
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.outcomes.models import ClosingInterview

_INTERVIEWS: Select[*tuple[Any, ...]] = (
    select(
        ClosingInterview.id, ClosingInterview.spell, ClosingInterview.version, ClosingInterview.held_on,
        ClosingInterview.reached, ClosingInterview.decision, ClosingInterview.reasons, ClosingInterview.elements,
        ClosingInterview.next_steps, ClosingInterview.by_mail, ClosingInterview.by_sms, ClosingInterview.by_call,
        ClosingInterview.at, Account.name.label("by_name"),
    )
    .join(Account, Account.id == ClosingInterview.by)
    .where(ClosingInterview.enrolment_id == bindparam("enrolment_id"))
    .order_by(ClosingInterview.spell.desc(), ClosingInterview.version.desc())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody accepts to be asked for news; nobody asked them: by every way there is."""

    by_mail: bool = True
    by_sms: bool = True
    by_call: bool = True

    @property
    def any(self) -> bool:
        return self.by_mail or self.by_sms or self.by_call


def interview(session: Session, enrolment_id: str, spell: int) -> ClosingInterview | None:
    """The latest version of the interview that closed a spell."""
    return session.scalar(
        select(ClosingInterview)
        .where(ClosingInterview.enrolment_id == enrolment_id, ClosingInterview.spell == spell)
        .order_by(ClosingInterview.version.desc())
        .limit(1)
    )


def interviews(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """Every version of every closing interview of a path, the latest first. The caller has seen the enrolment."""
    return session.execute(_INTERVIEWS, {"enrolment_id": enrolment_id}).all()


def own_interviews(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(enrolment_id, course, held_on) of the paths of the actor that were closed together, the latest first."""
    return session.execute(
        select(ClosingInterview.enrolment_id, Course.slug.label("course"), ClosingInterview.held_on)
        .join(Enrolment, Enrolment.id == ClosingInterview.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.learner_id == actor.account_id,
            Enrolment.organisation_id == actor.organisation_id,
            ClosingInterview.version == 1,
        )
        .order_by(ClosingInterview.held_on.desc(), ClosingInterview.id.desc())
    ).all()


def wishes_of(session: Session, enrolment_id: str, spell: int) -> Wishes:
    found = interview(session, enrolment_id, spell)
    return Wishes(found.by_mail, found.by_sms, found.by_call) if found else Wishes()
