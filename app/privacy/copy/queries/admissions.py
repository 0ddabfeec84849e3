"""What is held about one person's way in: by their account, or by the address that they gave."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import AdmissionStep, Application, ApplicationAct, ApplicationStep
from app.core.db import AnyRow


def _theirs(account_id: str, email_print: str) -> ColumnElement[bool]:
    return or_(Application.account_id == account_id, Application.email_print == email_print)


def applications(session: Session, account_id: str, email_print: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Application.id, Application.contacted_at, Application.name, Application.email, Application.phone,
            Application.project, Application.needs, Application.state, Application.reason, Application.decided_at,
        )
        .where(_theirs(account_id, email_print))
        .order_by(Application.contacted_at, Application.id)
    ).all()  # fmt: skip


def steps(session: Session, account_id: str, email_print: str) -> Sequence[AnyRow]:
    return session.execute(
        select(AdmissionStep.name, ApplicationStep.state, ApplicationStep.planned_at, ApplicationStep.done_on)
        .join(AdmissionStep, AdmissionStep.id == ApplicationStep.step_id)
        .join(Application, Application.id == ApplicationStep.application_id)
        .where(_theirs(account_id, email_print))
        .order_by(Application.contacted_at, Application.id, AdmissionStep.position)
    ).all()


def acts(session: Session, account_id: str, email_print: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ApplicationAct.what, ApplicationAct.words, ApplicationAct.at)
        .join(Application, Application.id == ApplicationAct.application_id)
        .where(_theirs(account_id, email_print))
        .order_by(ApplicationAct.at, ApplicationAct.id)
    ).all()
