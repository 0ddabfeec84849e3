"""Which paths are a person's own."""

from sqlalchemy import Select, select

from app.enrolments.models import Enrolment


def own_paths(account_id: str) -> Select[str]:
    """The ids of a person's enrolments, whatever became of them."""
    return select(Enrolment.id).where(Enrolment.learner_id == account_id)
